//! Which operation of a document is meant.

use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationDefinition};
use async_graphql::{Name, Positioned};

use crate::document::refusal::{self, Refusal};

/// The operation with this name, or the only one.
pub(super) fn choose<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Result<(Option<&'a Name>, &'a Positioned<OperationDefinition>), Refusal> {
    let unknown = |name: &str| Refusal::new(refusal::OPERATION_NOT_FOUND, format!("There is no operation \"{name}\"."));
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Ok((None, operation)),
        (DocumentOperations::Single(_), Some(name)) => Err(unknown(name)),
        (DocumentOperations::Multiple(all), Some(name)) => {
            all.get_key_value(name).map(|(name, operation)| (Some(name), operation)).ok_or_else(|| unknown(name))
        }
        (DocumentOperations::Multiple(all), None) => {
            let mut all = all.iter();
            match (all.next(), all.next()) {
                (Some((name, operation)), None) => Ok((Some(name), operation)),
                _ => Err(Refusal::new(
                    refusal::OPERATION_NAME_REQUIRED,
                    "The document has several operations: say which by `operationName`.",
                )),
            }
        }
    }
}
