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
        return events(reply, stream::iter([next(&Body::of(&outcome))]));
    }
    match engine.subscribe(pass, prepared).await {
        Ok(answers) => events(reply, answers.map(|response| next(&Body::executed(&response)))),
        Err(refusal) => refused(reply, refusal),
    }
}

/// What was refused before it ran. Like every other answer it is an event: an `EventSource` shows no body of a failure.
pub fn refused(reply: &Reply, refusal: Refused) -> HttpResponse {
    let mut outcome = Outcome::Refused(refusal);
    reply.finish(&mut outcome);
    events(reply, stream::iter([next(&Body::of(&outcome))]))
}

/// The events as they go over the wire. They are written here because those of axum cannot have an empty line of data, and an
/// `EventSource` ignores an event without one.
fn events(reply: &Reply, answers: impl Stream<Item = String> + Send + 'static) -> HttpResponse {
    let events = stream::unfold(Some(Box::pin(answers)), async |answers| {
        let mut answers = answers?;
        match tokio::time::timeout(HEARTBEAT, answers.next()).await {
            Ok(Some(answer)) => Some((format!("event: next\ndata: {answer}\n\n"), Some(answers))),
            Ok(None) => Some(("event: complete\ndata:\n\n".to_owned(), None)),
            Err(_) => Some((":\n\n".to_owned(), Some(answers))),
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

/// One answer as the data of an event: JSON of ours has no line breaks.
fn next(answer: &Body<'_>) -> String {
    serde_json::to_string(answer).unwrap_or_default()
}
