//! Tasks: taken by one, given back, completed, and seen by nobody else.

use regie::kernel::scope::Domain;
use regie::kernel::table::audit_entry;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use serde_json::{Value, json};

use super::{
    COMPLETE, Gated, RELEASE, TASK, approval, assert_invariants, channel, claim, code, complete, inbox, rename, staff,
};

async fn release(client: &crate::harness::Client, task: &str) -> Value {
    client.ok(RELEASE, json!({ "id": task })).await["taskRelease"].clone()
}

#[tokio::test]
async fn of_many_who_claim_at_once_one_wins_and_the_others_learn_who() {
    let house = Gated::new().await;
    house.ask("New").await;
    let task = house.task().await;
    let mut people = Vec::new();
    for n in 0..4 {
        people.push(house.app.person(&format!("m{n}"), &[("catalog-manager", Domain::Everything)]).await);
    }
    let answers = futures::future::join_all(people.iter().map(|person| claim(person, &task))).await;
    let winner = answers.iter().position(|answer| answer["userErrors"] == json!([])).unwrap();
    for (n, answer) in answers.iter().enumerate().filter(|(n, _)| *n != winner) {
        assert_eq!(code(answer), "ALREADY_CLAIMED", "{n}");
        assert_eq!(answer["userErrors"][0]["data"], json!({ "by": staff(&people[winner]) }));
    }
    assert_eq!(answers[winner]["task"]["assignee"]["id"], json!(staff(&people[winner])));
    assert_eq!(code(&complete(&house.manager, &task, "approve").await), "ALREADY_CLAIMED");
    assert!(inbox(&house.manager).await.is_empty(), "what others have taken is not offered");
    assert_eq!(inbox(&people[winner]).await.len(), 1);
    assert_eq!(claim(&people[winner], &task).await["task"]["version"], 2, "taking it again changes nothing");
}

#[tokio::test]
async fn a_task_goes_back_by_its_holder_or_a_supervisor() {
    let house = Gated::new().await;
    house.ask("New").await;
    let task = house.task().await;
    assert_eq!(code(&release(&house.manager, &task).await), "NOT_CLAIMED");
    claim(&house.manager, &task).await;
    let other = house.app.as_role("catalog-manager").await;
    assert_eq!(code(&release(&other, &task).await), "ALREADY_CLAIMED");
    let clerk = house.app.as_role("warehouse-clerk").await;
    assert_eq!(code(&release(&clerk, &task).await), "NOT_A_CANDIDATE");
    let freed = release(&house.manager, &task).await;
    assert_eq!((&freed["task"]["status"], &freed["task"]["assignee"]), (&json!("OPEN"), &json!(null)));
    assert_eq!(inbox(&other).await.len(), 1);
    claim(&other, &task).await;
    assert_eq!(release(&house.admin, &task).await["task"]["status"], "OPEN");
    assert_eq!(inbox(&house.manager).await.len(), 1);
    assert_invariants(&house.app).await;
}

#[tokio::test]
async fn every_other_refusal_has_its_code() {
    let house = Gated::new().await;
    house.ask("New").await;
    let task = house.task().await;
    let clerk = house.app.as_role("warehouse-clerk").await;
    for refused in [claim(&clerk, &task).await, complete(&clerk, &task, "approve").await] {
        assert_eq!(code(&refused), "NOT_A_CANDIDATE");
        assert_eq!(refused["userErrors"][0]["data"], json!({ "roles": ["catalog-manager"] }));
    }
    let refused = complete(&house.manager, &task, "perhaps").await;
    assert_eq!(code(&refused), "OUTCOME_UNKNOWN");
    assert_eq!(refused["userErrors"][0]["data"], json!({ "allowed": ["approve", "reject"] }));
    let long = json!({ "id": task, "outcome": "approve", "comment": "x".repeat(2_001) });
    assert_eq!(code(&house.manager.ok(COMPLETE, long).await["taskComplete"]), "TOO_LONG");
    let stale = json!({ "id": task, "outcome": "approve", "version": 7 });
    let answer = house.manager.send(COMPLETE, stale).await;
    assert_eq!(answer.code(), "CONFLICT");
    assert_eq!(answer.body["errors"][0]["extensions"]["currentVersion"], 1);
    let full = json!({ "id": task, "outcome": "approve", "comment": "x".repeat(2_000), "version": 1 });
    assert_eq!(house.manager.ok(COMPLETE, full).await["taskComplete"]["userErrors"], json!([]));
    for refused in [
        claim(&house.manager, &task).await,
        complete(&house.manager, &task, "approve").await,
        release(&house.manager, &task).await,
    ] {
        assert_eq!(code(&refused), "TASK_CLOSED");
        assert_eq!(refused["userErrors"][0]["data"], json!({ "status": "COMPLETED" }));
    }
    assert_eq!(house.app.anonymous().fault(TASK, json!({ "id": task })).await, "UNAUTHENTICATED");
}

#[tokio::test]
async fn a_task_of_another_place_does_not_exist() {
    let house = Gated::new().await;
    house.ask("New").await;
    let task = house.task().await;
    let other = channel(&house.admin, "other").await;
    let local = house.app.person("local", &[("catalog-manager", Domain::Channel(other))]).await;
    assert!(inbox(&local).await.is_empty());
    assert_eq!(local.ok(TASK, json!({ "id": task })).await["task"], json!(null));
    assert_eq!(code(&claim(&local, &task).await), "NOT_FOUND");
    assert_eq!(code(&complete(&local, &task, "approve").await), "NOT_FOUND");
    let here = house.app.person("here", &[("catalog-manager", Domain::Channel(house.channel))]).await;
    assert_eq!(inbox(&here).await.len(), 1);
    assert_eq!(complete(&here, &task, "approve").await["task"]["status"], "COMPLETED");
}

/// Everything that a caller can find of a task, through every query that could show one.
async fn sightings(client: &crate::harness::Client, task: &str, instance: &str) -> Vec<&'static str> {
    let mut seen = Vec::new();
    if client.ok(TASK, json!({ "id": task })).await["task"] != json!(null) {
        seen.push("task");
    }
    let node = "query($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } }";
    let data = client.ok(node, json!({ "id": task })).await;
    if data != json!({ "node": null, "nodes": [null] }) {
        seen.push("node");
    }
    let counted = "{ inbox { nodes { id } totalCount { count } } }";
    if client.ok(counted, json!({})).await["inbox"] != json!({ "nodes": [], "totalCount": { "count": 0 } }) {
        seen.push("inbox");
    }
    let run = "query($id: ID!) { workflowInstance(id: $id) { tasks { id } history { kind task { id } } } }";
    let run = client.ok(run, json!({ "id": instance })).await["workflowInstance"].clone();
    if run["tasks"].as_array().is_some_and(|tasks| !tasks.is_empty()) {
        seen.push("instance.tasks");
    }
    if run["history"].as_array().is_some_and(|events| events.iter().any(|event| event["task"] != json!(null))) {
        seen.push("instance.history.task");
    }
    seen
}

#[tokio::test]
async fn nobody_but_candidates_and_overseers_sees_a_task_through_any_query() {
    let house = Gated::new().await;
    let instance = house.ask("New").await;
    let task = house.task().await;
    let all = ["task", "node", "inbox", "instance.tasks", "instance.history.task"];
    assert_eq!(sightings(&house.manager, &task, &instance).await, all);
    let none: [&str; 0] = [];
    assert_eq!(sightings(&house.agent, &task, &instance).await, none, "who asked is excluded");
    let clerk = house.app.as_role("warehouse-clerk").await;
    assert_eq!(sightings(&clerk, &task, &instance).await, none, "no candidate");
    let auditor = house.app.as_role("auditor").await;
    let overseen = ["task", "node", "instance.tasks", "instance.history.task"];
    assert_eq!(sightings(&auditor, &task, &instance).await, overseen, "may read, and is offered nothing");
    let run = "query($id: ID!) { workflowInstance(id: $id) { status } workflowInstances { nodes { id } } }";
    let seen = house.agent.ok(run, json!({ "id": instance })).await;
    assert_eq!(seen["workflowInstance"]["status"], "RUNNING", "who asked follows the run");
    assert_eq!(seen["workflowInstances"]["nodes"], json!([{ "id": instance }]));
    let seen = clerk.ok(run, json!({ "id": instance })).await;
    assert_eq!(seen, json!({ "workflowInstance": null, "workflowInstances": { "nodes": [] } }));
    complete(&house.manager, &task, "approve").await;
    let other = house.app.as_role("catalog-manager").await;
    assert_eq!(sightings(&other, &task, &instance).await, none, "a closed task is seen by who closed it");
    let after = ["task", "node", "instance.tasks", "instance.history.task"];
    assert_eq!(sightings(&house.manager, &task, &instance).await, after);
}

#[tokio::test]
async fn what_the_caller_can_do_is_told_with_the_code_of_the_refusal() {
    let house = Gated::new().await;
    house.ask("New").await;
    let task = house.task().await;
    let can = |value: &Value| {
        let of = |what: &str| value["task"]["can"][what]["reason"].as_str().unwrap_or("yes").to_owned();
        [of("claim"), of("complete"), of("release")]
    };
    let seen = house.manager.ok(TASK, json!({ "id": task })).await;
    assert_eq!(can(&seen), ["yes", "yes", "NOT_CLAIMED"]);
    claim(&house.manager, &task).await;
    let seen = house.manager.ok(TASK, json!({ "id": task })).await;
    assert_eq!(can(&seen), ["yes", "yes", "yes"]);
    let other = house.app.as_role("catalog-manager").await;
    let seen = other.ok(TASK, json!({ "id": task })).await;
    assert_eq!(can(&seen), ["ALREADY_CLAIMED", "ALREADY_CLAIMED", "ALREADY_CLAIMED"]);
    let seen = house.admin.ok(TASK, json!({ "id": task })).await;
    assert_eq!(can(&seen), ["NOT_A_CANDIDATE", "NOT_A_CANDIDATE", "yes"]);
    let roles =
        [("order-agent", Domain::Everything), ("catalog-manager", Domain::Everything), ("auditor", Domain::Everything)];
    let excluded = house.app.person("excluded", &roles).await;
    let second = channel(&house.admin, "second").await;
    rename(&excluded, second, "Own").await;
    let own = inbox(&house.manager).await.into_iter().find(|task| task["title"] == "Change second").unwrap();
    let seen = excluded.ok(TASK, json!({ "id": own["id"] })).await;
    assert_eq!(can(&seen), ["EXCLUDED_BY_SOD", "EXCLUDED_BY_SOD", "NOT_CLAIMED"]);
}

#[tokio::test]
async fn who_did_one_step_is_kept_from_the_next_when_the_definition_says_so() {
    let mut source = approval("channel-change");
    source["nodes"].as_array_mut().unwrap().push(json!({
        "id": "second", "kind": "userTask", "title": "'Check ' + entityLabel", "lane": "catalog",
        "assign": { "excludeActorsOf": ["approve", "$initiator"] }, "outcomes": ["approve", "back"],
    }));
    source["flows"][1]["to"] = json!("second");
    let flows = source["flows"].as_array_mut().unwrap();
    flows.push(json!({ "id": "sure", "from": "second", "to": "run", "outcome": "approve" }));
    flows.push(json!({ "id": "again", "from": "second", "to": "approve", "outcome": "back" }));
    let house = Gated::with(source).await;
    let second = house.app.as_role("catalog-manager").await;
    house.ask("Four eyes").await;
    complete(&house.manager, &house.task().await, "approve").await;
    assert!(inbox(&house.manager).await.is_empty());
    let check = inbox(&second).await[0]["id"].as_str().unwrap().to_owned();
    let refused = claim(&house.manager, &check).await;
    assert_eq!(refused["userErrors"][0]["data"], json!({ "node": "second", "because": "approve" }));
    complete(&second, &check, "back").await;
    let third = house.app.as_role("catalog-manager").await;
    complete(&third, &house.task().await, "approve").await;
    let check = inbox(&second).await[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(code(&claim(&third, &check).await), "EXCLUDED_BY_SOD");
    complete(&second, &check, "approve").await;
    assert_eq!(house.name().await, "Four eyes");
    let change = audit_entry::Entity::find()
        .filter(audit_entry::Column::Command.eq("channelUpdate"))
        .filter(audit_entry::Column::Entity.eq("Channel"))
        .one(&house.app.app.house.db.reader)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(change.approvals, json!([staff(&third), staff(&second)]), "the approval that was sent back is none");
    assert_invariants(&house.app).await;
}
