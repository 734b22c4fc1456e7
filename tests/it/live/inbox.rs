//! The inbox: told to those in whose inbox a task stands or stood, and to nobody else.

use regie::kernel::scope::Domain;
use serde_json::{Value, json};

use super::{Live, crew, follow};
use crate::harness::Client;
use crate::workflow::{COMPLETE, Gated, RELEASE, claim, complete};

const INBOX: &str = "subscription { inboxChanged { cursor kind taskId task { id status } } }";

async fn watch(house: &Gated, who: &Client) -> Live {
    follow(&house.app.app, who, INBOX, json!({})).await
}

/// What was told next: the kind, the id of the task, and how it stands if it is in the inbox.
async fn told(live: &mut Live) -> (String, String, Value) {
    let told = live.data().await["inboxChanged"].clone();
    let text = |field: &str| told[field].as_str().unwrap().to_owned();
    (text("kind"), text("taskId"), told["task"]["status"].clone())
}

fn step(kind: &str, task: &str, status: Value) -> (String, String, Value) {
    (kind.to_owned(), task.to_owned(), status)
}

#[tokio::test]
async fn a_task_that_a_colleague_takes_leaves_the_inbox_and_comes_back_when_it_is_released() {
    let house = Gated::new().await;
    let _crew = crew(&house.app.app);
    let colleague = house.app.as_role("catalog-manager").await;
    let (mut mine, mut theirs) = (watch(&house, &house.manager).await, watch(&house, &colleague).await);
    house.ask("New").await;
    house.app.drain().await;
    let task = house.task().await;
    for live in [&mut mine, &mut theirs] {
        assert_eq!(told(live).await, step("OPENED", &task, json!("OPEN")));
    }
    claim(&house.manager, &task).await;
    house.app.drain().await;
    assert_eq!(told(&mut mine).await, step("CLAIMED", &task, json!("CLAIMED")));
    assert_eq!(told(&mut theirs).await, step("CLAIMED", &task, Value::Null));
    house.manager.ok(RELEASE, json!({ "id": task })).await;
    house.app.drain().await;
    for live in [&mut mine, &mut theirs] {
        assert_eq!(told(live).await, step("RELEASED", &task, json!("OPEN")));
    }
    claim(&house.manager, &task).await;
    house.app.drain().await;
    assert_eq!(told(&mut mine).await.0, "CLAIMED");
    assert_eq!(told(&mut theirs).await.0, "CLAIMED");
    complete(&house.manager, &task, "reject").await;
    // The next task tells that of the completion nothing was told to whom it was gone already.
    house.ask("Newer").await;
    house.app.drain().await;
    assert_eq!(told(&mut mine).await, step("COMPLETED", &task, Value::Null));
    let next = house.task().await;
    assert_eq!(told(&mut mine).await, step("OPENED", &next, json!("OPEN")));
    assert_eq!(told(&mut theirs).await, step("OPENED", &next, json!("OPEN")));
    // Completed without having been taken, it goes from every inbox.
    complete(&house.manager, &next, "reject").await;
    house.app.drain().await;
    assert_eq!(told(&mut theirs).await, step("COMPLETED", &next, Value::Null));
}

#[tokio::test]
async fn a_task_that_is_withdrawn_leaves_the_inbox() {
    let house = Gated::new().await;
    let _crew = crew(&house.app.app);
    let mut live = watch(&house, &house.manager).await;
    let instance = house.ask("New").await;
    let task = house.task().await;
    let cancel =
        "mutation($id: ID!) { workflowCancel(input: { id: $id, reason: \"Not needed.\" }) { userErrors { code } } }";
    let data = house.admin.ok(cancel, json!({ "id": instance })).await;
    assert_eq!(data["workflowCancel"]["userErrors"], json!([]));
    house.app.drain().await;
    // The first event is told with the task as it is now.
    assert_eq!(told(&mut live).await, step("OPENED", &task, Value::Null));
    assert_eq!(told(&mut live).await, step("CANCELED", &task, Value::Null));
}

#[tokio::test]
async fn nobody_learns_of_a_task_that_they_could_never_see() {
    let house = Gated::new().await;
    let _crew = crew(&house.app.app);
    let other = crate::workflow::channel(&house.admin, "other").await;
    let role = "catalog-manager";
    let elsewhere = house.app.person("elsewhere", &[(role, Domain::Channel(other))]).await;
    let here = house.app.person("here", &[(role, Domain::Channel(house.channel))]).await;
    // Would be a candidate, and is kept from what they asked for themselves.
    let both = [("order-agent", Domain::Everything), (role, Domain::Everything)];
    let asker = house.app.person("asker", &both).await;
    house.app.line(role, "channel.update", "APPROVE", Some("channel-change"), None).await;
    let mut told_there = watch(&house, &elsewhere).await;
    let mut told_here = watch(&house, &here).await;
    let mut told_asker = watch(&house, &asker).await;
    let answer = crate::workflow::rename(&asker, house.channel, "New").await;
    assert!(answer["pendingApproval"].is_object(), "{answer}");
    house.app.drain().await;
    let (kind, task, status) = told(&mut told_here).await;
    assert_eq!((kind.as_str(), &status), ("OPENED", &json!("OPEN")));
    let data = here.ok(COMPLETE, json!({ "id": task, "outcome": "reject" })).await;
    assert_eq!(data["taskComplete"]["userErrors"], json!([]), "{data}");
    house.app.drain().await;
    assert_eq!(told(&mut told_here).await, step("COMPLETED", &task, Value::Null));
    // The first that the others hear is of a task that they may do.
    crate::workflow::rename(&house.agent, other, "New").await;
    house.app.drain().await;
    for live in [&mut told_there, &mut told_asker] {
        let (kind, next, status) = told(live).await;
        assert_eq!((kind.as_str(), &status), ("OPENED", &json!("OPEN")));
        assert_ne!(next, task);
    }
}
