//! Queues beside the one of all requests: mutations wait for the writers by themselves, so that those who only read are not
//! behind them, and what hashes passwords waits apart from both, because one hash takes as long as ten pages.

use async_graphql::parser::types::{ExecutableDocument, Field, Selection};
use async_graphql::{Name, Value, Variables};
use async_graphql_value::Value as Literal;
use std::sync::Arc;

use crate::engine::outcome::Refused;
use crate::engine::prepare::Prepared;
use crate::kernel::queue::{Gate, Load, Principal, Seat};
use crate::staff::login::known_email;
use crate::staff::password;

/// The argument in which a login names its account, and the field of it.
const INPUT: &str = "input";
const EMAIL: &str = "email";

/// How much is done in each lane at a time.
#[derive(Clone, Copy, Debug)]
pub struct Loads {
    pub mutations: Load,
    pub logins: Load,
}

impl Loads {
    /// Nobody waits.
    pub const UNLIMITED: Self = Self { mutations: Load::UNLIMITED, logins: Load::UNLIMITED };
}

/// The lanes.
pub struct Lanes {
    mutations: Gate,
    logins: Gate,
}

/// The right to run an operation, until it is done.
pub enum Turn {
    /// With the seat of its request.
    Reads,
    Writes(Seat),
    Hashes(Seat),
}

impl Lanes {
    pub fn new(loads: Loads) -> Self {
        let Loads { mutations, logins } = loads;
        Self { mutations: Gate::new(mutations), logins: Gate::new(logins) }
    }

    /// Waits for the turn of an operation. A mutation gives back the seat of its request meanwhile; a query that comes behind it
    /// in a list takes one again.
    pub async fn turn(&self, prepared: &Prepared) -> Result<Turn, Refused> {
        if !prepared.is_mutation() {
            if let Some(seat) = &prepared.seat {
                seat.again().await.map_err(Refused::overloaded)?;
            }
            return Ok(Turn::Reads);
        }
        if let Some(seat) = &prepared.seat {
            seat.release();
        }
        let hashes = prepared.plan.roots.iter().any(|root| password::FIELDS.contains(&root.field.as_str()));
        if !hashes {
            let seat = self.mutations.seat(&prepared.principal).await;
            return seat.map(Turn::Writes).map_err(Refused::overloaded);
        }
        let account = account(&prepared.plan.document, &prepared.variables);
        let also = account.map(|account| Arc::from(format!("login:{account}")));
        let who = Principal { also, ..prepared.principal.clone() };
        self.logins.seat(&who).await.map(Turn::Hashes).map_err(Refused::overloaded)
    }
}

/// The account that a login names: the first, if there are several.
fn account(document: &ExecutableDocument, variables: &Variables) -> Option<String> {
    let roots = document.operations.iter().flat_map(|(_, operation)| &operation.node.selection_set.node.items);
    let fields = roots.filter_map(|selection| match &selection.node {
        Selection::Field(field) => Some(&field.node),
        Selection::FragmentSpread(_) | Selection::InlineFragment(_) => None,
    });
    fields
        .filter(|field| password::FIELDS.contains(&field.name.node.as_str()))
        .find_map(|field| email(field, variables))
}

fn email(field: &Field, variables: &Variables) -> Option<String> {
    let variable = |name: &Name| variables.get(name).cloned();
    let input = field.get_argument(INPUT)?;
    let email = match &input.node {
        Literal::Variable(name) => match variable(name)? {
            Value::Object(input) => input.get(EMAIL).cloned()?,
            _ => return None,
        },
        Literal::Object(input) => match input.get(EMAIL)? {
            Literal::Variable(name) => variable(name)?,
            literal => literal.clone().into_const()?,
        },
        _ => return None,
    };
    match email {
        Value::String(email) => known_email(&email),
        _ => None,
    }
}
