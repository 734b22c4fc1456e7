//! What the server itself refuses, before or instead of a GraphQL answer.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::engine::outcome::{self, Class, Refused};
use crate::kernel::queue::Overloaded;

/// Why a request is not served. Answered in the form of a GraphQL answer without data, so that a client needs to understand
/// one form only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub status: StatusCode,
    /// The word in `extensions.code`.
    pub code: &'static str,
    pub message: &'static str,
    /// Seconds after which it is worth trying again.
    pub retry_after: Option<u64>,
}

/// The database waits for somebody to migrate it.
pub const NOT_READY: Refusal = Refusal {
    status: StatusCode::SERVICE_UNAVAILABLE,
    code: "NOT_READY",
    message: "The server is not ready yet: it has just started, or its database waits for migrations.",
    retry_after: Some(1),
};
/// More requests than can be served in good time.
pub const OVERLOADED: Refusal = Refusal {
    status: StatusCode::SERVICE_UNAVAILABLE,
    code: "OVERLOADED",
    message: outcome::OVERLOADED,
    retry_after: Some(1),
};
/// A request that still runs when its time is over.
pub const TIMEOUT: Refusal = Refusal {
    status: StatusCode::SERVICE_UNAVAILABLE,
    code: "TIMEOUT",
    message: "This took too long. A mutation may still happen: ask again with the same idempotency key.",
    retry_after: Some(1),
};
/// A key of a client that nobody has. Who believes to be known is not served as a visitor.
pub const CLIENT_KEY_UNKNOWN: Refusal = Refusal {
    status: StatusCode::UNAUTHORIZED,
    code: "CLIENT_KEY_UNKNOWN",
    message: "The key in the header GraphQL-Client-Key is not known.",
    retry_after: None,
};
/// An HTTP/1.1 request that does not say which host it asks, or says it twice (RFC 9112, section 3.2).
pub const HOST_INVALID: Refusal = Refusal {
    status: StatusCode::BAD_REQUEST,
    code: "BAD_REQUEST",
    message: "A request names its host in one header Host.",
    retry_after: None,
};
/// A body that does not arrive.
pub const REQUEST_TIMEOUT: Refusal = Refusal {
    status: StatusCode::REQUEST_TIMEOUT,
    code: "REQUEST_TIMEOUT",
    message: "The body of the request did not arrive in time.",
    retry_after: None,
};
/// A body that broke off, which nobody is likely to read.
pub const BODY_BROKEN: Refusal = Refusal {
    status: StatusCode::BAD_REQUEST,
    code: "BAD_REQUEST",
    message: "The body of the request is not whole.",
    retry_after: None,
};
pub const PAYLOAD_TOO_LARGE: Refusal = Refusal {
    status: StatusCode::PAYLOAD_TOO_LARGE,
    code: "PAYLOAD_TOO_LARGE",
    message: "The body of the request is too large.",
    retry_after: None,
};
pub const URI_TOO_LONG: Refusal = Refusal {
    status: StatusCode::URI_TOO_LONG,
    code: "URI_TOO_LONG",
    message: "The address is too long: use POST.",
    retry_after: None,
};

impl From<Overloaded> for Refusal {
    fn from(overloaded: Overloaded) -> Self {
        Self { retry_after: Some(overloaded.retry_after_secs()), ..OVERLOADED }
    }
}

/// For carriers that have no status.
impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        let Refusal { status, code, message, retry_after } = refusal;
        let refused = Self::new(Class::Status(status), code, message);
        match retry_after {
            Some(secs) => refused.after(secs),
            None => refused,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self { status, code, message, retry_after } = self;
        let mut extensions = json!({ "code": code });
        if let Some(secs) = retry_after {
            extensions["retryAfterSecs"] = secs.into();
        }
        let body = json!({ "errors": [{ "message": message, "extensions": extensions }] });
        let mut response = (status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response();
        if let Some(secs) = retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(secs));
        }
        response
    }
}

/// Our own failure: the cause is in the log, under the id of the request.
pub fn internal(request_id: &str) -> Response {
    let extensions = json!({ "code": "INTERNAL", "requestId": request_id });
    let body = json!({ "errors": [{ "message": "Something went wrong on our side.", "extensions": extensions }] });
    (StatusCode::INTERNAL_SERVER_ERROR, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}
