//! GraphQL over HTTP: the checks of a request in the order in which they cost, and its operations.

use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response as HttpResponse};
use serde_json::Value;

use crate::access::session::UserAgent;
use crate::engine::Engine;
use crate::engine::idempotency::refused;
use crate::engine::json::{self, Unread};
use crate::engine::outcome::{Class, Outcome, Refused};
use crate::engine::params::Params;
use crate::engine::pass::Pass;
use crate::engine::prepare::Carrier;
use crate::kernel::cx::Caller;
use crate::kernel::fault::Fault;
use crate::server::frame::RequestId;
use crate::server::negotiate::{self, Media};
use crate::server::peer::{Peer, Server};
use crate::server::refusal::BODY_BROKEN;
use crate::server::reply::Reply;
use crate::server::websocket::{Host, handshake};
use crate::server::{batch, idempotency, sse};

/// Headers by which clients introduce themselves.
pub const CLIENT_NAMES: [&str; 3] = ["graphql-client-name", "apollographql-client-name", "x-graphql-client-name"];
/// Headers that a foreign page cannot send without asking first.
const PREFLIGHT: [&str; 2] = ["graphql-require-preflight", "apollo-require-preflight"];

/// What was sent: one operation, or a list.
enum Sent {
    One(Box<Params>),
    Batch(Vec<Params>),
}

pub async fn post(State(engine): State<Engine>, request: Request) -> HttpResponse {
    let (head, body) = request.into_parts();
    // It is in memory already, and no more of it than is allowed.
    let sent = match to_bytes(body, usize::MAX).await {
        Ok(body) => from_body(&engine, &head.headers, &body),
        Err(_) => return BODY_BROKEN.into_response(),
    };
    answer(engine, &head, sent).await
}

/// A query, or a request that wants to become a socket.
pub async fn get(State(host): State<Host>, request: Request) -> HttpResponse {
    let asks = handshake::wants_socket(&request);
    let (head, _) = request.into_parts();
    if asks {
        return handshake::upgrade(&host, head);
    }
    let sent = Params::from_query(head.uri.query().unwrap_or_default()).map(|params| Sent::One(Box::new(params)));
    answer(host.engine, &head, sent).await
}

fn from_body(engine: &Engine, headers: &HeaderMap, body: &[u8]) -> Result<Sent, Refused> {
    if !is_json(headers) {
        let status = Class::Status(StatusCode::UNSUPPORTED_MEDIA_TYPE);
        let message = "POST needs the content type application/json.";
        return Err(Refused::new(status, "UNSUPPORTED_MEDIA_TYPE", message));
    }
    match json::read(body).map_err(unread)? {
        Value::Array(items) => batch::read(engine, headers, items).map(Sent::Batch),
        single => Params::from_json(single).map(|params| Sent::One(Box::new(params))),
    }
}

fn unread(error: Unread) -> Refused {
    match error {
        Unread::TooMuch => {
            let status = Class::Status(StatusCode::PAYLOAD_TOO_LARGE);
            Refused::new(status, "PAYLOAD_TOO_LARGE", format!("The body says too much: {error}."))
        }
        Unread::NotJson(_) => Refused::new(Class::Unreadable, "BAD_REQUEST", format!("The body is not JSON: {error}.")),
    }
}

/// `application/json`, in UTF-8.
fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut parts = kind.split(';').map(str::trim);
    let json = parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"));
    let charset = parts.filter_map(|part| part.split_once('=')).find(|(name, _)| name.eq_ignore_ascii_case("charset"));
    json && charset.is_none_or(|(_, value)| value.trim_matches('"').eq_ignore_ascii_case("utf-8"))
}

/// What is rare is in boxes, so that the future of every request need not have room for it.
async fn answer(engine: Engine, head: &Parts, sent: Result<Sent, Refused>) -> HttpResponse {
    let Parts { method, extensions, headers, .. } = head;
    let request_id = extensions.get::<RequestId>().map(RequestId::as_str).unwrap_or_default();
    let media = negotiate::preferred(headers);
    let profile = engine.settings.status_profile;
    let reply = Reply { media: media.unwrap_or(Media::Json), profile, request_id: request_id.to_owned() };
    if media.is_none() {
        let status = Class::Status(StatusCode::NOT_ACCEPTABLE);
        let message = "Answers are application/graphql-response+json, application/json or text/event-stream.";
        return reply.one(Outcome::Refused(Refused::new(status, "NOT_ACCEPTABLE", message)));
    }
    let carrier = carrier(method, extensions, headers, reply.media);
    let ready = match sent {
        Ok(sent) => {
            let pass = Pass::admit(&engine, credentials(headers), request_id).await;
            pass.map(|pass| (sent, pass)).map_err(signed_out)
        }
        Err(refused) => Err(refused),
    };
    match (ready, reply.media) {
        (Err(refusal), Media::EventStream) => sse::refused(&reply, refusal),
        (Err(refusal), Media::Json | Media::GraphQlResponse) => reply.one(Outcome::Refused(refusal)),
        (Ok((Sent::One(params), pass)), Media::EventStream) => {
            Box::pin(sse::serve(&engine, &pass, *params, &carrier, headers, &reply)).await
        }
        (Ok((Sent::One(params), pass)), Media::Json | Media::GraphQlResponse) => {
            reply.one(operation(&engine, pass.caller(), *params, &carrier, headers).await)
        }
        (Ok((Sent::Batch(_), _)), Media::EventStream) => sse::refused(&reply, batch::no_stream()),
        (Ok((Sent::Batch(all), pass)), Media::Json | Media::GraphQlResponse) => {
            match Box::pin(batch::run(&engine, &pass, all, &carrier)).await {
                Ok(outcomes) => reply.many(outcomes),
                Err(refusal) => reply.one(Outcome::Refused(refusal)),
            }
        }
    }
}

/// Who believes to be signed in and is not, is not served as a visitor.
pub fn signed_out(fault: Fault) -> Refused {
    let status = match fault {
        Fault::Unauthenticated => StatusCode::UNAUTHORIZED,
        _ => StatusCode::SERVICE_UNAVAILABLE,
    };
    Refused::fault(Class::Status(status), fault)
}

/// What carries a request.
pub fn carrier(method: &Method, extensions: &Extensions, headers: &HeaderMap, media: Media) -> Carrier {
    let named = CLIENT_NAMES.iter().find_map(|name| headers.get(*name)).and_then(|value| value.to_str().ok());
    Carrier {
        safe: method.is_safe(),
        preflighted: PREFLIGHT.iter().any(|name| headers.contains_key(*name)),
        streams: media == Media::EventStream,
        client: named.map(str::to_owned),
        user_agent: headers.get(header::USER_AGENT).map(|text| UserAgent::of(text.as_bytes())).unwrap_or_default(),
        peer: extensions.get::<Peer>().map(|peer| peer.0),
        server: extensions.get().cloned().map(|Server(client)| client),
        seat: extensions.get().cloned(),
    }
}

/// Runs one operation to its one answer.
async fn operation(engine: &Engine, caller: Caller, params: Params, carrier: &Carrier, headers: &HeaderMap) -> Outcome {
    let prepared = match engine.prepare(&caller, params, carrier).await {
        Ok(prepared) => prepared,
        Err(refused) => return Outcome::Refused(refused),
    };
    match idempotency::key(headers, &prepared.plan) {
        Ok(key) => engine.execute(caller, prepared, key).await,
        Err(fault) => {
            engine.release(&prepared);
            Outcome::Refused(refused(fault))
        }
    }
}

/// The header `Authorization`. One that is no text opens nothing.
pub fn credentials(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION).map(|value| value.to_str().unwrap_or_default())
}
