//! A secret in the answer of what waits for an approval.

use serde_json::{Value, json};

use crate::harness::TestApp;
use crate::workflow::{approval, complete, inbox, publish};

const INVITE: &str = "mutation($input: StaffInviteInput!) { staffInvite(input: $input) {
    invitation { id } token userErrors { code } pendingApproval { instanceId } } }";
const ACCEPT: &str = "mutation($input: StaffInvitationAcceptInput!) { staffInvitationAccept(input: $input) {
    token userErrors { code } } }";

#[tokio::test]
async fn the_token_of_an_invitation_is_told_to_who_asked_and_is_good_when_it_is_approved() {
    let app = TestApp::new().await;
    let owner = app.as_role("owner").await;
    let mut source = approval("hiring");
    source["entity"] = json!("*");
    publish(&owner, source).await;
    app.line("warehouse-clerk", "staff.invite", "APPROVE", Some("hiring"), None).await;
    let (clerk, manager) = (app.as_role("warehouse-clerk").await, app.as_role("catalog-manager").await);
    let input = json!({ "input": { "email": "new@regie.test", "name": "New" } });
    let asked = clerk.keyed("k", INVITE, input.clone()).await["staffInvite"].clone();
    assert_eq!((&asked["invitation"], asked["pendingApproval"].is_object()), (&Value::Null, true));
    let token = asked["token"].as_str().unwrap().to_owned();
    let again = clerk.keyed("k", INVITE, input).await["staffInvite"].clone();
    assert_eq!(
        (&again["token"], &again["pendingApproval"]),
        (&Value::Null, &asked["pendingApproval"]),
        "it is told once"
    );
    let accept = json!({ "input": { "token": token, "password": "a good password for tests" } });
    let early = app.anonymous().ok(ACCEPT, accept.clone()).await["staffInvitationAccept"].clone();
    assert!(early["token"].is_null() && early["userErrors"][0]["code"].is_string(), "{early}");
    let waits = "query($id: ID!) { workflowInstance(id: $id) { parkedCommand { input changes { after } } } }";
    let seen = owner.ok(waits, json!({ "id": asked["pendingApproval"]["instanceId"] })).await;
    assert!(!seen.to_string().contains(&token), "nobody else reads it");
    let task = inbox(&manager).await[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(complete(&manager, &task, "approve").await["task"]["status"], "COMPLETED");
    let accepted = app.anonymous().ok(ACCEPT, accept).await["staffInvitationAccept"].clone();
    assert!(accepted["token"].is_string(), "{accepted}");
}
