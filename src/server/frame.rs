//! What every answer has around it: the id of its request, headers that keep a browser from guessing, an answer even when
//! something panics, and compression.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::FutureExt as _;
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate, SizeAbove};
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::cors::CorsLayer;
use tracing::Instrument as _;

use crate::kernel::house::House;
use crate::server::peer;
use crate::server::refusal::{self, URI_TOO_LONG};

/// Longest path with query, in bytes.
pub const URI_MAX: usize = 8 * 1024;
/// Longest id of a request that is taken over from the client, in characters.
pub const REQUEST_ID_MAX: usize = 64;
/// Answers below this size, in bytes, are sent as they are.
const COMPRESS_ABOVE: u64 = 1024;
/// How long a browser may remember what was allowed to an origin.
const CORS_MAX_AGE: Duration = Duration::from_secs(600);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REQUIRE_PREFLIGHT: HeaderName = HeaderName::from_static("graphql-require-preflight");
const NO_SNIFF: HeaderValue = HeaderValue::from_static("nosniff");
/// For answers that are no pages: nothing in them is to be run or framed, should a browser show one.
const NO_PAGE: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
const NO_REFERRER: HeaderValue = HeaderValue::from_static("no-referrer");

/// The id of a request: what the client sent as `X-Request-Id`, if it is a sensible one, else a new one. In the extensions and
/// the headers of every request, in the headers of its answer, and in each line of the log about it.
#[derive(Clone, Debug)]
pub struct RequestId(pub HeaderValue);

impl RequestId {
    fn of(house: &House, headers: &HeaderMap) -> Self {
        let good = |id: &&HeaderValue| {
            (1..=REQUEST_ID_MAX).contains(&id.len())
                && id.as_bytes().iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-' || *b == b'_')
        };
        let made = || {
            let id = data_encoding::HEXLOWER.encode(&house.entropy.bytes::<8>());
            HeaderValue::try_from(id).unwrap_or(HeaderValue::from_static("none"))
        };
        Self(headers.get(REQUEST_ID).filter(good).cloned().unwrap_or_else(made))
    }

    pub fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }
}

/// What a request is told of on its way in.
#[derive(Clone)]
pub struct Outside {
    pub house: House,
    /// Proxies of our own in front.
    pub proxies: usize,
}

/// Gives a request its id and the address of its client, and its answer the headers that every answer has.
pub async fn identify(State(outside): State<Outside>, mut request: Request, next: Next) -> Response {
    let Outside { house, proxies } = outside;
    let id = RequestId::of(&house, request.headers());
    request.headers_mut().insert(REQUEST_ID, id.0.clone());
    let span = tracing::info_span!("request", request.id = id.as_str(), operation = tracing::field::Empty);
    request.extensions_mut().insert(id.clone());
    if let Some(peer) = peer::forwarded(request.headers(), proxies) {
        request.extensions_mut().insert(peer);
    }
    let mut response = harden(request, next).instrument(span).await;
    response.headers_mut().insert(REQUEST_ID, id.0);
    response
}

/// Headers that every answer has.
pub async fn harden(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, NO_SNIFF);
    headers.insert(header::REFERRER_POLICY, NO_REFERRER);
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(NO_PAGE);
    response
}

/// Refuses addresses that are too long, and answers when something panics. The panic itself is in the log, with the id of the
/// request around it.
pub async fn guard(request: Request, next: Next) -> Response {
    let length = request.uri().path_and_query().map_or(0, |address| address.as_str().len());
    if length > URI_MAX {
        return URI_TOO_LONG.into_response();
    }
    let id = request.extensions().get::<RequestId>().cloned();
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(_) => refusal::internal(id.as_ref().map(RequestId::as_str).unwrap_or_default()),
    }
}

/// Compresses what is worth it. Streams are sent as they come. That an attacker could guess secrets from the size of an answer
/// (BREACH) needs a browser that is made to ask in somebody's name; nothing here is answered for a cookie, only for a token
/// that a foreign page does not have.
pub fn compression(on: bool) -> CompressionLayer<impl Predicate> {
    let worth = DefaultPredicate::new()
        .and(SizeAbove::new(COMPRESS_ABOVE))
        .and(NotForContentType::const_new("multipart/mixed"))
        .and(move |_: axum::http::StatusCode, _, _: &HeaderMap, _: &axum::http::Extensions| on);
    CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(worth)
}

/// What pages of these origins may ask for. No origin, no page.
pub fn cors(origins: &[HeaderValue]) -> CorsLayer {
    CorsLayer::new()
        .allow_origin(origins.to_vec())
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::CONTENT_TYPE, header::AUTHORIZATION, IDEMPOTENCY_KEY, REQUEST_ID, REQUIRE_PREFLIGHT])
        .expose_headers([REQUEST_ID, header::RETRY_AFTER])
        .max_age(CORS_MAX_AGE)
}
