//! The header `Idempotency-Key`, and where the directive `@idempotent` may stand.

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, OperationType, Selection, SelectionSet,
};
use axum::http::{HeaderMap, StatusCode};
use std::collections::BTreeSet;

use crate::kernel::fault::Fault;
use crate::kernel::idempotency::{
    CONCURRENT_REQUEST, KEY_AMBIGUOUS, KEY_INVALID, KEY_NOT_SUPPORTED, KEY_PARAMETER_MISMATCH, KEY_REQUIRED, check,
};

const HEADER: &str = "idempotency-key";
/// The type whose fields are the root fields of mutations.
const MUTATION: &str = "Mutation";

/// The key that the header gives to the one root field of the mutation that is to be executed. Nothing else may take it, so a
/// header that could mean several fields is refused, as is a directive where it means nothing. A query does not look at the
/// header: it changes nothing.
pub fn key(
    headers: &HeaderMap,
    document: &ExecutableDocument,
    operation_name: Option<&str>,
) -> Result<Option<String>, Fault> {
    let Some(operation) = chosen(document, operation_name) else { return Ok(None) };
    let mutates = operation.ty == OperationType::Mutation;
    let mut fragments = document.fragments.values().map(|fragment| &fragment.node);
    if has_stray(&operation.selection_set.node, mutates)
        || fragments.any(|it| has_stray(&it.selection_set.node, it.type_condition.node.on.node == MUTATION))
    {
        let message = "The directive @idempotent stands on root fields of mutations.".to_owned();
        return Err(Fault::Protocol { code: KEY_NOT_SUPPORTED, message });
    }
    if !mutates {
        return Ok(None);
    }
    let Some(key) = given(headers)? else { return Ok(None) };
    let mut roots = Roots { document, fragments: BTreeSet::new(), fields: BTreeSet::new() };
    roots.gather(&operation.selection_set.node);
    if roots.fields.len() > 1 {
        let message = "The header Idempotency-Key is for one root field. Give each its own key with @idempotent(key:).";
        return Err(Fault::Protocol { code: KEY_AMBIGUOUS, message: message.to_owned() });
    }
    Ok(Some(key))
}

/// The status of an answer whose one root field was not run for this reason.
pub fn status(code: &str) -> Option<StatusCode> {
    match code {
        KEY_REQUIRED | KEY_INVALID | KEY_AMBIGUOUS | KEY_NOT_SUPPORTED => Some(StatusCode::BAD_REQUEST),
        KEY_PARAMETER_MISMATCH => Some(StatusCode::UNPROCESSABLE_ENTITY),
        CONCURRENT_REQUEST => Some(StatusCode::CONFLICT),
        _ => None,
    }
}

/// The header's one value, as it is or as a string in quotation marks (RFC 9651).
fn given(headers: &HeaderMap) -> Result<Option<String>, Fault> {
    let mut values = headers.get_all(HEADER).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        let message = "The header Idempotency-Key is there more than once.".to_owned();
        return Err(Fault::Protocol { code: KEY_AMBIGUOUS, message });
    }
    // Bytes beyond ASCII become characters that a key may not have.
    let text = String::from_utf8_lossy(value.as_bytes());
    let quoted = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    let key = quoted.filter(|inner| !inner.contains(['"', '\\'])).unwrap_or(&text);
    check(key)?;
    Ok(Some(key.to_owned()))
}

/// The operation that will be executed; none when the executor will not find it either.
fn chosen<'a>(document: &'a ExecutableDocument, name: Option<&str>) -> Option<&'a OperationDefinition> {
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), _) => Some(&operation.node),
        (DocumentOperations::Multiple(all), Some(name)) => all.get(name).map(|operation| &operation.node),
        // One operation with a name needs no other telling.
        (DocumentOperations::Multiple(all), None) => {
            let mut all = all.values();
            all.next().filter(|_| all.next().is_none()).map(|operation| &operation.node)
        }
    }
}

/// Whether @idempotent stands on a field that is no root field of a mutation. Fragments are looked at on their own.
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

/// The root fields of an operation by the names of their answers, each fragment looked at once.
struct Roots<'a> {
    document: &'a ExecutableDocument,
    fragments: BTreeSet<&'a str>,
    fields: BTreeSet<&'a str>,
}

impl<'a> Roots<'a> {
    fn gather(&mut self, selection: &'a SelectionSet) {
        for item in &selection.items {
            match &item.node {
                Selection::Field(field) if field.node.name.node == "__typename" => {}
                Selection::Field(field) => {
                    self.fields.insert(field.node.response_key().node.as_str());
                }
                Selection::InlineFragment(part) => self.gather(&part.node.selection_set.node),
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    let fragment = self.document.fragments.get(name).filter(|_| self.fragments.insert(name.as_str()));
                    if let Some(fragment) = fragment {
                        self.gather(&fragment.node.selection_set.node);
                    }
                }
            }
        }
    }
}
