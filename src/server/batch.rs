//! Several operations in one request. Together they may cost and mutate no more than one may.

use async_graphql::parser::types::OperationType;
use axum::http::HeaderMap;
use serde_json::Value;

use crate::document::refusal::{COST_LIMIT_EXCEEDED, ROOT_FIELD_LIMIT_EXCEEDED};
use crate::engine::Engine;
use crate::engine::idempotency::refused;
use crate::engine::outcome::{Class, Outcome, Refused};
use crate::engine::params::Params;
use crate::engine::pass::Pass;
use crate::engine::prepare::{Carrier, Prepared};
use crate::server::graphql::signed_out;
use crate::server::idempotency;

/// Reads a list of requests, when lists are allowed.
pub fn read(engine: &Engine, headers: &HeaderMap, items: Vec<Value>) -> Result<Vec<Params>, Refused> {
    let max = engine.settings.batch_max;
    if max <= 1 {
        return Err(not_allowed("A request is one operation."));
    }
    if items.is_empty() || items.len() > max {
        return Err(not_allowed(format!("A list has 1 to {max} operations.")));
    }
    idempotency::none(headers).map_err(refused)?;
    items.into_iter().map(Params::from_json).collect()
}

/// The answers to a list are a list.
pub fn no_stream() -> Refused {
    not_allowed("A stream of events has one operation.")
}

fn not_allowed(message: impl Into<String>) -> Refused {
    Refused::new(Class::IllFormed, "BATCH_NOT_ALLOWED", message)
}

/// Runs them one after the other, so that what a list does can be told from its order.
pub async fn run(engine: &Engine, pass: &Pass, all: Vec<Params>, carrier: &Carrier) -> Result<Vec<Outcome>, Refused> {
    let caller = pass.caller();
    let mut prepared = Vec::with_capacity(all.len());
    for params in all {
        prepared.push(engine.prepare(&caller, params, carrier).await);
    }
    if let Err(refused) = together(engine, prepared.iter().flatten()) {
        prepared.iter().flatten().for_each(|prepared| engine.release(prepared));
        return Err(refused);
    }
    let mut outcomes = Vec::with_capacity(prepared.len());
    for prepared in prepared {
        outcomes.push(match (prepared, pass.again().await) {
            (Ok(prepared), Ok(caller)) => engine.execute(caller, prepared, None).await,
            (Ok(prepared), Err(fault)) => {
                engine.release(&prepared);
                Outcome::Refused(signed_out(fault))
            }
            (Err(refused), _) => Outcome::Refused(refused),
        });
    }
    Ok(outcomes)
}

/// Holds the sum against what one operation may.
fn together<'a>(engine: &Engine, all: impl Iterator<Item = &'a Prepared>) -> Result<(), Refused> {
    let limits = engine.limits();
    let (mut cost, mut mutations) = (0_u64, 0_usize);
    for prepared in all {
        cost = cost.saturating_add(prepared.requested);
        if prepared.plan.operation == OperationType::Mutation {
            mutations += prepared.plan.roots.len();
        }
    }
    let too_much = |code, message| Err(Refused::new(Class::Invalid, code, message));
    if cost > limits.cost {
        return too_much(COST_LIMIT_EXCEEDED, "The operations ask for too much at once.");
    }
    if mutations > limits.root_mutations {
        return too_much(ROOT_FIELD_LIMIT_EXCEEDED, "The operations have too many mutations.");
    }
    Ok(())
}
