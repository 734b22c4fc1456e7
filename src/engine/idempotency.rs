//! Where the directive `@idempotent` may stand, and which status a key that was not taken asks for.

use async_graphql::Response;
use async_graphql::Value;
use async_graphql::parser::types::{ExecutableDocument, OperationType, Selection, SelectionSet};
use axum::http::StatusCode;

use crate::document::Plan;
use crate::engine::outcome::{Class, Refused};
use crate::kernel::fault::Fault;
use crate::kernel::idempotency::{
    CONCURRENT_REQUEST, KEY_AMBIGUOUS, KEY_INVALID, KEY_NOT_SUPPORTED, KEY_PARAMETER_MISMATCH, KEY_REQUIRED,
};

/// Refuses the directive where it means nothing.
pub fn check(plan: &Plan) -> Result<(), Refused> {
    let mutates = plan.operation == OperationType::Mutation;
    if selections(&plan.document).any(|selection| has_stray(selection, mutates)) {
        let message = "The directive @idempotent stands on root fields of mutations.".to_owned();
        return Err(refused(Fault::Protocol { code: KEY_NOT_SUPPORTED, message }));
    }
    Ok(())
}

/// A key that is not taken.
pub fn refused(fault: Fault) -> Refused {
    Refused::fault(Class::Status(status(fault.code()).unwrap_or(StatusCode::BAD_REQUEST)), fault)
}

/// The status of an answer whose one root field was not run for the sake of its key.
pub fn status_of(response: &Response) -> Option<StatusCode> {
    let [error] = response.errors.as_slice() else { return None };
    match error.extensions.as_ref()?.get("code") {
        Some(Value::String(code)) => status(code),
        _ => None,
    }
}

fn status(code: &str) -> Option<StatusCode> {
    match code {
        KEY_REQUIRED | KEY_INVALID | KEY_AMBIGUOUS | KEY_NOT_SUPPORTED => Some(StatusCode::BAD_REQUEST),
        KEY_PARAMETER_MISMATCH => Some(StatusCode::UNPROCESSABLE_ENTITY),
        CONCURRENT_REQUEST => Some(StatusCode::CONFLICT),
        _ => None,
    }
}

fn selections(document: &ExecutableDocument) -> impl Iterator<Item = &SelectionSet> {
    document.operations.iter().map(|(_, operation)| &operation.node.selection_set.node)
}

/// Whether `@idempotent` stands on a field that is no root field of a mutation. A plan has no fragment spreads.
fn has_stray(selection: &SelectionSet, at_root: bool) -> bool {
    selection.items.iter().any(|item| match &item.node {
        Selection::Field(field) => {
            let marked = field.node.directives.iter().any(|directive| directive.node.name.node == "idempotent");
            marked && !at_root || has_stray(&field.node.selection_set.node, false)
        }
        Selection::InlineFragment(part) => has_stray(&part.node.selection_set.node, at_root),
        Selection::FragmentSpread(_) => false,
    })
}
