//! Whose turn a request is, and the queues of mutations and logins.

use axum::Router;
use axum::body::Body;
use axum::extract::Extension;
use axum::http::Request;
use regie::engine::Engine;
use regie::engine::known::{Known, TOKENS_MAX};
use regie::engine::lanes::Loads;
use regie::engine::pass::Pass;
use regie::engine::settings::Settings;
use regie::kernel::queue::{Load, Seat};
use regie::server::peer::Peer;
use regie::server::router::{Edge, layered, router};
use regie::staff::password;
use serde_json::json;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use super::{Http, JSON, Server};
use crate::harness::TestApp;

/// Nobody is let in, and nobody waits.
const CLOSED: Load = Load { requests_max: 0, slow_max: 0, waiting_max: 0, wait_max: Duration::from_secs(2) };

async fn server(lanes: Loads) -> Server {
    let app = TestApp::new().await;
    let router = router(app.app.clone(), Edge { lanes, ..Edge::default() });
    Server { app, router }
}

fn assert_overloaded(answer: &Http) {
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (503, "OVERLOADED"));
    let told = answer.json()["errors"][0]["extensions"]["retryAfterSecs"].as_u64().unwrap();
    assert!(told >= 1);
    assert_eq!(answer.headers["retry-after"], told.to_string().as_str());
}

/// Each with an input that asks for a hash.
fn hashing(field: &str) -> String {
    let input = match field {
        "sessionCreate" => r#"{ email: "a@regie.test", password: "correct horse" }"#,
        "ownerCreate" => r#"{ token: "x", email: "a@regie.test", name: "A", password: "correct horse" }"#,
        "passwordChange" => r#"{ currentPassword: "correct horse", newPassword: "correct horses" }"#,
        "staffInvitationAccept" => r#"{ token: "x", password: "correct horse" }"#,
        other => panic!("{other} is new"),
    };
    json!({ "query": format!("mutation {{ {field}(input: {input}) {{ token }} }}") }).to_string()
}

#[tokio::test]
async fn what_hashes_passwords_waits_in_a_lane_of_its_own() {
    let server = server(Loads { logins: CLOSED, ..Loads::UNLIMITED }).await;
    for field in password::FIELDS {
        assert_overloaded(&server.post(JSON, hashing(field)).await);
    }
    let other = json!({ "query": "mutation { channelDelete: __typename }" }).to_string();
    assert_eq!(server.post(JSON, other).await.status, 200);
    assert_eq!(server.post(JSON, r#"{"query":"{ viewer { kind } }"}"#).await.status, 200);
}

#[tokio::test]
async fn who_signs_in_does_not_wait_behind_mutations() {
    let server = server(Loads { mutations: CLOSED, ..Loads::UNLIMITED }).await;
    for field in password::FIELDS {
        assert_eq!(server.post(JSON, hashing(field)).await.status, 200, "{field}");
    }
    let mutation = json!({ "query": "mutation { __typename }" }).to_string();
    assert_overloaded(&server.post(JSON, mutation).await);
    assert_eq!(server.post(JSON, r#"{"query":"{ viewer { kind } }"}"#).await.status, 200);
}

/// The name in which a request has its turn.
async fn name(router: &Router, token: Option<&str>, from: Option<&str>) -> String {
    let mut request = Request::get("/who");
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let mut request = request.body(Body::empty()).unwrap();
    if let Some(from) = from {
        request.extensions_mut().insert(Peer(from.parse().unwrap()));
    }
    let answer = router.clone().oneshot(request).await.unwrap();
    let bytes = axum::body::to_bytes(answer.into_body(), 1_000).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test]
async fn a_token_that_somebody_made_up_buys_no_turn_of_its_own() {
    let app = TestApp::new().await;
    let known = Known::default();
    let who = async |Extension(seat): Extension<Seat>| seat.who().name.to_string();
    let routes = Router::new().route("/who", axum::routing::get(who));
    let router = layered(app.app.clone(), Edge::default(), known.clone(), routes, Router::new());
    known.remember("good", "staff:ann");
    assert_eq!(name(&router, Some("good"), Some("192.0.2.1")).await, "staff:ann");
    assert_eq!(name(&router, Some("made up"), Some("192.0.2.1")).await, "anonymous:192.0.2.1");
    assert_eq!(name(&router, None, Some("192.0.2.1")).await, "anonymous:192.0.2.1");
    assert_eq!(name(&router, None, Some("::ffff:192.0.2.1")).await, "anonymous:192.0.2.1");
    assert_eq!(name(&router, None, Some("2001:db8:1:2:3:4:5:6")).await, "anonymous:2001:db8:1:2::");
    assert_eq!(name(&router, None, None).await, "anonymous");
}

#[tokio::test]
async fn a_token_is_known_from_its_first_request_to_the_end_of_its_session() {
    let app = TestApp::new().await;
    let ann = app.as_role("owner").await;
    let engine = Engine::new(app.app.clone(), Settings::default(), Loads::UNLIMITED, CancellationToken::new());
    let credentials = format!("Bearer {}", ann.token());
    assert!(Pass::admit(&engine, Some("Bearer made-up"), "r").await.is_err());
    assert_eq!(engine.known.find("made-up"), None);
    assert_eq!(engine.known.find(ann.token()), None);
    assert!(Pass::admit(&engine, Some(&credentials), "r").await.is_ok());
    assert!(engine.known.find(ann.token()).unwrap().starts_with("staff:"));
    app.clock.advance(chrono::TimeDelta::days(30));
    assert!(Pass::admit(&engine, Some(&credentials), "r").await.is_err());
    assert_eq!(engine.known.find(ann.token()), None);
}

#[test]
fn so_many_tokens_are_known_and_no_more() {
    let known = Known::default();
    for number in 0..TOKENS_MAX * 2 {
        known.remember(&number.to_string(), "staff:ann");
    }
    let left = (0..TOKENS_MAX * 2).filter(|number| known.find(&number.to_string()).is_some()).count();
    assert!(left as u64 <= TOKENS_MAX + TOKENS_MAX / 10, "{left}");
}
