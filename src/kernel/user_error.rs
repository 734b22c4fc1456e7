//! Refusals that the caller can act on.

use async_graphql::SimpleObject;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::kernel::cost;
use crate::kernel::fault::Fault;
use crate::kernel::json::Json;

/// A reason why a mutation did nothing. Clients switch on `code`; `message` is for people who debug.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, SimpleObject)]
pub struct UserError {
    /// What went wrong, as a stable word in upper case, such as `INSUFFICIENT_STOCK`.
    pub code: String,
    /// The path to the offending part of the input, such as `["input", "lines", "3", "quantity"]`. Null when no single
    /// field is at fault.
    #[graphql(directive = cost::list::apply(3))]
    pub field: Option<Vec<String>>,
    /// One English sentence for developers.
    pub message: String,
    /// Facts that belong to the code, such as `{"available": 3}`. Null when there are none.
    pub data: Option<Json>,
}

impl UserError {
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code: code.into(), field: None, message: message.into(), data: None }
    }

    /// A refusal of the part of the input at `path`, such as `lines.3.quantity`.
    pub fn at(path: &str, code: impl Into<String>, message: impl Into<String>) -> Self {
        let field = std::iter::once("input").chain(path.split('.')).map(str::to_owned).collect();
        Self { field: Some(field), ..Self::new(code, message) }
    }

    pub fn with(mut self, data: Value) -> Self {
        self.data = Some(Json(data));
        self
    }
}

/// The error of a slice: data, with one exhaustive match that gives it words.
pub trait Refusal {
    fn to_user_error(&self) -> UserError;
}

/// Why a command did not happen: refused for reasons that the caller can act on, or a fault.
#[derive(Debug)]
pub enum Failure {
    Refused(Vec<UserError>),
    Fault(Fault),
}

impl<E: Refusal> From<E> for Failure {
    fn from(error: E) -> Self {
        Failure::Refused(vec![error.to_user_error()])
    }
}

impl From<Vec<UserError>> for Failure {
    fn from(errors: Vec<UserError>) -> Self {
        Failure::Refused(errors)
    }
}

impl From<UserError> for Failure {
    fn from(error: UserError) -> Self {
        Failure::Refused(vec![error])
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Failure::Fault(fault)
    }
}

impl From<sea_orm::DbErr> for Failure {
    fn from(error: sea_orm::DbErr) -> Self {
        Failure::Fault(error.into())
    }
}
