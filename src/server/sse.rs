//! The protocol `graphql-sse` in distinct-connections mode: each operation is one stream of events.
//!
//! <https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md>

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response as HttpResponse};
use futures::stream::{self, Stream, StreamExt as _};
use std::convert::Infallible;
use std::time::Duration;

use crate::engine::Engine;
use crate::engine::outcome::{Outcome, Refused};
use crate::engine::params::Params;
use crate::engine::prepare::Carrier;
use crate::kernel::cx::Caller;
use crate::server::graphql;
use crate::server::reply::{Body, Reply};

/// How often a comment is sent while nothing happens, so that nothing between here and the client ends the connection.
const HEARTBEAT: Duration = Duration::from_secs(12);

/// Runs one operation as a stream.
pub async fn serve(
    engine: &Engine,
    caller: Caller,
    params: Params,
    carrier: &Carrier,
    headers: &HeaderMap,
    reply: &Reply,
) -> HttpResponse {
    let outcome = graphql::operation(engine, caller, params, carrier, headers).await;
    events(reply, stream::iter([next(reply, outcome, None)]))
}

/// What was refused before the operation was known. Like every other answer it is an event: an `EventSource` shows no body of
/// a failure.
pub fn refused(reply: &Reply, refused: Refused) -> HttpResponse {
    events(reply, stream::iter([next(reply, Outcome::Refused(refused), None)]))
}

fn events(reply: &Reply, answers: impl Stream<Item = Event> + Send + 'static) -> HttpResponse {
    // An `EventSource` ignores an event without data, so the last one has an empty line of it.
    let end = stream::once(async { Event::default().event("complete").data("") });
    let all = answers.chain(end).map(Ok::<_, Infallible>);
    let mut response = Sse::new(all).keep_alive(KeepAlive::new().interval(HEARTBEAT)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    reply.stamp(headers);
    response
}

/// One answer as an event, with the cursor that a client resumes from.
fn next(reply: &Reply, mut outcome: Outcome, cursor: Option<String>) -> Event {
    reply.finish(&mut outcome);
    let data = serde_json::to_string(&Body::of(&outcome)).unwrap_or_default();
    let event = Event::default().event("next").data(data);
    match cursor {
        Some(cursor) => event.id(cursor),
        None => event,
    }
}
