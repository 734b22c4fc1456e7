//! Several mutations in one request: each is asked for its right anew, by who is still let in.

use regie::kernel::scope::Domain;
use serde_json::{Value, json};

use super::id;
use crate::harness::{Answer, Client, TestApp};

const MAKE: &str = "channelCreate(input: { slug: \"late\", name: \"Late\", currency: \"EUR\" }) { channel { id } }";

async fn send(client: &Client, first: &str, then: &str) -> Answer {
    client.send(&format!("mutation {{ first: {first} then: {then} }}"), json!({})).await
}

/// The codes of the fields that failed, by their names.
fn faults(answer: &Answer) -> Vec<(Value, Value)> {
    let errors = answer.body["errors"].as_array().cloned().unwrap_or_default();
    errors.iter().map(|error| (error["path"][0].clone(), error["extensions"]["code"].clone())).collect()
}

async fn channels(app: &TestApp) -> usize {
    let owner = app.as_role("owner").await;
    owner.ok("{ channels { nodes { id } } }", json!({})).await["channels"]["nodes"].as_array().unwrap().len()
}

#[tokio::test]
async fn what_follows_the_end_of_ones_own_session_is_not_done() {
    let app = TestApp::new().await;
    let follows = [
        MAKE,
        "sessionEnd { ended }",
        "passwordChange(input: { currentPassword: \"correct horse\", newPassword: \"battery staple\" }) { token }",
        "sessionCreate(input: { email: \"a@regie.test\", password: \"correct horse\" }) { token }",
    ];
    for end in ["sessionEnd { ended }", "sessionEnd(input: { everywhere: true }) { ended }"] {
        for follow in follows {
            let admin = app.as_role("administrator").await;
            let answer = send(&admin, end, follow).await;
            assert_eq!(answer.body["data"]["first"]["ended"], 1, "{}", answer.body);
            assert_eq!(faults(&answer), [(json!("then"), json!("UNAUTHENTICATED"))], "{end}, then {follow}");
            assert_eq!(answer.body["data"]["then"], json!(null));
        }
    }
    assert_eq!(channels(&app).await, 0);
}

#[tokio::test]
async fn what_follows_the_loss_of_a_role_needs_what_is_left() {
    let app = TestApp::new().await;
    let admin = app.person("both", &[("administrator", Domain::Everything), ("auditor", Domain::Everything)]).await;
    let held = admin.ok("{ viewer { staffMember { roleAssignments { id role { key } } } } }", json!({})).await;
    let held = held["viewer"]["staffMember"]["roleAssignments"].as_array().unwrap().clone();
    let held = held.iter().find(|held| held["role"]["key"] == "administrator").unwrap();
    let take = format!("roleUnassign(input: {{ id: {} }}) {{ deletedId userErrors {{ code }} }}", held["id"]);
    let answer = send(&admin, &take, MAKE).await;
    assert_eq!(answer.body["data"]["first"]["userErrors"], json!([]), "{}", answer.body);
    assert_eq!(faults(&answer), [(json!("then"), json!("FORBIDDEN"))], "{}", answer.body);
    assert_eq!(channels(&app).await, 0);
}

#[tokio::test]
async fn what_follows_a_gain_may_use_it() {
    let app = TestApp::new().await;
    let (owner, agent) = (app.as_role("owner").await, app.as_role("order-agent").await);
    let roles = owner.ok("{ roles { nodes { id key } } }", json!({})).await;
    let role = roles["roles"]["nodes"].as_array().unwrap().iter().find(|role| role["key"] == "order-agent").unwrap();
    let lines = "lines: [{ permission: \"channel.create\", effect: ALLOW }]";
    let change = format!("roleUpdate(input: {{ id: {}, {lines} }}) {{ userErrors {{ code }} }}", role["id"]);
    let answer = send(&owner, &change, MAKE).await;
    assert_eq!(faults(&answer), [], "{}", answer.body);
    let made =
        "mutation { channelCreate(input: { slug: \"b\", name: \"B\", currency: \"EUR\" }) { userErrors { code } } }";
    agent.ok(made, json!({})).await;
}

#[tokio::test]
async fn two_mutations_of_who_stays_let_in_are_both_done_in_their_order() {
    let app = TestApp::new().await;
    let admin = app.as_role("administrator").await;
    let second = "channelCreate(input: { slug: \"next\", name: \"Next\", currency: \"EUR\" }) { channel { id } }";
    let answer = send(&admin, MAKE, second).await;
    assert_eq!(faults(&answer), [], "{}", answer.body);
    assert_eq!(channels(&app).await, 2);
}

#[tokio::test]
async fn signing_in_does_not_sign_in_what_follows() {
    let app = TestApp::new().await;
    let admin = app.as_role("administrator").await;
    let end = format!("sessionEnd(input: {{ staffId: {} }}) {{ ended }}", json!(id(&admin)));
    crate::staff::account(&app, "a@regie.test").await;
    let sign_in = "sessionCreate(input: { email: \"a@regie.test\", password: \"correct horse\" }) {
        token staffMember { email } }";
    let answer = send(&app.anonymous(), sign_in, &end).await;
    assert_eq!(answer.body["data"]["first"]["staffMember"]["email"], "a@regie.test", "{}", answer.body);
    assert_eq!(faults(&answer), [(json!("then"), json!("UNAUTHENTICATED"))]);
}
