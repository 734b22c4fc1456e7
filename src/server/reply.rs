//! An outcome as an HTTP answer: representation, status, headers.

use async_graphql::{Response, ServerError, Value};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response as HttpResponse};
use serde::Serialize;

use crate::engine::outcome::{Answered, Class, Cost, Outcome, Refused, mask, retry_after_secs};
use crate::engine::settings::StatusProfile;
use crate::server::negotiate::Media;

/// An answer with data and with errors, by the draft.
const PARTIAL_SUCCESS: u16 = 294;

/// Bytes of an answer without a row, and for each point of its cost: about so many, so that it is seldom moved as it grows.
const SHORT: usize = 512;
const BYTES_PER_POINT: u64 = 48;
/// Most bytes that are set aside before they are written.
const ROOM_MAX: u64 = 1 << 20;

/// Room for the headers that an answer has in the end, so that it is made once.
const HEADERS: usize = 12;

/// How a request wants to be answered.
#[derive(Clone, Debug)]
pub struct Reply {
    pub media: Media,
    pub profile: StatusProfile,
    pub request_id: String,
}

/// The members of an answer. Without `data` when nothing was executed: then there is no entry, not a null.
#[derive(Serialize)]
pub struct Body<'a> {
    #[serde(skip_serializing_if = "<[ServerError]>::is_empty")]
    errors: &'a [ServerError],
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extensions: Option<Extensions<'a>>,
}

#[derive(Serialize)]
struct Extensions<'a> {
    cost: &'a Cost,
}

impl<'a> Body<'a> {
    pub fn of(outcome: &'a Outcome) -> Self {
        match outcome {
            Outcome::Answered(answered) => Self::answered(answered),
            Outcome::Refused(Refused { errors, cost, .. }) => {
                let extensions = cost.as_deref().map(|cost| Extensions { cost });
                Self { errors, data: None, extensions }
            }
        }
    }

    pub fn answered(answered: &'a Answered) -> Self {
        let Answered { response, cost, status: _ } = answered;
        Self { extensions: Some(Extensions { cost }), ..Self::told(response) }
    }

    /// An answer of a subscription.
    pub fn told(response: &'a Response) -> Self {
        Self { errors: &response.errors, data: Some(&response.data), extensions: None }
    }
}

impl Reply {
    /// The answer to one operation.
    pub fn one(&self, mut outcome: Outcome) -> HttpResponse {
        self.finish(&mut outcome);
        let status = self.status(&outcome);
        self.encode(status, &Body::of(&outcome), &outcome)
    }

    /// The answers to several, in their order. A list has no status of its own.
    pub fn many(&self, mut outcomes: Vec<Outcome>) -> HttpResponse {
        outcomes.iter_mut().for_each(|outcome| self.finish(outcome));
        let bodies: Vec<Body<'_>> = outcomes.iter().map(Body::of).collect();
        self.write(StatusCode::OK, &bodies, outcomes.iter().map(room).sum())
    }

    /// What was refused before the executor saw it has not been masked yet.
    pub fn finish(&self, outcome: &mut Outcome) {
        if let Outcome::Refused(refused) = outcome {
            mask(&mut refused.errors, &self.request_id);
        }
    }

    fn status(&self, outcome: &Outcome) -> StatusCode {
        let well = StatusCode::OK;
        match (outcome, self.profile) {
            (Outcome::Answered(answered), _) if answered.status.is_some() => answered.status.unwrap_or(well),
            (Outcome::Answered(answered), StatusProfile::Draft)
                if !answered.response.errors.is_empty() && self.media == Media::GraphQlResponse =>
            {
                StatusCode::from_u16(PARTIAL_SUCCESS).unwrap_or(well)
            }
            (Outcome::Answered(_), _) => well,
            (Outcome::Refused(refused), profile) => self.refusal(refused.class, profile),
        }
    }

    fn refusal(&self, class: Class, profile: StatusProfile) -> StatusCode {
        let (bad, legacy) = (StatusCode::BAD_REQUEST, self.media == Media::Json);
        match (class, profile) {
            (Class::Status(status), _) => status,
            (Class::Unreadable, _) | (Class::IllFormed, StatusProfile::Audit) => bad,
            (Class::Unparsable | Class::Invalid, StatusProfile::Audit) if legacy => StatusCode::OK,
            (Class::Unparsable, _) | (Class::Invalid, StatusProfile::Audit) => bad,
            (Class::IllFormed | Class::Invalid, StatusProfile::Draft) => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    fn encode(&self, status: StatusCode, body: &Body<'_>, outcome: &Outcome) -> HttpResponse {
        let mut response = self.write(status, body, room(outcome));
        let headers = response.headers_mut();
        if status == StatusCode::METHOD_NOT_ALLOWED {
            headers.insert(header::ALLOW, HeaderValue::from_static("POST"));
        }
        if let Some(secs) = retry_after_secs(errors_of(outcome)) {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(secs));
        }
        response
    }

    fn write(&self, status: StatusCode, body: &impl Serialize, room: usize) -> HttpResponse {
        let mut bytes = Vec::with_capacity(room);
        let written = serde_json::to_writer(&mut bytes, body);
        let bytes = written.map(|()| bytes).unwrap_or_else(|error| {
            tracing::error!(error = %error, "an answer cannot be encoded");
            br#"{"errors":[{"message":"Something went wrong on our side.","extensions":{"code":"INTERNAL"}}]}"#.to_vec()
        });
        let mut response = (status, bytes).into_response();
        let headers = response.headers_mut();
        headers.reserve(HEADERS);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media_of(status).content_type()));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        self.stamp(headers);
        response
    }

    /// What every answer says of itself.
    pub fn stamp(&self, headers: &mut HeaderMap) {
        headers.append(header::VARY, HeaderValue::from_static("accept"));
    }

    /// By the draft, `application/json` goes with success only.
    fn media_of(&self, status: StatusCode) -> Media {
        match (self.media, self.profile) {
            (Media::Json, StatusProfile::Draft) if !status.is_success() => Media::GraphQlResponse,
            (media, _) => media,
        }
    }
}

fn errors_of(outcome: &Outcome) -> &[ServerError] {
    match outcome {
        Outcome::Answered(answered) => &answered.response.errors,
        Outcome::Refused(refused) => &refused.errors,
    }
}

/// How long the answer will be, more or less.
fn room(outcome: &Outcome) -> usize {
    let points = match outcome {
        Outcome::Answered(answered) => answered.cost.actual_query_cost.unwrap_or_default(),
        Outcome::Refused(_) => 0,
    };
    SHORT + usize::try_from(points.saturating_mul(BYTES_PER_POINT).min(ROOM_MAX)).unwrap_or_default()
}
