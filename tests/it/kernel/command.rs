//! Idempotency: the same key is one effect and one answer.

use chrono::TimeDelta;
use regie::kernel::idempotency;
use serde_json::{Value, json};

use crate::harness::{Client, TestApp};

const CREATE: &str =
    "mutation($slug: String!) { channelCreate(input: { slug: $slug, name: \"N\", currency: \"EUR\" }) {
    channel { id slug } userErrors { code } } }";

async fn create(client: &Client, key: &str, slug: &str) -> Value {
    client.send_with(CREATE, json!({ "slug": slug }), &[("idempotency-key", key)]).await.body
}

#[tokio::test]
async fn the_same_key_gives_the_same_answer_and_may_select_other_fields() {
    let app = TestApp::new().await;
    let admin = app.as_role("administrator").await;
    let first = create(&admin, "k", "one").await;
    assert_eq!(create(&admin, "k", "one").await, first);
    let other = CREATE.replace("channel { id slug }", "channel { id version }");
    let again = admin.send_with(&other, json!({ "slug": "one" }), &[("idempotency-key", "k")]).await.body;
    assert_eq!(again["data"]["channelCreate"]["channel"]["id"], first["data"]["channelCreate"]["channel"]["id"]);
    let directive = "mutation { channelCreate(input: { slug: \"one\", name: \"N\", currency: \"EUR\" }) @idempotent(key: \"k\") { channel { id } } }";
    let again = admin.ok(directive, json!({})).await;
    assert_eq!(again["channelCreate"]["channel"]["id"], first["data"]["channelCreate"]["channel"]["id"]);
    let total = admin.ok("{ channels { totalCount { count } } }", json!({})).await;
    assert_eq!(total["channels"]["totalCount"]["count"], 1);
}

#[tokio::test]
async fn another_input_under_the_same_key_is_a_mismatch_and_another_person_has_keys_of_their_own() {
    let app = TestApp::new().await;
    let (ada, bob) = (app.as_role("administrator").await, app.as_role("administrator").await);
    create(&ada, "k", "one").await;
    let mismatch = create(&ada, "k", "two").await;
    assert_eq!(mismatch["errors"][0]["extensions"]["code"], "IDEMPOTENCY_KEY_PARAMETER_MISMATCH");
    assert_eq!(create(&bob, "k", "two").await["data"]["channelCreate"]["channel"]["slug"], "two");
}

#[tokio::test]
async fn a_refusal_is_not_kept_so_that_the_corrected_state_can_succeed() {
    let app = TestApp::new().await;
    let admin = app.as_role("administrator").await;
    let blocker = create(&admin, "first", "taken").await;
    let refused = create(&admin, "k", "taken").await;
    assert_eq!(refused["data"]["channelCreate"]["userErrors"][0]["code"], "TAKEN");
    assert!(blocker["data"]["channelCreate"]["channel"].is_object());
    assert_eq!(create(&admin, "k", "free").await["data"]["channelCreate"]["channel"]["slug"], "free");
}

#[tokio::test]
async fn two_requests_with_one_key_at_the_same_moment_are_one_effect() {
    let app = TestApp::new().await;
    let admin = app.as_role("administrator").await;
    let twins = (0..8).map(|_| {
        let admin = admin.clone();
        tokio::spawn(async move { create(&admin, "k", "one").await })
    });
    let mut ids = Vec::new();
    for twin in twins.collect::<Vec<_>>() {
        ids.push(twin.await.unwrap()["data"]["channelCreate"]["channel"]["id"].clone());
    }
    assert!(ids.iter().all(|id| id.is_string() && *id == ids[0]), "{ids:?}");
}

#[tokio::test]
async fn a_key_is_bounded_and_forgotten_after_two_days() {
    let app = TestApp::new().await;
    let admin = app.as_role("administrator").await;
    let long = create(&admin, &"k".repeat(256), "one").await;
    assert_eq!(long["errors"][0]["extensions"]["code"], "IDEMPOTENCY_KEY_INVALID");
    create(&admin, &"k".repeat(255), "one").await;
    assert_eq!(idempotency::purge(&app.app.house).await.unwrap(), 0);
    app.clock.advance(TimeDelta::hours(49));
    assert_eq!(idempotency::purge(&app.app.house).await.unwrap(), 1);
}

#[tokio::test]
async fn a_request_over_the_size_limit_a_get_that_mutates_and_a_form_are_refused() {
    let app = TestApp::new().await;
    let admin = app.as_role("administrator").await;
    let answer = admin
        .send_raw(
            "POST",
            "/graphql",
            Some("application/json"),
            vec![b' '; regie::server::router::Edge::default().body_max + 1],
        )
        .await;
    assert_eq!(answer.0.as_u16(), 413);
    let get = "/graphql?query=mutation%7BsessionEnd%7Bended%7D%7D";
    let (status, headers) = admin.send_raw("GET", get, None, Vec::new()).await;
    assert_eq!((status.as_u16(), headers["allow"].to_str().unwrap()), (405, "POST"));
    let (status, _) = admin
        .send_raw("POST", "/graphql", Some("application/x-www-form-urlencoded"), b"query={viewer{kind}}".to_vec())
        .await;
    assert_eq!(status.as_u16(), 415);
    assert_eq!(headers["x-request-id"].len(), 16);
}
