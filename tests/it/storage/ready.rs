//! A server whose storage keeps nothing is not ready, and is ready again by itself.

use axum::http::StatusCode;
use regie::kernel::fault::Fault;
use regie::kernel::readiness;

use super::every_statement::{CREATE, channel_of};
use super::failing::{self, Failure};

#[tokio::test]
async fn a_server_is_ready_when_what_it_writes_is_kept() {
    let (app, failing) = failing::app().await;
    let owner = app.as_role("owner").await;
    let ready = async || app.anonymous().send_raw("GET", "/readyz", None, Vec::new()).await.0;
    assert_eq!(ready().await, StatusCode::OK);
    failing.always(Failure::Full);
    assert_eq!(owner.fault(CREATE, channel_of("a")).await, "STORAGE_FULL");
    assert_eq!(ready().await, StatusCode::SERVICE_UNAVAILABLE);
    assert!(matches!(readiness::storage(&app.app.house).await, Err(Fault::StorageFull(_))));
    // Reading goes on.
    owner.ok("{ channels(first: 5) { nodes { id } } }", serde_json::json!({})).await;
    failing.end();
    // Nobody is asked for half a second after the last answer.
    while ready().await != StatusCode::OK {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    owner.ok(CREATE, channel_of("b")).await;
    assert_eq!(ready().await, StatusCode::OK);
}

#[tokio::test]
async fn a_server_that_has_just_started_finds_out_by_writing() {
    let (app, failing) = failing::app().await;
    failing.always(Failure::Io);
    assert!(matches!(readiness::storage(&app.app.house).await, Err(Fault::StorageFailed(_))));
    failing.end();
}

#[tokio::test]
async fn a_server_that_is_held_up_by_a_long_change_is_ready_all_the_same() {
    let (app, _) = failing::app().await;
    let mut long = Vec::new();
    // All connections that write.
    for _ in 0..if crate::harness::database::on_postgres() { 4 } else { 1 } {
        long.push(app.begin().await);
    }
    assert!(readiness::storage(&app.app.house).await.is_ok());
}
