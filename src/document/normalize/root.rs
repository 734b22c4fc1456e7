//! What holds at the root of an operation.

use async_graphql::parser::types::{OperationDefinition, OperationType};
use std::collections::HashMap;

use super::Node;
use crate::document::refusal::Refusal;

pub(super) fn check(operation: &OperationDefinition, nodes: &[Node]) -> Result<(), Refusal> {
    match operation.ty {
        OperationType::Query => Ok(()),
        OperationType::Mutation => each_key_once(nodes),
        OperationType::Subscription => one_field(nodes),
    }
}

/// Fields that could not be merged would each run.
fn each_key_once(nodes: &[Node]) -> Result<(), Refusal> {
    let mut keys = HashMap::new();
    for node in nodes {
        if let Some(first) = keys.insert(node.key(), node.field.pos) {
            let message = format!(
                "The mutation \"{}\" stands twice, under different conditions or directives. It would run twice.",
                node.key()
            );
            return Err(Refusal::invalid(message, [first, node.field.pos]));
        }
    }
    Ok(())
}

/// SingleFieldSubscriptions.
fn one_field(nodes: &[Node]) -> Result<(), Refusal> {
    let positions = || nodes.iter().map(|node| node.field.pos);
    match nodes {
        [node] if node.field.node.name.node.starts_with("__") => {
            Err(Refusal::invalid("A subscription cannot select only introspection.", positions()))
        }
        [node] if !node.scope.conditions.is_empty() => {
            Err(Refusal::invalid("The field of a subscription can be neither skipped nor included.", positions()))
        }
        [_] => Ok(()),
        _ => Err(Refusal::invalid("A subscription selects exactly one field.", positions())),
    }
}
