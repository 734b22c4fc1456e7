//! What is known of a document before any request with it.

use async_graphql::Variables;
use async_graphql::parser::types::{ExecutableDocument, OperationType};
use serde_json::{Map, Value};
use std::sync::atomic::AtomicBool;

use crate::document::{Limits, Refusal, SchemaModel};

/// A document with its chosen operation, ready to be executed with many different variables.
pub struct Plan {
    pub operation: OperationType,
    pub operation_name: Option<String>,
    /// The chosen operation without fragment spreads, each response key merged, without introspection. Its selection is empty
    /// when the operation asks for nothing else.
    pub document: ExecutableDocument,
    /// The root fields `__schema` and `__type` of the chosen operation, which are answered elsewhere.
    pub introspection: Option<ExecutableDocument>,
    /// The root fields in the order of the answer.
    pub roots: Vec<Root>,
    /// Whether the strict validation of the executor has accepted `document`, so that it need not be asked again.
    pub known_valid: AtomicBool,
}

/// A field of the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    pub response_key: String,
    pub field: String,
    /// The permission that the field's description names.
    pub permission: Option<String>,
    /// Whether it is part of [`Plan::introspection`].
    pub introspection: bool,
}

/// Reads a document and chooses its operation.
///
/// # Errors
/// Every reason that was found for not executing it; the first limit that is passed ends the search.
pub fn plan(
    model: &SchemaModel,
    limits: &Limits,
    text: &str,
    operation_name: Option<&str>,
) -> Result<Plan, Vec<Refusal>> {
    let _ = (model, limits, text, operation_name);
    Err(Vec::new())
}

impl Plan {
    /// Reads the variables of a request: each has the value that its type asks for, or its default.
    ///
    /// # Errors
    /// Every variable that has not.
    pub fn coerce(
        &self,
        model: &SchemaModel,
        limits: &Limits,
        variables: Map<String, Value>,
    ) -> Result<Variables, Vec<Refusal>> {
        let _ = (model, limits, variables);
        Err(Vec::new())
    }

    /// What the operation may cost with these variables, which were coerced.
    pub fn requested_cost(&self, variables: &Variables) -> u64 {
        let _ = variables;
        0
    }

    /// What the operation did cost: the weights of what was really answered.
    pub fn actual_cost(&self, data: &async_graphql::Value) -> u64 {
        let _ = data;
        0
    }

    /// About how much memory the plan takes, in bytes.
    pub(super) fn size(&self) -> usize {
        0
    }
}
