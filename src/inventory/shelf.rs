//! The one statement that changes stock, and what is written beside it.
//!
//! `UPDATE … SET on_hand = on_hand + d WHERE … >= 0`: it asks no question first, so no two writers can both be told yes.

use sea_orm::sea_query::{Condition, Expr, ExprTrait as _, OnConflict};
use sea_orm::{ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _};
use serde_json::json;

use crate::inventory::entity::stock::{self, Column};
use crate::inventory::entity::stock_movement::{self, MovementKind, StockReason};
use crate::inventory::rules::{Delta, Levels, ON_HAND_MAX, Tracking};
use crate::kernel::actor::Actor;
use crate::kernel::clock::Timestamp;
use crate::kernel::cx::Cx;
use crate::kernel::fault::Fault;
use crate::kernel::id::{OrderId, OrderLineId, StockId, StockMovementId, VariantId, WarehouseId};
use crate::kernel::permission::Permission;
use crate::kernel::tx::Tx;

/// The event of every change of what is on hand or reserved.
pub const CHANGED: &str = "stock.changed";
/// Most rows that one statement adds.
const OPENED_AT_ONCE: usize = 500;

/// A variant in a warehouse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub variant: VariantId,
    pub warehouse: WarehouseId,
}

impl Place {
    fn predicate(self) -> Condition {
        Condition::all().add(Column::VariantId.eq(self.variant)).add(Column::WarehouseId.eq(self.warehouse))
    }

    async fn find(self, tx: &Tx) -> Result<Option<stock::Model>, Fault> {
        Ok(stock::Entity::find().filter(self.predicate()).one(tx.db()).await?)
    }

    /// What lies there, under the limit that the variant has now.
    pub async fn levels(self, tx: &Tx, tracking: Tracking) -> Result<Levels, Fault> {
        let levels = self.find(tx).await?.map(|stock| stock.levels()).unwrap_or_default();
        Ok(Levels { backorder_limit: tracking.backorder_limit(), ..levels })
    }

    /// The row of a place where nothing lies yet.
    pub fn empty(self, id: StockId, tracking: Tracking, now: Timestamp) -> stock::Model {
        let Place { variant: variant_id, warehouse: warehouse_id } = self;
        let backorder_limit = tracking.backorder_limit();
        stock::Model {
            id,
            variant_id,
            warehouse_id,
            on_hand: 0,
            reserved: 0,
            backorder_limit,
            version: 1,
            updated_at: now,
        }
    }
}

/// A stock that was changed.
pub struct Shifted {
    pub after: stock::Model,
    /// The limit that stood in the row before.
    pub limit_before: i64,
}

/// Changes what is on hand if the stock bears it. With `from`, only if it still is what the caller read. A place without
/// stock yet gets its row. `None` when the stock said no.
pub async fn shift(
    cx: &Cx<impl Permission>,
    tx: &Tx,
    place: Place,
    tracking: Tracking,
    delta: Delta,
    from: Option<i64>,
) -> Result<Option<Shifted>, Fault> {
    let limit = tracking.backorder_limit();
    let limit_before = match place.find(tx).await? {
        Some(known) => known.backorder_limit,
        None => {
            open(cx, tx, &[(place, tracking)]).await?;
            limit
        }
    };
    let wanted = place.predicate().add(bears(delta, limit)).add_option(from.map(|from| Column::OnHand.eq(from)));
    let after = update(tx, wanted, delta, limit).await?;
    Ok(after.map(|after| Shifted { after, limit_before }))
}

/// Reserves of a stock if it bears it, under the limit that the variant has now.
pub async fn reserve(tx: &Tx, stock: StockId, quantity: i64, limit: i64) -> Result<Option<stock::Model>, Fault> {
    let delta = Delta::reserved(quantity);
    let wanted = Condition::all().add(Column::Id.eq(stock)).add(bears(delta, limit));
    update(tx, wanted, delta, limit).await
}

/// Gives a reservation back.
pub async fn release(tx: &Tx, stock: StockId, quantity: i64) -> Result<Option<stock::Model>, Fault> {
    let delta = Delta::reserved(-quantity);
    let wanted = Condition::all().add(Column::Id.eq(stock)).add(bears(delta, 0));
    update(tx, wanted, delta, 0).await
}

/// The rule `Levels::after` as a predicate.
fn bears(delta: Delta, limit: i64) -> Condition {
    let on_hand = Expr::col(Column::OnHand).add(delta.on_hand);
    let reserved = Expr::col(Column::Reserved).add(delta.reserved);
    let available = on_hand.clone().sub(reserved.clone()).add(limit);
    Condition::all()
        .add(on_hand.clone().gte(0))
        .add(on_hand.lte(ON_HAND_MAX))
        .add(reserved.gte(0))
        .add_option(delta.lowers().then(|| available.gte(0)))
}

async fn update(tx: &Tx, wanted: Condition, delta: Delta, limit: i64) -> Result<Option<stock::Model>, Fault> {
    let mut update = stock::Entity::update_many()
        .col_expr(Column::OnHand, Expr::col(Column::OnHand).add(delta.on_hand))
        .col_expr(Column::Reserved, Expr::col(Column::Reserved).add(delta.reserved))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .col_expr(Column::UpdatedAt, Expr::value(tx.now()));
    // The column is the wall that the `CHECK` stands on. It follows the variant when the change was held against its limit;
    // a change for the better may meet promises beyond a limit that is gone, and leaves it.
    if delta.lowers() {
        update = update.col_expr(Column::BackorderLimit, Expr::value(limit));
    }
    Ok(update.filter(wanted).exec_with_returning(tx.db()).await?.pop())
}

/// Sets what is on hand of a stock that was read under a lock, if it bears it. `None` when the stock said no.
pub async fn count(tx: &Tx, known: &stock::Model, to: i64, tracking: Tracking) -> Result<Option<Shifted>, Fault> {
    let (delta, limit) = (Delta::on_hand(to - known.on_hand), tracking.backorder_limit());
    let same = Condition::all().add(Column::Id.eq(known.id)).add(Column::OnHand.eq(known.on_hand));
    let after = update(tx, same.add(bears(delta, limit)), delta, limit).await?;
    Ok(after.map(|after| Shifted { after, limit_before: known.backorder_limit }))
}

/// Gives places their rows, unless somebody else just did.
pub async fn open(cx: &Cx<impl Permission>, tx: &Tx, places: &[(Place, Tracking)]) -> Result<(), Fault> {
    for places in places.chunks(OPENED_AT_ONCE) {
        let rows = places.iter().map(|(place, tracking)| place.empty(cx.new_id(), *tracking, tx.now()));
        let there = OnConflict::columns([Column::VariantId, Column::WarehouseId]).do_nothing().to_owned();
        let insert = stock::Entity::insert_many(rows.map(stock::Model::into_active_model)).on_conflict(there);
        for added in insert.exec_with_returning(tx.db()).await? {
            tx.created(added.id, &added)?;
        }
    }
    Ok(())
}

/// Why stock changed.
#[derive(Clone, Debug)]
pub struct Cause {
    pub kind: MovementKind,
    pub delta: Delta,
    pub reason: Option<StockReason>,
    pub reference: Option<String>,
    pub note: Option<String>,
    pub order: Option<(OrderId, OrderLineId)>,
}

impl Cause {
    pub fn of_order(kind: MovementKind, delta: Delta, order: OrderId, line: OrderLineId) -> Self {
        Self { kind, delta, reason: None, reference: None, note: None, order: Some((order, line)) }
    }

    /// The movement that led to these levels.
    pub fn movement(
        self,
        id: StockMovementId,
        after: &stock::Model,
        by: &Actor,
        at: Timestamp,
    ) -> stock_movement::Model {
        let Cause { kind, delta, reason, reference, note, order } = self;
        stock_movement::Model {
            id,
            stock_id: after.id,
            variant_id: after.variant_id,
            warehouse_id: after.warehouse_id,
            kind,
            delta_on_hand: delta.on_hand,
            delta_reserved: delta.reserved,
            on_hand_after: after.on_hand,
            reserved_after: after.reserved,
            reason,
            reference,
            note,
            order_id: order.map(|(order, _)| order),
            order_line_id: order.map(|(_, line)| line),
            actor: by.key(),
            staff_id: by.staff(),
            at,
        }
    }
}

/// What one update of a stock was for: its causes, in their order, sum to the change. Gives their movements, and records and
/// announces the change.
pub fn movements(
    cx: &Cx<impl Permission>,
    tx: &Tx,
    Shifted { after, limit_before }: &Shifted,
    causes: Vec<Cause>,
) -> Result<Vec<stock_movement::Model>, Fault> {
    let total = causes.iter().fold(Delta::default(), |sum, cause| Delta {
        on_hand: sum.on_hand + cause.delta.on_hand,
        reserved: sum.reserved + cause.delta.reserved,
    });
    let before = stock::Model {
        on_hand: after.on_hand - total.on_hand,
        reserved: after.reserved - total.reserved,
        backorder_limit: *limit_before,
        version: after.version - 1,
        ..after.clone()
    };
    tx.updated(after.id, &before, after)?;
    let levels = after.levels();
    tx.emit(
        CHANGED,
        after.id,
        &json!({
            "stockId": after.id, "variantId": after.variant_id, "warehouseId": after.warehouse_id,
            "onHand": after.on_hand, "reserved": after.reserved, "available": levels.available(),
        }),
    )?;
    let mut level = before;
    let movements = causes.into_iter().map(|cause| {
        level.on_hand += cause.delta.on_hand;
        level.reserved += cause.delta.reserved;
        cause.movement(cx.new_id(), &level, &tx.meta().actor, tx.now())
    });
    Ok(movements.collect())
}
