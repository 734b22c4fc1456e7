//! The approval gate: a command is parked, a workflow decides, and the last node runs it.

use serde_json::{Value, json};

use super::{
    COMPLETE, Gated, UPDATE, approval, assert_chain, assert_invariants, audit_of, channel, claim, code, complete,
    inbox, rename, staff, unattended,
};
use crate::harness::TestApp;
use regie::kernel::scope::Domain;

const CREATE_TWICE: &str = "mutation { channelCreate(input: { slug: \"twice\", name: \"Mine\", currency: \"EUR\" }) {
    channel { id } userErrors { code } pendingApproval { instanceId } } }";

#[tokio::test]
async fn a_change_that_needs_approval_waits_and_happens_with_both_names_on_record() {
    let house = Gated::new().await;
    let answer = rename(&house.agent, house.channel, "Approved name").await;
    assert_eq!(
        answer["pendingApproval"],
        json!({
            "instanceId": answer["pendingApproval"]["instanceId"], "workflowKey": "channel-change",
            "workflowName": "Change of a channel", "instance": { "status": "RUNNING", "milestone": "in review" },
        })
    );
    assert_eq!((&answer["channel"], &answer["userErrors"]), (&json!(null), &json!([])));
    assert_eq!(house.name().await, "shop");
    let tasks = inbox(&house.manager).await;
    assert_eq!(tasks.len(), 1);
    let entity = json!({ "type": "Channel", "id": house.channel, "label": "shop" });
    assert_eq!((&tasks[0]["title"], &tasks[0]["entity"]), (&json!("Change shop"), &entity));
    assert_eq!(tasks[0]["outcomes"], json!(["approve", "reject"]));
    let task = house.task().await;
    assert_eq!(claim(&house.manager, &task).await["task"]["status"], "CLAIMED");
    let vars = json!({ "id": task, "outcome": "approve", "comment": " Looks good. " });
    let done = house.manager.ok(COMPLETE, vars).await["taskComplete"].clone();
    assert_eq!(
        done["task"],
        json!({
            "id": task, "status": "COMPLETED", "outcome": "approve", "comment": "Looks good.",
            "completedBy": { "id": staff(&house.manager) },
            "instance": { "status": "COMPLETED", "outcome": "approved" },
        })
    );
    assert_eq!(house.name().await, "Approved name");
    assert!(inbox(&house.manager).await.is_empty());
    let entries = audit_of(&house.app, "channelUpdate").await;
    let change = entries.iter().find(|entry| entry.entity == "Channel").unwrap();
    assert_eq!(change.staff_id, house.agent.staff);
    assert_eq!(change.approvals, json!([staff(&house.manager)]));
    assert_eq!((change.permission.as_str(), &change.after), ("channel.update", &change.after));
    assert_eq!(change.after.as_ref().unwrap()["name"], "Approved name");
    let tasks = audit_of(&house.app, "taskComplete").await;
    assert!(tasks.iter().all(|entry| entry.staff_id == house.manager.staff && entry.approvals == json!([])));
    assert!(tasks.iter().any(|entry| entry.entity == "Task"));
    assert_chain(&house.app).await;
    let instance = house.instance(answer["pendingApproval"]["instanceId"].as_str().unwrap()).await;
    assert_eq!(
        instance["parkedCommand"],
        json!({
            "name": "channelUpdate", "state": "DONE", "requestedBy": { "id": staff(&house.agent) },
            "input": { "id": house.channel, "expectedVersion": null, "name": "Approved name", "active": null },
        })
    );
    assert_invariants(&house.app).await;
}

#[tokio::test]
async fn who_asked_cannot_decide_even_with_the_role_and_does_not_see_the_task() {
    let house = Gated::new().await;
    let roles = [("order-agent", Domain::Everything), ("catalog-manager", Domain::Everything)];
    let both = house.app.person("both", &roles).await;
    let answer = rename(&both, house.channel, "Mine").await;
    assert!(answer["pendingApproval"].is_object());
    assert!(inbox(&both).await.is_empty());
    let task = house.task().await;
    for refused in [claim(&both, &task).await, complete(&both, &task, "approve").await] {
        assert_eq!(code(&refused), "EXCLUDED_BY_SOD");
        let data = json!({ "node": "approve", "because": "$initiator" });
        assert_eq!((&refused["userErrors"][0]["data"], &refused["task"]), (&data, &json!(null)));
    }
    assert_eq!(house.name().await, "shop");
    complete(&house.manager, &task, "approve").await;
    assert_eq!(house.name().await, "Mine");
}

#[tokio::test]
async fn a_refusal_discards_the_command() {
    let house = Gated::new().await;
    let instance = house.ask("Never").await;
    let task = house.task().await;
    let done = complete(&house.manager, &task, "reject").await;
    assert_eq!(done["task"]["instance"], json!({ "status": "COMPLETED", "outcome": "rejected" }));
    assert_eq!(house.name().await, "shop");
    assert_eq!(house.instance(&instance).await["parkedCommand"]["state"], "DISCARDED");
    assert_invariants(&house.app).await;
}

#[tokio::test]
async fn a_second_request_of_somebody_else_is_refused_while_the_first_is_pending() {
    let house = Gated::new().await;
    let instance = house.ask("First").await;
    let colleague = house.app.as_role("order-agent").await;
    let second = rename(&colleague, house.channel, "Second").await;
    assert_eq!(code(&second), "ALREADY_PENDING");
    assert_eq!(second["userErrors"][0]["data"], json!({ "instanceId": instance }));
    assert_eq!(second["pendingApproval"], json!(null));
    let other = channel(&house.admin, "other").await;
    assert!(rename(&colleague, other, "Elsewhere").await["pendingApproval"].is_object());
    let task = inbox(&house.manager).await.into_iter().find(|task| task["title"] == "Change shop").unwrap();
    complete(&house.manager, task["id"].as_str().unwrap(), "reject").await;
    assert!(rename(&colleague, house.channel, "Third").await["pendingApproval"].is_object());
    assert_invariants(&house.app).await;
}

#[tokio::test]
async fn a_second_request_of_the_same_person_stands_in_the_place_of_the_first() {
    let house = Gated::new().await;
    let first = house.ask("First").await;
    claim(&house.manager, &house.task().await).await;
    let second = house.ask("Second").await;
    let withdrawn = house.instance(&first).await;
    assert_eq!((&withdrawn["status"], &withdrawn["parkedCommand"]["state"]), (&json!("CANCELED"), &json!("DISCARDED")));
    complete(&house.manager, &house.task().await, "approve").await;
    assert_eq!(house.name().await, "Second");
    assert_eq!(house.instance(&second).await["parkedCommand"]["state"], "DONE");
    assert_invariants(&house.app).await;
}

#[tokio::test]
async fn of_requests_at_the_same_moment_one_waits() {
    let house = Gated::new().await;
    let ask = |name: &'static str| rename(&house.agent, house.channel, name);
    let answers = futures::future::join_all(["a", "b", "c", "d"].map(ask)).await;
    assert!(answers.iter().all(|answer| answer["pendingApproval"].is_object()), "{answers:?}");
    assert_eq!(inbox(&house.manager).await.len(), 1);
    assert_invariants(&house.app).await;
}

#[tokio::test]
async fn the_same_key_gives_the_same_pending_approval() {
    let house = Gated::new().await;
    let vars = json!({ "input": { "id": house.channel, "name": "Once" } });
    let first = house.agent.keyed("k", UPDATE, vars.clone()).await;
    assert!(first["channelUpdate"]["pendingApproval"]["instanceId"].is_string());
    assert_eq!(house.agent.keyed("k", UPDATE, vars.clone()).await, first);
    let task = house.task().await;
    complete(&house.manager, &task, "approve").await;
    let again = house.agent.keyed("k", UPDATE, vars).await;
    let pending = |data: &Value| data["channelUpdate"]["pendingApproval"]["instanceId"].clone();
    assert_eq!(pending(&again), pending(&first));
    assert_eq!(again["channelUpdate"]["pendingApproval"]["instance"]["status"], "COMPLETED");
}

#[tokio::test]
async fn the_same_key_on_a_completion_approves_once() {
    let house = Gated::new().await;
    house.ask("Once").await;
    let vars = json!({ "id": house.task().await, "outcome": "approve" });
    let first = house.manager.keyed("done", COMPLETE, vars.clone()).await;
    assert_eq!(house.manager.keyed("done", COMPLETE, vars).await, first);
    assert_eq!(first["taskComplete"]["task"]["status"], "COMPLETED");
}

#[tokio::test]
async fn a_policy_that_names_no_published_workflow_refuses() {
    let app = TestApp::new().await;
    let admin = app.as_role("administrator").await;
    let id = channel(&admin, "shop").await;
    app.line("order-agent", "channel.update", "APPROVE", Some("nowhere"), None).await;
    let agent = app.as_role("order-agent").await;
    let answer = rename(&agent, id, "New").await;
    assert_eq!(code(&answer), "WORKFLOW_NOT_PUBLISHED");
    assert_eq!(answer["userErrors"][0]["data"], json!({ "workflow": "nowhere" }));
}

#[tokio::test]
async fn who_lost_the_permission_since_gets_nothing_and_the_task_stays() {
    let house = Gated::new().await;
    house.ask("Late").await;
    let task = house.task().await;
    claim(&house.manager, &task).await;
    house.app.line("order-agent", "channel.update", "DENY", None, None).await;
    let refused = complete(&house.manager, &task, "approve").await;
    assert_eq!(code(&refused), "ACTION_REFUSED");
    let data = &refused["userErrors"][0]["data"];
    assert_eq!((&data["action"], &data["code"]), (&json!("command.run"), &json!("NO_LONGER_PERMITTED")));
    assert_eq!(data["userErrors"][0]["code"], "NO_LONGER_PERMITTED");
    let told = "Who asked for this no longer holds `channel.update` here.";
    assert_eq!(data["userErrors"][0]["message"], told);
    assert_eq!(house.name().await, "shop");
    assert_eq!(inbox(&house.manager).await[0]["status"], "CLAIMED");
    assert_invariants(&house.app).await;
    let done = complete(&house.manager, &task, "reject").await;
    assert_eq!(done["task"]["instance"]["outcome"], "rejected");
}

#[tokio::test]
async fn what_the_command_itself_refuses_is_told_to_the_approver_and_nothing_is_lost() {
    let house = Gated::new().await;
    house.app.line("order-agent", "channel.create", "APPROVE", Some("channel-change"), None).await;
    let agent = house.app.as_role("order-agent").await;
    let parked = agent.ok(CREATE_TWICE, json!({})).await["channelCreate"].clone();
    assert!(parked["pendingApproval"].is_object(), "{parked}");
    channel(&house.admin, "twice").await;
    let task = house.task().await;
    let refused = complete(&house.manager, &task, "approve").await;
    assert_eq!(code(&refused), "ACTION_REFUSED");
    let inner = &refused["userErrors"][0]["data"]["userErrors"][0];
    assert_eq!((&inner["code"], &inner["field"]), (&json!("TAKEN"), &json!(["input", "slug"])));
    assert_eq!(inbox(&house.manager).await[0]["status"], "OPEN");
    complete(&house.manager, &task, "reject").await;
    let input = json!({ "id": house.channel, "name": "Stale", "expectedVersion": 1 });
    house.agent.ok(UPDATE, json!({ "input": input })).await;
    rename(&house.admin, house.channel, "Moved on").await;
    let refused = complete(&house.manager, &house.task().await, "approve").await;
    assert_eq!(refused["userErrors"][0]["data"]["code"], "CONFLICT");
    assert_eq!(house.name().await, "Moved on");
    assert_invariants(&house.app).await;
}

#[tokio::test]
async fn an_action_whose_failure_is_an_incident_leaves_no_trace_and_the_rest_stands() {
    let mut source = approval("channel-change");
    source["nodes"][2]["onError"] = json!("incident");
    let house = Gated::with(source).await;
    house.app.line("order-agent", "channel.create", "APPROVE", Some("channel-change"), None).await;
    let agent = house.app.as_role("order-agent").await;
    let parked = agent.ok(CREATE_TWICE, json!({})).await["channelCreate"].clone();
    let instance = parked["pendingApproval"]["instanceId"].as_str().unwrap();
    channel(&house.admin, "twice").await;
    let tasks = inbox(&house.manager).await;
    assert_eq!(tasks[0]["entity"]["type"], "ParkedCommand");
    let done = complete(&house.manager, tasks[0]["id"].as_str().unwrap(), "approve").await;
    assert_eq!(done["task"]["instance"], json!({ "status": "INCIDENT", "outcome": null }));
    let seen = house.instance(instance).await;
    assert_eq!(
        seen["incidents"],
        json!([{ "code": "ACTION_FAILED", "state": "OPEN", "data": { "action": "command.run", "code": "TAKEN" } }])
    );
    assert_eq!(seen["parkedCommand"]["state"], "WAITING");
    let changes = audit_of(&house.app, "channelCreate").await;
    assert!(changes.iter().all(|entry| entry.approvals == json!([])), "the failed run is not in the audit log");
    assert_invariants(&house.app).await;
}

#[tokio::test]
async fn a_large_input_is_parked_whole() {
    let house = Gated::new().await;
    house.app.line("order-agent", "product.create", "APPROVE", Some("channel-change"), None).await;
    let agent = house.app.as_role("order-agent").await;
    let large = "y".repeat(40_000);
    let create = "mutation($input: ProductCreateInput!) { productCreate(input: $input) {
        userErrors { code } pendingApproval { instanceId } } }";
    let input = json!({ "title": "Pot", "bodyHtml": large });
    let parked = agent.ok(create, json!({ "input": input })).await["productCreate"].clone();
    let instance = parked["pendingApproval"]["instanceId"].as_str().unwrap();
    assert_eq!(house.instance(instance).await["parkedCommand"]["input"]["bodyHtml"], json!(large));
}

#[tokio::test]
async fn a_definition_that_was_published_without_a_task_runs_nothing_any_more() {
    let house = Gated::new().await;
    let (tx, entropy) = (house.app.begin().await, &house.app.app.house.entropy);
    regie::workflow::seed::bring(&tx, entropy, &unattended().to_string()).await.unwrap();
    tx.commit(entropy).await.unwrap();
    house.app.line("warehouse-clerk", "channel.update", "APPROVE", Some("straight-through"), None).await;
    let clerk = house.app.as_role("warehouse-clerk").await;
    let answer = rename(&clerk, house.channel, "At once").await;
    assert_eq!(code(&answer), "WORKFLOW_UNATTENDED");
    assert_eq!(answer["userErrors"][0]["data"], json!({ "workflow": "straight-through", "node": "run" }));
    assert_eq!(house.name().await, "shop");
}
