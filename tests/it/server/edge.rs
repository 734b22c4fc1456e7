//! The edge, in process: time limits and readiness.

use axum::body::Body;
use axum::http::Request;
use regie::channels::entity::channel;
use regie::kernel::fold::fold;
use regie::kernel::money::Currency;
use regie::server::router::{Edge, router};
use sea_orm::EntityTrait as _;
use serde_json::json;
use std::time::Duration;
use tower::ServiceExt as _;

use crate::harness::TestApp;

#[tokio::test]
async fn a_request_that_takes_too_long_is_answered_and_its_mutation_goes_on() {
    let app = TestApp::with_edge(Edge { request_timeout: Duration::from_millis(200), ..Edge::default() }).await;
    let admin = app.as_role("administrator").await;
    // Holds what the mutation needs: the one writer of SQLite, the slug on PostgreSQL.
    let tx = app.begin().await;
    let (now, id) = (tx.now(), app.app.house.entropy.id(tx.now()));
    let rival = channel::Model {
        id,
        slug: "shop".to_owned(),
        name_folded: fold("Rival"),
        name: "Rival".to_owned(),
        active: true,
        version: 1,
        created_at: now,
        updated_at: now,
        currency: Currency::parse("EUR").unwrap(),
    };
    tx.insert(rival).await.unwrap();
    let document = "mutation($input: ChannelCreateInput!) { channelCreate(input: $input) { channel { id } } }";
    let input = json!({ "slug": "shop", "name": "Shop", "currency": "EUR" });
    let answer = admin.send(document, json!({ "input": input })).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (503, "TIMEOUT"));
    drop(tx);
    app.app.house.tasks.close();
    app.app.house.tasks.wait().await;
    let channels = channel::Entity::find().all(&app.app.house.db.reader).await.unwrap();
    assert_eq!(channels.iter().map(|channel| channel.name.as_str()).collect::<Vec<_>>(), ["Shop"]);
}

#[tokio::test]
async fn a_server_that_stops_is_not_ready_any_more() {
    let app = TestApp::new().await;
    let edge = Edge::default();
    let router = router(app.app.clone(), edge.clone());
    let ready = || async {
        let request = Request::get("/readyz").body(Body::empty()).unwrap();
        router.clone().oneshot(request).await.unwrap().status().as_u16()
    };
    assert_eq!(ready().await, 200);
    edge.stopping.cancel();
    assert_eq!(ready().await, 503);
}

#[tokio::test]
async fn the_largest_body_is_what_the_configuration_says() {
    let app = TestApp::new().await;
    let router = router(app.app.clone(), Edge { body_max: 2_000, ..Edge::default() });
    let send = |len: usize| {
        let document = json!({ "query": "{ __typename }" }).to_string();
        let body = format!("{document}{}", " ".repeat(len - document.len()));
        let request = Request::post("/graphql").header("content-type", "application/json").body(Body::from(body));
        let router = router.clone();
        async move { router.oneshot(request.unwrap()).await.unwrap().status().as_u16() }
    };
    assert_eq!(send(2_000).await, 200);
    assert_eq!(send(2_001).await, 413);
}
