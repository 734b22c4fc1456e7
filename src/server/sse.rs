//! The protocol `graphql-sse` in distinct-connections mode: each operation is one stream of events.
//!
//! <https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md>

use axum::body::Body as HttpBody;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response as HttpResponse;
use futures::stream::{self, Stream, StreamExt as _};
use std::convert::Infallible;
use std::time::Duration;

use crate::engine::Engine;
use crate::engine::outcome::{Outcome, Refused};
use crate::engine::params::Params;
use crate::engine::pass::Pass;
use crate::engine::prepare::Carrier;
use crate::live::is_last;
use crate::server::idempotency;
use crate::server::negotiate::Media;
use crate::server::reply::{Body, Reply};

/// How often a comment is sent while nothing happens, so that nothing between here and the client ends the connection.
const HEARTBEAT: Duration = Duration::from_secs(12);

/// Runs one operation as a stream.
pub async fn serve(
    engine: &Engine,
    pass: &Pass,
    params: Params,
    carrier: &Carrier,
    headers: &HeaderMap,
    reply: &Reply,
) -> HttpResponse {
    let caller = pass.caller();
    let prepared = match engine.prepare(&caller, params, carrier).await {
        Ok(prepared) => prepared,
        Err(refusal) => return refused(reply, refusal),
    };
    if !prepared.is_subscription() {
        let key = match idempotency::key(headers, &prepared.plan) {
            Ok(key) => key,
            Err(fault) => {
                engine.release(&prepared);
                return refused(reply, crate::engine::idempotency::refused(fault));
            }
        };
        let mut outcome = engine.execute(caller, prepared, key).await;
        reply.finish(&mut outcome);
        return only(reply, &outcome);
    }
    match engine.subscribe(pass, prepared).await {
        Ok(answers) => events(reply, answers.map(|response| Answer::of(&Body::told(&response), is_last(&response)))),
        Err(refusal) => refused(reply, refusal),
    }
}

/// What was refused before it ran. Like every other answer it is an event: an `EventSource` shows no body of a failure.
pub fn refused(reply: &Reply, refusal: Refused) -> HttpResponse {
    let mut outcome = Outcome::Refused(refusal);
    reply.finish(&mut outcome);
    only(reply, &outcome)
}

/// The one answer to an operation that is not followed.
fn only(reply: &Reply, outcome: &Outcome) -> HttpResponse {
    events(reply, stream::iter([Answer::of(&Body::of(outcome), true)]))
}

/// An answer, as JSON, which has no line breaks here.
struct Answer {
    json: String,
    /// Whether there is no other after it.
    last: bool,
}

impl Answer {
    fn of(body: &Body<'_>, last: bool) -> Self {
        Self { json: serde_json::to_string(body).unwrap_or_default(), last }
    }
}

/// The events as they go over the wire. They are written here because those of axum cannot have an empty line of data, and an
/// `EventSource` ignores an event without one.
///
/// After the last answer the operation is complete. When the answers end before, because the server stops or the session is
/// over, the stream just breaks off: a client that believed it complete would not come again.
fn events(reply: &Reply, answers: impl Stream<Item = Answer> + Send + 'static) -> HttpResponse {
    let events = stream::unfold(Some((Box::pin(answers), false)), async |state| {
        let (mut answers, complete) = state?;
        match tokio::time::timeout(HEARTBEAT, answers.next()).await {
            Ok(Some(Answer { json, last })) => Some((format!("event: next\ndata: {json}\n\n"), Some((answers, last)))),
            Ok(None) if complete => Some(("event: complete\ndata:\n\n".to_owned(), None)),
            Ok(None) => None,
            Err(_) => Some((":\n\n".to_owned(), Some((answers, complete)))),
        }
    });
    let mut response = HttpResponse::new(HttpBody::from_stream(events.map(Ok::<_, Infallible>)));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(Media::EventStream.content_type()));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    reply.stamp(headers);
    response
}
