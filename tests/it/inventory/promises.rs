//! Promises: where they are taken from, how far they go, and that they come back.

use regie::inventory::error::Shortage;
use regie::inventory::release;
use regie::inventory::reserve::{self, Reserved, Want};
use regie::inventory::rules::Tracking;
use regie::kernel::id::{OrderId, OrderLineId, VariantId, WarehouseId};
use serde_json::json;

use crate::harness::shop::{GOODS, Goods, Shop};

/// Promises each variant in this quantity, as lines of one order.
async fn promise(shop: &Shop, wants: &[(VariantId, i64, Tracking)]) -> (OrderId, Reserved) {
    let tx = shop.app.begin().await;
    let cx = shop.reserver();
    let order: OrderId = cx.new_id();
    let wants: Vec<Want> = wants
        .iter()
        .map(|(variant, quantity, tracking)| {
            let line: OrderLineId = cx.new_id();
            Want { line, variant: *variant, quantity: *quantity, tracking: *tracking }
        })
        .collect();
    let reserved = reserve::run(&cx, &tx, order, &wants).await.unwrap();
    tx.commit(cx.entropy()).await.unwrap();
    (order, reserved)
}

async fn release(shop: &Shop, order: OrderId) {
    let tx = shop.app.begin().await;
    release::run(&shop.reserver(), &tx, order).await.unwrap();
    tx.commit(&shop.app.app.house.entropy).await.unwrap();
}

async fn reserved_in(shop: &Shop, variant: VariantId, warehouse: WarehouseId) -> i64 {
    shop.stock(variant, warehouse).await.unwrap().reserved
}

#[tokio::test]
async fn the_warehouse_with_the_smallest_number_serves_first_and_the_next_the_rest() {
    let shop = Shop::new().await;
    let (first, last) = (shop.new_warehouse("first", 1).await, shop.new_warehouse("last", 900).await);
    let variant = shop.stocked(GOODS, 4).await;
    shop.receive(variant, last, 10).await;
    shop.receive(variant, first, 3).await;
    let (order, reserved) = promise(&shop, &[(variant, 8, Tracking::Tracked)]).await;
    assert_eq!(reserved, Reserved::All);
    let taken = [first, shop.warehouse, last].map(|warehouse| reserved_in(&shop, variant, warehouse));
    assert_eq!(futures::future::join_all(taken).await, [3, 4, 1]);
    assert_eq!(shop.reservations().await.iter().map(|row| row.quantity).sum::<i64>(), 8);
    shop.assert_sound().await;

    release(&shop, order).await;
    release(&shop, order).await;
    let taken = [first, shop.warehouse, last].map(|warehouse| reserved_in(&shop, variant, warehouse));
    assert_eq!(futures::future::join_all(taken).await, [0, 0, 0]);
    assert_eq!(shop.movements(variant).await.len(), 3 + 3 + 3, "released once");
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_closed_warehouse_serves_nobody() {
    let shop = Shop::new().await;
    let closed = shop.new_warehouse("closed", 1).await;
    let variant = shop.stocked(GOODS, 2).await;
    shop.receive(variant, closed, 50).await;
    let document = "mutation($input: WarehouseUpdateInput!) { warehouseUpdate(input: $input) { userErrors { code } } }";
    shop.owner.ok(document, json!({ "input": { "id": closed, "active": false } })).await;
    let (_, reserved) = promise(&shop, &[(variant, 3, Tracking::Tracked)]).await;
    assert_eq!(reserved, Reserved::Short(vec![Shortage { variant, requested: 3, available: 2 }]));
    let (_, reserved) = promise(&shop, &[(variant, 2, Tracking::Tracked)]).await;
    assert_eq!(reserved, Reserved::All);
    assert_eq!(reserved_in(&shop, variant, closed).await, 0);
}

#[tokio::test]
async fn two_lines_of_a_variant_are_one_demand_and_each_gets_its_movement() {
    let shop = Shop::new().await;
    let variant = shop.stocked(GOODS, 5).await;
    let lines = [(variant, 3, Tracking::Tracked), (variant, 3, Tracking::Tracked)];
    let (_, reserved) = promise(&shop, &lines).await;
    assert_eq!(reserved, Reserved::Short(vec![Shortage { variant, requested: 6, available: 5 }]));
    assert_eq!(shop.levels(variant).await, (5, 0));
    let lines = [(variant, 3, Tracking::Tracked), (variant, 2, Tracking::Tracked)];
    let (_, reserved) = promise(&shop, &lines).await;
    assert_eq!(reserved, Reserved::All);
    let after: Vec<_> =
        shop.movements(variant).await.iter().map(|row| (row.delta_reserved, row.reserved_after)).collect();
    assert_eq!(after, [(0, 0), (3, 3), (2, 5)]);
    shop.assert_sound().await;
}

#[tokio::test]
async fn every_shortage_of_an_order_is_told_and_nothing_is_reserved() {
    let shop = Shop::new().await;
    let (few, enough, none) =
        (shop.stocked(GOODS, 1).await, shop.stocked(GOODS, 9).await, shop.new_variant(GOODS).await);
    let wants = [(few, 2, Tracking::Tracked), (enough, 9, Tracking::Tracked), (none, 1, Tracking::Tracked)];
    let (_, reserved) = promise(&shop, &wants).await;
    let short = |variant, requested, available| Shortage { variant, requested, available };
    assert_eq!(reserved, Reserved::Short(vec![short(few, 2, 1), short(none, 1, 0)]));
    assert_eq!(shop.levels(enough).await, (9, 0));
    assert_eq!(shop.reservations().await, []);
}

#[tokio::test]
async fn backorder_goes_below_zero_as_far_as_its_limit() {
    let shop = Shop::new().await;
    let variant = shop.stocked(Goods { backorder: true, ..GOODS }, 2).await;
    let (_, reserved) = promise(&shop, &[(variant, 1_003, Tracking::Backorder)]).await;
    assert_eq!(reserved, Reserved::Short(vec![Shortage { variant, requested: 1_003, available: 1_002 }]));
    let (order, reserved) = promise(&shop, &[(variant, 1_002, Tracking::Backorder)]).await;
    assert_eq!(reserved, Reserved::All);
    let stock = shop.stock(variant, shop.warehouse).await.unwrap();
    assert_eq!((stock.on_hand, stock.reserved, stock.levels().available()), (2, 1_002, 0));
    // The variant stops allowing it: what is promised stays promised, and nothing more is.
    let (_, reserved) = promise(&shop, &[(variant, 1, Tracking::Tracked)]).await;
    assert_eq!(reserved, Reserved::Short(vec![Shortage { variant, requested: 1, available: 0 }]));
    shop.edit_variant(variant, |variant| variant.allow_backorder = false).await;
    let taken = shop.adjust(&shop.owner, variant, shop.warehouse, -1).await;
    assert_eq!(taken["userErrors"][0]["data"]["available"], 0, "what lies there is promised");
    let document = "query($id: ID!) { stock(id: $id) { onHand reserved backorderLimit available } }";
    let data = shop.owner.ok(document, json!({ "id": stock.id })).await;
    assert_eq!(data["stock"], json!({ "onHand": 2, "reserved": 1_002, "backorderLimit": 0, "available": 0 }));
    shop.receive(variant, shop.warehouse, 5).await;
    release(&shop, order).await;
    assert_eq!(shop.levels(variant).await, (7, 0));
    let (_, reserved) = promise(&shop, &[(variant, 7, Tracking::Tracked)]).await;
    assert_eq!(reserved, Reserved::All);
    assert_eq!(shop.stock(variant, shop.warehouse).await.unwrap().backorder_limit, 0);
    shop.assert_sound().await;
}

#[tokio::test]
async fn backorder_takes_what_lies_in_the_next_warehouse_before_it_promises_what_does_not() {
    let shop = Shop::new().await;
    let next = shop.new_warehouse("next", 900).await;
    let variant = shop.stocked(Goods { backorder: true, ..GOODS }, 2).await;
    shop.receive(variant, next, 3).await;
    let (_, reserved) = promise(&shop, &[(variant, 6, Tracking::Backorder)]).await;
    assert_eq!(reserved, Reserved::All);
    assert_eq!(reserved_in(&shop, variant, shop.warehouse).await, 3);
    assert_eq!(reserved_in(&shop, variant, next).await, 3);
}

#[tokio::test]
async fn backorder_needs_no_stock_to_have_been_anywhere() {
    let shop = Shop::new().await;
    let variant = shop.new_variant(Goods { backorder: true, ..GOODS }).await;
    let (_, reserved) = promise(&shop, &[(variant, 4, Tracking::Backorder)]).await;
    assert_eq!(reserved, Reserved::All);
    assert_eq!(shop.levels(variant).await, (0, 4));
    shop.assert_sound().await;
}

#[tokio::test]
async fn what_is_not_counted_needs_no_stock() {
    let shop = Shop::new().await;
    let variant = shop.new_variant(Goods { tracked: false, ..GOODS }).await;
    let (_, reserved) = promise(&shop, &[(variant, 1_000_000, Tracking::Untracked)]).await;
    assert_eq!(reserved, Reserved::All);
    assert_eq!(shop.stock(variant, shop.warehouse).await, None);
}
