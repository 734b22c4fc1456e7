//! Staff: signing in and out, invitations, teams, and accounts that end.

mod guesses;
mod invitations;

use chrono::TimeDelta;
use regie::access::session::UserAgent;
use regie::kernel::id::{ChannelId, TypedId as _};
use regie::kernel::scope::Domain;
use regie::staff::account::{self, Person};
use regie::staff::password;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use serde_json::{Value, json};

use crate::harness::shop::Shop;
use crate::harness::{Client, TestApp};

const LOGIN: &str = "mutation($input: SessionCreateInput!) { sessionCreate(input: $input) {
    token expiresAt staffMember { name } userErrors { code field } } }";
const VIEWER: &str = "{ viewer { kind roles staffMember { id name email } } }";

/// An account with the password `correct horse`.
pub async fn account(app: &TestApp, email: &str) {
    let house = &app.app.house;
    let hash = password::hash(&password::Turn::alone(), &house.entropy, "correct horse".to_owned()).await.unwrap();
    let tx = app.begin().await;
    let person = Person::checked(email, "Ada").unwrap();
    account::add(&house.entropy, &tx, person, Some(hash)).await.unwrap();
    tx.commit(&house.entropy).await.unwrap();
}

async fn login(app: &TestApp, email: &str, password: &str) -> Value {
    let input = json!({ "input": { "email": email, "password": password } });
    app.anonymous().ok(LOGIN, input).await["sessionCreate"].clone()
}

#[tokio::test]
async fn whoever_signs_in_gets_a_token_that_answers_for_them() {
    let app = TestApp::new().await;
    account(&app, "ada@regie.test").await;
    let session = login(&app, " ADA@regie.test ", "correct horse").await;
    assert_eq!(session["staffMember"]["name"], "Ada");
    let ada = app.with_token(session["token"].as_str().unwrap());
    let viewer = ada.ok(VIEWER, json!({})).await;
    assert_eq!(viewer["viewer"]["kind"], "STAFF");
    assert_eq!(viewer["viewer"]["staffMember"]["email"], "ada@regie.test");
    let visitor = app.anonymous().ok(VIEWER, json!({})).await;
    assert_eq!(visitor["viewer"], json!({ "kind": "VISITOR", "roles": ["storefront-visitor"], "staffMember": null }));
}

#[tokio::test]
async fn who_signs_in_sees_themselves_in_the_answer() {
    let app = TestApp::new().await;
    account(&app, "ada@regie.test").await;
    let owner = app.as_role("owner").await;
    let ada = regie::staff::entity::staff_member::Entity::find()
        .filter(regie::staff::entity::staff_member::Column::Email.eq("ada@regie.test"))
        .one(&app.app.house.db.reader)
        .await
        .unwrap()
        .unwrap();
    let assign = "mutation($input: RoleAssignInput!) { roleAssign(input: $input) { userErrors { code } } }";
    let role = role_id(&owner, "auditor").await;
    let input = json!({ "staffId": ada.id, "roleId": role, "scope": { "everything": true } });
    owner.ok(assign, json!({ "input": input })).await;
    let oneself = "staffMember { email lastLoginAt roleAssignments { isEverywhere role { key } }
        sessions { isCurrent userAgent } } userErrors { code }";
    let sign_in =
        format!("mutation($input: SessionCreateInput!) {{ sessionCreate(input: $input) {{ token {oneself} }} }}");
    let input = json!({ "input": { "email": "ada@regie.test", "password": "correct horse" } });
    let agent = [("user-agent", " Browser/1.0\t(of a test) ")];
    let signed_in =
        app.anonymous().send_with(&sign_in, input.clone(), &agent).await.body["data"]["sessionCreate"].clone();
    let seen = |email: &str, key: &str, agent: Value| {
        json!({ "email": email, "lastLoginAt": crate::harness::START,
            "roleAssignments": [{ "isEverywhere": true, "role": { "key": key } }],
            "sessions": [{ "isCurrent": true, "userAgent": agent }] })
    };
    assert_eq!(signed_in["staffMember"], seen("ada@regie.test", "auditor", json!("Browser/1.0(of a test)")));
    // And so does who was invited.
    let invite = "mutation($input: StaffInviteInput!) { staffInvite(input: $input) { token } }";
    let roles = json!([{ "roleId": role, "scope": { "everything": true } }]);
    let invited = json!({ "input": { "email": "bob@regie.test", "name": "Bob", "roles": roles } });
    let token = owner.ok(invite, invited).await["staffInvite"]["token"].clone();
    let accept = format!(
        "mutation($input: StaffInvitationAcceptInput!) {{ staffInvitationAccept(input: $input) {{ {oneself} }} }}"
    );
    let input = json!({ "input": { "token": token, "password": "battery staple" } });
    let accepted =
        app.anonymous().send_with(&accept, input, &agent).await.body["data"]["staffInvitationAccept"].clone();
    let mut expected = seen("bob@regie.test", "auditor", json!("Browser/1.0(of a test)"));
    expected["lastLoginAt"] = json!(null);
    assert_eq!(accepted["staffMember"], expected, "{accepted}");
}

#[test]
fn what_a_browser_calls_itself_is_kept_without_control_characters_and_no_longer_than_255() {
    let kept = |header: &[u8]| UserAgent::of(header);
    assert_eq!(kept(b"  "), UserAgent::default());
    assert_eq!(kept(b"a\tb\x7fc"), kept(b"abc"));
    assert_eq!(kept("a\u{85}b".as_bytes()), kept(b"ab"));
    let long = "x".repeat(256);
    assert_eq!(kept(long.as_bytes()), kept(&long.as_bytes()[..255]));
    assert_ne!(kept(long.as_bytes()), kept(&long.as_bytes()[..254]));
    assert_eq!(kept(b"caf\xe9"), kept("caf\u{fffd}".as_bytes()), "what is no UTF-8 is told as such");
}

#[tokio::test]
async fn a_wrong_password_an_unknown_address_and_a_huge_password_are_refused_alike() {
    let app = TestApp::new().await;
    account(&app, "ada@regie.test").await;
    let long = "x".repeat(129);
    let attempts = [("ada@regie.test", "wrong horse!"), ("eve@regie.test", "correct horse"), ("ada@regie.test", &long)];
    for (email, password) in attempts {
        let session = login(&app, email, password).await;
        let errors = json!([{ "code": "CREDENTIALS_REFUSED", "field": null }]);
        assert_eq!(session, json!({ "token": null, "expiresAt": null, "staffMember": null, "userErrors": errors }));
    }
}

#[tokio::test]
async fn a_session_slides_while_it_is_used_and_ends_when_it_is_not_or_grows_too_old() {
    let app = TestApp::new().await;
    let ada = app.as_role("auditor").await;
    for _ in 0..27 {
        app.clock.advance(TimeDelta::hours(11));
        ada.ok(VIEWER, json!({})).await;
    }
    // 297 hours are nearly 13 days; the absolute end is after 14.
    app.clock.advance(TimeDelta::hours(11));
    ada.ok(VIEWER, json!({})).await;
    app.clock.advance(TimeDelta::hours(11));
    ada.ok(VIEWER, json!({})).await;
    app.clock.advance(TimeDelta::hours(11));
    ada.ok(VIEWER, json!({})).await;
    app.clock.advance(TimeDelta::hours(11));
    assert_eq!(ada.fault(VIEWER, json!({})).await, "UNAUTHENTICATED");
    let bob = app.as_role("auditor").await;
    app.clock.advance(TimeDelta::hours(12));
    assert_eq!(bob.fault(VIEWER, json!({})).await, "UNAUTHENTICATED");
}

#[tokio::test]
async fn a_token_that_is_not_one_is_refused_and_not_served_as_a_visitor() {
    let app = TestApp::new().await;
    for token in ["", "nonsense", &"x".repeat(5_000)] {
        let answer = app.with_token(token).send(VIEWER, json!({})).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (401, "UNAUTHENTICATED"));
    }
}

#[tokio::test]
async fn signing_out_ends_this_session_and_everywhere_ends_all_of_them() {
    let app = TestApp::new().await;
    account(&app, "ada@regie.test").await;
    let mut sessions = Vec::new();
    for _ in 0..3 {
        let session = login(&app, "ada@regie.test", "correct horse").await;
        sessions.push(app.with_token(session["token"].as_str().unwrap()));
    }
    let end = "mutation($input: SessionEndInput) { sessionEnd(input: $input) { ended userErrors { code } } }";
    assert_eq!(sessions[0].ok(end, json!({})).await["sessionEnd"]["ended"], 1);
    assert_eq!(sessions[0].fault(VIEWER, json!({})).await, "UNAUTHENTICATED");
    let everywhere = json!({ "input": { "everywhere": true } });
    assert_eq!(sessions[1].ok(end, everywhere).await["sessionEnd"]["ended"], 2);
    assert_eq!(sessions[2].fault(VIEWER, json!({})).await, "UNAUTHENTICATED");
    assert_eq!(app.anonymous().fault(end, json!({})).await, "UNAUTHENTICATED");
}

#[tokio::test]
async fn sessions_of_others_end_only_with_the_permission() {
    let app = TestApp::new().await;
    let (ada, bob) = (app.as_role("auditor").await, app.as_role("order-agent").await);
    let end = "mutation($input: SessionEndInput) { sessionEnd(input: $input) { ended } }";
    let input = json!({ "input": { "staffId": ada.staff.unwrap().to_global(), "everywhere": true } });
    assert_eq!(bob.fault(end, input.clone()).await, "FORBIDDEN");
    let admin = app.as_role("administrator").await;
    assert_eq!(admin.ok(end, input).await["sessionEnd"]["ended"], 1);
    assert_eq!(ada.fault(VIEWER, json!({})).await, "UNAUTHENTICATED");
}

#[tokio::test]
async fn deactivation_ends_every_session_at_once_and_closes_the_door() {
    let app = TestApp::new().await;
    account(&app, "ada@regie.test").await;
    let session = login(&app, "ada@regie.test", "correct horse").await;
    let ada = app.with_token(session["token"].as_str().unwrap());
    let id = ada.ok(VIEWER, json!({})).await["viewer"]["staffMember"]["id"].clone();
    let admin = app.as_role("administrator").await;
    let deactivate = "mutation($input: StaffDeactivateInput!) { staffDeactivate(input: $input) {
        staffMember { status } userErrors { code } } }";
    let done = admin.ok(deactivate, json!({ "input": { "staffId": id } })).await;
    assert_eq!(done["staffDeactivate"]["staffMember"]["status"], "DEACTIVATED");
    assert_eq!(ada.fault(VIEWER, json!({})).await, "UNAUTHENTICATED");
    assert_eq!(login(&app, "ada@regie.test", "correct horse").await["token"], json!(null));
    let again = admin.ok(deactivate, json!({ "input": { "staffId": id } })).await;
    assert_eq!(again["staffDeactivate"]["userErrors"][0]["code"], "ALREADY_DEACTIVATED");
    let own = json!({ "input": { "staffId": admin.staff.unwrap().to_global() } });
    assert_eq!(admin.ok(deactivate, own).await["staffDeactivate"]["userErrors"][0]["code"], "OWN_ACCOUNT");
    let reactivate =
        "mutation($input: StaffReactivateInput!) { staffReactivate(input: $input) { userErrors { code } } }";
    admin.ok(reactivate, json!({ "input": { "staffId": id } })).await;
    assert!(login(&app, "ada@regie.test", "correct horse").await["token"].is_string());
    app.drain().await;
}

#[tokio::test]
async fn another_password_ends_the_old_sessions_and_opens_a_new_one() {
    let app = TestApp::new().await;
    account(&app, "ada@regie.test").await;
    let session = login(&app, "ada@regie.test", "correct horse").await;
    let ada = app.with_token(session["token"].as_str().unwrap());
    let change =
        "mutation($input: PasswordChangeInput!) { passwordChange(input: $input) { token userErrors { code field } } }";
    let input = |current: &str, new: &str| json!({ "input": { "currentPassword": current, "newPassword": new } });
    for (current, new, code) in [
        ("correct horse", "short", "TOO_SHORT"),
        ("correct horse", &*"x".repeat(129), "TOO_LONG"),
        ("wrong horse", "battery staple", "CREDENTIALS_REFUSED"),
    ] {
        let refused = ada.ok(change, input(current, new)).await;
        assert_eq!(refused["passwordChange"]["userErrors"][0]["code"], code);
    }
    let changed = ada.ok(change, input("correct horse", "battery staple")).await;
    assert_eq!(ada.fault(VIEWER, json!({})).await, "UNAUTHENTICATED");
    let new = app.with_token(changed["passwordChange"]["token"].as_str().unwrap());
    assert_eq!(new.ok(VIEWER, json!({})).await["viewer"]["kind"], "STAFF");
    assert_eq!(login(&app, "ada@regie.test", "correct horse").await["token"], json!(null));
}

#[tokio::test]
async fn an_invited_person_gets_the_roles_that_the_inviter_may_give_and_the_token_works_once() {
    let app = TestApp::new().await;
    let admin = app.as_role("owner").await;
    let role = role_id(&admin, "order-agent").await;
    let invite = "mutation($input: StaffInviteInput!) { staffInvite(input: $input) {
        token invitation { email invitedBy { name } acceptedAt } userErrors { code field } } }";
    let input = json!({ "input": { "email": "new@regie.test", "name": "New", "roles": [
        { "roleId": role, "scope": { "everything": true } } ] } });
    let invited = admin.keyed("invite", invite, input.clone()).await["staffInvite"].clone();
    let token = invited["token"].as_str().unwrap().to_owned();
    let again = admin.keyed("invite", invite, input).await["staffInvite"].clone();
    assert_eq!((&again["token"], &again["invitation"]["email"]), (&json!(null), &json!("new@regie.test")));
    let accept = "mutation($input: StaffInvitationAcceptInput!) { staffInvitationAccept(input: $input) {
        token userErrors { code field } } }";
    let visitor = app.anonymous();
    let input = |token: &str| json!({ "input": { "token": token, "password": "long enough password" } });
    let wrong = visitor.ok(accept, input("nonsense")).await;
    assert_eq!(wrong["staffInvitationAccept"]["userErrors"][0]["code"], "INVITATION_REFUSED");
    let accepted = visitor.ok(accept, input(&token)).await;
    app.refresh().await;
    let new = app.with_token(accepted["staffInvitationAccept"]["token"].as_str().unwrap());
    assert_eq!(new.ok(VIEWER, json!({})).await["viewer"]["roles"], json!(["order-agent", "storefront-visitor"]));
    let twice = visitor.ok(accept, input(&token)).await;
    assert_eq!(twice["staffInvitationAccept"]["userErrors"][0]["code"], "INVITATION_REFUSED");
    let late = admin.ok(invite, json!({ "input": { "email": "late@regie.test", "name": "Late" } })).await;
    app.clock.advance(TimeDelta::days(7));
    let late = late["staffInvite"]["token"].as_str().unwrap().to_owned();
    let late = visitor.ok(accept, input(&late)).await;
    assert_eq!(late["staffInvitationAccept"]["userErrors"][0]["code"], "INVITATION_REFUSED");
}

#[tokio::test]
async fn nobody_gives_more_than_they_hold_and_the_last_owner_stays() {
    let app = TestApp::new().await;
    let (owner, admin) = (app.as_role("owner").await, app.as_role("administrator").await);
    let agent = app.as_role("order-agent").await.staff.unwrap().to_global();
    let assign = "mutation($input: RoleAssignInput!) { roleAssign(input: $input) {
        assignments { id isEverywhere channel { slug } } userErrors { code field } } }";
    let everywhere = |staff: &str, role: &str| json!({ "input": { "staffId": staff, "roleId": role, "scope": { "everything": true } } });
    let owners = role_id(&owner, "owner").await;
    app.line("administrator", "channel.create", "DENY", None, None).await;
    let refused = admin.ok(assign, everywhere(&agent, &owners)).await;
    assert_eq!(refused["roleAssign"]["userErrors"][0]["code"], "BEYOND_OWN");
    let given = owner.ok(assign, everywhere(&agent, &owners)).await;
    let second = given["roleAssign"]["assignments"][0]["id"].clone();
    let twice = owner.ok(assign, everywhere(&agent, &owners)).await;
    assert_eq!(twice["roleAssign"]["userErrors"][0]["code"], "TAKEN");
    let unassign =
        "mutation($input: RoleUnassignInput!) { roleUnassign(input: $input) { deletedId userErrors { code } } }";
    let taken = owner.ok(unassign, json!({ "input": { "id": second } })).await;
    assert_eq!(taken["roleUnassign"]["deletedId"], second);
    let own = owner.ok("{ viewer { staffMember { roleAssignments { id } } } }", json!({})).await;
    let own = own["viewer"]["staffMember"]["roleAssignments"][0]["id"].clone();
    let last = owner.ok(unassign, json!({ "input": { "id": own } })).await;
    assert_eq!(last["roleUnassign"]["userErrors"][0]["code"], "LAST_OWNER");
    let empty = json!({ "input": { "staffId": agent, "roleId": owners, "scope": {} } });
    let refused = owner.ok(assign, empty).await["roleAssign"]["userErrors"].clone();
    assert_eq!(refused, json!([{ "code": "BLANK", "field": ["input", "scope"] }]));
    let scope = json!({ "everything": true, "channelIds": [ChannelId(uuid::Uuid::nil())] });
    let both = json!({ "input": { "staffId": agent, "roleId": owners, "scope": scope } });
    let refused = owner.ok(assign, both).await["roleAssign"]["userErrors"].clone();
    assert_eq!(refused, json!([{ "code": "INVALID", "field": ["input", "scope"] }]));
}

#[tokio::test]
async fn an_owner_is_deactivated_by_owners_only_and_one_who_can_sign_in_stays() {
    let app = TestApp::new().await;
    let (first, second) = (app.as_role("owner").await, app.as_role("owner").await);
    let admin = app.as_role("administrator").await;
    let deactivate = "mutation($input: StaffDeactivateInput!) { staffDeactivate(input: $input) {
        staffMember { status } userErrors { code field } } }";
    let of = |client: &Client| json!({ "input": { "staffId": client.staff.unwrap().to_global() } });
    let refused = admin.ok(deactivate, of(&first)).await;
    let error = json!([{ "code": "ABOVE_OWN_RANK", "field": ["input", "staffId"] }]);
    assert_eq!(refused["staffDeactivate"]["userErrors"], error);
    let done = first.ok(deactivate, of(&second)).await;
    assert_eq!(done["staffDeactivate"]["staffMember"]["status"], "DEACTIVATED");
    let own = first.ok("{ viewer { staffMember { roleAssignments { id } } } }", json!({})).await;
    let own = own["viewer"]["staffMember"]["roleAssignments"][0]["id"].clone();
    let unassign = "mutation($input: RoleUnassignInput!) { roleUnassign(input: $input) { userErrors { code } } }";
    let last = first.ok(unassign, json!({ "input": { "id": own } })).await;
    assert_eq!(last["roleUnassign"]["userErrors"][0]["code"], "LAST_OWNER", "the other one is deactivated");
    app.drain().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_owners_who_deactivate_each_other_at_once_one_stays() {
    let app = TestApp::new().await;
    let owners = [app.as_role("owner").await, app.as_role("owner").await];
    let deactivate = "mutation($input: StaffDeactivateInput!) { staffDeactivate(input: $input) {
        staffMember { status } userErrors { code } } }";
    let attempts = [(0, 1), (1, 0)].map(|(from, to): (usize, usize)| {
        let (client, id) = (owners[from].clone(), owners[to].staff.unwrap().to_global());
        tokio::spawn(async move { client.send(deactivate, json!({ "input": { "staffId": id } })).await.body })
    });
    let mut deactivated = 0;
    for attempt in attempts {
        let body = attempt.await.unwrap();
        deactivated += i32::from(body["data"]["staffDeactivate"]["staffMember"]["status"] == "DEACTIVATED");
    }
    assert_eq!(deactivated, 1);
    app.drain().await;
}

#[tokio::test]
async fn a_role_is_given_in_channels_that_exist_and_only_where_the_giver_holds_it() {
    let app = TestApp::new().await;
    let owner = app.as_role("owner").await;
    let open = "mutation($input: ChannelCreateInput!) { channelCreate(input: $input) { channel { id } } }";
    let mut channels = Vec::new();
    for slug in ["a", "b"] {
        let data = owner.ok(open, json!({ "input": { "slug": slug, "name": slug, "currency": "EUR" } })).await;
        channels.push(ChannelId::from_global(data["channelCreate"]["channel"]["id"].as_str().unwrap()).unwrap());
    }
    let local = app.person("local", &[("administrator", Domain::Channel(channels[0]))]).await;
    let target = app.person("target", &[]).await.staff.unwrap().to_global();
    let role = role_id(&owner, "administrator").await;
    let assign = "mutation($input: RoleAssignInput!) { roleAssign(input: $input) {
        assignments { channel { slug } isEverywhere } userErrors { code field } } }";
    let input = |ids: &[ChannelId]| {
        let ids: Vec<String> = ids.iter().map(|id| id.to_global()).collect();
        json!({ "input": { "staffId": target, "roleId": role, "scope": { "channelIds": ids } } })
    };
    assert_eq!(local.fault(assign, input(&[channels[1]])).await, "FORBIDDEN");
    let given = local.ok(assign, input(&[channels[0]])).await;
    assert_eq!(given["roleAssign"]["assignments"], json!([{ "channel": { "slug": "a" }, "isEverywhere": false }]));
    let nowhere = owner.ok(assign, input(&[ChannelId::from_uuid(uuid::Uuid::from_u128(7))])).await;
    assert_eq!(
        nowhere["roleAssign"]["userErrors"],
        json!([{ "code": "NOT_FOUND", "field": ["input", "scope", "channelIds"] }])
    );
    let open = "mutation($input: WarehouseCreateInput!) { warehouseCreate(input: $input) { warehouse { id } } }";
    let main = json!({ "input": { "slug": "main", "name": "Main", "country": "DE", "priority": 1 } });
    let main = owner.ok(open, main).await["warehouseCreate"]["warehouse"]["id"].clone();
    let scope = json!({ "warehouseIds": [main] });
    let clerk = json!({ "staffId": target, "roleId": role_id(&owner, "warehouse-clerk").await, "scope": scope });
    let given = owner.ok(assign, json!({ "input": clerk })).await;
    assert_eq!(given["roleAssign"]["assignments"], json!([{ "channel": null, "isEverywhere": false }]));
    let many = vec![channels[0]; 101];
    assert_eq!(owner.ok(assign, input(&many)).await["roleAssign"]["userErrors"][0]["code"], "TOO_MANY");
}

#[tokio::test]
async fn a_role_is_given_in_a_warehouse_and_nobody_names_a_place_that_they_do_not_see() {
    let shop = Shop::new().await;
    let second = shop.new_warehouse("second", 200).await;
    let other = shop.new_channel("other", "EUR").await;
    let clerk = shop.app.person("clerk", &[]).await;
    let assign = "mutation($input: RoleAssignInput!) { roleAssign(input: $input) {
        assignments { warehouseId isEverywhere } userErrors { code field } } }";
    let role = role_id(&shop.owner, "warehouse-clerk").await;
    let input = |scope: Value| json!({ "input": { "staffId": clerk.staff.unwrap().to_global(), "roleId": role, "scope": scope } });
    let given = shop.owner.ok(assign, input(json!({ "warehouseIds": [second] }))).await;
    let held = json!([{ "warehouseId": second, "isEverywhere": false }]);
    assert_eq!(given["roleAssign"], json!({ "assignments": held, "userErrors": [] }));
    shop.app.refresh().await;
    let data = clerk.ok("{ warehouses { nodes { slug } } }", json!({})).await;
    assert_eq!(data["warehouses"]["nodes"], json!([{ "slug": "second" }]));
    // Somebody who gives roles everywhere, and sees one channel and one warehouse.
    shop.app.line("auditor", "role.assign", "ALLOW", None, None).await;
    shop.app.line("auditor", "staff.invite", "ALLOW", None, None).await;
    shop.app.line("auditor", "channel.read", "DENY", None, None).await;
    shop.app.line("auditor", "warehouse.read", "DENY", None, None).await;
    let blind = shop.app.as_role("auditor").await;
    let invite = "mutation($input: StaffInviteInput!) { staffInvite(input: $input) { invitation { id } userErrors { code field } } }";
    for (scope, field) in
        [(json!({ "channelIds": [other] }), "channelIds"), (json!({ "warehouseIds": [second] }), "warehouseIds")]
    {
        let refused = blind.ok(assign, input(scope.clone())).await;
        let told = json!([{ "code": "NOT_FOUND", "field": ["input", "scope", field] }]);
        assert_eq!(refused["roleAssign"]["userErrors"], told);
        let person = json!({ "email": "new@regie.test", "name": "New", "roles": [{ "roleId": role, "scope": scope }] });
        let refused = blind.ok(invite, json!({ "input": person })).await;
        let told = json!([{ "code": "NOT_FOUND", "field": ["input", "roles", "0", "scope", field] }]);
        assert_eq!(refused["staffInvite"]["userErrors"], told);
    }
}

#[tokio::test]
async fn a_team_has_a_unique_name_and_members_that_exist() {
    let app = TestApp::new().await;
    let admin = app.as_role("administrator").await;
    let ada = app.as_role("auditor").await.staff.unwrap().to_global();
    let create = "mutation($input: TeamCreateInput!) { teamCreate(input: $input) {
        team { id name members { name } version } userErrors { code field } } }";
    let made = admin.ok(create, json!({ "input": { "name": "Night shift", "memberIds": [ada] } })).await;
    assert_eq!(made["teamCreate"]["team"]["members"], json!([{ "name": "auditor" }]));
    let id = made["teamCreate"]["team"]["id"].clone();
    let twice = admin.ok(create, json!({ "input": { "name": "NIGHT  shift" } })).await;
    assert_eq!(twice["teamCreate"]["userErrors"], json!([{ "code": "TAKEN", "field": ["input", "name"] }]));
    let update = "mutation($input: TeamUpdateInput!) { teamUpdate(input: $input) {
        team { members { name } version } userErrors { code field } } }";
    let nobody = regie::kernel::id::StaffId::from_uuid(uuid::Uuid::from_u128(9)).to_global();
    let refused = admin.ok(update, json!({ "input": { "id": id, "memberIds": [ada, nobody] } })).await;
    assert_eq!(
        refused["teamUpdate"]["userErrors"],
        json!([{ "code": "NOT_FOUND", "field": ["input", "memberIds", "1"] }])
    );
    let emptied = admin.ok(update, json!({ "input": { "id": id, "memberIds": [], "expectedVersion": 1 } })).await;
    assert_eq!(emptied["teamUpdate"]["team"], json!({ "members": [], "version": 2 }));
    let stale = admin.fault(update, json!({ "input": { "id": id, "expectedVersion": 1, "name": "Late" } })).await;
    assert_eq!(stale, "CONFLICT");
    let delete = "mutation($input: TeamDeleteInput!) { teamDelete(input: $input) { deletedId } }";
    assert_eq!(admin.ok(delete, json!({ "input": { "id": id } })).await["teamDelete"]["deletedId"], id);
}

#[tokio::test]
async fn e_mail_addresses_of_others_are_for_those_who_may_see_staff() {
    let app = TestApp::new().await;
    let ada = app.as_role("order-agent").await.staff.unwrap().to_global();
    let query = "query($id: ID!) { node(id: $id) { ... on StaffMember { name email roleAssignments { id } sessions { id } } } }";
    let agent = app.as_role("order-agent").await;
    assert_eq!(agent.ok(query, json!({ "id": ada })).await["node"], json!(null));
    let channel = crate::workflow::channel(&app.as_role("administrator").await, "shop").await;
    let local = app.person("local", &[("auditor", Domain::Channel(channel))]).await;
    let seen = local.ok(query, json!({ "id": ada })).await;
    assert_eq!(seen["node"], json!({ "name": "order-agent", "email": null, "roleAssignments": [], "sessions": null }));
    let auditor = app.as_role("auditor").await;
    let seen = auditor.ok(query, json!({ "id": ada })).await;
    assert!(seen["node"]["email"].as_str().unwrap().ends_with("@regie.test"));
    assert_eq!(app.anonymous().ok(query, json!({ "id": ada })).await["node"], json!(null));
}

#[tokio::test]
async fn a_list_of_staff_costs_as_many_statements_for_fifty_as_for_one() {
    let app = TestApp::new().await;
    let auditor = app.as_role("auditor").await;
    let query = "{ staffMembers(first: 100) { nodes { name email roleAssignments { role { key } } } } }";
    let few = auditor.send(query, json!({})).await;
    for n in 0..50 {
        app.person(&format!("p{n}"), &[("order-agent", Domain::Everything)]).await;
    }
    let many = auditor.send(query, json!({})).await;
    assert_eq!(many.body["data"]["staffMembers"]["nodes"].as_array().unwrap().len(), 51);
    assert_eq!((few.statements, many.statements), (4, 4), "session, page, assignments, roles");
}

async fn role_id(client: &Client, key: &str) -> String {
    let roles = client.ok("{ roles(first: 100) { nodes { id key } } }", json!({})).await;
    let nodes = roles["roles"]["nodes"].as_array().unwrap().clone();
    nodes.iter().find(|node| node["key"] == key).unwrap()["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_address_that_looks_the_same_is_the_same_and_hidden_characters_are_refused() {
    let app = TestApp::new().await;
    let owner = app.as_role("owner").await;
    let invite =
        "mutation($input: StaffInviteInput!) { staffInvite(input: $input) { token userErrors { code field } } }";
    let accept = "mutation($input: StaffInvitationAcceptInput!) { staffInvitationAccept(input: $input) {
        token userErrors { code } } }";
    let send = async |email: &str, name: &str| {
        let input = json!({ "input": { "email": email, "name": name } });
        owner.ok(invite, input).await["staffInvite"].clone()
    };
    let invited = send("\u{ff21}da@regie.test", "Ada").await;
    let accepted = json!({ "input": { "token": invited["token"], "password": "a good password" } });
    assert!(app.anonymous().ok(accept, accepted).await["staffInvitationAccept"]["token"].is_string());
    let login = "mutation($email: String!) { sessionCreate(input: { email: $email, password: \"a good password\" }) {
        token } }";
    for email in ["ada@regie.test", "ADA@regie.test", "ad\u{ff41}@regie.test"] {
        assert!(
            app.anonymous().ok(login, json!({ "email": email })).await["sessionCreate"]["token"].is_string(),
            "{email}"
        );
    }
    let taken = json!([{ "code": "TAKEN", "field": ["input", "email"] }]);
    assert_eq!(send("\u{1d44e}da@regie.test", "Ada").await["userErrors"], taken);
    let invalid = |field: &str| json!([{ "code": "INVALID", "field": ["input", field] }]);
    assert_eq!(send("a\u{200b}da@regie.test", "Ada").await["userErrors"], invalid("email"));
    assert_eq!(send("\u{430}da@regie.test", "Ada").await["userErrors"], invalid("email"));
    assert_eq!(send("eve@regie.test", "E\u{202e}ve").await["userErrors"], invalid("name"));
    let create = "mutation($input: RoleCreateInput!) { roleCreate(input: $input) { userErrors { code field } } }";
    let role = |key: &str, name: &str| json!({ "input": { "key": key, "name": name, "lines": [] } });
    for (key, name, field) in [("own\u{200b}er", "X", "key"), ("x", "Own\u{200b}er", "name")] {
        assert_eq!(owner.ok(create, role(key, name)).await["roleCreate"]["userErrors"], invalid(field));
    }
}
