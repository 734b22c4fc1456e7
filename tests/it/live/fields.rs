//! Subscriptions: what they tell of orders and stock, and to whom.

use regie::kernel::scope::Domain;
use serde_json::json;

use super::{crew, follow, publish, try_follow};
use crate::harness::TestApp;
use crate::harness::shop::{GOODS, Shop};
use crate::orders::{done, draft, draft_of, place_of};

const ORDERS: &str = "subscription($id: ID, $channel: ID, $after: String) {
    orderChanged(id: $id, channelId: $channel, after: $after) { cursor kind at order { id status lineCount
      lines { sku product: variant { id } } } } }";
const STOCK: &str = "subscription($variant: ID, $warehouse: ID, $after: String) {
    stockChanged(variantId: $variant, warehouseId: $warehouse, after: $after) { cursor at stock { onHand reserved available
      warehouse { slug } variant { id } } } }";

#[tokio::test]
async fn the_life_of_an_order_is_told_step_by_step() {
    let shop = Shop::new().await;
    let _crew = crew(&shop.app.app);
    let shirt = shop.stocked(GOODS, 50).await;
    let mut live = follow(&shop.app.app, &shop.owner, ORDERS, json!({})).await;
    let order = draft(&shop, &shop.owner, &[(shirt, 2)]).await;
    publish(&shop.app.app).await;
    let told = live.data().await["orderChanged"].clone();
    assert_eq!((&told["kind"], &told["at"]), (&json!("CREATED"), &json!(crate::harness::START)));
    assert_eq!(told["order"]["id"], order["id"]);
    assert_eq!(told["order"]["lines"], json!([{ "sku": order["lines"][0]["sku"], "product": { "id": shirt } }]));
    let line = json!({ "id": order["lines"][0]["id"], "quantity": 3 });
    let order = done(&shop, &shop.owner, "orderLineUpdate", line).await;
    publish(&shop.app.app).await;
    assert_eq!(live.data().await["orderChanged"]["kind"], "UPDATED");
    done(&shop, &shop.owner, "orderPlace", place_of(&order)).await;
    publish(&shop.app.app).await;
    let told = live.data().await["orderChanged"].clone();
    assert_eq!((&told["kind"], &told["order"]["status"]), (&json!("PLACED"), &json!("CONFIRMED")));
    done(&shop, &shop.owner, "orderCancel", json!({ "id": order["id"], "reason": "STAFF" })).await;
    publish(&shop.app.app).await;
    let told = live.data().await["orderChanged"].clone();
    assert_eq!((&told["kind"], &told["order"]["status"]), (&json!("CANCELED"), &json!("CANCELED")));
}

#[tokio::test]
async fn who_comes_back_with_a_cursor_gets_exactly_what_was_missed_as_it_is_now() {
    let shop = Shop::new().await;
    let _crew = crew(&shop.app.app);
    let shirt = shop.stocked(GOODS, 50).await;
    let mut live = follow(&shop.app.app, &shop.owner, ORDERS, json!({})).await;
    let first = draft(&shop, &shop.owner, &[(shirt, 1)]).await;
    publish(&shop.app.app).await;
    let seen = live.data().await["orderChanged"]["cursor"].clone();
    drop(live);
    let second = draft(&shop, &shop.owner, &[(shirt, 1)]).await;
    done(&shop, &shop.owner, "orderPlace", place_of(&first)).await;
    publish(&shop.app.app).await;
    let mut live = follow(&shop.app.app, &shop.owner, ORDERS, json!({ "after": seen })).await;
    let mut missed = Vec::new();
    for _ in 0..2 {
        let told = live.data().await["orderChanged"].clone();
        missed.push((told["kind"].clone(), told["order"]["id"].clone(), told["order"]["status"].clone()));
    }
    let third = draft(&shop, &shop.owner, &[(shirt, 1)]).await;
    publish(&shop.app.app).await;
    assert_eq!(live.data().await["orderChanged"]["order"]["id"], third["id"], "nothing more was missed");
    let expected = [
        (json!("CREATED"), second["id"].clone(), json!("DRAFT")),
        (json!("PLACED"), first["id"].clone(), json!("CONFIRMED")),
    ];
    assert_eq!(missed, expected);
    shop.app.clock.advance(chrono::TimeDelta::hours(49));
    regie::kernel::outbox::purge(&shop.app.app.house).await.unwrap();
    for (after, code) in
        [(seen.as_str().unwrap(), "EVENTS_EXPIRED"), ("ZXZlbnQ6OTk5OTk5", "BAD_INPUT"), ("x", "BAD_INPUT")]
    {
        let refused = try_follow(&shop.app.app, &shop.owner, ORDERS, json!({ "after": after })).await;
        assert_eq!(refused.err().unwrap(), code, "{after}");
    }
}

#[tokio::test]
async fn an_order_of_a_foreign_channel_is_no_event() {
    let shop = Shop::new().await;
    let _crew = crew(&shop.app.app);
    let foreign = shop.new_channel("foreign", "EUR").await;
    let shirt = shop.stocked(GOODS, 50).await;
    let agent = shop.app.person("local", &[("order-agent", Domain::Channel(shop.channel))]).await;
    let mut scoped = follow(&shop.app.app, &agent, ORDERS, json!({})).await;
    let mut filtered = follow(&shop.app.app, &shop.owner, ORDERS, json!({ "channel": foreign })).await;
    let theirs = done(&shop, &shop.owner, "orderDraftCreate", draft_of(foreign, &[(shirt, 1)])).await;
    let ours = draft(&shop, &shop.owner, &[(shirt, 1)]).await;
    publish(&shop.app.app).await;
    assert_eq!(scoped.data().await["orderChanged"]["order"]["id"], ours["id"]);
    assert_eq!(filtered.data().await["orderChanged"]["order"]["id"], theirs["id"]);
}

#[tokio::test]
async fn stock_is_told_of_whenever_it_is_counted_promised_or_given_back() {
    let shop = Shop::new().await;
    let _crew = crew(&shop.app.app);
    let (shirt, hat) = (shop.stocked(GOODS, 5).await, shop.stocked(GOODS, 5).await);
    let elsewhere = shop.new_warehouse("elsewhere", 200).await;
    publish(&shop.app.app).await;
    let clerk = shop.app.person("clerk", &[("warehouse-clerk", Domain::Warehouse(elsewhere))]).await;
    let mut all = follow(&shop.app.app, &shop.owner, STOCK, json!({})).await;
    let mut of_shirt = follow(&shop.app.app, &shop.owner, STOCK, json!({ "variant": shirt })).await;
    let mut there = follow(&shop.app.app, &shop.owner, STOCK, json!({ "warehouse": elsewhere })).await;
    let mut scoped = follow(&shop.app.app, &clerk, STOCK, json!({})).await;
    let levels = |told: serde_json::Value| {
        let stock = &told["stockChanged"]["stock"];
        ["onHand", "reserved", "available"].map(|field| stock[field].as_i64().unwrap())
    };
    shop.receive(hat, shop.warehouse, 1).await;
    publish(&shop.app.app).await;
    assert_eq!(levels(all.data().await), [6, 0, 6]);
    let order = draft(&shop, &shop.owner, &[(shirt, 2)]).await;
    done(&shop, &shop.owner, "orderPlace", place_of(&order)).await;
    publish(&shop.app.app).await;
    assert_eq!(levels(all.data().await), [5, 2, 3]);
    assert_eq!(levels(of_shirt.data().await), [5, 2, 3], "of the hat nothing was told");
    done(&shop, &shop.owner, "orderCancel", json!({ "id": order["id"], "reason": "STAFF" })).await;
    publish(&shop.app.app).await;
    assert_eq!(levels(of_shirt.data().await), [5, 0, 5]);
    shop.receive(shirt, elsewhere, 7).await;
    publish(&shop.app.app).await;
    for live in [&mut there, &mut scoped] {
        let told = live.data().await;
        assert_eq!(told["stockChanged"]["stock"]["warehouse"]["slug"], "elsewhere");
        assert_eq!(levels(told), [7, 0, 7]);
    }
}

#[tokio::test]
async fn a_document_that_is_no_sound_subscription_is_refused_when_it_is_opened() {
    let app = TestApp::new().await;
    let owner = app.as_role("owner").await;
    for (document, code) in [
        ("subscription { orderChanged { cursor nonsense } }", "Unknown field"),
        ("subscription { nonsense { cursor } }", "Unknown field"),
        ("subscription { orderChanged(id: \"x\") { cursor } }", "BAD_INPUT"),
        ("subscription { orderChanged { cursor } stockChanged { cursor } }", "BAD_INPUT"),
        ("subscription { orderChanged { cursor } other: orderChanged { cursor } }", "BAD_INPUT"),
        ("subscription { orderChanged { cursor } __typename }", "BAD_INPUT"),
        ("subscription { orderChanged @skip(if: true) { cursor } }", "BAD_INPUT"),
        ("subscription { __typename }", "BAD_INPUT"),
        ("subscription { __schema { types { name } } }", "BAD_INPUT"),
        ("query { orderChanged { cursor } }", "BAD_INPUT"),
        ("subscription A { orderChanged { cursor } } subscription B { orderChanged { cursor } }", "BAD_INPUT"),
    ] {
        let refused = try_follow(&app.app, &owner, document, json!({})).await.err().unwrap_or_default();
        assert!(refused.contains(code), "{document}: {refused}");
    }
}

#[tokio::test]
async fn a_fragment_on_what_the_whole_schema_knows_can_be_followed() {
    let shop = Shop::new().await;
    let _crew = crew(&shop.app.app);
    let document = "subscription { orderChanged { ...change } }
        fragment change on OrderChange { kind order { ... on Node { id } ...order } } fragment order on Order { number }";
    let mut live = follow(&shop.app.app, &shop.owner, document, json!({})).await;
    let order = draft(&shop, &shop.owner, &[]).await;
    publish(&shop.app.app).await;
    let told = json!({ "orderChanged": { "kind": "CREATED", "order": { "id": order["id"], "number": null } } });
    assert_eq!(live.data().await, told);
}
