//! What waits on the desks of the demo people can be done.

use regie::demo::{self, Tenant};
use regie::workflow::entity::instance::{self, InstanceStatus};
use regie::workflow::entity::task;
use serde_json::json;
use std::collections::HashSet;

use super::{all, shop, sign_in};
use crate::workflow::{complete, inbox};

#[tokio::test]
async fn the_desks_have_tasks_and_approving_one_does_what_was_asked_for() {
    let app = shop(1).await;
    assert_eq!(demo::tenant(&app.app).await.unwrap(), Tenant::Demo);
    let running = all::<instance::Entity>(&app).await;
    assert!(running.len() >= 12 && running.iter().all(|run| run.status == InstanceStatus::Running));
    let open = all::<task::Entity>(&app).await.into_iter().filter(|task| task.status.is_open());
    assert_eq!(open.map(|task| task.instance_id).collect::<HashSet<_>>().len(), running.len());

    let catalog = sign_in(&app, "catalog").await;
    let publications = inbox(&catalog).await;
    assert_eq!(publications.len(), demo::inbox::PUBLICATIONS);
    let entity = &publications[0]["entity"];
    assert_eq!(publications[0]["title"], format!("Publish {}", entity["label"].as_str().unwrap()));
    let done = complete(&catalog, publications[0]["id"].as_str().unwrap(), "approve").await;
    assert_eq!(done["userErrors"], json!([]));
    let document = "query($id: ID!) { product(id: $id) { status } }";
    assert_eq!(catalog.ok(document, json!({ "id": entity["id"] })).await["product"]["status"], "ACTIVE");

    let finance = sign_in(&app, "finance").await;
    let releases = inbox(&finance).await;
    assert_eq!(releases.len(), demo::inbox::LARGE_ORDERS);
    let mut currencies = HashSet::new();
    for release in releases {
        let done = complete(&finance, release["id"].as_str().unwrap(), "release").await;
        assert_eq!(done["userErrors"], json!([]), "{release}");
        let document = "query($id: ID!) { order(id: $id) { status number total { amount currency } } }";
        let order = finance.ok(document, json!({ "id": release["entity"]["id"] })).await["order"].clone();
        assert_eq!(order["status"], "CONFIRMED");
        assert!(order["total"]["amount"].as_str().unwrap().parse::<f64>().unwrap() > 1_000.0, "{order}");
        currencies.insert(order["total"]["currency"].as_str().unwrap().to_owned());
    }
    assert_eq!(currencies.len(), 3);
    assert!(inbox(&sign_in(&app, "editor").await).await.is_empty());

    let desk = sign_in(&app, "orders").await;
    let document = "{ orders(first: 20) { nodes { tasks { id title status } } } }";
    let orders = desk.ok(document, json!({})).await["orders"]["nodes"].clone();
    let tasks: Vec<_> =
        orders.as_array().unwrap().iter().flat_map(|order| order["tasks"].as_array().unwrap()).collect();
    assert_eq!(tasks.len(), demo::checks::ADDRESS_CHECKS);
    assert!(
        tasks.iter().all(|task| task["title"].as_str().unwrap().starts_with("Check the address of 1")),
        "{tasks:?}"
    );
    let done = complete(&desk, tasks[0]["id"].as_str().unwrap(), "right").await;
    assert_eq!(done["task"]["instance"], json!({ "status": "COMPLETED", "outcome": "checked" }));
}
