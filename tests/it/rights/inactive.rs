//! Who is deactivated acts through nothing: no session, invitation, parked command or lane.

use regie::access::session;
use regie::kernel::actor::Actor;
use regie::kernel::scope::Domain;
use regie::kernel::user_error::Failure;
use regie::staff::entity::staff_member::{self, StaffStatus};
use regie::staff::password;
use regie::staff::password_change::{self, PasswordChangeInput};
use sea_orm::EntityTrait as _;
use serde_json::json;

use super::{DEACTIVATE, REACTIVATE, id, refusal, role_id, send};
use crate::harness::{Client, TestApp};
use crate::workflow::{Gated, assert_invariants, claim, code, complete, rename};

const INVITE: &str = "mutation($input: StaffInviteInput!) { staffInvite(input: $input) { token userErrors { code } } }";
const ACCEPT: &str = "mutation($input: StaffInvitationAcceptInput!) { staffInvitationAccept(input: $input) {
    token userErrors { code field data } } }";

/// Changes the status in its row alone, as if the rest had been forgotten.
async fn sleep(app: &TestApp, person: &Client) {
    let tx = app.begin().await;
    let before = staff_member::Entity::find_by_id(person.staff.unwrap()).one(tx.db()).await.unwrap().unwrap();
    tx.save(&before, staff_member::Model { status: StaffStatus::Deactivated, ..before.clone() }).await.unwrap();
    tx.commit(&app.app.house.entropy).await.unwrap();
}

/// A new session of somebody.
async fn sign_in(app: &TestApp, person: &Client) -> Client {
    let tx = app.begin().await;
    let entropy = &app.app.house.entropy;
    let opened = session::open(entropy, &tx, person.staff.unwrap(), session::UserAgent::default()).await.unwrap();
    tx.commit(entropy).await.unwrap();
    app.with_token(&opened.token)
}

#[tokio::test]
async fn an_invitation_of_who_was_deactivated_makes_nobody() {
    let app = TestApp::new().await;
    let (owner, admin) = (app.as_role("owner").await, app.as_role("administrator").await);
    let scope = json!({ "everything": true });
    let roles = json!([{ "roleId": role_id(&app, "administrator").await, "scope": scope }]);
    let mut tokens = Vec::new();
    for (email, roles) in [("new@regie.test", roles), ("bare@regie.test", json!([]))] {
        let invited = send(&app, &admin, INVITE, json!({ "email": email, "name": "New", "roles": roles })).await;
        tokens.push(invited["token"].clone());
    }
    send(&app, &owner, DEACTIVATE, json!({ "staffId": id(&admin) })).await;
    let accept = |n: usize| json!({ "token": tokens[n], "password": "long enough password" });
    for n in [0, 1] {
        let refused = send(&app, &app.anonymous(), ACCEPT, accept(n)).await;
        let told = ("NO_LONGER_PERMITTED".to_owned(), json!(["input", "token"]));
        assert_eq!(refusal(&refused), Some(told));
    }
    let members = owner.ok("{ staffMembers { nodes { name } } }", json!({})).await;
    assert_eq!(members["staffMembers"]["nodes"].as_array().unwrap().len(), 2);
    send(&app, &owner, REACTIVATE, json!({ "staffId": id(&admin) })).await;
    assert!(send(&app, &app.anonymous(), ACCEPT, accept(0)).await["token"].is_string(), "it is good again");
    // Who may not invite any more has invited nobody either.
    app.line("administrator", "staff.invite", "DENY", None, None).await;
    assert_eq!(refusal(&send(&app, &app.anonymous(), ACCEPT, accept(1)).await).unwrap().0, "NO_LONGER_PERMITTED");
    app.drain().await;
}

#[tokio::test]
async fn what_somebody_asked_for_who_was_deactivated_since_is_not_done() {
    let house = Gated::new().await;
    house.ask("Too late").await;
    let task = house.task().await;
    send(&house.app, &house.admin, DEACTIVATE, json!({ "staffId": id(&house.agent) })).await;
    let refused = complete(&house.manager, &task, "approve").await;
    assert_eq!(code(&refused), "ACTION_REFUSED");
    let data = &refused["userErrors"][0]["data"];
    assert_eq!(data["code"], "NO_LONGER_PERMITTED");
    let told = "Who asked for this is deactivated. It rests until they are reactivated, and can be refused.";
    assert_eq!(data["userErrors"][0]["message"], told);
    assert_eq!(house.name().await, "shop");
    assert_eq!(complete(&house.manager, &task, "reject").await["task"]["instance"]["outcome"], "rejected");
    house.app.drain().await;
}

#[tokio::test]
async fn what_somebody_asked_for_is_held_against_the_rows_and_not_against_a_snapshot() {
    let house = Gated::new().await;
    house.ask("Too late").await;
    let task = house.task().await;
    // Nobody tells this process.
    sleep(&house.app, &house.agent).await;
    assert_eq!(code(&complete(&house.manager, &task, "approve").await), "ACTION_REFUSED");
    assert_eq!(house.name().await, "shop");
}

#[tokio::test]
async fn a_lane_that_only_deactivated_people_hold_is_an_incident() {
    let house = Gated::new().await;
    send(&house.app, &house.admin, DEACTIVATE, json!({ "staffId": id(&house.manager) })).await;
    let answer = rename(&house.agent, house.channel, "Nobody decides").await;
    assert_eq!(answer["pendingApproval"]["instance"]["status"], "INCIDENT");
    let instance = house.instance(answer["pendingApproval"]["instanceId"].as_str().unwrap()).await;
    assert_eq!(instance["incidents"][0]["code"], "NO_ACTOR");
    send(&house.app, &house.admin, REACTIVATE, json!({ "staffId": id(&house.manager) })).await;
    house.app.drain().await;
}

#[tokio::test]
async fn a_task_whose_last_candidate_was_deactivated_is_an_incident_until_they_are_back() {
    let house = Gated::new().await;
    let instance = house.ask("Nobody decides").await;
    let seen = async || house.instance(&instance).await;
    let task = house.task().await;
    claim(&house.manager, &task).await;
    assert_eq!(seen().await["status"], "RUNNING");
    let second = house.app.as_role("catalog-manager").await;
    send(&house.app, &house.admin, DEACTIVATE, json!({ "staffId": id(&second) })).await;
    house.app.drain().await;
    assert_eq!(seen().await["status"], "RUNNING", "somebody is left");
    for _ in 0..2 {
        // A reaction may run twice.
        send(&house.app, &house.admin, DEACTIVATE, json!({ "staffId": id(&house.manager) })).await;
        house.app.drain().await;
    }
    let stuck = seen().await;
    assert_eq!((&stuck["status"], stuck["incidents"].as_array().unwrap().len()), (&json!("INCIDENT"), 1), "{stuck}");
    assert_eq!((&stuck["incidents"][0]["code"], &stuck["tasks"][0]["status"]), (&json!("NO_ACTOR"), &json!("OPEN")));
    send(&house.app, &house.admin, REACTIVATE, json!({ "staffId": id(&second) })).await;
    complete(&sign_in(&house.app, &second).await, &task, "approve").await;
    let done = seen().await;
    assert_eq!((&done["status"], &done["incidents"][0]["state"]), (&json!("COMPLETED"), &json!("RESOLVED")));
    assert_eq!(house.name().await, "Nobody decides");
    assert_invariants(&house.app).await;
}

#[tokio::test]
async fn a_session_of_who_is_deactivated_is_none_whatever_was_forgotten() {
    let app = TestApp::new().await;
    let auditor = app.as_role("auditor").await;
    auditor.ok("{ viewer { kind } }", json!({})).await;
    sleep(&app, &auditor).await;
    assert_eq!(auditor.fault("{ viewer { kind } }", json!({})).await, "UNAUTHENTICATED");
}

#[tokio::test]
async fn another_password_opens_no_session_for_who_is_deactivated() {
    let app = TestApp::new().await;
    let house = &app.app.house;
    let auditor = app.as_role("auditor").await;
    let hash = password::hash(&password::Turn::alone(), &house.entropy, "correct horse".to_owned()).await.unwrap();
    let tx = app.begin().await;
    let before = staff_member::Entity::find_by_id(auditor.staff.unwrap()).one(tx.db()).await.unwrap().unwrap();
    let status = StaffStatus::Deactivated;
    tx.save(&before, staff_member::Model { status, password_hash: Some(hash), ..before.clone() }).await.unwrap();
    tx.commit(&house.entropy).await.unwrap();
    // The request was let in a moment before.
    let caller = app.app.caller(Actor::Staff { id: auditor.staff.unwrap(), session: None }, "");
    let words = ("correct horse".to_owned(), "battery staple".to_owned());
    let input = PasswordChangeInput { current_password: words.0, new_password: words.1 };
    let refused =
        password_change::run(house, &caller, &password::Turn::alone(), session::UserAgent::default(), input).await;
    assert!(matches!(refused, Err(Failure::Fault(fault)) if fault.code() == "UNAUTHENTICATED"));
}

#[tokio::test]
async fn who_is_deactivated_holds_nothing_and_gets_it_back_as_it_was() {
    let app = TestApp::new().await;
    let (admin, auditor) = (app.as_role("administrator").await, app.as_role("auditor").await);
    let held = || {
        let snapshot = app.app.policies.current();
        let grants = snapshot.grants_of(auditor.staff);
        (grants.reachable(&regie::app::catalogue()).is_empty(), snapshot.held_by(auditor.staff))
    };
    send(&app, &admin, DEACTIVATE, json!({ "staffId": id(&auditor) })).await;
    assert_eq!(held(), (true, Vec::new()));
    send(&app, &admin, REACTIVATE, json!({ "staffId": id(&auditor) })).await;
    assert_eq!(held(), (false, vec![("auditor".to_owned(), Domain::Everything)]));
    app.drain().await;
}
