//! Placing and canceling: stock, number, event, audit and timeline together, or nothing.

use regie::catalog::entity::product::ProductStatus;
use regie::catalog::entity::product_variant;
use regie::inventory::entity::stock;
use regie::inventory::entity::stock_movement::MovementKind;
use regie::inventory::entity::stock_reservation::ReservationState;
use regie::kernel::table::{audit_entry, outbox_event};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use serde_json::json;

use super::{done, draft, draft_of, id_of, payload, place_of, placed, refused, send};
use crate::harness::shop::{GOODS, Goods, Shop};

#[tokio::test]
async fn placing_reserves_gives_a_number_and_tells_everybody_in_one_go() {
    let shop = Shop::new().await;
    let agent = shop.app.as_role("order-agent").await;
    let (shirt, card) = (shop.stocked(GOODS, 5).await, shop.new_variant(Goods { tracked: false, ..GOODS }).await);
    let order = placed(&shop, &agent, &[(shirt, 2), (card, 7)]).await;
    assert_eq!((&order["number"], &order["label"]), (&json!("1001"), &json!("1001")));
    assert_eq!((&order["status"], &order["placedAt"]), (&json!("CONFIRMED"), &json!("2026-03-02T09:00:00Z")));
    assert_eq!((&order["version"], &order["fulfillmentStatus"]), (&json!(2), &json!("UNFULFILLED")));
    assert_eq!(shop.levels(shirt).await, (5, 2));
    assert_eq!(shop.stock(card, shop.warehouse).await, None, "what is not counted needs no stock");
    let movement = shop.movements(shirt).await.pop().unwrap();
    assert_eq!(
        (movement.kind, movement.delta_reserved, movement.order_id),
        (MovementKind::Reservation, 2, Some(id_of(&order)))
    );
    let reservation = shop.reservations().await.pop().unwrap();
    assert_eq!((reservation.quantity, reservation.state), (2, ReservationState::Active));
    assert_eq!(json!(reservation.order_line_id), order["lines"][0]["id"]);

    let db = &shop.app.app.house.db.reader;
    let event = outbox_event::Entity::find()
        .filter(outbox_event::Column::Topic.eq("order.placed"))
        .one(db)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(event.aggregate_id, id_of(&order).0);
    assert_eq!((&event.payload["number"], &event.payload["totalMinor"]), (&json!("1001"), &json!(9_000)));
    let audit =
        audit_entry::Entity::find().filter(audit_entry::Column::Command.eq("orderPlace")).all(db).await.unwrap();
    let mut entities: Vec<&str> = audit.iter().map(|entry| entry.entity.as_str()).collect();
    entities.sort();
    assert_eq!(entities, ["Order", "OrderEvent", "Stock", "StockMovement", "StockReservation"]);
    assert!(audit.iter().all(|entry| entry.staff_id == agent.staff && entry.permission == "order.place"));
    let second = placed(&shop, &agent, &[(shirt, 1)]).await;
    assert_eq!(second["number"], "1002");
    shop.assert_sound().await;
}

#[tokio::test]
async fn everything_that_stands_against_placing_is_told_at_once_and_nothing_happens() {
    let shop = Shop::new().await;
    let agent = shop.app.as_role("order-agent").await;
    let empty = done(&shop, &agent, "orderDraftCreate", json!({ "channelId": shop.channel })).await;
    assert_eq!(refused(&shop, &agent, "orderPlace", place_of(&empty)).await, ["NO_LINES", "EMAIL_MISSING"]);

    let (gone, archived, unpriced) =
        (shop.stocked(GOODS, 9).await, shop.stocked(GOODS, 9).await, shop.stocked(GOODS, 9).await);
    let mut input = draft_of(shop.channel, &[(gone, 1), (archived, 1), (unpriced, 1)]);
    input.as_object_mut().unwrap().remove("shippingAddress");
    let order = done(&shop, &agent, "orderDraftCreate", input).await;
    let tx = shop.app.begin().await;
    stock::Entity::delete_many().filter(stock::Column::VariantId.eq(gone)).exec(tx.db()).await.unwrap();
    product_variant::Entity::delete_by_id(gone).exec(tx.db()).await.unwrap();
    tx.commit(&shop.app.app.house.entropy).await.unwrap();
    shop.set_status(archived, ProductStatus::Archived).await;
    shop.edit_variant(unpriced, |variant| variant.prices.0.clear()).await;
    shop.close_channel(shop.channel).await;
    let payload = payload(&shop, &agent, "orderPlace", place_of(&order)).await;
    let codes: Vec<_> =
        payload["userErrors"].as_array().unwrap().iter().map(|error| error["code"].as_str().unwrap()).collect();
    assert_eq!(
        codes,
        ["CHANNEL_INACTIVE", "SHIPPING_ADDRESS_MISSING", "VARIANT_GONE", "NOT_FOR_SALE", "PRICE_MISSING"]
    );
    assert_eq!(payload["userErrors"][2]["data"], json!({ "variantId": gone, "lineId": order["lines"][0]["id"] }));
    let data = agent
        .ok(
            "query($id: ID!) { order(id: $id) { status number version lines { variant { id } sku } } }",
            json!({ "id": order["id"] }),
        )
        .await;
    assert_eq!(
        (&data["order"]["status"], &data["order"]["number"], &data["order"]["version"]),
        (&json!("DRAFT"), &json!(null), &json!(1))
    );
    assert_eq!(
        data["order"]["lines"][0],
        json!({ "variant": null, "sku": order["lines"][0]["sku"] }),
        "a line outlives its variant"
    );
    assert_eq!(shop.levels(archived).await, (9, 0));
}

#[tokio::test]
async fn what_does_not_ship_needs_no_address() {
    let shop = Shop::new().await;
    let card = shop.new_variant(Goods { tracked: false, ships: false, ..GOODS }).await;
    let mut input = draft_of(shop.channel, &[(card, 1)]);
    input.as_object_mut().unwrap().remove("shippingAddress");
    let order = done(&shop, &shop.owner, "orderDraftCreate", input).await;
    assert_eq!(done(&shop, &shop.owner, "orderPlace", place_of(&order)).await["status"], "CONFIRMED");
}

#[tokio::test]
async fn an_order_is_placed_at_the_price_that_was_told() {
    let shop = Shop::new().await;
    let shirt = shop.stocked(GOODS, 5).await;
    let order = draft(&shop, &shop.owner, &[(shirt, 1)]).await;
    shop.edit_variant(shirt, |variant| variant.prices.0[0].amount_minor = 7_777).await;
    let order = done(&shop, &shop.owner, "orderPlace", place_of(&order)).await;
    assert_eq!(order["total"]["amount"], "10.00");
}

#[tokio::test]
async fn an_order_that_wants_more_than_there_is_is_refused_with_what_there_is() {
    let shop = Shop::new().await;
    let agent = shop.app.as_role("order-agent").await;
    let (few, enough) = (shop.stocked(GOODS, 3).await, shop.stocked(GOODS, 30).await);
    let order = draft(&shop, &agent, &[(few, 2), (enough, 20), (few, 2)]).await;
    let payload = payload(&shop, &agent, "orderPlace", place_of(&order)).await;
    let data = json!({ "variantId": few, "requested": 4, "available": 3 });
    assert_eq!(
        payload["userErrors"],
        json!([{ "code": "INSUFFICIENT_STOCK", "field": ["input", "id"], "data": data }])
    );
    assert_eq!((shop.levels(few).await, shop.levels(enough).await), ((3, 0), (30, 0)), "all or nothing");
    let smaller = json!({ "id": order["lines"][2]["id"], "quantity": 1 });
    let order = done(&shop, &agent, "orderLineUpdate", smaller).await;
    let order = done(&shop, &agent, "orderPlace", place_of(&order)).await;
    assert_eq!(order["status"], "CONFIRMED");
    assert_eq!((shop.levels(few).await, shop.levels(enough).await), ((3, 3), (30, 20)));
    shop.assert_sound().await;
}

#[tokio::test]
async fn what_is_shown_as_available_can_be_ordered_and_not_one_more() {
    let shop = Shop::new().await;
    let second = shop.new_warehouse("second", 200).await;
    let closed = shop.new_warehouse("closed", 1).await;
    let document = "mutation($input: WarehouseUpdateInput!) { warehouseUpdate(input: $input) { userErrors { code } } }";
    let counted = shop.stocked(GOODS, 3).await;
    let backorder = shop.stocked(Goods { backorder: true, price_minor: 1, ..GOODS }, 2).await;
    let never = shop.new_variant(Goods { backorder: true, price_minor: 1, ..GOODS }).await;
    let download = shop.new_variant(Goods { tracked: false, ..GOODS }).await;
    shop.receive(counted, second, 4).await;
    shop.receive(counted, closed, 100).await;
    shop.owner.ok(document, json!({ "input": { "id": closed, "active": false } })).await;
    let order = draft(&shop, &shop.owner, &[(counted, 1), (backorder, 1), (never, 1), (download, 1)]).await;
    let shown = "query($id: ID!) { order(id: $id) { lines { variant { available stocks { onHand available warehouse { slug } } } } } }";
    let data = shop.owner.ok(shown, json!({ "id": order["id"] })).await;
    let available: Vec<_> =
        data["order"]["lines"].as_array().unwrap().iter().map(|line| &line["variant"]["available"]).collect();
    assert_eq!(available, [&json!(7), &json!(1_002), &json!(1_000), &json!(null)]);
    let stocks = &data["order"]["lines"][0]["variant"]["stocks"];
    let slugs: Vec<_> =
        stocks.as_array().unwrap().iter().map(|stock| stock["warehouse"]["slug"].as_str().unwrap()).collect();
    assert_eq!(slugs, ["closed", "main", "second"]);
    for (variant, most) in [(counted, 7), (backorder, 1_002), (never, 1_000)] {
        let over = draft(&shop, &shop.owner, &[(variant, most + 1)]).await;
        assert_eq!(refused(&shop, &shop.owner, "orderPlace", place_of(&over)).await, ["INSUFFICIENT_STOCK"]);
        placed(&shop, &shop.owner, &[(variant, most)]).await;
    }
    shop.assert_sound().await;
}

#[tokio::test]
async fn canceling_gives_everything_back() {
    let shop = Shop::new().await;
    let agent = shop.app.as_role("order-agent").await;
    let second = shop.new_warehouse("second", 200).await;
    let (shirt, hat) = (shop.stocked(GOODS, 3).await, shop.stocked(GOODS, 9).await);
    shop.receive(shirt, second, 5).await;
    let order = placed(&shop, &agent, &[(shirt, 3), (hat, 2), (shirt, 4)]).await;
    assert_eq!((shop.levels(shirt).await, shop.levels(hat).await), ((3, 3), (9, 2)));
    assert_eq!(shop.stock(shirt, second).await.unwrap().reserved, 4);
    let input = json!({ "id": order["id"], "expectedVersion": 2, "reason": "CUSTOMER", "note": "changed their mind" });
    let canceled = done(&shop, &agent, "orderCancel", input).await;
    assert_eq!((&canceled["status"], &canceled["cancelReason"]), (&json!("CANCELED"), &json!("CUSTOMER")));
    assert_eq!((&canceled["canceledAt"], &canceled["number"]), (&json!("2026-03-02T09:00:00Z"), &json!("1001")));
    let lines = canceled["lines"].as_array().unwrap();
    assert!(lines.iter().all(|line| line["quantity"] == line["quantityCanceled"]), "{lines:#?}");
    assert_eq!((shop.levels(shirt).await, shop.levels(hat).await), ((3, 0), (9, 0)));
    assert_eq!(shop.stock(shirt, second).await.unwrap().reserved, 0);
    assert!(
        shop.reservations()
            .await
            .iter()
            .all(|row| row.state == ReservationState::Released && row.released_at.is_some())
    );
    let document = "query($id: ID!) { order(id: $id) { timeline(first: 1) { kind message data } } }";
    let data = agent.ok(document, json!({ "id": order["id"] })).await;
    let entry = json!({ "kind": "CANCELED", "message": "changed their mind", "data": { "reason": "CUSTOMER" } });
    assert_eq!(data["order"]["timeline"], json!([entry]));
    let db = &shop.app.app.house.db.reader;
    let events =
        outbox_event::Entity::find().filter(outbox_event::Column::Topic.eq("order.canceled")).all(db).await.unwrap();
    assert_eq!(events.len(), 1);
    shop.assert_sound().await;
    placed(&shop, &agent, &[(shirt, 8)]).await;
}

#[tokio::test]
async fn a_draft_can_be_called_off_too() {
    let shop = Shop::new().await;
    let shirt = shop.stocked(GOODS, 3).await;
    let order = draft(&shop, &shop.owner, &[(shirt, 1)]).await;
    let canceled = done(&shop, &shop.owner, "orderCancel", json!({ "id": order["id"], "reason": "STAFF" })).await;
    assert_eq!((&canceled["status"], &canceled["number"]), (&json!("CANCELED"), &json!(null)));
    assert_eq!(refused(&shop, &shop.owner, "orderPlace", place_of(&canceled)).await, ["WRONG_STATUS"]);
    assert_eq!(shop.movements(shirt).await.len(), 1);
}

#[tokio::test]
async fn the_same_key_places_one_order_and_gives_the_same_answer() {
    let shop = Shop::new().await;
    let agent = shop.app.as_role("order-agent").await;
    let shirt = shop.stocked(GOODS, 5).await;
    let order = draft(&shop, &agent, &[(shirt, 2)]).await;
    let first = send(&agent, "once", "orderPlace", place_of(&order)).await;
    let again = send(&agent, "once", "orderPlace", place_of(&order)).await;
    assert_eq!(first.body["data"]["orderPlace"]["order"]["number"], "1001");
    assert_eq!(first.body, again.body);
    assert_eq!(shop.levels(shirt).await, (5, 2));
    let other = draft(&shop, &agent, &[(shirt, 2)]).await;
    let mismatch = send(&agent, "once", "orderPlace", place_of(&other)).await;
    assert_eq!(mismatch.code(), "IDEMPOTENCY_KEY_PARAMETER_MISMATCH");
    let another = send(&agent, "once", "orderCancel", json!({ "id": order["id"], "reason": "STAFF" })).await;
    assert_eq!(another.code(), "IDEMPOTENCY_KEY_PARAMETER_MISMATCH");
    let finance = shop.app.as_role("finance").await;
    let theirs = send(&finance, "once", "orderPlace", place_of(&other)).await;
    assert_eq!(theirs.body["data"]["orderPlace"]["order"]["number"], "1002", "keys belong to who sends them");
}

#[tokio::test]
async fn an_agent_places_up_to_a_thousand_alone_and_finance_places_anything() {
    let shop = Shop::new().await;
    let (agent, finance) = (shop.app.as_role("order-agent").await, shop.app.as_role("finance").await);
    let suit = shop.stocked(Goods { price_minor: 50_000, ..GOODS }, 9).await;
    assert_eq!(placed(&shop, &agent, &[(suit, 2)]).await["status"], "CONFIRMED");
    let large = draft(&shop, &agent, &[(suit, 3)]).await;
    assert_eq!(large["nextActions"], json!(["EDIT_LINES", "UPDATE", "PLACE", "CANCEL", "ADD_NOTE"]));
    let order = done(&shop, &finance, "orderPlace", place_of(&large)).await;
    assert_eq!(order["total"]["amount"], "1500.00");
    assert_eq!(order["nextActions"], json!(["ADD_NOTE"]), "finance neither edits nor cancels");
}
