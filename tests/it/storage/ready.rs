//! A server whose storage keeps nothing is not ready, and is ready again by itself.

use axum::http::StatusCode;
use regie::kernel::fault::Fault;
use regie::kernel::readiness;
use sea_orm::ConnectionTrait as _;

use super::every_statement::{CREATE, channel_of};
use super::failing::{self, Failure};
use crate::harness::TestApp;
use crate::harness::database::{POSTGRES, admin, on_postgres};

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
async fn a_database_that_is_told_to_be_read_only_fails_and_is_whole_when_it_is_told_otherwise() {
    // A file of SQLite is made read-only by who owns it, see `files`.
    if !on_postgres() {
        return;
    }
    let app = TestApp::new().await;
    let owner = app.as_role("owner").await;
    let ready = async || app.anonymous().send_raw("GET", "/readyz", None, Vec::new()).await.0;
    let writes = async |writes: bool| {
        // Told from beside: in it, nothing could be told any more.
        let admin = admin(&std::env::var(POSTGRES).unwrap()).await;
        let url = url::Url::parse(&app.db().url()).unwrap();
        let (name, only) = (url.path().trim_start_matches('/'), if writes { "off" } else { "on" });
        let told = format!(
            "ALTER DATABASE {name} SET default_transaction_read_only = {only};
             SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        );
        admin.execute_unprepared(&told).await.unwrap();
        admin.close().await.unwrap();
    };
    // Connections that were ended are noticed one by one, and who met one is asked to come again.
    let create = async |slug: &str| loop {
        let answer = owner.send(CREATE, channel_of(slug)).await;
        match answer.body["errors"][0]["extensions"]["code"].as_str() {
            Some("BUSY") => {}
            code => break code.map(str::to_owned),
        }
    };
    writes(false).await;
    assert_eq!(create("a").await.as_deref(), Some("STORAGE_FAILED"));
    assert_eq!(ready().await, StatusCode::SERVICE_UNAVAILABLE);
    assert!(matches!(readiness::storage(&app.app.house).await, Err(Fault::StorageFailed(_))));
    owner.ok("{ channels(first: 5) { nodes { id } } }", serde_json::json!({})).await;
    writes(true).await;
    assert_eq!(create("b").await, None);
    while ready().await != StatusCode::OK {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_server_that_is_held_up_by_a_long_change_is_ready_all_the_same() {
    let (app, _) = failing::app().await;
    let mut long = Vec::new();
    // All connections that write.
    for _ in 0..if on_postgres() { 4 } else { 1 } {
        long.push(app.begin().await);
    }
    assert!(readiness::storage(&app.app.house).await.is_ok());
}
