//! What every answer has around it, in process.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};
use axum::response::IntoResponse as _;
use axum::routing::get;
use http_body_util::BodyExt as _;
use regie::engine::known::Known;
use regie::server::frame::REQUEST_ID_MAX;
use regie::server::router::{Edge, layered, router};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tower::ServiceExt as _;

use crate::harness::TestApp;

async fn ask(router: &Router, request: axum::http::request::Builder, body: &str) -> (StatusCode, HeaderMap, Vec<u8>) {
    let request = request.body(Body::from(body.to_owned())).unwrap();
    let (head, body) = router.clone().oneshot(request).await.unwrap().into_parts();
    (head.status, head.headers, body.collect().await.unwrap().to_bytes().to_vec())
}

fn post() -> axum::http::request::Builder {
    Request::post("/graphql").header(header::CONTENT_TYPE, "application/json")
}

#[tokio::test]
async fn every_answer_keeps_a_browser_from_guessing_and_has_the_id_of_its_request() {
    let app = TestApp::new().await;
    let router = router(app.app.clone(), Edge { body_max: 2_000, ..Edge::default() });
    let large = "x".repeat(2_001);
    for (request, body, status) in [
        (Request::get("/healthz"), "", 200),
        (Request::get("/nowhere"), "", 404),
        (Request::get("/graphql"), "", 400),
        (post(), large.as_str(), 413),
    ] {
        let (answered, headers, _) = ask(&router, request.header("x-request-id", "mine-1"), body).await;
        assert_eq!(answered, status);
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(headers[header::CONTENT_SECURITY_POLICY], "default-src 'none'; frame-ancestors 'none'");
        assert_eq!(headers["x-request-id"], "mine-1");
    }
}

#[tokio::test]
async fn an_id_that_is_not_sensible_is_replaced() {
    let app = TestApp::new().await;
    let router = router(app.app.clone(), Edge::default());
    let longest = "x".repeat(REQUEST_ID_MAX);
    let (_, headers, _) = ask(&router, Request::get("/healthz").header("x-request-id", &longest), "").await;
    assert_eq!(headers["x-request-id"], longest.as_str());
    for bad in [format!("{longest}x"), "two words".to_owned(), String::new()] {
        let (_, headers, _) = ask(&router, Request::get("/healthz").header("x-request-id", &bad), "").await;
        assert_eq!(headers["x-request-id"].len(), 16, "{bad}");
    }
}

#[tokio::test]
async fn the_page_for_trying_out_may_load_its_own_scripts_only() {
    let app = TestApp::new().await;
    let router = router(app.app.clone(), Edge { graphiql: true, ..Edge::default() });
    let (status, headers, page) = ask(&router, Request::get("/"), "").await;
    assert_eq!(status, 200);
    let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    let page = String::from_utf8(page).unwrap();
    let (_, script) = page.split_once("<script type=\"module\">").unwrap();
    let (script, _) = script.split_once("</script>").unwrap();
    let hash = data_encoding::BASE64.encode(&Sha256::digest(script));
    assert!(policy.contains(&format!("'sha256-{hash}'")), "{policy}");
    assert_eq!(policy.matches("'sha256-").count(), page.matches("<script").count());
    let scripts = policy.split(';').find(|part| part.contains("script-src")).unwrap();
    assert!(!scripts.contains("unsafe") && policy.starts_with("default-src 'none'"), "{policy}");
}

#[tokio::test]
async fn the_page_for_trying_out_may_ask_and_follow_on_its_own_host() {
    let app = TestApp::new().await;
    let router = router(app.app.clone(), Edge { graphiql: true, ..Edge::default() });
    let (_, headers, page) = ask(&router, Request::get("/"), "").await;
    let page = String::from_utf8(page).unwrap();
    for address in ["url: createUrl('/graphql'),", "subscriptionUrl: createUrl('/graphql'),"] {
        assert!(page.contains(address), "{page}");
    }
    let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains("; connect-src 'self' "), "{policy}");
}

#[tokio::test]
async fn a_panic_is_an_answer_with_the_id_of_the_request() {
    let app = TestApp::new().await;
    let panics = get(async || -> &'static str { panic!("a bug") });
    let routes = Router::new().route("/panic", panics);
    let router = layered(app.app.clone(), Edge::default(), Known::default(), routes, Router::new());
    let (status, headers, body) = ask(&router, Request::get("/panic").header("x-request-id", "mine-2"), "").await;
    assert_eq!(status, 500);
    assert_eq!(headers[header::CONTENT_TYPE], "application/json");
    assert_eq!(headers["x-request-id"], "mine-2");
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(
        body,
        json!({ "errors": [{
            "message": "Something went wrong on our side.",
            "extensions": { "code": "INTERNAL", "requestId": "mine-2" },
        }] })
    );
    assert_eq!(ask(&router, Request::get("/panic"), "").await.0, 500, "the seat has come back");
}

#[tokio::test]
async fn large_answers_are_compressed_for_who_understands_and_streams_never() {
    let app = TestApp::new().await;
    let events = async || ([(header::CONTENT_TYPE, "text/event-stream")], "data: x\n\n".repeat(1_000)).into_response();
    let sized = |bytes: usize| get(async move || "x".repeat(bytes));
    let routes =
        || Router::new().route("/events", get(events)).route("/below", sized(1_023)).route("/above", sized(1_025));
    let build = |compression| {
        layered(app.app.clone(), Edge { compression, ..Edge::default() }, Known::default(), routes(), Router::new())
    };
    let (on, off) = (build(true), build(false));
    let encoding = async |router: &Router, path: &str, accept: &str| {
        let request = Request::get(path).header(header::ACCEPT_ENCODING, accept);
        let (_, headers, body) = ask(router, request, "").await;
        let varies = headers.get_all(header::VARY).iter().any(|value| value == "accept-encoding");
        (headers.contains_key(header::CONTENT_ENCODING), varies, body.len())
    };
    let (compressed, varies, size) = encoding(&on, "/above", "gzip, br").await;
    assert!(compressed && varies && size < 200, "{size}");
    assert!(encoding(&on, "/above", "identity").await.1, "a cache must not take it for the answer to everybody");
    for (router, path, accept) in
        [(&on, "/above", "br"), (&on, "/below", "gzip"), (&on, "/events", "gzip"), (&off, "/above", "gzip")]
    {
        assert!(!encoding(router, path, accept).await.0, "{path} {accept}");
    }
}

#[tokio::test]
async fn pages_of_allowed_origins_may_ask_and_no_others() {
    let app = TestApp::new().await;
    let ours = HeaderValue::from_static("https://admin.example.com");
    let open = router(app.app.clone(), Edge { allowed_origins: vec![ours.clone()], ..Edge::default() });
    let shut = router(app.app.clone(), Edge::default());
    let preflight = async |router: &Router, origin: &str| {
        let request = Request::builder().method(Method::OPTIONS).uri("/graphql").header(header::ORIGIN, origin);
        let request = request.header(header::ACCESS_CONTROL_REQUEST_METHOD, "POST");
        let request = request.header(header::ACCESS_CONTROL_REQUEST_HEADERS, "content-type,authorization");
        ask(router, request, "").await.1
    };
    let allowed = preflight(&open, "https://admin.example.com").await;
    assert_eq!(allowed[header::ACCESS_CONTROL_ALLOW_ORIGIN], ours);
    assert_eq!(allowed[header::ACCESS_CONTROL_ALLOW_METHODS], "GET,POST");
    let headers = allowed[header::ACCESS_CONTROL_ALLOW_HEADERS].to_str().unwrap();
    for header in ["content-type", "authorization", "idempotency-key", "x-request-id", "graphql-require-preflight"] {
        assert!(headers.contains(header), "{headers}");
    }
    assert!(!allowed.contains_key(header::ACCESS_CONTROL_ALLOW_CREDENTIALS));
    for (router, origin) in [
        (&open, "https://evil.example.com"),
        (&open, "http://admin.example.com"),
        (&open, "https://admin.example.com.evil.example"),
        (&open, "null"),
        (&shut, "https://admin.example.com"),
    ] {
        assert!(!preflight(router, origin).await.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN), "{origin}");
    }
    let (_, headers, _) = ask(&open, post().header(header::ORIGIN, &ours), r#"{"query":"{ viewer { roles } }"}"#).await;
    assert_eq!(headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], ours);
    assert_eq!(headers[header::ACCESS_CONTROL_EXPOSE_HEADERS], "x-request-id,retry-after");
}
