//! Runs: started by hand, canceled, stuck, and told of by their events.

use regie::kernel::cx::Caller;
use regie::kernel::id::{OrderId, StaffId, WorkflowInstanceId};
use regie::kernel::scope::Domain;
use regie::workflow::engine::{Live, New};
use regie::workflow::gate;
use regie::workflow::step::Input;
use serde_json::{Value, json};

use super::{Gated, approval, assert_invariants, channel, claim, code, complete, inbox, publish};
use crate::harness::{Client, TestApp};

const START: &str = "mutation($definition: String!, $entityId: ID!, $variables: JSON) {
    workflowStart(input: { definition: $definition, entityId: $entityId, variables: $variables }) {
    instance { id status outcome definitionKey definitionVersion definition { key } initiator { id }
    entity { type id label } } userErrors { code field data } } }";
const CANCEL: &str = "mutation($id: ID!, $reason: String!) { workflowCancel(input: { id: $id, reason: $reason }) {
    instance { status endedAt } userErrors { code field data } } }";

/// A check whose way depends on a variable.
pub fn check(singleton: bool) -> Value {
    let mut source = json!({
        "schema": "wf/1", "key": "check", "name": "Check", "entity": "Channel",
        "context": { "type": "object", "required": ["score"], "properties": {
            "score": { "type": "integer" }, "note": { "type": "string" } } },
        "nodes": [
            { "id": "start", "kind": "start" },
            { "id": "route", "kind": "xor" },
            { "id": "look", "kind": "userTask", "title": "'Look at ' + entity.label", "assign": { "roles": ["finance"] },
              "outcomes": ["fine", "again"], "maxVisits": 2 },
            { "id": "meet", "kind": "xor" },
            { "id": "end", "kind": "end", "outcome": "checked" }
        ],
        "flows": [
            { "id": "a", "from": "start", "to": "route" },
            { "id": "good", "from": "route", "to": "meet", "when": "score >= 50" },
            { "id": "bad", "from": "route", "to": "look", "default": true },
            { "id": "fine", "from": "look", "to": "meet", "outcome": "fine" },
            { "id": "again", "from": "look", "to": "look", "outcome": "again" },
            { "id": "z", "from": "meet", "to": "end" }
        ]
    });
    if singleton {
        source["singleton"] = json!("entity");
    }
    source
}

async fn start(client: &Client, entity: impl serde::Serialize, variables: Value) -> Value {
    let vars = json!({ "definition": "check", "entityId": entity, "variables": variables });
    client.ok(START, vars).await["workflowStart"].clone()
}

async fn cancel(client: &Client, id: &str, reason: &str) -> Value {
    client.ok(CANCEL, json!({ "id": id, "reason": reason })).await["workflowCancel"].clone()
}

#[tokio::test]
async fn a_workflow_is_started_by_hand_over_a_thing_with_its_variables() {
    let app = TestApp::new().await;
    let admin = app.as_role("administrator").await;
    publish(&admin, check(true)).await;
    let shop = channel(&admin, "shop").await;
    let good = start(&admin, shop, json!({ "score": 80 })).await;
    let mut instance = good["instance"].clone();
    instance.as_object_mut().unwrap().remove("id");
    assert_eq!(
        instance,
        json!({
            "status": "COMPLETED", "outcome": "checked", "definitionKey": "check", "definitionVersion": 1,
            "definition": { "key": "check" }, "initiator": { "id": super::staff(&admin) },
            "entity": { "type": "Channel", "id": shop, "label": "shop" },
        })
    );
    let finance = app.as_role("finance").await;
    let bad = start(&admin, shop, json!({ "score": 10, "note": "hm" })).await;
    assert_eq!(bad["instance"]["status"], "RUNNING");
    let refused = start(&admin, shop, json!({ "score": 20 })).await;
    assert_eq!(code(&refused), "ALREADY_PENDING");
    assert_eq!(refused["userErrors"][0]["data"], json!({ "instanceId": bad["instance"]["id"] }));
    let tasks = inbox(&finance).await;
    assert_eq!(tasks[0]["title"], "Look at shop");
    complete(&finance, tasks[0]["id"].as_str().unwrap(), "fine").await;
    assert_eq!(start(&admin, shop, json!({ "score": 20 })).await["instance"]["status"], "RUNNING");
    assert_invariants(&app).await;
}

#[tokio::test]
async fn a_start_that_does_not_fit_is_refused() {
    let app = TestApp::new().await;
    let admin = app.as_role("administrator").await;
    publish(&admin, check(false)).await;
    let shop = channel(&admin, "shop").await;
    for (variables, name) in [
        (json!({}), json!("score")),
        (json!(null), json!("score")),
        (json!({ "score": "many" }), json!("score")),
        (json!({ "score": 1, "other": 1 }), json!("other")),
        (json!({ "score": 1, "note": "x".repeat(32 * 1024) }), json!("note")),
        (json!([1]), json!(null)),
        (json!({ "score": 1, "note": "a\0b" }), json!(null)),
    ] {
        let refused = start(&admin, shop, variables).await;
        assert_eq!(code(&refused), "VARIABLE_INVALID");
        assert_eq!(refused["userErrors"][0]["data"], json!({ "variable": name }));
    }
    let vars = json!({ "definition": "order-release", "entityId": shop });
    let refused = admin.ok(START, vars).await["workflowStart"].clone();
    assert_eq!(
        (code(&refused), &refused["userErrors"][0]["data"]),
        ("ENTITY_MISMATCH", &json!({ "expected": "Order" }))
    );
    let vars = json!({ "definition": "nowhere", "entityId": shop });
    assert_eq!(code(&admin.ok(START, vars).await["workflowStart"]), "NOT_FOUND");
    for id in [json!("x"), json!(regie::kernel::id::ChannelId(uuid::Uuid::nil()))] {
        assert_eq!(code(&start(&admin, id, json!({ "score": 1 })).await), "NOT_FOUND");
    }
    let local = app.person("local", &[("administrator", Domain::Channel(shop))]).await;
    let other = channel(&admin, "other").await;
    assert_eq!(code(&start(&local, other, json!({ "score": 1 })).await), "NOT_FOUND");
    assert_eq!(start(&local, shop, json!({ "score": 99 })).await["instance"]["status"], "COMPLETED");
    let agent = app.as_role("order-agent").await;
    let vars = json!({ "definition": "check", "entityId": shop });
    assert_eq!(agent.fault(START, vars).await, "FORBIDDEN");
}

#[tokio::test]
async fn a_canceled_run_takes_its_task_and_its_command_with_it() {
    let house = Gated::new().await;
    let instance = house.ask("Never").await;
    let task = house.task().await;
    claim(&house.manager, &task).await;
    assert_eq!(house.manager.fault(CANCEL, json!({ "id": instance, "reason": "x" })).await, "FORBIDDEN");
    assert_eq!(code(&cancel(&house.admin, &instance, " ").await), "BLANK");
    assert_eq!(code(&cancel(&house.admin, &instance, &"x".repeat(2_001)).await), "TOO_LONG");
    let other = channel(&house.admin, "other").await;
    let local = house.app.person("local", &[("administrator", Domain::Channel(other))]).await;
    assert_eq!(code(&cancel(&local, &instance, "x").await), "NOT_FOUND");
    assert_eq!(cancel(&house.admin, &instance, "Not needed").await["instance"]["status"], "CANCELED");
    let refused = cancel(&house.admin, &instance, "Again").await;
    assert_eq!(
        (code(&refused), &refused["userErrors"][0]["data"]),
        ("INSTANCE_CLOSED", &json!({ "status": "CANCELED" }))
    );
    assert!(inbox(&house.manager).await.is_empty());
    assert_eq!(code(&complete(&house.manager, &task, "approve").await), "TASK_CLOSED");
    let seen = house.instance(&instance).await;
    assert_eq!((&seen["status"], &seen["parkedCommand"]["state"]), (&json!("CANCELED"), &json!("DISCARDED")));
    assert_eq!(seen["tasks"][0]["status"], "CANCELED");
    assert_invariants(&house.app).await;
}

#[tokio::test]
async fn a_task_that_nobody_can_do_is_an_incident_until_somebody_can() {
    let house = Gated::new().await;
    publish(&house.admin, check(false)).await;
    let stuck = start(&house.admin, house.channel, json!({ "score": 1 })).await["instance"].clone();
    assert_eq!(stuck["status"], "INCIDENT");
    let id = stuck["id"].as_str().unwrap();
    let incident = json!({ "code": "NO_ACTOR", "state": "OPEN", "data": { "roles": ["finance"], "excluded": [] } });
    assert_eq!(house.instance(id).await["incidents"], json!([incident]));
    let elsewhere = channel(&house.admin, "elsewhere").await;
    let far = house.app.person("far", &[("finance", Domain::Channel(elsewhere))]).await;
    assert!(inbox(&far).await.is_empty());
    let finance = house.app.person("near", &[("finance", Domain::Channel(house.channel))]).await;
    let task = inbox(&finance).await[0]["id"].as_str().unwrap().to_owned();
    claim(&finance, &task).await;
    let seen = house.instance(id).await;
    assert_eq!((&seen["status"], &seen["incidents"][0]["state"]), (&json!("RUNNING"), &json!("RESOLVED")));
    assert_invariants(&house.app).await;
    let only =
        house.app.person("only", &[("order-agent", Domain::Everything), ("warehouse-clerk", Domain::Everything)]).await;
    let mut own = approval("own");
    own["lanes"][0]["roles"] = json!(["warehouse-clerk"]);
    publish(&house.admin, own).await;
    house.app.line("warehouse-clerk", "channel.update", "APPROVE", Some("own"), None).await;
    // The agent's own policy comes first for this person, so a third party asks in their place.
    let _ = only;
    let clerk = house.app.as_role("warehouse-clerk").await;
    let answer = super::rename(&clerk, elsewhere, "Mine").await;
    let pending = answer["pendingApproval"]["instance"]["status"].clone();
    assert_eq!(pending, "RUNNING", "another clerk is there");
}

#[tokio::test]
async fn who_asks_and_is_the_only_one_of_the_role_meets_an_incident() {
    let mut own = approval("channel-change");
    own["lanes"][0]["roles"] = json!(["warehouse-clerk"]);
    let house = Gated::with(own).await;
    house.app.line("warehouse-clerk", "channel.update", "APPROVE", Some("channel-change"), None).await;
    let clerk = house.app.as_role("warehouse-clerk").await;
    let answer = super::rename(&clerk, house.channel, "Mine").await;
    assert_eq!(answer["pendingApproval"]["instance"]["status"], "INCIDENT");
    let id = answer["pendingApproval"]["instanceId"].as_str().unwrap();
    let incident = &house.instance(id).await["incidents"][0];
    assert_eq!(incident["data"], json!({ "roles": ["warehouse-clerk"], "excluded": [super::staff(&clerk)] }));
    let other = house.app.as_role("warehouse-clerk").await;
    let task = inbox(&other).await[0]["id"].as_str().unwrap().to_owned();
    complete(&other, &task, "approve").await;
    assert_eq!(house.name().await, "Mine");
    assert_eq!(house.instance(id).await["incidents"][0]["state"], "RESOLVED");
    assert_invariants(&house.app).await;
}

/// Kind, node and facts of each event, as every database must tell them.
async fn events(client: &Client, id: &str) -> Vec<String> {
    let document = "query($id: ID!) { workflowInstance(id: $id) { history { kind node data } } }";
    let data = client.ok(document, json!({ "id": id })).await;
    let events = data["workflowInstance"]["history"].as_array().unwrap().clone();
    let line = |event: &Value| {
        let mut data = event["data"].clone();
        if let Some(actor) = data.get_mut("actor") {
            *actor = json!("…");
        }
        format!("{} {} {}", event["kind"].as_str().unwrap(), event["node"].as_str().unwrap_or("-"), data)
    };
    events.iter().map(line).collect()
}

#[tokio::test]
async fn the_same_script_gives_the_same_events_on_every_database() {
    let app = TestApp::new().await;
    let admin = app.as_role("administrator").await;
    publish(&admin, check(false)).await;
    let shop = channel(&admin, "shop").await;
    let finance = app.as_role("finance").await;
    let started = start(&admin, shop, json!({ "score": 10 })).await;
    let id = started["instance"]["id"].as_str().unwrap();
    let task = inbox(&finance).await[0]["id"].as_str().unwrap().to_owned();
    claim(&finance, &task).await;
    complete(&finance, &task, "again").await;
    let task = inbox(&finance).await[0]["id"].as_str().unwrap().to_owned();
    complete(&finance, &task, "fine").await;
    assert_eq!(
        events(&admin, id).await,
        [
            r#"instance.started - {}"#,
            r#"token.moved route {"flow":"a","from":"start"}"#,
            r#"condition.evaluated route {"evaluated":[{"flow":"good","result":false}],"inputs":{"score":10},"taken":"bad"}"#,
            r#"token.moved look {"flow":"bad","from":"route"}"#,
            r#"task.created look {"title":"Look at shop"}"#,
            r#"task.claimed look {}"#,
            r#"task.completed look {"actor":"…","outcome":"again"}"#,
            r#"var.changed look {"patch":[{"op":"add","path":"/look","value":{"outcome":"again"}}]}"#,
            r#"token.moved look {"flow":"again","from":"look"}"#,
            r#"task.created look {"title":"Look at shop"}"#,
            r#"task.claimed look {}"#,
            r#"task.completed look {"actor":"…","outcome":"fine"}"#,
            r#"var.changed look {"patch":[{"op":"replace","path":"/look","value":{"outcome":"fine"}}]}"#,
            r#"token.moved meet {"flow":"fine","from":"look"}"#,
            r#"token.moved end {"flow":"z","from":"meet"}"#,
            r#"instance.completed - {"outcome":"checked"}"#,
        ]
    );
}

#[tokio::test]
async fn a_loop_that_is_entered_too_often_is_an_incident_and_can_be_canceled() {
    let app = TestApp::new().await;
    let admin = app.as_role("administrator").await;
    publish(&admin, check(false)).await;
    let shop = channel(&admin, "shop").await;
    let finance = app.as_role("finance").await;
    let started = start(&admin, shop, json!({ "score": 10 })).await;
    for _ in 0..2 {
        let task = inbox(&finance).await[0]["id"].as_str().unwrap().to_owned();
        complete(&finance, &task, "again").await;
    }
    assert!(inbox(&finance).await.is_empty());
    let id = started["instance"]["id"].as_str().unwrap();
    let document = "query($id: ID!) { workflowInstance(id: $id) { status incidents { code state } } }";
    let seen = admin.ok(document, json!({ "id": id })).await["workflowInstance"].clone();
    assert_eq!(seen, json!({ "status": "INCIDENT", "incidents": [{ "code": "LOOP_LIMIT", "state": "OPEN" }] }));
    assert_invariants(&app).await;
    cancel(&admin, id, "Enough").await;
    let seen = admin.ok(document, json!({ "id": id })).await["workflowInstance"].clone();
    assert_eq!(seen, json!({ "status": "CANCELED", "incidents": [{ "code": "LOOP_LIMIT", "state": "RESOLVED" }] }));
    assert_invariants(&app).await;
}

#[tokio::test]
async fn runs_are_listed_by_state_definition_thing_and_date() {
    let app = TestApp::new().await;
    let admin = app.as_role("administrator").await;
    publish(&admin, check(false)).await;
    let (shop, other) = (channel(&admin, "shop").await, channel(&admin, "other").await);
    for (entity, score) in [(shop, 10), (shop, 90), (other, 90)] {
        app.clock.advance(chrono::TimeDelta::hours(1));
        start(&admin, entity, json!({ "score": score })).await;
    }
    let list = async |client: &Client, filter: String| {
        let document = format!("{{ workflowInstances(where: {filter}) {{ nodes {{ status entity {{ label }} }} }} }}");
        let data = client.ok(&document, json!({})).await;
        let nodes = data["workflowInstances"]["nodes"].as_array().unwrap().clone();
        let line = |node: &Value| {
            format!("{} {}", node["entity"]["label"].as_str().unwrap(), node["status"].as_str().unwrap())
        };
        nodes.iter().map(line).collect::<Vec<_>>()
    };
    let all = ["other COMPLETED", "shop COMPLETED", "shop INCIDENT"];
    assert_eq!(list(&admin, "{}".to_owned()).await, all);
    assert_eq!(list(&admin, "{ status: [INCIDENT] }".to_owned()).await, ["shop INCIDENT"]);
    assert_eq!(list(&admin, "{ status: [] }".to_owned()).await, Vec::<String>::new());
    assert_eq!(
        list(&admin, "{ definition: { eq: \"check\" }, entity: { oneOf: [\"Channel\"] } }".to_owned()).await,
        all
    );
    let id = regie::kernel::id::TypedId::to_global(other);
    assert_eq!(list(&admin, format!("{{ entityId: \"{id}\" }}")).await, ["other COMPLETED"]);
    assert_eq!(list(&admin, "{ startedAt: { until: \"2026-03-02T10:30:00Z\" } }".to_owned()).await, ["shop INCIDENT"]);
    let local = app.person("local", &[("auditor", Domain::Channel(other))]).await;
    assert_eq!(list(&local, "{}".to_owned()).await, ["other COMPLETED"]);
    let stranger = app.as_role("order-agent").await;
    assert_eq!(list(&stranger, "{}".to_owned()).await, Vec::<String>::new());
}

/// A run of the order release over an order that the test makes up.
async fn order_release(house: &Gated, order: OrderId) -> WorkflowInstanceId {
    let app = &house.app;
    let tx = app.begin().await;
    let id = app.app.house.entropy.id(tx.now());
    let new = New {
        id,
        version: gate::newest(&tx, "order-release").await.unwrap().unwrap(),
        definition_key: "order-release".to_owned(),
        entity: "Order".to_owned(),
        entity_id: order.0,
        entity_label: "R-1".to_owned(),
        domain: Domain::Channel(house.channel),
        singleton: true,
        initiator: None::<StaffId>,
    };
    let mut live = Live::create(&tx, new).await.unwrap();
    let vars = json!({ "entityLabel": "R-1", "command": { "name": "orderPlace", "summary": "", "input": {} } });
    let vars = vars.as_object().unwrap().clone();
    live.send(&app.app.house, &tx, &Caller::system("test"), Input::Start { vars }).await.unwrap();
    live.store(&tx).await.unwrap();
    tx.commit(&app.app.house.entropy).await.unwrap();
    id
}

#[tokio::test]
async fn a_canceled_order_takes_its_runs_with_it_and_only_its_own() {
    let house = Gated::new().await;
    let finance = house.app.as_role("finance").await;
    let ids: Vec<OrderId> = (1..3).map(|n| OrderId(uuid::Uuid::from_u128(n))).collect();
    let mine = order_release(&house, ids[0]).await;
    let other = order_release(&house, ids[1]).await;
    assert_eq!(inbox(&finance).await.len(), 2);
    for _ in 0..2 {
        let tx = house.app.begin().await;
        tx.emit("order.canceled", ids[0], &json!({})).unwrap();
        tx.commit(&house.app.app.house.entropy).await.unwrap();
        house.app.drain().await;
    }
    let status = async |id: WorkflowInstanceId| {
        house.instance(&regie::kernel::id::TypedId::to_global(id)).await["status"].clone()
    };
    assert_eq!((status(mine).await, status(other).await), (json!("CANCELED"), json!("RUNNING")));
    assert_eq!(inbox(&finance).await.len(), 1);
    assert_invariants(&house.app).await;
}

#[tokio::test]
async fn who_leaves_gives_back_what_they_had_taken() {
    let house = Gated::new().await;
    house.ask("New").await;
    let task = house.task().await;
    let leaver = house.app.as_role("catalog-manager").await;
    claim(&leaver, &task).await;
    assert!(inbox(&house.manager).await.is_empty());
    let document = "mutation($id: ID!) { staffDeactivate(input: { staffId: $id }) { userErrors { code } } }";
    house.admin.ok(document, json!({ "id": super::staff(&leaver) })).await;
    house.app.drain().await;
    assert_eq!(inbox(&house.manager).await[0]["status"], "OPEN");
    assert_invariants(&house.app).await;
}
