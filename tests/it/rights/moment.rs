//! Rights are those of the moment of the act, and of two acts at once one comes first.

use regie::access::entity::role_assignment::{self, Column};
use regie::access::policies;
use regie::kernel::scope::Domain;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use serde_json::{Value, json};

use super::{ASSIGN, CREATE, DEACTIVATE, UPDATE, assign, id, line, make, role_id};
use crate::harness::{Client, TestApp};
use crate::workflow::{Gated, complete};

const ASK: &str = "mutation($input: RoleAssignInput!) { roleAssign(input: $input) {
    pendingApproval { instanceId } userErrors { code } } }";

/// Takes every role from somebody in the rows alone: no gateway has heard of it yet.
async fn strip(app: &TestApp, person: &Client) {
    let tx = app.begin().await;
    let held = role_assignment::Entity::delete_many().filter(Column::StaffId.eq(person.staff.unwrap()));
    held.exec(tx.db()).await.unwrap();
    policies::touch(&tx).await.unwrap();
    tx.commit(&app.app.house.entropy).await.unwrap();
}

#[tokio::test]
async fn a_right_that_was_taken_a_moment_ago_is_gone_before_the_gateway_hears_of_it() {
    let app = TestApp::new().await;
    let (admin, agent) = (app.as_role("administrator").await, app.as_role("order-agent").await);
    let auditor = role_id(&app, "auditor").await;
    strip(&app, &admin).await;
    let scope = json!({ "everything": true });
    let attempts = [
        (CREATE, json!({ "key": "r", "name": "r", "lines": [line("role.read", "ALLOW")] })),
        (ASSIGN, json!({ "staffId": id(&agent), "roleId": auditor, "scope": scope })),
        (DEACTIVATE, json!({ "staffId": id(&agent) })),
    ];
    for (document, input) in attempts {
        assert_eq!(admin.fault(document, json!({ "input": input })).await, "FORBIDDEN", "{document}");
    }
}

#[tokio::test]
async fn what_is_given_after_an_approval_is_held_against_who_asks_for_it() {
    let house = Gated::new().await;
    let app = &house.app;
    app.line("order-agent", "role.assign", "APPROVE", Some("channel-change"), None).await;
    let (owner, other) = (app.as_role("owner").await, app.person("other", &[]).await);
    let reader = make(app, &owner, "reader", json!([line("channel.read", "ALLOW")])).await;
    let auditor = make(app, &owner, "log", json!([line("audit.read", "ALLOW")])).await;
    let closed = make(app, &owner, "closed", json!([line("channel.read", "DENY")])).await;
    let ask = |role: &Value, to: &Client| json!({ "staffId": id(to), "roleId": role, "scope": { "everything": true } });
    for (input, refused) in [
        (ask(&reader, &other), None),
        (ask(&auditor, &other), Some("BEYOND_OWN")),
        (ask(&closed, &house.admin), Some("ABOVE_OWN_RANK")),
    ] {
        let asked = house.agent.ok(ASK, json!({ "input": input })).await["roleAssign"].clone();
        if let Some(code) = refused {
            assert_eq!(asked["userErrors"][0]["code"], code, "nobody is asked: {asked}");
            continue;
        }
        assert!(asked["pendingApproval"].is_object(), "{asked}");
        assert_eq!(complete(&house.manager, &house.task().await, "approve").await["userErrors"], json!([]));
    }
    app.refresh().await;
    other.ok("{ channels { nodes { id } } }", json!({})).await;
    assert_eq!(other.fault("{ auditEntries { nodes { id } } }", json!({})).await, "FORBIDDEN");
}

#[tokio::test]
async fn who_waits_for_an_approval_and_holds_the_right_in_another_place_only_gives_nothing() {
    let house = Gated::new().await;
    let app = &house.app;
    app.line("order-agent", "role.assign", "APPROVE", Some("channel-change"), None).await;
    let places = [Domain::Everything, Domain::Channel(house.channel)];
    let asker = app.person("asker", &places.map(|place| ("order-agent", place))).await;
    let (owner, other) = (app.as_role("owner").await, app.person("other", &[]).await);
    let reader = make(app, &owner, "reader", json!([line("channel.read", "ALLOW")])).await;
    let input = json!({ "staffId": id(&other), "roleId": reader, "scope": { "everything": true } });
    let asked = asker.ok(ASK, json!({ "input": input })).await["roleAssign"].clone();
    assert!(asked["pendingApproval"].is_object(), "{asked}");
    let tx = app.begin().await;
    let everywhere = role_assignment::Entity::delete_many()
        .filter(Column::StaffId.eq(asker.staff.unwrap()))
        .filter(Column::Domain.eq(Domain::Everything.literal()));
    everywhere.exec(tx.db()).await.unwrap();
    policies::touch(&tx).await.unwrap();
    tx.commit(&app.app.house.entropy).await.unwrap();
    let told = complete(&house.manager, &house.task().await, "approve").await;
    assert_eq!(told["userErrors"][0]["data"]["code"], "NO_LONGER_PERMITTED");
}

/// Sends both at the same moment: each has begun, and waits for who decides about rights before them.
async fn at_once(app: &TestApp, acts: [(Client, &'static str, Value); 2]) -> [Value; 2] {
    let before = app.begin().await;
    policies::lock(&before).await.unwrap();
    let attempts = acts.map(|(client, document, input)| {
        tokio::spawn(async move { client.send(document, json!({ "input": input })).await.body })
    });
    tokio::task::yield_now().await;
    drop(before);
    let mut answers = Vec::new();
    for attempt in attempts {
        answers.push(attempt.await.unwrap());
    }
    app.refresh().await;
    answers.try_into().unwrap()
}

fn was_refused(answer: &Value) -> bool {
    let payload = answer["data"].as_object().unwrap().values().next().unwrap();
    !payload["userErrors"].as_array().unwrap().is_empty()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_edits_at_once_do_not_combine_into_what_neither_could_do() {
    let app = TestApp::new().await;
    let [owner, one, two, peer] = [
        app.as_role("owner").await,
        app.as_role("administrator").await,
        app.as_role("administrator").await,
        app.as_role("administrator").await,
    ];
    for n in 0..8 {
        let role = make(&app, &owner, &format!("empty-{n}"), json!([])).await;
        let scope = json!({ "everything": true });
        let acts = [
            (one.clone(), UPDATE, json!({ "id": role, "lines": [line("audit.read", "DENY")] })),
            (two.clone(), ASSIGN, json!({ "staffId": id(&peer), "roleId": role, "scope": scope })),
        ];
        let answers = at_once(&app, acts).await;
        assert_ne!(was_refused(&answers[0]), was_refused(&answers[1]), "one comes first: {answers:?}");
    }
    peer.ok("{ auditEntries(first: 1) { nodes { id } } }", json!({})).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_who_gives_and_who_is_deactivated_at_once_one_comes_first() {
    let app = TestApp::new().await;
    let owner = app.as_role("owner").await;
    let reader = make(&app, &owner, "reader", json!([line("role.read", "ALLOW")])).await;
    for n in 0..4 {
        let (admin, other) = (app.as_role("administrator").await, app.person(&format!("p{n}"), &[]).await);
        let scope = json!({ "everything": true });
        let acts = [
            (owner.clone(), DEACTIVATE, json!({ "staffId": id(&admin) })),
            (admin.clone(), ASSIGN, json!({ "staffId": id(&other), "roleId": reader, "scope": scope })),
        ];
        let [gone, given] = at_once(&app, acts).await;
        assert!(!was_refused(&gone), "{gone}");
        let code = given["errors"][0]["extensions"]["code"].as_str();
        let (given, refused) = (code.is_none() && !was_refused(&given), code.is_some());
        assert!(given || refused, "it happened before, or it did not: {code:?}");
        assert!(matches!(code, None | Some("FORBIDDEN" | "UNAUTHENTICATED")), "{code:?}");
        assert_ne!(assign(&app, &owner, &reader, &other).await["userErrors"].as_array().unwrap().is_empty(), given);
    }
    app.drain().await;
}
