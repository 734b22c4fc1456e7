//! Operations as streams of events, byte by byte.

use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt as _;
use regie::server::router::{Edge, router};
use serde_json::json;
use tower::ServiceExt as _;

use crate::harness::TestApp;

#[tokio::test]
async fn a_stream_ends_with_an_event_that_has_an_empty_line_of_data() {
    let app = TestApp::new().await;
    let body = json!({ "query": "{ viewer { kind } }" }).to_string();
    let request = Request::post("/graphql")
        .header("content-type", "application/json")
        .header("accept", "text/event-stream")
        .body(Body::from(body));
    let response = router(app.app.clone(), Edge::default()).oneshot(request.unwrap()).await.unwrap();
    assert_eq!((response.status().as_u16(), &response.headers()["content-type"]), (200, "text/event-stream"));
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let (next, complete) = text.split_once("\n\n").unwrap();
    assert!(
        next.starts_with("event: next\n") && next.contains(r#"data: {"data":{"viewer":{"kind":"VISITOR"}}"#),
        "{text}"
    );
    assert_eq!(complete, "event: complete\ndata:\n\n");
}
