//! Invitations that are withdrawn.

use regie::kernel::id::ChannelId;
use regie::staff::entity::staff_invitation;
use sea_orm::EntityTrait as _;
use serde_json::{Value, json};

use super::role_id;
use crate::harness::{Client, TestApp};
use crate::workflow::audit_of;

const INVITE: &str = "mutation($input: StaffInviteInput!) { staffInvite(input: $input) {
    invitation { id version } token userErrors { code field } } }";
const WITHDRAW: &str = "mutation($input: StaffInvitationWithdrawInput!) { staffInvitationWithdraw(input: $input) {
    deletedId userErrors { code field message } } }";
const ACCEPT: &str =
    "mutation($token: String!) { staffInvitationAccept(input: { token: $token, password: \"battery staple\" }) {
    staffMember { id } userErrors { code field } } }";
const PENDING: &str = "{ staffInvitations { nodes { id } } }";

async fn invite(by: &Client, email: &str, roles: &[Value]) -> (Value, Value) {
    let roles: Vec<Value> =
        roles.iter().map(|role| json!({ "roleId": role, "scope": { "everything": true } })).collect();
    let input = json!({ "input": { "email": email, "name": "New", "roles": roles } });
    let invited = by.ok(INVITE, input).await["staffInvite"].clone();
    assert_eq!((&invited["userErrors"], &invited["invitation"]["version"]), (&json!([]), &json!(1)));
    (invited["invitation"]["id"].clone(), invited["token"].clone())
}

async fn withdraw(by: &Client, id: &Value) -> Value {
    by.ok(WITHDRAW, json!({ "input": { "id": id } })).await["staffInvitationWithdraw"].clone()
}

fn refused(payload: &Value) -> (&str, &Value) {
    (payload["userErrors"][0]["code"].as_str().unwrap_or_default(), &payload["userErrors"][0]["field"])
}

#[tokio::test]
async fn an_invitation_that_is_withdrawn_is_gone_and_its_token_opens_nothing() {
    let app = TestApp::new().await;
    let admin = app.as_role("administrator").await;
    let (id, token) = invite(&admin, "new@regie.test", &[]).await;
    let stale = admin.send(WITHDRAW, json!({ "input": { "id": id, "expectedVersion": 9 } })).await;
    assert_eq!(stale.code(), "CONFLICT");
    let input = json!({ "input": { "id": id, "expectedVersion": 1 } });
    let done = admin.keyed("once", WITHDRAW, input.clone()).await["staffInvitationWithdraw"].clone();
    assert_eq!(done, json!({ "deletedId": id, "userErrors": [] }));
    let again = admin.keyed("once", WITHDRAW, input).await["staffInvitationWithdraw"].clone();
    assert_eq!(again, done, "the same request once more");
    assert_eq!(refused(&withdraw(&admin, &id).await), ("NOT_FOUND", &json!(["input", "id"])));
    assert_eq!(admin.ok(PENDING, json!({})).await["staffInvitations"]["nodes"], json!([]));
    let accepted = app.anonymous().ok(ACCEPT, json!({ "token": token })).await["staffInvitationAccept"].clone();
    assert_eq!(refused(&accepted), ("INVITATION_REFUSED", &json!(["input", "token"])));
    let entries = audit_of(&app, "staffInvitationWithdraw").await;
    assert_eq!(entries.len(), 1);
    assert_eq!((entries[0].staff_id, entries[0].entity.as_str()), (admin.staff, "StaffInvitation"));
    assert_eq!(entries[0].before.as_ref().unwrap()["email"], "new@regie.test");
    assert!(entries[0].before.as_ref().unwrap().get("token_hash").is_none());
    let (_, fresh) = invite(&admin, "new@regie.test", &[]).await;
    let accepted = app.anonymous().ok(ACCEPT, json!({ "token": fresh })).await["staffInvitationAccept"].clone();
    assert!(accepted["staffMember"]["id"].is_string(), "who was uninvited can be invited again");
}

#[tokio::test]
async fn a_scope_of_an_invitation_is_refused_with_the_path_to_it() {
    let app = TestApp::new().await;
    let owner = app.as_role("owner").await;
    let auditor = json!(role_id(&owner, "auditor").await);
    let many: Vec<ChannelId> = (0..=100).map(|n| ChannelId(uuid::Uuid::from_u128(n))).collect();
    let cases = [
        (json!({}), "BLANK", json!(["input", "roles", "1", "scope"])),
        (json!({ "channelIds": many }), "TOO_MANY", json!(["input", "roles", "1", "scope", "channelIds"])),
        (json!({ "everything": true, "channelIds": many[..1] }), "INVALID", json!(["input", "roles", "1", "scope"])),
        (json!({ "channelIds": many[..1] }), "NOT_FOUND", json!(["input", "roles", "1", "scope", "channelIds"])),
    ];
    for (scope, code, field) in cases {
        let roles = json!([
            { "roleId": auditor, "scope": { "everything": true } },
            { "roleId": auditor, "scope": scope },
        ]);
        let input = json!({ "input": { "email": "new@regie.test", "name": "New", "roles": roles } });
        let invited = owner.ok(INVITE, input).await["staffInvite"].clone();
        assert_eq!(refused(&invited), (code, &field));
    }
}

#[tokio::test]
async fn an_invitation_that_was_accepted_is_not_withdrawn() {
    let app = TestApp::new().await;
    let admin = app.as_role("administrator").await;
    let (id, token) = invite(&admin, "new@regie.test", &[]).await;
    app.anonymous().ok(ACCEPT, json!({ "token": token })).await;
    assert_eq!(refused(&withdraw(&admin, &id).await), ("ALREADY_ACCEPTED", &json!(["input", "id"])));
    assert_eq!(admin.ok(PENDING, json!({})).await["staffInvitations"]["nodes"], json!([{ "id": id }]));
}

#[tokio::test]
async fn an_invitation_is_withdrawn_by_who_could_give_its_roles() {
    let app = TestApp::new().await;
    let (owner, admin) = (app.as_role("owner").await, app.as_role("administrator").await);
    let role = async |key: &str| json!(role_id(&owner, key).await);
    let (high, _) = invite(&owner, "boss@regie.test", &[role("owner").await]).await;
    let beyond = withdraw(&admin, &high).await;
    assert_eq!(refused(&beyond), ("BEYOND_OWN", &json!(["input", "id"])));
    let told = "Nobody can withdraw an invitation that gives more than they hold there themselves.";
    assert_eq!(beyond["userErrors"][0]["message"], told);
    assert_eq!(withdraw(&owner, &high).await["deletedId"], high);
    let (low, _) = invite(&owner, "peer@regie.test", &[role("administrator").await]).await;
    let auditor = app.as_role("auditor").await;
    assert_eq!(auditor.fault(WITHDRAW, json!({ "input": { "id": low } })).await, "FORBIDDEN");
    let peer = app.as_role("administrator").await;
    assert_eq!(withdraw(&peer, &low).await["deletedId"], low);
    let create = "mutation { roleCreate(input: { key: \"short\", name: \"Short\", lines: [] }) { role { id } } }";
    let short = owner.ok(create, json!({})).await["roleCreate"]["role"]["id"].clone();
    let (gone, _) = invite(&owner, "gone@regie.test", std::slice::from_ref(&short)).await;
    let delete = "mutation($id: ID!) { roleDelete(input: { id: $id }) { userErrors { code } } }";
    owner.ok(delete, json!({ "id": short })).await;
    assert_eq!(withdraw(&admin, &gone).await["deletedId"], gone, "a role that is gone gives nothing");
}

#[tokio::test]
async fn an_invitation_that_is_withdrawn_while_it_is_accepted_makes_nobody() {
    let app = TestApp::new().await;
    let house = &app.app.house;
    let admin = app.as_role("administrator").await;
    let (id, _) = invite(&admin, "new@regie.test", &[]).await;
    // Read before the password is hashed, which takes a while.
    let read = staff_invitation::Entity::find().one(&house.db.reader).await.unwrap().unwrap();
    withdraw(&admin, &id).await;
    let agent = regie::access::session::UserAgent::default();
    let accepted = regie::staff::invitation_accept::accept(house, "", agent, read, "no hash".to_owned()).await;
    let Err(regie::kernel::user_error::Failure::Refused(errors)) = accepted else { panic!("it was accepted") };
    assert_eq!(errors[0].code, "INVITATION_REFUSED");
    let members = admin.ok("{ staffMembers { nodes { name } } }", json!({})).await;
    assert_eq!(members["staffMembers"]["nodes"], json!([{ "name": "administrator" }]));
}
