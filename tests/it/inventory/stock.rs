//! Stock: adjusted, counted, never below its promises, and always the sum of its movements.

use regie::inventory::entity::stock;
use regie::inventory::entity::stock_movement::MovementKind;
use regie::inventory::ledger;
use regie::inventory::reserve::{self, Reserved, Want};
use regie::inventory::rules::Tracking;
use regie::kernel::id::{OrderId, OrderLineId, VariantId};
use regie::kernel::table::{audit_entry, outbox_event};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use serde_json::{Value, json};

use crate::harness::shop::{GOODS, Goods, Shop};
use crate::harness::{Answer, Client};

const ADJUST: &str = "mutation($input: StockAdjustInput!) { stockAdjust(input: $input) {
    stock { id onHand reserved backorderLimit available version } userErrors { code field data } } }";
const SET: &str = "mutation($input: StockSetInput!) { stockSet(input: $input) {
    stock { onHand available } userErrors { code field data } } }";

async fn send(client: &Client, key: &str, document: &str, input: Value) -> Answer {
    client.send_with(document, json!({ "input": input }), &[("idempotency-key", key)]).await
}

/// Promises so many of a variant to an order that nobody knows.
async fn promise(shop: &Shop, variant: VariantId, quantity: i64, tracking: Tracking) -> Reserved {
    let tx = shop.app.begin().await;
    let cx = shop.reserver();
    let order: OrderId = cx.new_id();
    let line: OrderLineId = cx.new_id();
    let reserved = reserve::run(&cx, &tx, order, &[Want { line, variant, quantity, tracking }]).await.unwrap();
    tx.commit(cx.entropy()).await.unwrap();
    reserved
}

#[tokio::test]
async fn an_adjustment_changes_the_stock_and_leaves_movement_event_and_audit_behind() {
    let shop = Shop::new().await;
    let clerk = shop.app.as_role("warehouse-clerk").await;
    let variant = shop.new_variant(GOODS).await;
    let input = json!({ "variantId": variant, "warehouseId": shop.warehouse, "delta": 12, "reason": "RECEIVED",
        "reference": "DN-7", "note": "two boxes" });
    let first = send(&clerk, "a", ADJUST, input).await;
    let stock = &first.body["data"]["stockAdjust"]["stock"];
    assert_eq!(
        stock,
        &json!({ "id": stock["id"], "onHand": 12, "reserved": 0, "backorderLimit": 0, "available": 12, "version": 2 })
    );
    let input = json!({ "variantId": variant, "warehouseId": shop.warehouse, "delta": -5, "reason": "DAMAGED" });
    let second = send(&clerk, "b", ADJUST, input).await;
    assert_eq!(second.body["data"]["stockAdjust"]["stock"]["onHand"], 7);

    let document = "query($id: ID!) { stock(id: $id) { movements(first: 5) { kind deltaOnHand deltaReserved onHandAfter
        reservedAfter reason reference note order { id } staffMember { id } } } }";
    let data = clerk.ok(document, json!({ "id": stock["id"] })).await;
    let staff = json!({ "id": clerk.staff });
    assert_eq!(
        data["stock"]["movements"],
        json!([
            { "kind": "ADJUSTMENT", "deltaOnHand": -5, "deltaReserved": 0, "onHandAfter": 7, "reservedAfter": 0,
              "reason": "DAMAGED", "reference": null, "note": null, "order": null, "staffMember": staff },
            { "kind": "ADJUSTMENT", "deltaOnHand": 12, "deltaReserved": 0, "onHandAfter": 12, "reservedAfter": 0,
              "reason": "RECEIVED", "reference": "DN-7", "note": "two boxes", "order": null, "staffMember": staff },
        ])
    );
    let db = &shop.app.app.house.db.reader;
    let events =
        outbox_event::Entity::find().filter(outbox_event::Column::Topic.eq("stock.changed")).all(db).await.unwrap();
    let levels: Vec<_> = events.iter().map(|event| (&event.payload["onHand"], &event.payload["available"])).collect();
    assert_eq!(levels, [(&json!(12), &json!(12)), (&json!(7), &json!(7))]);
    let audit = audit_entry::Entity::find()
        .filter(audit_entry::Column::Command.eq("stockAdjust"))
        .filter(audit_entry::Column::Entity.eq("Stock"))
        .all(db)
        .await
        .unwrap();
    let last = audit.iter().find(|entry| entry.after.as_ref().is_some_and(|after| after["on_hand"] == 7)).unwrap();
    assert_eq!(last.before.as_ref().unwrap()["on_hand"], 12);
    assert_eq!(last.permission, "stock.adjust");
    shop.assert_sound().await;
}

#[tokio::test]
async fn an_adjustment_cannot_take_what_is_promised_or_not_there() {
    let shop = Shop::new().await;
    let variant = shop.stocked(GOODS, 10).await;
    assert_eq!(promise(&shop, variant, 7, Tracking::Tracked).await, Reserved::All);
    let refused = shop.adjust(&shop.owner, variant, shop.warehouse, -4).await;
    let data = json!({ "variantId": variant, "requested": 4, "available": 3 });
    assert_eq!(
        refused["userErrors"],
        json!([{ "code": "INSUFFICIENT_STOCK", "field": ["input", "delta"], "data": data }])
    );
    let taken = shop.adjust(&shop.owner, variant, shop.warehouse, -3).await;
    assert_eq!(taken["stock"], json!({ "id": taken["stock"]["id"], "onHand": 7, "reserved": 7, "available": 0 }));

    let nowhere = shop.new_variant(GOODS).await;
    let refused = shop.adjust(&shop.owner, nowhere, shop.warehouse, -1).await;
    assert_eq!(refused["userErrors"][0]["data"]["available"], 0);
    assert_eq!(shop.stock(nowhere, shop.warehouse).await, None);

    // A backorder limit is for promises: what is not there cannot be carried out.
    let later = shop.stocked(Goods { backorder: true, ..GOODS }, 2).await;
    let refused = shop.adjust(&shop.owner, later, shop.warehouse, -3).await;
    assert_eq!(refused["userErrors"][0]["data"]["available"], 2);
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_count_is_entered_only_against_the_quantity_that_it_began_with() {
    let shop = Shop::new().await;
    let variant = shop.stocked(GOODS, 10).await;
    let count = |quantity: i32, from: i32| {
        json!({ "variantId": variant, "warehouseId": shop.warehouse, "quantity": quantity, "changeFromQuantity": from,
            "reason": "COUNT" })
    };
    let stale = send(&shop.owner, "a", SET, count(8, 9)).await;
    let error = json!({ "code": "CHANGE_FROM_QUANTITY_STALE", "field": ["input", "changeFromQuantity"], "data": { "current": 10 } });
    assert_eq!(stale.body["data"]["stockSet"], json!({ "stock": null, "userErrors": [error] }));
    let set = send(&shop.owner, "b", SET, count(8, 10)).await;
    assert_eq!(set.body["data"]["stockSet"]["stock"], json!({ "onHand": 8, "available": 8 }));
    let same = send(&shop.owner, "c", SET, count(8, 8)).await;
    assert_eq!(same.body["data"]["stockSet"]["stock"]["onHand"], 8);
    assert_eq!(shop.movements(variant).await.len(), 2, "a count that changes nothing is no movement");

    assert_eq!(promise(&shop, variant, 6, Tracking::Tracked).await, Reserved::All);
    let below = send(&shop.owner, "d", SET, count(5, 8)).await;
    let error = &below.body["data"]["stockSet"]["userErrors"][0];
    assert_eq!((&error["code"], &error["field"]), (&json!("INSUFFICIENT_STOCK"), &json!(["input", "quantity"])));
    assert_eq!(error["data"], json!({ "variantId": variant, "requested": 3, "available": 2 }));

    let fresh = shop.new_variant(GOODS).await;
    let input = json!({ "variantId": fresh, "warehouseId": shop.warehouse, "quantity": 3, "changeFromQuantity": 0,
        "reason": "FOUND" });
    let set = send(&shop.owner, "e", SET, input).await;
    assert_eq!(set.body["data"]["stockSet"]["stock"]["onHand"], 3);
    shop.assert_sound().await;
}

#[tokio::test]
async fn the_limits_of_adjustments_and_counts_hold_one_past_them() {
    let shop = Shop::new().await;
    let variant = shop.new_variant(GOODS).await;
    let adjust = |delta: i32, reference: &str, note: &str| {
        json!({ "variantId": variant, "warehouseId": shop.warehouse, "delta": delta, "reason": "OTHER",
            "reference": reference, "note": note })
    };
    let refused = send(&shop.owner, "a", ADJUST, adjust(1_000_001, &"x".repeat(256), &"x".repeat(2_001))).await;
    let codes: Vec<_> =
        refused.body["data"]["stockAdjust"]["userErrors"].as_array().unwrap().iter().map(|e| &e["code"]).collect();
    assert_eq!(codes, ["OUT_OF_RANGE", "TOO_LONG", "TOO_LONG"]);
    for (key, delta) in [("b", -1_000_001), ("c", 0)] {
        let refused = send(&shop.owner, key, ADJUST, adjust(delta, "", "")).await;
        assert_eq!(refused.body["data"]["stockAdjust"]["userErrors"][0]["code"], "OUT_OF_RANGE", "{delta}");
    }
    let set = |quantity: i32, from: i32| {
        json!({ "variantId": variant, "warehouseId": shop.warehouse, "quantity": quantity, "changeFromQuantity": from,
            "reason": "COUNT" })
    };
    for (key, quantity) in [("d", -1), ("e", 1_000_000_001)] {
        let refused = send(&shop.owner, key, SET, set(quantity, 0)).await;
        assert_eq!(
            refused.body["data"]["stockSet"]["userErrors"][0]["field"],
            json!(["input", "quantity"]),
            "{quantity}"
        );
    }
    let most = send(&shop.owner, "f", SET, set(1_000_000_000, 0)).await;
    assert_eq!(most.body["data"]["stockSet"]["stock"]["onHand"], 1_000_000_000);
    let over = send(&shop.owner, "g", ADJUST, adjust(1, "", "")).await;
    assert_eq!(
        over.body["data"]["stockAdjust"]["userErrors"],
        json!([{ "code": "OUT_OF_RANGE", "field": ["input", "delta"], "data": { "maximum": 1_000_000_000 } }])
    );
    let stock = shop.stock(variant, shop.warehouse).await.unwrap();
    let document = "query($id: ID!, $first: Int!) { stock(id: $id) { movements(first: $first) { id } } }";
    for first in [0, 101] {
        assert_eq!(shop.owner.fault(document, json!({ "id": stock.id, "first": first })).await, "BAD_INPUT");
    }
}

#[tokio::test]
async fn what_is_not_counted_or_not_known_cannot_be_adjusted() {
    let shop = Shop::new().await;
    let download = shop.new_variant(Goods { tracked: false, ..GOODS }).await;
    let refused = shop.adjust(&shop.owner, download, shop.warehouse, 1).await;
    assert_eq!(refused["userErrors"][0]["code"], "STOCK_NOT_TRACKED");
    let unknown: VariantId = shop.reserver().new_id();
    let refused = shop.adjust(&shop.owner, unknown, shop.warehouse, 1).await;
    assert_eq!(refused["userErrors"], json!([{ "code": "NOT_FOUND", "field": ["input", "variantId"], "data": null }]));
    let agent = shop.app.as_role("order-agent").await;
    let input = json!({ "variantId": download, "warehouseId": shop.warehouse, "delta": 1, "reason": "FOUND" });
    assert_eq!(send(&agent, "k", ADJUST, input.clone()).await.code(), "FORBIDDEN");
    assert_eq!(shop.owner.fault(ADJUST, json!({ "input": input })).await, "IDEMPOTENCY_KEY_REQUIRED");
}

#[tokio::test]
async fn the_same_key_moves_stock_once() {
    let shop = Shop::new().await;
    let variant = shop.new_variant(GOODS).await;
    let input = |delta: i32| json!({ "variantId": variant, "warehouseId": shop.warehouse, "delta": delta, "reason": "RECEIVED" });
    let first = send(&shop.owner, "once", ADJUST, input(4)).await;
    let again = send(&shop.owner, "once", ADJUST, input(4)).await;
    assert_eq!(first.body, again.body);
    assert_eq!(shop.levels(variant).await, (4, 0));
    assert_eq!(send(&shop.owner, "once", ADJUST, input(5)).await.code(), "IDEMPOTENCY_KEY_PARAMETER_MISMATCH");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_take_at_once_only_as_many_get_as_there_is() {
    let shop = Shop::new().await;
    let variant = shop.stocked(GOODS, 10).await;
    let takers = (0..24).map(|n| {
        let client = shop.owner.clone();
        let input = json!({ "variantId": variant, "warehouseId": shop.warehouse, "delta": -1, "reason": "LOST" });
        tokio::spawn(async move { send(&client, &format!("t{n}"), ADJUST, input).await })
    });
    let mut taken = 0;
    for taker in takers.collect::<Vec<_>>() {
        let answer = taker.await.unwrap().body["data"]["stockAdjust"].clone();
        let refused = answer["userErrors"].as_array().unwrap();
        match refused.first() {
            None => taken += 1,
            Some(error) => assert_eq!(error["code"], "INSUFFICIENT_STOCK"),
        }
    }
    assert_eq!(taken, 10);
    assert_eq!(shop.levels(variant).await, (0, 0));
    shop.assert_sound().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_goods_of_a_variant_may_come_from_two_sides_at_once() {
    let shop = Shop::new().await;
    let variant = shop.new_variant(GOODS).await;
    let both = (0..8).map(|n| {
        let client = shop.owner.clone();
        let input = json!({ "variantId": variant, "warehouseId": shop.warehouse, "delta": 1, "reason": "RECEIVED" });
        tokio::spawn(async move { send(&client, &format!("t{n}"), ADJUST, input).await })
    });
    for one in both.collect::<Vec<_>>() {
        assert_eq!(one.await.unwrap().body["data"]["stockAdjust"]["userErrors"], json!([]));
    }
    assert_eq!(shop.levels(variant).await, (8, 0));
    shop.assert_sound().await;
}

#[tokio::test]
async fn movements_are_listed_by_variant_warehouse_and_kind() {
    let shop = Shop::new().await;
    let second = shop.new_warehouse("second", 200).await;
    let (apples, pears) = (shop.stocked(GOODS, 3).await, shop.stocked(GOODS, 4).await);
    shop.receive(apples, second, 5).await;
    assert_eq!(promise(&shop, apples, 1, Tracking::Tracked).await, Reserved::All);
    let document = "query($where: StockMovementFilter, $first: Int, $after: String) {
        stockMovements(where: $where, first: $first, after: $after) { nodes { kind deltaOnHand } pageInfo { hasNextPage endCursor }
        totalCount { count } } }";
    let deltas = |data: &Value| -> Vec<i64> {
        data["stockMovements"]["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|node| node["deltaOnHand"].as_i64().unwrap())
            .collect()
    };
    let all = shop.owner.ok(document, json!({})).await;
    assert_eq!(deltas(&all), [0, 5, 4, 3]);
    let of_apples = shop.owner.ok(document, json!({ "where": { "variantId": apples } })).await;
    assert_eq!(deltas(&of_apples), [0, 5, 3]);
    let here = shop.owner.ok(document, json!({ "where": { "variantId": apples, "warehouseId": second } })).await;
    assert_eq!(deltas(&here), [5]);
    let kind = shop.owner.ok(document, json!({ "where": { "kind": "RESERVATION" } })).await;
    assert_eq!(kind["stockMovements"]["nodes"], json!([{ "kind": "RESERVATION", "deltaOnHand": 0 }]));
    let page = shop.owner.ok(document, json!({ "where": { "variantId": apples }, "first": 2 })).await;
    let after = page["stockMovements"]["pageInfo"]["endCursor"].clone();
    let rest = shop.owner.ok(document, json!({ "where": { "variantId": apples }, "first": 2, "after": after })).await;
    assert_eq!((deltas(&rest), &rest["stockMovements"]["pageInfo"]["hasNextPage"]), (vec![3], &json!(false)));
    let other = json!({ "where": { "variantId": pears }, "after": after });
    assert_eq!(shop.owner.fault(document, other).await, "BAD_INPUT");
    let none = json!({ "where": { "at": { "since": "2027-01-01T00:00:00Z" } } });
    assert_eq!(deltas(&shop.owner.ok(document, none).await), Vec::<i64>::new());
}

#[tokio::test]
async fn a_stock_that_is_not_the_sum_of_its_movements_is_found() {
    let shop = Shop::new().await;
    let variant = shop.stocked(GOODS, 3).await;
    let sound = shop.stocked(GOODS, 3).await;
    assert_eq!(promise(&shop, sound, 2, Tracking::Tracked).await, Reserved::All);
    shop.assert_sound().await;
    let kinds: Vec<MovementKind> = shop.movements(sound).await.iter().map(|row| row.kind).collect();
    assert_eq!(kinds, [MovementKind::Adjustment, MovementKind::Reservation]);
    let db = &shop.app.app.house.db;
    let wrong = shop.stock(variant, shop.warehouse).await.unwrap().id;
    stock::Entity::update_many()
        .col_expr(stock::Column::OnHand, Expr::value(4_i64))
        .filter(stock::Column::Id.eq(wrong))
        .exec(db.writer())
        .await
        .unwrap();
    assert_eq!(ledger::discrepancies(&db.reader).await.unwrap(), [wrong]);
}

#[tokio::test]
async fn a_mutation_that_a_document_names_twice_runs_once() {
    let shop = Shop::new().await;
    let variant = shop.new_variant(GOODS).await;
    let warehouse = shop.warehouse;
    let input = json!({ "variantId": variant, "warehouseId": warehouse, "delta": 3, "reason": "RECEIVED" });
    let adjust = "stockAdjust(input: $input)";
    let documents = [
        format!("a: {adjust} {{ stock {{ onHand }} }} a: {adjust} {{ userErrors {{ code }} }}"),
        format!("{adjust} {{ stock {{ onHand }} }} ...F ... on Mutation {{ {adjust} {{ stock {{ id }} }} }}"),
    ];
    for (times, root) in documents.iter().enumerate() {
        let fragment = format!("fragment F on Mutation {{ {adjust} {{ userErrors {{ code }} }} }}");
        let fragment = if root.contains("...F") { fragment } else { String::new() };
        let document = format!("mutation($input: StockAdjustInput!) {{ {root} }} {fragment}");
        let answer = shop.owner.keyed(&shop.key(), &document, json!({ "input": input })).await;
        let payload = answer.as_object().unwrap().values().next().unwrap().clone();
        let expected = 3 * (i64::try_from(times).unwrap() + 1);
        assert_eq!((&payload["stock"]["onHand"], &payload["userErrors"]), (&json!(expected), &json!([])));
        assert_eq!(shop.levels(variant).await.0, expected);
    }
    // Under different conditions it could be meant once or twice.
    let document = format!(
        "mutation($input: StockAdjustInput!, $yes: Boolean!) {{
            a: {adjust} @include(if: $yes) {{ stock {{ id }} }} a: {adjust} {{ stock {{ id }} }} }}"
    );
    let refused = shop.owner.fault(&document, json!({ "input": input, "yes": true })).await;
    assert_eq!(refused, "GRAPHQL_VALIDATION_FAILED");
    assert_eq!(shop.movements(variant).await.len(), 2);
}
