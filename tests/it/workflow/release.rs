//! An order agent places a large order; finance releases it or refuses.

use regie::kernel::id::VariantId;
use regie::kernel::scope::Domain;
use regie::orders::entity::order::{self, OrderStatus};
use sea_orm::EntityTrait as _;
use serde_json::{Value, json};

use super::{assert_chain, assert_invariants, audit_of, code, complete, count, inbox, staff};
use crate::harness::Client;
use crate::harness::shop::{GOODS, Goods, Shop};
use crate::orders::{done, draft, id_of, payload, place_of, placed, refused, send};

const ORDER: &str =
    "query($id: ID!) { order(id: $id) { number label status version nextActions tasks { id title status }
    workflows { definitionKey milestone } } }";
const RUN: &str = "query($id: ID!) { workflowInstance(id: $id) { status outcome parkedCommand { name state } } }";

/// A shop with an agent who may place up to 1,000 EUR, and finance.
struct Office {
    shop: Shop,
    agent: Client,
    finance: Client,
    /// Five of it, at 500 EUR.
    suit: VariantId,
}

impl Office {
    async fn new() -> Self {
        let shop = Shop::new().await;
        let (agent, finance) = (shop.app.as_role("order-agent").await, shop.app.as_role("finance").await);
        let suit = shop.stocked(Goods { price_minor: 50_000, ..GOODS }, 5).await;
        Self { shop, agent, finance, suit }
    }

    /// A draft of so many suits, and the instance that waits for its release.
    async fn ask(&self, suits: i32) -> (Value, String) {
        let order = draft(&self.shop, &self.agent, &[(self.suit, suits)]).await;
        let instance = self.ask_again(&order).await;
        (order, instance)
    }

    async fn ask_again(&self, order: &Value) -> String {
        let asked = payload(&self.shop, &self.agent, "orderPlace", place_of(order)).await;
        assert_eq!((&asked["order"], &asked["userErrors"]), (&json!(null), &json!([])));
        asked["pendingApproval"]["instanceId"].as_str().unwrap_or_else(|| panic!("it waits: {asked}")).to_owned()
    }

    async fn seen_by(&self, client: &Client, order: &Value) -> Value {
        client.ok(ORDER, json!({ "id": order["id"] })).await["order"].clone()
    }

    async fn task_on(&self, order: &Value) -> String {
        let seen = self.seen_by(&self.finance, order).await;
        assert_eq!(seen["tasks"].as_array().unwrap().len(), 1, "{seen}");
        seen["tasks"][0]["id"].as_str().unwrap().to_owned()
    }

    async fn run(&self, instance: &str) -> Value {
        self.agent.ok(RUN, json!({ "id": instance })).await["workflowInstance"].clone()
    }

    /// The release is refused for this reason, and nothing of it happens.
    async fn assert_refused(&self, order: &Value, because: &str) -> Value {
        let (before, task) = (self.seen_by(&self.finance, order).await, self.task_on(order).await);
        let (levels, numbers) = (self.shop.levels(self.suit).await, self.numbers().await);
        let refused = complete(&self.finance, &task, "release").await;
        assert_eq!((code(&refused), &refused["task"]), ("ACTION_REFUSED", &json!(null)));
        let data = refused["userErrors"][0]["data"].clone();
        assert_eq!((&data["action"], &data["code"]), (&json!("command.run"), &json!(because)));
        assert_eq!(self.seen_by(&self.finance, order).await, before);
        assert_eq!((self.shop.levels(self.suit).await, self.numbers().await), (levels, numbers));
        self.shop.assert_sound().await;
        assert_invariants(&self.shop.app).await;
        data["userErrors"][0].clone()
    }

    async fn numbers(&self) -> i64 {
        count(&self.shop.app, "SELECT count(*) FROM orders WHERE number IS NOT NULL").await
    }
}

#[tokio::test]
async fn a_small_order_is_placed_at_once_and_a_large_one_when_finance_released_it() {
    let office = Office::new().await;
    let small = placed(&office.shop, &office.agent, &[(office.suit, 1)]).await;
    assert_eq!((&small["status"], &small["number"]), (&json!("CONFIRMED"), &json!("1001")));
    let (order, instance) = office.ask(3).await;
    assert_eq!(office.shop.levels(office.suit).await, (5, 1), "nothing is promised yet");
    let seen = office.seen_by(&office.agent, &order).await;
    assert_eq!((&seen["status"], &seen["number"], &seen["tasks"]), (&json!("DRAFT"), &json!(null), &json!([])));
    assert_eq!(seen["workflows"], json!([{ "definitionKey": "order-release", "milestone": "in review" }]));
    assert_eq!(seen["nextActions"], json!(["EDIT_LINES", "UPDATE", "PLACE", "CANCEL", "ADD_NOTE"]));
    let seen = office.seen_by(&office.finance, &order).await;
    let title = format!("Release {}", order["label"].as_str().unwrap());
    assert_eq!(seen["tasks"], json!([{ "id": seen["tasks"][0]["id"], "title": title, "status": "OPEN" }]));
    assert_eq!(inbox(&office.finance).await.len(), 1);
    let released = complete(&office.finance, &office.task_on(&order).await, "release").await;
    assert_eq!(released["task"]["instance"], json!({ "status": "COMPLETED", "outcome": "released" }));
    let seen = office.seen_by(&office.agent, &order).await;
    assert_eq!((&seen["status"], &seen["number"]), (&json!("CONFIRMED"), &json!("1002")));
    assert_eq!((&seen["tasks"], &seen["workflows"]), (&json!([]), &json!([])));
    assert_eq!((office.shop.levels(office.suit).await, office.numbers().await), ((5, 4), 2));
    assert_eq!(office.run(&instance).await["parkedCommand"], json!({ "name": "orderPlace", "state": "DONE" }));
    let entries = audit_of(&office.shop.app, "orderPlace").await;
    let released: Vec<_> = entries.iter().filter(|entry| entry.approvals != json!([])).collect();
    let mut entities: Vec<&str> = released.iter().map(|entry| entry.entity.as_str()).collect();
    entities.sort();
    assert_eq!(entities, ["Order", "OrderEvent", "Stock", "StockMovement", "StockReservation"]);
    let both = |entry: &&regie::kernel::table::audit_entry::Model| {
        entry.staff_id == office.agent.staff && entry.approvals == json!([staff(&office.finance)])
    };
    assert!(released.iter().all(both), "{released:?}");
    office.shop.assert_sound().await;
    assert_chain(&office.shop.app).await;
    assert_invariants(&office.shop.app).await;
}

#[tokio::test]
async fn the_same_key_asks_once() {
    let office = Office::new().await;
    let order = draft(&office.shop, &office.agent, &[(office.suit, 3)]).await;
    let first = send(&office.agent, "once", "orderPlace", place_of(&order)).await;
    let again = send(&office.agent, "once", "orderPlace", place_of(&order)).await;
    assert!(first.body["data"]["orderPlace"]["pendingApproval"]["instanceId"].is_string());
    assert_eq!(first.body, again.body);
    assert_eq!(inbox(&office.finance).await.len(), 1);
}

#[tokio::test]
async fn finance_elsewhere_sees_neither_the_order_nor_its_task() {
    let office = Office::new().await;
    let (order, _) = office.ask(3).await;
    let other = office.shop.new_channel("other", "EUR").await;
    let elsewhere = office.shop.app.person("elsewhere", &[("finance", Domain::Channel(other))]).await;
    let here = office.shop.app.person("here", &[("finance", Domain::Channel(office.shop.channel))]).await;
    assert_eq!((inbox(&elsewhere).await.len(), inbox(&here).await.len()), (0, 1));
    assert_eq!(office.seen_by(&elsewhere, &order).await, json!(null));
    assert_eq!(office.seen_by(&here, &order).await["tasks"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_refusal_leaves_the_draft_which_can_be_placed_again() {
    let office = Office::new().await;
    let (order, instance) = office.ask(3).await;
    let refused = complete(&office.finance, &office.task_on(&order).await, "refuse").await;
    assert_eq!(refused["task"]["instance"], json!({ "status": "COMPLETED", "outcome": "refused" }));
    let seen = office.seen_by(&office.agent, &order).await;
    assert_eq!((&seen["status"], &seen["number"]), (&json!("DRAFT"), &json!(null)));
    assert_eq!((&seen["version"], &seen["workflows"]), (&order["version"], &json!([])));
    assert_eq!(office.run(&instance).await["parkedCommand"]["state"], "DISCARDED");
    assert_eq!(office.shop.levels(office.suit).await, (5, 0));
    office.ask_again(&order).await;
    complete(&office.finance, &office.task_on(&order).await, "release").await;
    assert_eq!(office.seen_by(&office.agent, &order).await["status"], "CONFIRMED");
}

#[tokio::test]
async fn a_draft_that_was_edited_since_is_not_placed() {
    let office = Office::new().await;
    let (order, _) = office.ask(3).await;
    let more = json!({ "id": order["lines"][0]["id"], "quantity": 5 });
    let edited = done(&office.shop, &office.agent, "orderLineUpdate", more).await;
    office.assert_refused(&order, "CONFLICT").await;
    complete(&office.finance, &office.task_on(&order).await, "refuse").await;
    let stale = send(&office.agent, &office.shop.key(), "orderPlace", place_of(&order)).await;
    assert_eq!(stale.code(), "CONFLICT", "an old version is not even asked for");
    office.ask_again(&edited).await;
    complete(&office.finance, &office.task_on(&order).await, "release").await;
    assert_eq!(office.shop.levels(office.suit).await, (5, 5));
}

#[tokio::test]
async fn what_was_sold_meanwhile_is_told_and_the_release_can_be_repeated_when_goods_came() {
    let office = Office::new().await;
    let (order, _) = office.ask(3).await;
    for _ in 0..2 {
        placed(&office.shop, &office.agent, &[(office.suit, 2)]).await;
    }
    let short = office.assert_refused(&order, "INSUFFICIENT_STOCK").await;
    assert_eq!(short["data"], json!({ "variantId": office.suit, "requested": 3, "available": 1 }));
    office.shop.receive(office.suit, office.shop.warehouse, 2).await;
    complete(&office.finance, &office.task_on(&order).await, "release").await;
    let seen = office.seen_by(&office.agent, &order).await;
    assert_eq!((&seen["status"], &seen["number"]), (&json!("CONFIRMED"), &json!("1003")));
    assert_eq!(office.shop.levels(office.suit).await, (7, 7));
    office.shop.assert_sound().await;
}

#[tokio::test]
async fn a_canceled_order_needs_no_release_any_more() {
    let office = Office::new().await;
    let (order, instance) = office.ask(3).await;
    done(&office.shop, &office.agent, "orderCancel", json!({ "id": order["id"], "reason": "CUSTOMER" })).await;
    office.assert_refused(&order, "CONFLICT").await;
    office.shop.app.drain().await;
    assert_eq!(
        office.run(&instance).await,
        json!({ "status": "CANCELED", "outcome": null, "parkedCommand": { "name": "orderPlace", "state": "DISCARDED" } })
    );
    assert_eq!(inbox(&office.finance).await, Vec::<Value>::new());
    assert_eq!(office.seen_by(&office.finance, &order).await["tasks"], json!([]));
    assert_invariants(&office.shop.app).await;
    let again = json!({ "id": order["id"], "expectedVersion": order["version"].as_i64().unwrap() + 1 });
    assert_eq!(refused(&office.shop, &office.finance, "orderPlace", again).await, ["WRONG_STATUS"]);
    let db = &office.shop.app.app.house.db.reader;
    let row = order::Entity::find_by_id(id_of(&order)).one(db).await.unwrap().unwrap();
    assert_eq!((row.status, row.number), (OrderStatus::Canceled, None));
}
