//! What a request comes to: an answer of the executor, or a refusal before anything was executed.

use async_graphql::{Response, ServerError, Value};
use axum::http::StatusCode;
use serde::Serialize;
use std::collections::HashMap;

use crate::document::refusal::PARSE_FAILED;
use crate::document::{Refusal, Throttle};
use crate::kernel::fault::{Fault, RETRY_AFTER_SECS, STORAGE_FAILED, STORAGE_FULL, THROTTLED};
use crate::kernel::queue::Overloaded;

/// What is said to who comes when there is too much to do.
pub const OVERLOADED: &str = "There is too much to do. Nothing has happened: ask again after the time that is told.";

/// When whoever is told nothing better may come again.
pub const SOON_SECS: u64 = 1;

/// Most errors in one answer; more of them tell nobody anything new.
const ERRORS_MAX: usize = 20;
/// Most places of one error.
const LOCATIONS_MAX: usize = 20;

/// What a request comes to.
pub enum Outcome {
    /// The operation was executed: there is `data`, be it null.
    Answered(Box<Answered>),
    /// Nothing was executed: there is no `data`.
    Refused(Refused),
}

/// An answer of the executor.
pub struct Answered {
    pub response: Response,
    /// A status that the answer asks for, because the one mutation of the request did nothing.
    pub status: Option<StatusCode>,
    pub cost: Cost,
}

/// What an operation costs, in points, and what is left: `extensions.cost`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Cost {
    pub requested_query_cost: u64,
    /// Nothing for what was not executed.
    pub actual_query_cost: Option<u64>,
    pub throttle_status: Throttle,
}

/// Why nothing was executed.
#[derive(Debug)]
pub struct Refused {
    pub class: Class,
    pub errors: Vec<ServerError>,
    /// `extensions.cost`, when it is the reason.
    pub cost: Option<Box<Cost>>,
}

/// What is wrong with a request, as far as the status of an HTTP answer depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// The body is no JSON.
    Unreadable,
    /// JSON, but not a GraphQL request.
    IllFormed,
    /// The document cannot be parsed.
    Unparsable,
    /// The document, the choice of its operation or its variables are not valid.
    Invalid,
    /// The request ends before GraphQL begins, or cannot be served now.
    Status(StatusCode),
}

impl Refused {
    pub fn new(class: Class, code: &'static str, message: impl Into<String>) -> Self {
        Self::fault(class, Fault::Protocol { code, message: message.into() })
    }

    pub fn fault(class: Class, fault: Fault) -> Self {
        let refused = Self { class, errors: vec![server_error(fault)], cost: None };
        let later = matches!(class, Class::Status(status) if is_for_now(status));
        if later && retry_after_secs(&refused.errors).is_none() { refused.after(SOON_SECS) } else { refused }
    }

    /// There is too much to do.
    pub fn overloaded(overloaded: Overloaded) -> Self {
        let class = Class::Status(StatusCode::SERVICE_UNAVAILABLE);
        Self::new(class, "OVERLOADED", OVERLOADED).after(overloaded.retry_after_secs())
    }

    /// Tells when to come again.
    #[must_use]
    pub fn after(mut self, secs: u64) -> Self {
        for error in &mut self.errors {
            error.extensions.get_or_insert_with(Default::default).set(RETRY_AFTER_SECS, secs);
        }
        self
    }

    /// Tells the path to the offending part of the request.
    #[must_use]
    pub fn at(mut self, path: &[&str]) -> Self {
        let path: Vec<Value> = path.iter().map(|part| Value::from(*part)).collect();
        for error in &mut self.errors {
            error.extensions.get_or_insert_with(Default::default).set("field", path.clone());
        }
        self
    }

    /// What the executor says to a subscription that cannot be opened.
    pub fn executor(errors: Vec<ServerError>) -> Self {
        Self { class: Class::Invalid, errors, cost: None }
    }

    /// Why a document is not executed.
    pub fn document(refusals: Vec<Refusal>) -> Self {
        let unparsable = refusals.iter().any(|refusal| refusal.code == PARSE_FAILED);
        let class = if unparsable { Class::Unparsable } else { Class::Invalid };
        Self { class, errors: refusals.into_iter().map(refusal_error).collect(), cost: None }
    }
}

/// Whether the same request may be answered later.
pub fn is_for_now(status: StatusCode) -> bool {
    matches!(status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS)
}

/// When to come again, in seconds, if one of the errors says so: when none of them is likely to stand in the way.
pub fn retry_after_secs(errors: &[ServerError]) -> Option<u64> {
    let secs = |error: &ServerError| match error.extensions.as_ref()?.get(RETRY_AFTER_SECS)? {
        Value::Number(secs) => secs.as_u64(),
        _ => None,
    };
    errors.iter().filter_map(secs).max()
}

/// A fault as an error of a GraphQL answer.
pub fn server_error(fault: Fault) -> ServerError {
    let async_graphql::Error { message, source, extensions } = fault.into();
    let mut error = ServerError::new(message, None);
    error.source = source;
    error.extensions = extensions;
    error
}

fn refusal_error(refusal: Refusal) -> ServerError {
    let Refusal { code, message, locations, path, limit: _ } = refusal;
    let mut error = ServerError::new(message, None);
    error.locations = locations;
    let extensions = error.extensions.get_or_insert_with(Default::default);
    extensions.set("code", code);
    if !path.is_empty() {
        extensions.set("field", path.into_iter().map(Value::from).collect::<Vec<_>>());
    }
    error
}

/// The status of an answer that holds nothing, because the storage failed or had no space left, or because it was asked for
/// too often.
pub fn status_of_nothing(response: &Response) -> Option<StatusCode> {
    let all = |code: &str| {
        let has = |error: &ServerError| error.extensions.as_ref()?.get("code").map(|own| *own == Value::from(code));
        response.errors.iter().all(|error| has(error).unwrap_or(false))
    };
    let nothing = match &response.data {
        Value::Object(members) => members.values().all(|value| *value == Value::Null),
        data => *data == Value::Null,
    };
    if !nothing || response.errors.is_empty() {
        None
    } else if all(STORAGE_FULL) || all(STORAGE_FAILED) {
        Some(StatusCode::SERVICE_UNAVAILABLE)
    } else {
        all(THROTTLED).then_some(StatusCode::TOO_MANY_REQUESTS)
    }
}

/// Logs each failure of ours once, gives every error a code, and cuts off what is too much. What is not ours to tell is not
/// told.
pub fn mask(errors: &mut Vec<ServerError>, request_id: &str) {
    for error in errors.iter_mut() {
        if let Some(cause) = error.source::<Fault>().and_then(Fault::cause) {
            tracing::error!(error = cause, path = ?error.path, "request failed");
        }
        let extensions = error.extensions.get_or_insert_with(Default::default);
        if extensions.get("code").is_none() {
            // Errors of the executor: an argument that a custom scalar refuses.
            extensions.set("code", "BAD_INPUT");
        }
        if extensions.get("code") == Some(&Value::from("INTERNAL")) {
            extensions.set("requestId", request_id);
        }
    }
    once_each(errors);
    errors.truncate(ERRORS_MAX);
}

/// A mistake in a document that was made several times becomes one error, with its first places.
fn once_each(errors: &mut Vec<ServerError>) {
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut each: Vec<ServerError> = Vec::new();
    for error in errors.drain(..) {
        let first = match error.path.is_empty() {
            true => *known.entry(error.message.clone()).or_insert(each.len()),
            // Of fields that fail, each is told.
            false => each.len(),
        };
        match each.get_mut(first) {
            Some(first) => first.locations.extend(error.locations),
            None => each.push(error),
        }
    }
    for error in &mut each {
        error.locations.truncate(LOCATIONS_MAX);
    }
    *errors = each;
}
