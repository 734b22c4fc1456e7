//! What every answer has around it: the id of its request, headers that keep a browser from guessing, an answer even when
//! something panics, and compression.
//!
//! One service of our own instead of a layer for each, because every layer of the router is a box that is copied for each
//! request; and what a request does not ask for, such as to be read by a foreign page, costs it nothing.

use axum::body::{Body, HttpBody as _};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::response::{IntoResponse as _, Response};
use futures::future::{BoxFuture, Either, FutureExt as _, TryFutureExt as _, ready};
use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tower::{Layer, Service, service_fn};
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::cors::CorsLayer;
use tracing::Instrument as _;

use crate::engine::outcome::{SOON_SECS, is_for_now};
use crate::kernel::house::House;
use crate::server::peer::Trust;
use crate::server::refusal::{self, URI_TOO_LONG};

/// Longest path with query, in bytes.
pub const URI_MAX: usize = 8 * 1024;
/// Longest id of a request that is taken over from the client, in characters.
pub const REQUEST_ID_MAX: usize = 64;
/// Answers below this size, in bytes, are sent as they are.
const COMPRESS_ABOVE: u64 = 1024;
/// On what an answer may depend, for a page of some origin. That there is no origin is one way.
const CORS_VARY: HeaderValue =
    HeaderValue::from_static("origin, access-control-request-method, access-control-request-headers");
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

/// What stands around every answer: a layer. Cheap to clone.
#[derive(Clone)]
pub struct Frame(Arc<Terms>);

struct Terms {
    house: House,
    /// Who is believed that says where a request comes from.
    trust: Trust,
    cors: CorsLayer,
    compression: Option<CompressionLayer<Worth>>,
}

impl Frame {
    pub fn new(house: House, trust: Trust, allowed_origins: &[HeaderValue], compression: bool) -> Self {
        let compress = || CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(Worth);
        let compression = compression.then(compress);
        Self(Arc::new(Terms { house, trust, cors: cors(allowed_origins), compression }))
    }
}

impl<S> Layer<S> for Frame {
    type Service = Framed<S>;

    fn layer(&self, inner: S) -> Framed<S> {
        Framed { terms: Arc::clone(&self.0), inner }
    }
}

/// A service with the frame around it.
#[derive(Clone)]
pub struct Framed<S> {
    terms: Arc<Terms>,
    inner: S,
}

impl<S> Service<Request> for Framed<S>
where
    S: Service<Request, Response = Response, Error = Infallible> + 'static,
    S::Future: Send,
{
    type Response = Response;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response, Infallible>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let terms = Arc::clone(&self.terms);
        let id = terms.identify(&mut request);
        let span = tracing::info_span!("request", request.id = id.as_str(), operation = tracing::field::Empty);
        let encodings: Vec<HeaderValue> = request.headers().get_all(header::ACCEPT_ENCODING).iter().cloned().collect();
        let answered = AssertUnwindSafe(terms.pass_on(&mut self.inner, request)).catch_unwind();
        let framed = async move {
            // The panic itself is in the log, with the id of the request around it.
            let answered = answered.await.unwrap_or_else(|_| Ok(refusal::internal(id.as_str())));
            let Ok(response) = answered;
            let mut response = terms.compress(encodings, response).await;
            harden(&mut response);
            response.headers_mut().insert(REQUEST_ID, id.0);
            Ok(response)
        };
        Box::pin(framed.instrument(span))
    }
}

impl Terms {
    /// Gives a request its id, and finds out where it comes from.
    fn identify(&self, request: &mut Request) -> RequestId {
        let id = RequestId::of(&self.house, request.headers());
        request.headers_mut().insert(REQUEST_ID, id.0.clone());
        request.extensions_mut().insert(id.clone());
        // Taken out, because both are of the request.
        let headers = std::mem::take(request.headers_mut());
        self.trust.identify(&headers, request.extensions_mut());
        *request.headers_mut() = headers;
        id
    }

    /// Lets a request in, unless its address is too long; and says what a page of another origin may do with the answer.
    fn pass_on<S>(
        &self,
        inner: &mut S,
        request: Request,
    ) -> impl Future<Output = Result<Response, Infallible>> + Send + use<S>
    where
        S: Service<Request, Response = Response, Error = Infallible> + 'static,
        S::Future: Send,
    {
        let foreign = request.method() == Method::OPTIONS || request.headers().contains_key(header::ORIGIN);
        let mut guarded = service_fn(|request: Request| {
            let length = request.uri().path_and_query().map_or(0, |address| address.as_str().len());
            if length > URI_MAX {
                Either::Left(ready(Ok(URI_TOO_LONG.into_response())))
            } else {
                Either::Right(inner.call(request))
            }
        });
        if foreign {
            return Either::Left(self.cors.layer(guarded).call(request));
        }
        Either::Right(guarded.call(request).map_ok(|mut response| {
            response.headers_mut().append(header::VARY, CORS_VARY);
            response
        }))
    }

    /// Compresses what is worth it.
    async fn compress(&self, encodings: Vec<HeaderValue>, response: Response) -> Response {
        let small = response.body().size_hint().exact().is_some_and(|size| size < COMPRESS_ABOVE);
        let Some(layer) = self.compression.as_ref().filter(|_| !small) else { return response };
        let mut asked = axum::http::Request::new(());
        for encoding in encodings {
            asked.headers_mut().append(header::ACCEPT_ENCODING, encoding);
        }
        let mut response = Some(response);
        let finished = service_fn(|_| ready(Ok::<_, Infallible>(response.take().unwrap_or_default())));
        let Ok(compressed) = layer.layer(finished).call(asked).await;
        compressed.map(Body::new)
    }
}

/// Gives an answer the headers that every answer has, and one that is so for now only, when to come again.
pub fn harden(response: &mut Response) {
    let later = is_for_now(response.status());
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, NO_SNIFF);
    headers.insert(header::REFERRER_POLICY, NO_REFERRER);
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(NO_PAGE);
    if later {
        headers.entry(header::RETRY_AFTER).or_insert(HeaderValue::from(SOON_SECS));
    }
}

/// What is worth to be compressed. Streams are sent as they come. That an attacker could guess secrets from the size of an answer
/// (BREACH) needs a browser that is made to ask in somebody's name; nothing here is answered for a cookie, only for a token
/// that a foreign page does not have.
#[derive(Clone, Copy)]
struct Worth;

impl Predicate for Worth {
    fn should_compress<B: axum::body::HttpBody>(&self, response: &axum::http::Response<B>) -> bool {
        DefaultPredicate::new().and(NotForContentType::const_new("multipart/mixed")).should_compress(response)
    }
}

/// What pages of these origins may ask for. No origin, no page.
fn cors(origins: &[HeaderValue]) -> CorsLayer {
    CorsLayer::new()
        .allow_origin(origins.to_vec())
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::CONTENT_TYPE, header::AUTHORIZATION, IDEMPOTENCY_KEY, REQUEST_ID, REQUIRE_PREFLIGHT])
        .expose_headers([REQUEST_ID, header::RETRY_AFTER])
        .max_age(CORS_MAX_AGE)
}
