//! The answer of a mutation is never silently empty.

use serde_json::json;

use super::every_statement::{CREATE, channel_of};
use super::failing::{self, Failure};
use crate::harness::TestApp;

#[tokio::test]
async fn a_database_that_forgets_what_it_acknowledged_is_told_as_a_failure() {
    let (app, failing) = failing::app().await;
    let owner = app.as_role("owner").await;
    failing.at("COMMIT", Failure::Forgotten);
    let answer = owner.send(CREATE, channel_of("forgotten")).await;
    assert!(failing.end());
    assert_eq!(answer.body["data"]["channelCreate"]["channel"], json!(null));
    assert_eq!(answer.code(), "INTERNAL");
    assert_eq!(answer.body["errors"][0]["path"], json!(["channelCreate", "channel"]));
    owner.ok(CREATE, channel_of("kept")).await;
}

#[tokio::test]
async fn who_may_not_see_what_they_have_made_is_told_so() {
    let app = TestApp::new().await;
    app.line("auditor", "channel.create", "ALLOW", None, None).await;
    app.line("auditor", "channel.read", "DENY", None, None).await;
    let blind = app.as_role("auditor").await;
    let answer = blind.send(CREATE, channel_of("unseen")).await;
    assert_eq!(answer.body["data"]["channelCreate"], json!({ "channel": null, "userErrors": [] }));
    assert_eq!(answer.code(), "NOT_FOUND");
    let owner = app.as_role("owner").await;
    assert_eq!(owner.ok(CREATE, channel_of("unseen")).await["channelCreate"]["userErrors"][0]["code"], "TAKEN");
}
