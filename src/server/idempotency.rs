//! The header `Idempotency-Key`.

use async_graphql::parser::types::OperationType;
use axum::http::HeaderMap;

use crate::document::Plan;
use crate::kernel::fault::Fault;
use crate::kernel::idempotency::{KEY_AMBIGUOUS, check};

const HEADER: &str = "idempotency-key";

/// The key that the header gives to the one root field of a mutation. A header that could mean several fields is refused. A
/// query does not look at it: it changes nothing.
pub fn key(headers: &HeaderMap, plan: &Plan) -> Result<Option<String>, Fault> {
    if plan.operation != OperationType::Mutation {
        return Ok(None);
    }
    let Some(key) = given(headers)? else { return Ok(None) };
    if plan.roots.iter().filter(|root| root.field != "__typename").count() > 1 {
        let message = "The header Idempotency-Key is for one root field. Give each its own key with @idempotent(key:).";
        return Err(ambiguous(message));
    }
    Ok(Some(key))
}

/// Refuses the header where one key would be for several operations.
pub fn none(headers: &HeaderMap) -> Result<(), Fault> {
    if headers.contains_key(HEADER) {
        return Err(ambiguous("The header Idempotency-Key is for one operation. Send each on its own."));
    }
    Ok(())
}

fn ambiguous(message: &str) -> Fault {
    Fault::Protocol { code: KEY_AMBIGUOUS, message: message.to_owned() }
}

/// The header's one value, as it is or as a string in quotation marks (RFC 9651).
fn given(headers: &HeaderMap) -> Result<Option<String>, Fault> {
    let mut values = headers.get_all(HEADER).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(ambiguous("The header Idempotency-Key is there more than once."));
    }
    // Bytes beyond ASCII become characters that a key may not have.
    let text = String::from_utf8_lossy(value.as_bytes());
    let quoted = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    let key = quoted.filter(|inner| !inner.contains(['"', '\\'])).unwrap_or(&text);
    check(key)?;
    Ok(Some(key.to_owned()))
}
