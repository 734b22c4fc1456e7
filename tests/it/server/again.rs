//! Whoever is sent away for now is told when to come again, in the header and in the error.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt as _;
use regie::engine::lanes::Loads;
use regie::engine::outcome::{Class, Outcome, Refused};
use regie::engine::settings::{Settings, StatusProfile};
use regie::kernel::fault::Fault;
use regie::kernel::queue::Load;
use regie::server::again::HOLD;
use regie::server::lobby::Lobby;
use regie::server::negotiate::Media;
use regie::server::reply::Reply;
use regie::server::router::{Edge, router};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use super::shell::{Held, LONG, SHORT};
use crate::storage::every_statement::{CREATE, channel_of};
use crate::storage::failing::{self, Failure};

/// Nobody is let in, and nobody waits.
const CLOSED: Load = Load { requests_max: 0, slow_max: 0, waiting_max: 0, wait_max: Duration::from_secs(2) };
const VIEWER: &str = "{ viewer { kind } }";
const LOGIN: &str =
    r#"mutation { sessionCreate(input: { email: "eve@regie.test", password: "a wrong guess" }) { token } }"#;

fn ask(document: &str, variables: Value, token: Option<&str>) -> Request<Body> {
    let mut request = Request::post("/graphql").header("content-type", "application/json");
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    request.body(Body::from(json!({ "query": document, "variables": variables }).to_string())).unwrap()
}

async fn send(router: &Router, request: Request<Body>) -> (StatusCode, HeaderMap, Value) {
    let (head, body) = router.clone().oneshot(request).await.unwrap().into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    (head.status, head.headers, serde_json::from_slice(&bytes).unwrap())
}

/// Sends a request that is refused for now, and gives the code, or nothing when it is no answer of GraphQL.
async fn told(router: &Router, request: Request<Body>) -> Option<String> {
    let (status, headers, body) = send(router, request).await;
    assert!(matches!(status.as_u16(), 429 | 503), "{status} {body:#}");
    let secs: u64 = headers.get("retry-after").unwrap_or_else(|| panic!("{body:#}")).to_str().unwrap().parse().unwrap();
    assert!(secs >= 1);
    let error = &body.get("errors")?[0]["extensions"];
    assert_eq!(error["retryAfterSecs"], secs, "{body:#}");
    Some(error["code"].as_str().unwrap().to_owned())
}

fn ready() -> Request<Body> {
    Request::get("/readyz").body(Body::empty()).unwrap()
}

#[tokio::test]
async fn every_answer_that_is_so_for_now_says_when_to_come_again() {
    let (app, failing) = failing::app().await;
    let owner = app.as_role("owner").await;
    let with = |edge: Edge| router(app.app.clone(), edge);
    let viewer = || ask(VIEWER, json!({}), None);
    assert_eq!(told(&with(Edge { load: CLOSED, ..Edge::default() }), viewer()).await.unwrap(), "OVERLOADED");
    let lanes = Loads { mutations: CLOSED, logins: CLOSED };
    let lanes = with(Edge { lanes, ..Edge::default() });
    assert_eq!(told(&lanes, ask(LOGIN, json!({}), None)).await.unwrap(), "OVERLOADED");
    assert_eq!(told(&lanes, ask(CREATE, channel_of("a"), Some(owner.token()))).await.unwrap(), "OVERLOADED");
    let late = Held::new().router(&app.app, Edge { request_timeout: SHORT, body_timeout: LONG, ..Edge::default() });
    assert_eq!(told(&late, viewer()).await.unwrap(), "TIMEOUT");
    let small = Settings { cost_max: 60, budget_max: 60, anonymous_introspection: Some(true), ..Settings::default() };
    let small = with(Edge { graphql: small, ..Edge::default() });
    let dear = || ask("{ __schema { queryType { name } } }", json!({}), None);
    while send(&small, dear()).await.0 == 200 {}
    assert_eq!(told(&small, dear()).await.unwrap(), "THROTTLED");
    let open = with(Edge::default());
    for _ in 0..10 {
        assert_eq!(send(&open, ask(LOGIN, json!({}), None)).await.0, 200);
    }
    assert_eq!(told(&open, ask(LOGIN, json!({}), None)).await.unwrap(), "THROTTLED");
    let closed = Lobby::closed();
    assert_eq!(told(&closed.current(), viewer()).await.unwrap(), "NOT_READY");
    assert_eq!(told(&closed.current(), ready()).await, None);
    let stopping = CancellationToken::new();
    stopping.cancel();
    assert_eq!(told(&with(Edge { stopping, ..Edge::default() }), ready()).await, None);
    failing.always(Failure::Full);
    assert_eq!(told(&open, ask(CREATE, channel_of("a"), Some(owner.token()))).await.unwrap(), "STORAGE_FULL");
    assert_eq!(told(&open, ready()).await, None);
    failing.end();
    // Nobody can be looked up any more.
    let token = owner.token().to_owned();
    app.app.house.db.clone().close().await.unwrap();
    assert_eq!(told(&open, ask(VIEWER, json!({}), Some(&token))).await.unwrap(), "BUSY");
    assert_eq!(told(&open, ready()).await, None);
}

#[tokio::test]
async fn whoever_comes_at_once_after_a_refusal_is_held_whoever_refused() {
    let (app, _) = failing::app().await;
    let open = router(app.app.clone(), Edge::default());
    for _ in 0..10 {
        assert_eq!(send(&open, ask(LOGIN, json!({}), None)).await.0, 200);
    }
    let began = Instant::now();
    for _ in 0..2 {
        assert_eq!(told(&open, ask(LOGIN, json!({}), None)).await.unwrap(), "THROTTLED");
    }
    assert!(began.elapsed() >= HOLD, "the second comes at once: {:?}", began.elapsed());
}

#[tokio::test]
async fn what_is_refused_for_now_says_so_whatever_the_reason() {
    let reply = Reply { media: Media::Json, profile: StatusProfile::Audit, request_id: "a".to_owned() };
    for status in [StatusCode::SERVICE_UNAVAILABLE, StatusCode::TOO_MANY_REQUESTS] {
        let faults = [
            (Fault::internal("a reason"), 1),
            (Fault::Busy, 1),
            (Fault::Throttled { retry_after_secs: 7 }, 7),
            (Fault::Protocol { code: "TOO_MANY_STREAMS", message: String::new() }, 1),
        ];
        for (fault, secs) in faults {
            let refused = Refused::fault(Class::Status(status), fault);
            let answer = reply.one(Outcome::Refused(refused));
            assert_eq!(answer.headers()["retry-after"], secs.to_string().as_str());
            let body = answer.into_body().collect().await.unwrap().to_bytes();
            let body: Value = serde_json::from_slice(&body).unwrap();
            assert_eq!(body["errors"][0]["extensions"]["retryAfterSecs"], secs, "{body:#}");
        }
    }
    let refused = Refused::fault(Class::Status(StatusCode::UNAUTHORIZED), Fault::Unauthenticated);
    assert!(!reply.one(Outcome::Refused(refused)).headers().contains_key("retry-after"), "never mind when");
}
