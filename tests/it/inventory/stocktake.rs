//! Counts of many variants at once.

use regie::inventory::entity::stock_movement::{MovementKind, StockReason};
use regie::inventory::error::InventoryError;
use regie::inventory::reserve::{self, Want};
use regie::inventory::rules::{Levels, ON_HAND_MAX, Shortfall, Tracking};
use regie::inventory::stocktake::{Count, Entered, Stocktake};
use regie::kernel::actor::Actor;
use regie::kernel::cx::Caller;
use regie::kernel::id::{OrderId, OrderLineId, TypedId as _, VariantId};
use regie::kernel::scope::Domain;
use regie::kernel::table::{audit_entry, outbox_event};
use sea_orm::{EntityTrait as _, PaginatorTrait as _};
use std::collections::BTreeSet;

use crate::harness::shop::{GOODS, Goods, Shop};

async fn begin(shop: &Shop, slug: &str) -> Stocktake {
    let cx = Caller::system("test").may(&shop.app.app.house).unwrap();
    Stocktake::begin(cx, slug, Some("sheet 7".to_owned())).await.unwrap().unwrap()
}

/// Enters counts and commits. Gives what came of them and how many statements it took.
async fn enter(shop: &Shop, stocktake: &Stocktake, counts: &[(VariantId, i64)]) -> (Vec<Entered>, u64) {
    let counts: Vec<Count> =
        counts.iter().map(|(variant, quantity)| Count { variant: *variant, quantity: *quantity }).collect();
    let house = &shop.app.app.house;
    let before = house.db.statements();
    let tx = shop.app.begin().await;
    let entered = stocktake.enter(&tx, &counts).await.unwrap();
    tx.commit(&house.entropy).await.unwrap();
    (entered, house.db.statements() - before)
}

async fn promise(shop: &Shop, variant: VariantId, quantity: i64, tracking: Tracking) {
    let tx = shop.app.begin().await;
    let cx = shop.reserver();
    let (order, line): (OrderId, OrderLineId) = (cx.new_id(), cx.new_id());
    let reserved = reserve::run(&cx, &tx, order, &[Want { line, variant, quantity, tracking }]).await.unwrap();
    assert_eq!(reserved, reserve::Reserved::All);
    tx.commit(cx.entropy()).await.unwrap();
}

#[tokio::test]
async fn counts_are_entered_with_their_movements_and_the_same_again_is_nothing() {
    let shop = Shop::new().await;
    let stocktake = begin(&shop, "main").await;
    let (known, fresh, none) =
        (shop.stocked(GOODS, 4).await, shop.new_variant(GOODS).await, shop.new_variant(GOODS).await);
    let counts = [(known, 9), (fresh, 3), (none, 0)];
    let (entered, _) = enter(&shop, &stocktake, &counts).await;
    assert_eq!(entered, [Entered::Set, Entered::Set, Entered::Unchanged]);
    let levels = [shop.levels(known).await, shop.levels(fresh).await, shop.levels(none).await];
    assert_eq!(levels, [(9, 0), (3, 0), (0, 0)], "what never lay there has its place now");
    let last = shop.movements(known).await.pop().unwrap();
    assert_eq!((last.kind, last.delta_on_hand, last.on_hand_after), (MovementKind::Adjustment, 5, 9));
    assert_eq!((last.reason, last.reference.as_deref()), (Some(StockReason::Count), Some("sheet 7")));
    assert_eq!((shop.movements(fresh).await.len(), shop.movements(none).await.len()), (1, 0));
    shop.assert_sound().await;

    let db = &shop.app.app.house.db.reader;
    let said = async || {
        let (audit, events) = (audit_entry::Entity::find().count(db), outbox_event::Entity::find().count(db));
        (audit.await.unwrap(), events.await.unwrap())
    };
    let before = (said().await, shop.stock(known, shop.warehouse).await);
    let (entered, _) = enter(&shop, &stocktake, &counts).await;
    assert_eq!(entered, [Entered::Unchanged, Entered::Unchanged, Entered::Unchanged]);
    assert_eq!((said().await, shop.stock(known, shop.warehouse).await), before);
}

#[tokio::test]
async fn what_a_stock_does_not_bear_is_refused_and_the_others_are_entered() {
    let shop = Shop::new().await;
    let stocktake = begin(&shop, "main").await;
    let (promised, later) = (shop.stocked(GOODS, 10).await, shop.stocked(Goods { backorder: true, ..GOODS }, 10).await);
    promise(&shop, promised, 7, Tracking::Tracked).await;
    promise(&shop, later, 7, Tracking::Backorder).await;
    let (untracked, plain) = (shop.new_variant(Goods { tracked: false, ..GOODS }).await, shop.new_variant(GOODS).await);
    let nobody = VariantId::from_uuid(uuid::Uuid::from_u128(7));
    let counts =
        [(promised, 6), (later, 6), (untracked, 5), (nobody, 1), (plain, -2), (plain, ON_HAND_MAX + 1), (plain, 2)];
    let (entered, _) = enter(&shop, &stocktake, &counts).await;
    let refused = |variant, requested, shortfall| {
        Entered::Refused(InventoryError::CannotAdjust { field: "quantity", variant, requested, shortfall })
    };
    let expected = [
        refused(promised, 4, Shortfall::Insufficient { available: 3 }),
        Entered::Set,
        Entered::Untracked,
        Entered::Refused(InventoryError::VariantNotFound),
        Entered::Refused(InventoryError::Negative),
        refused(plain, ON_HAND_MAX + 1, Shortfall::TooMuch),
        Entered::Set,
    ];
    assert_eq!(entered, expected);
    assert_eq!((shop.levels(promised).await, shop.levels(plain).await), ((10, 7), (2, 0)));
    let levels = shop.stock(later, shop.warehouse).await.unwrap().levels();
    assert_eq!(levels, Levels { on_hand: 6, reserved: 7, backorder_limit: 1_000 });
    assert_eq!(shop.stock(untracked, shop.warehouse).await, None);
    shop.assert_sound().await;
}

#[tokio::test]
async fn what_is_as_it_was_costs_the_same_for_one_variant_and_for_fifty() {
    let mut costs = BTreeSet::new();
    for count in [1, 50] {
        let shop = Shop::new().await;
        let stocktake = begin(&shop, "main").await;
        let mut counts = Vec::new();
        for quantity in 1..=count {
            counts.push((shop.new_variant(GOODS).await, quantity));
        }
        let (_, first) = enter(&shop, &stocktake, &counts).await;
        assert!(first < 20 + 2 * count.unsigned_abs(), "{first} statements for {count} new places");
        costs.insert(enter(&shop, &stocktake, &counts).await.1);
    }
    assert_eq!(costs.len(), 1, "{costs:?}");
}

#[tokio::test]
async fn a_warehouse_outside_the_scope_is_not_there() {
    let shop = Shop::new().await;
    shop.new_warehouse("north", 900).await;
    let clerk = shop.app.person("clerk", &[("warehouse-clerk", Domain::Warehouse(shop.warehouse))]).await;
    let caller = shop.app.app.caller(Actor::Staff { id: clerk.staff.unwrap(), session: None }, "");
    for (slug, there) in [("main", true), ("north", false), ("moon", false)] {
        let cx = caller.may(&shop.app.app.house).unwrap();
        assert_eq!(Stocktake::begin(cx, slug, None).await.unwrap().is_some(), there, "{slug}");
    }
}
