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
    let error = &answer.body["errors"][0];
    let extensions = &error["extensions"];
    assert_eq!((answer.code().as_str(), &extensions["permission"]), ("FORBIDDEN", &json!("channel.read")));
    assert_eq!((&extensions["done"], &error["path"]), (&json!(true), &json!(["channelCreate", "channel"])));
    assert_eq!(error["message"], "This was done. It cannot be shown without the permission `channel.read` there.");
    let owner = app.as_role("owner").await;
    assert_eq!(owner.ok(CREATE, channel_of("unseen")).await["channelCreate"]["userErrors"][0]["code"], "TAKEN");
}

#[tokio::test]
async fn who_only_adds_or_edits_is_told_that_it_was_done() {
    let app = TestApp::new().await;
    let owner = app.as_role("owner").await;
    let make = "mutation($permission: String!, $key: String!) { roleCreate(input: { key: $key, name: $key,
        lines: [{ permission: $permission, effect: ALLOW }] }) { role { id } userErrors { code } } }";
    let mut ids = Vec::new();
    for permission in ["product.create", "role.edit"] {
        let made = owner.ok(make, json!({ "permission": permission, "key": permission.replace('.', "-") })).await;
        ids.push(made["roleCreate"]["role"]["id"].clone());
    }
    app.refresh().await;
    let product = "mutation { productCreate(input: { title: \"Lamp\" }) { product { id } userErrors { code } } }";
    let answer = app.as_role("product-create").await.send(product, json!({})).await;
    assert_eq!(answer.body["data"]["productCreate"], json!({ "product": null, "userErrors": [] }));
    assert_eq!(answer.body["errors"][0]["extensions"]["permission"], "product.read");
    let role = "mutation($id: ID!) { roleUpdate(input: { id: $id, name: \"Editor\" }) {
        role { id } userErrors { code } } }";
    let answer = app.as_role("role-edit").await.send(role, json!({ "id": ids[1] })).await;
    assert_eq!(answer.body["data"]["roleUpdate"], json!({ "role": null, "userErrors": [] }));
    assert_eq!(answer.body["errors"][0]["extensions"]["permission"], "role.read");
    assert_eq!(answer.code(), "FORBIDDEN");
    let names = owner.ok("{ roles(first: 50) { nodes { name } } }", json!({})).await;
    assert!(names.to_string().contains("Editor"), "{names}");
}
