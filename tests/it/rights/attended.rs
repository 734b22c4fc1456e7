//! Tasks of who cannot act any more: what they had taken, what they asked for, and what nobody else can do.

use regie::kernel::id::TypedId as _;
use serde_json::{Value, json};

use super::{ASSIGN, DEACTIVATE, REACTIVATE, UNASSIGN, UPDATE, assign, id, line, make, refusal, role_id, send};
use crate::harness::Client;
use crate::workflow::{Gated, assert_invariants, claim, code, complete, inbox, rename, staff};

const RESTS: &str = "{ inbox { nodes { isResting instance { parkedCommand { isResting } } } } }";

/// Whether the one task in the inbox rests, and the command behind it.
async fn rests(client: &Client) -> (Value, Value) {
    let seen = client.ok(RESTS, json!({})).await["inbox"]["nodes"][0].clone();
    (seen["isResting"].clone(), seen["instance"]["parkedCommand"]["isResting"].clone())
}

/// The one assignment of somebody.
async fn assignment(house: &Gated, of: &Client) -> Value {
    let owner = house.app.as_role("owner").await;
    let document = "query($id: ID!) { staffMember(id: $id) { roleAssignments { id } } }";
    let seen = owner.ok(document, json!({ "id": of.staff.unwrap().to_global() })).await;
    seen["staffMember"]["roleAssignments"][0]["id"].clone()
}

/// The codes of what stops an instance.
async fn stopped_by(house: &Gated, instance: &str) -> (Value, Vec<Value>) {
    let seen = house.instance(instance).await;
    let open = seen["incidents"].as_array().unwrap().iter().filter(|incident| incident["state"] == "OPEN");
    (seen["status"].clone(), open.map(|incident| incident["code"].clone()).collect())
}

#[tokio::test]
async fn what_the_deactivated_asked_for_is_marked_while_they_sleep() {
    let house = Gated::new().await;
    house.ask("Mine").await;
    assert_eq!(rests(&house.manager).await, (json!(false), json!(false)));
    send(&house.app, &house.admin, DEACTIVATE, json!({ "staffId": id(&house.agent) })).await;
    assert_eq!(rests(&house.manager).await, (json!(true), json!(true)));
    let task = house.task().await;
    assert_eq!(code(&complete(&house.manager, &task, "approve").await), "ACTION_REFUSED");
    send(&house.app, &house.admin, REACTIVATE, json!({ "staffId": id(&house.agent) })).await;
    assert_eq!(rests(&house.manager).await, (json!(false), json!(false)));
    assert_eq!(complete(&house.manager, &task, "approve").await["task"]["status"], "COMPLETED");
    let agent = house.app.as_role("order-agent").await;
    let asked = rename(&agent, house.channel, "Again").await;
    let instance = asked["pendingApproval"]["instanceId"].as_str().unwrap().to_owned();
    send(&house.app, &house.admin, DEACTIVATE, json!({ "staffId": id(&agent) })).await;
    let task = house.task().await;
    assert_eq!(complete(&house.manager, &task, "reject").await["task"]["status"], "COMPLETED");
    let document = "query($id: ID!) { workflowInstance(id: $id) { parkedCommand { isResting } tasks { isResting } } }";
    let seen = house.admin.ok(document, json!({ "id": instance })).await["workflowInstance"].clone();
    let done = json!({ "parkedCommand": { "isResting": false }, "tasks": [{ "isResting": false }] });
    assert_eq!(seen, done, "what is decided rests no more");
    house.app.drain().await;
}

#[tokio::test]
async fn what_the_deactivated_had_taken_is_taken_by_others_before_it_is_given_back() {
    let house = Gated::new().await;
    let other = house.app.as_role("catalog-manager").await;
    for outcome in [None, Some("approve")] {
        house.ask("Late").await;
        let task = house.task().await;
        let first = house.app.as_role("catalog-manager").await;
        assert_eq!(claim(&first, &task).await["task"]["status"], "CLAIMED");
        assert_eq!(code(&claim(&other, &task).await), "ALREADY_CLAIMED");
        send(&house.app, &house.admin, DEACTIVATE, json!({ "staffId": id(&first) })).await;
        let can = "query($id: ID!) { task(id: $id) { can { claim { allowed } complete { allowed } } } }";
        let can = house.admin.ok(can, json!({ "id": task })).await;
        assert_eq!(can["task"]["can"]["claim"]["allowed"], false, "administrators are no candidates");
        let done = match outcome {
            None => claim(&other, &task).await,
            Some(outcome) => complete(&other, &task, outcome).await,
        };
        assert_eq!(done["userErrors"], json!([]), "{done}");
        house.app.drain().await;
        assert_invariants(&house.app).await;
        if outcome.is_none() {
            assert_eq!(inbox(&other).await[0]["assignee"]["id"], json!(staff(&other)), "it stays theirs");
            assert_eq!(complete(&other, &task, "reject").await["userErrors"], json!([]));
        }
    }
    assert_eq!(house.name().await, "Late");
}

#[tokio::test]
async fn what_the_deactivated_had_taken_is_in_the_inbox_of_others_again() {
    let house = Gated::new().await;
    house.ask("Late").await;
    let task = house.task().await;
    let first = house.app.as_role("catalog-manager").await;
    claim(&first, &task).await;
    assert!(inbox(&house.manager).await.is_empty());
    send(&house.app, &house.admin, DEACTIVATE, json!({ "staffId": id(&first) })).await;
    house.app.drain().await;
    let offered = &inbox(&house.manager).await[0];
    assert_eq!((&offered["status"], &offered["assignee"]), (&json!("OPEN"), &json!(null)));
    assert_eq!(offered["can"]["claim"], json!({ "allowed": true, "reason": null }));
}

#[tokio::test]
async fn a_task_whose_last_candidate_lost_the_role_is_an_incident() {
    let house = Gated::new().await;
    let instance = house.ask("Nobody decides").await;
    let owner = house.app.as_role("owner").await;
    let second = house.app.as_role("catalog-manager").await;
    for (who, expected) in [(&second, json!("RUNNING")), (&house.manager, json!("INCIDENT"))] {
        let taken = assignment(&house, who).await;
        let done = send(&house.app, &owner, UNASSIGN, json!({ "id": taken })).await;
        assert_eq!(refusal(&done), None, "{done}");
        house.app.drain().await;
        assert_eq!(stopped_by(&house, &instance).await.0, expected);
    }
    assert_eq!(stopped_by(&house, &instance).await.1, [json!("NO_ACTOR")]);
    let third = house.app.as_role("catalog-manager").await;
    let task = house.task_of(&third).await;
    assert_eq!(complete(&third, &task, "approve").await["task"]["status"], "COMPLETED");
    assert_invariants(&house.app).await;
}

#[tokio::test]
async fn a_task_whose_candidates_may_not_work_on_tasks_any_more_is_an_incident() {
    let house = Gated::new().await;
    let instance = house.ask("Nobody decides").await;
    let owner = house.app.as_role("owner").await;
    let managers = role_id(&house.app, "catalog-manager").await;
    let change = async |lines: Value| {
        let done = send(&house.app, &owner, UPDATE, json!({ "id": managers, "lines": lines })).await;
        assert_eq!(refusal(&done), None, "{done}");
        house.app.drain().await;
    };
    change(json!([line("channel.read", "ALLOW"), line("task.work", "ALLOW")])).await;
    assert_eq!(stopped_by(&house, &instance).await, (json!("RUNNING"), vec![]));
    for _ in 0..2 {
        // A reaction may run twice.
        change(json!([line("channel.read", "ALLOW")])).await;
    }
    assert_eq!(stopped_by(&house, &instance).await, (json!("INCIDENT"), vec![json!("NO_ACTOR")]));
    let answer = rename(&house.app.as_role("order-agent").await, house.channel, "Nor this").await;
    assert_eq!(code(&answer), "ALREADY_PENDING");
    change(json!([line("channel.read", "ALLOW"), line("task.work", "ALLOW")])).await;
    let task = house.task().await;
    assert_eq!(complete(&house.manager, &task, "approve").await["task"]["status"], "COMPLETED");
}

#[tokio::test]
async fn a_task_whose_last_candidate_is_denied_the_work_by_another_role_is_an_incident() {
    let house = Gated::new().await;
    let instance = house.ask("Nobody decides").await;
    let owner = house.app.as_role("owner").await;
    let rest = make(&house.app, &owner, "rest", json!([line("task.work", "DENY")])).await;
    assert_eq!(refusal(&assign(&house.app, &owner, &rest, &house.agent).await), None);
    house.app.drain().await;
    assert_eq!(stopped_by(&house, &instance).await, (json!("RUNNING"), vec![]), "an agent is no candidate");
    assert_eq!(refusal(&assign(&house.app, &owner, &rest, &house.manager).await), None);
    house.app.drain().await;
    assert_eq!(stopped_by(&house, &instance).await, (json!("INCIDENT"), vec![json!("NO_ACTOR")]));
    assert_invariants(&house.app).await;
}

#[tokio::test]
async fn the_incident_ends_when_somebody_can_do_the_task_again() {
    let house = Gated::new().await;
    let instance = house.ask("Somebody decides").await;
    let owner = house.app.as_role("owner").await;
    let managers = role_id(&house.app, "catalog-manager").await;
    let manager = json!({ "staffId": id(&house.manager) });
    let lines = |effect| json!([line("channel.read", "ALLOW"), line("task.work", effect)]);
    let stopped = async |document, input, expected: Option<&str>| {
        let done = send(&house.app, &owner, document, input).await;
        assert_eq!(refusal(&done), None, "{done}");
        house.app.drain().await;
        let (status, open) = stopped_by(&house, &instance).await;
        let running = expected.map_or("RUNNING", |_| "INCIDENT");
        assert_eq!((status, open), (json!(running), expected.into_iter().map(|code| json!(code)).collect()));
    };
    let nobody = Some("NO_ACTOR");
    stopped(DEACTIVATE, manager.clone(), nobody).await;
    stopped(REACTIVATE, manager, None).await;
    stopped(UPDATE, json!({ "id": managers, "lines": lines("DENY") }), nobody).await;
    stopped(UPDATE, json!({ "id": managers, "lines": lines("ALLOW") }), None).await;
    let other = house.app.as_role("auditor").await;
    stopped(UNASSIGN, json!({ "id": assignment(&house, &house.manager).await }), nobody).await;
    let again = json!({ "staffId": id(&other), "roleId": managers, "scope": { "everything": true } });
    stopped(ASSIGN, again, None).await;
    let task = house.task_of(&other).await;
    assert_eq!(complete(&other, &task, "approve").await["task"]["status"], "COMPLETED");
    assert_invariants(&house.app).await;
}

#[tokio::test]
async fn a_task_that_nobody_may_work_on_is_an_incident_when_it_is_offered() {
    let house = Gated::new().await;
    house.app.line("catalog-manager", "task.work", "DENY", None, None).await;
    let instance = house.ask("Nobody decides").await;
    assert_eq!(stopped_by(&house, &instance).await, (json!("INCIDENT"), vec![json!("NO_ACTOR")]));
}

#[tokio::test]
async fn a_role_that_gives_the_right_to_work_beside_the_one_of_the_lane_counts_when_it_is_taken() {
    let house = Gated::new().await;
    let owner = house.app.as_role("owner").await;
    let managers = role_id(&house.app, "catalog-manager").await;
    let lines = json!([line("channel.read", "ALLOW")]);
    send(&house.app, &owner, UPDATE, json!({ "id": managers, "lines": lines })).await;
    let everywhere = regie::kernel::scope::Domain::Everything;
    let both = house.app.person("both", &[("finance", everywhere), ("catalog-manager", everywhere)]).await;
    let instance = house.ask("One is left").await;
    assert_eq!(stopped_by(&house, &instance).await.0, json!("RUNNING"));
    let taken = assignment(&house, &both).await;
    send(&house.app, &owner, UNASSIGN, json!({ "id": taken })).await;
    house.app.drain().await;
    assert_eq!(stopped_by(&house, &instance).await, (json!("INCIDENT"), vec![json!("NO_ACTOR")]));
}
