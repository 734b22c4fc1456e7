//! The upgrade of a request to a socket: by RFC 6455 over HTTP/1.1, by RFC 8441 over HTTP/2.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Version, header};
use axum::response::{IntoResponse as _, Response};
use hyper::ext::Protocol;
use hyper::upgrade::OnUpgrade;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use url::Url;

use crate::server::refusal::Refusal;
use crate::server::websocket::Host;
use crate::server::websocket::message::SUBPROTOCOL;

const WEBSOCKET: &str = "websocket";
/// The one version of the protocol.
const VERSION: HeaderValue = HeaderValue::from_static("13");

const FOREIGN_ORIGIN: Refusal = Refusal {
    status: StatusCode::FORBIDDEN,
    code: "ORIGIN_NOT_ALLOWED",
    message: "Pages of this origin may not open a socket here.",
    retry_after: None,
};
const NO_HANDSHAKE: Refusal = Refusal {
    status: StatusCode::BAD_REQUEST,
    code: "BAD_REQUEST",
    message: "This is not the handshake of a WebSocket of version 13.",
    retry_after: None,
};

/// A CONNECT: nothing but the beginning of a socket, over HTTP/2.
pub async fn connect(State(host): State<Host>, request: Request) -> Response {
    if wants_socket(&request) { upgrade(&host, request.into_parts().0) } else { no_handshake() }
}

/// Answers a request that wants to become a socket.
pub fn upgrade(host: &Host, mut head: Parts) -> Response {
    if !may_connect(&head, &host.allowed_origins) {
        return FOREIGN_ORIGIN.into_response();
    }
    let (Some(mut response), Some(on_upgrade)) = (accept(&head), head.extensions.remove::<OnUpgrade>()) else {
        return no_handshake();
    };
    let agreed = offers_subprotocol(&head.headers);
    if agreed {
        let subprotocol = HeaderValue::from_static(SUBPROTOCOL);
        response.headers_mut().insert(header::SEC_WEBSOCKET_PROTOCOL, subprotocol);
    }
    host.open(&head, on_upgrade, agreed);
    response
}

fn no_handshake() -> Response {
    let mut response = NO_HANDSHAKE.into_response();
    response.headers_mut().insert(header::SEC_WEBSOCKET_VERSION, VERSION);
    response
}

pub fn wants_socket(request: &Request) -> bool {
    match *request.method() {
        Method::GET => has_token(request.headers(), header::UPGRADE, WEBSOCKET),
        Method::CONNECT => request.extensions().get::<Protocol>().is_some_and(|known| known.as_str() == WEBSOCKET),
        _ => false,
    }
}

/// The answer to a good handshake.
fn accept(head: &Parts) -> Option<Response> {
    if head.headers.get(header::SEC_WEBSOCKET_VERSION) != Some(&VERSION) {
        return None;
    }
    if head.version > Version::HTTP_11 {
        return Some(Response::new(Body::empty()));
    }
    let key = head.headers.get(header::SEC_WEBSOCKET_KEY)?;
    if head.version < Version::HTTP_11 || !has_token(&head.headers, header::CONNECTION, "upgrade") {
        return None;
    }
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static(WEBSOCKET));
    headers.insert(header::SEC_WEBSOCKET_ACCEPT, derive_accept_key(key.as_bytes()).parse().ok()?);
    Some(response)
}

/// Whether a header that is a list has this member, in whatever case.
fn has_token(headers: &HeaderMap, name: HeaderName, token: &str) -> bool {
    headers.get_all(name).iter().any(|value| members(value).any(|member| member.eq_ignore_ascii_case(token)))
}

/// A client that does not offer ours gets none, and a socket that is closed with 4406, which says more than a handshake that
/// fails (the sub-protocol's own server does the same).
fn offers_subprotocol(headers: &HeaderMap) -> bool {
    let offers = headers.get_all(header::SEC_WEBSOCKET_PROTOCOL);
    offers.iter().any(|value| members(value).any(|member| member == SUBPROTOCOL))
}

fn members(value: &HeaderValue) -> impl Iterator<Item = &str> {
    value.to_str().unwrap_or_default().split(',').map(str::trim)
}

/// Whether the page that asks may do so. A browser asks nobody before it opens a socket to a foreign server, so the server has to
/// look. What is no browser sends no origin.
fn may_connect(head: &Parts, allowed: &[HeaderValue]) -> bool {
    let mut origins = head.headers.get_all(header::ORIGIN).iter();
    origins.all(|origin| allowed.contains(origin) || is_own(origin, head))
}

/// Whether the page comes from the host that it asks.
fn is_own(origin: &HeaderValue, head: &Parts) -> bool {
    let host = match head.uri.authority() {
        Some(authority) => Some(authority.as_str()),
        None => head.headers.get(header::HOST).and_then(|host| host.to_str().ok()),
    };
    let origin = origin.to_str().ok().and_then(|origin| Url::parse(origin).ok());
    let (Some(host), Some(origin)) = (host, origin) else { return false };
    // With the scheme of the page, because a proxy may have taken the encryption off.
    Url::parse(&format!("{}://{host}", origin.scheme())).is_ok_and(|own| {
        origin.has_host()
            && own.host() == origin.host()
            && own.port_or_known_default() == origin.port_or_known_default()
    })
}
