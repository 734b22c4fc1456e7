//! The one statement that changes stock, and what is written beside it.
//!
//! `UPDATE … SET on_hand = on_hand + d WHERE … >= 0`: it asks no question first, so no two writers can both be told yes.

use sea_orm::sea_query::{Condition, Expr, ExprTrait as _, OnConflict};
use sea_orm::{ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _};
use serde_json::json;

use crate::inventory::entity::stock::{self, Column};
use crate::inventory::entity::stock_movement::{self, MovementKind, StockReason};
use crate::inventory::rules::{Delta, ON_HAND_MAX, Tracking};
use crate::kernel::cx::Cx;
use crate::kernel::fault::Fault;
use crate::kernel::id::{OrderId, OrderLineId, StockId, VariantId, WarehouseId};
use crate::kernel::permission::Permission;
use crate::kernel::tx::Tx;

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

    pub async fn find(self, tx: &Tx) -> Result<Option<stock::Model>, Fault> {
        Ok(stock::Entity::find().filter(self.predicate()).one(tx.db()).await?)
    }
}

/// Changes the stock of a place if it bears the change; gives what it is then. A place without stock yet gets its row.
pub async fn shift(
    cx: &Cx<impl Permission>,
    tx: &Tx,
    place: Place,
    tracking: Tracking,
    delta: Delta,
) -> Result<Option<stock::Model>, Fault> {
    let bears = bears(delta, Expr::col(Column::BackorderLimit));
    let wanted = place.predicate().add(bears);
    if let Some(after) = update(tx, wanted.clone(), delta, None).await? {
        return Ok(Some(after));
    }
    if place.find(tx).await?.is_some() {
        return Ok(None);
    }
    open(cx, tx, place, tracking).await?;
    update(tx, wanted, delta, None).await
}

/// Sets what is on hand, if it still is what the caller read; gives what it is then.
pub async fn replace(
    cx: &Cx<impl Permission>,
    tx: &Tx,
    place: Place,
    tracking: Tracking,
    from: i64,
    to: i64,
) -> Result<Option<stock::Model>, Fault> {
    let delta = Delta::on_hand(to - from);
    let bears = bears(delta, Expr::col(Column::BackorderLimit));
    let wanted = place.predicate().add(Column::OnHand.eq(from)).add(bears);
    if let Some(after) = update(tx, wanted.clone(), delta, None).await? {
        return Ok(Some(after));
    }
    if place.find(tx).await?.is_some() {
        return Ok(None);
    }
    open(cx, tx, place, tracking).await?;
    update(tx, wanted, delta, None).await
}

/// Reserves of a stock if it bears it, under the limit that the variant has now.
pub async fn reserve(tx: &Tx, stock: StockId, quantity: i64, limit: i64) -> Result<Option<stock::Model>, Fault> {
    let delta = Delta::reserved(quantity);
    let wanted = Condition::all().add(Column::Id.eq(stock)).add(bears(delta, Expr::value(limit)));
    update(tx, wanted, delta, Some(limit)).await
}

/// Gives a reservation back.
pub async fn release(tx: &Tx, stock: StockId, quantity: i64) -> Result<Option<stock::Model>, Fault> {
    let wanted = Condition::all().add(Column::Id.eq(stock)).add(Column::Reserved.gte(quantity));
    update(tx, wanted, Delta::reserved(-quantity), None).await
}

/// The rule `Levels::after` as a predicate.
fn bears(delta: Delta, limit: Expr) -> Condition {
    let on_hand = Expr::col(Column::OnHand).add(delta.on_hand);
    let reserved = Expr::col(Column::Reserved).add(delta.reserved);
    Condition::all()
        .add(on_hand.clone().gte(0))
        .add(on_hand.clone().lte(ON_HAND_MAX))
        .add(reserved.clone().gte(0))
        .add(on_hand.sub(reserved).add(limit).gte(0))
}

async fn update(tx: &Tx, wanted: Condition, delta: Delta, limit: Option<i64>) -> Result<Option<stock::Model>, Fault> {
    let mut update = stock::Entity::update_many()
        .col_expr(Column::OnHand, Expr::col(Column::OnHand).add(delta.on_hand))
        .col_expr(Column::Reserved, Expr::col(Column::Reserved).add(delta.reserved))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .col_expr(Column::UpdatedAt, Expr::value(tx.now()));
    if let Some(limit) = limit {
        update = update.col_expr(Column::BackorderLimit, Expr::value(limit));
    }
    Ok(update.filter(wanted).exec_with_returning(tx.db()).await?.pop())
}

/// Gives a place its row, unless somebody else just did.
pub async fn open(cx: &Cx<impl Permission>, tx: &Tx, place: Place, tracking: Tracking) -> Result<(), Fault> {
    let row = stock::Model {
        id: cx.new_id(),
        variant_id: place.variant,
        warehouse_id: place.warehouse,
        on_hand: 0,
        reserved: 0,
        backorder_limit: tracking.backorder_limit(),
        version: 1,
        updated_at: tx.now(),
    };
    let there = OnConflict::columns([Column::VariantId, Column::WarehouseId]).do_nothing().to_owned();
    let added = stock::Entity::insert(row.clone().into_active_model())
        .on_conflict(there)
        .exec_without_returning(tx.db())
        .await?;
    if added > 0 {
        tx.created(row.id, &row)?;
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
}

/// What one update of a stock was for: its causes, in their order, sum to the change. Gives their movements, and records and
/// announces the change.
pub fn movements(
    cx: &Cx<impl Permission>,
    tx: &Tx,
    after: &stock::Model,
    limit_before: i64,
    causes: Vec<Cause>,
) -> Result<Vec<stock_movement::Model>, Fault> {
    let total = causes.iter().fold(Delta::default(), |sum, cause| Delta {
        on_hand: sum.on_hand + cause.delta.on_hand,
        reserved: sum.reserved + cause.delta.reserved,
    });
    let before = stock::Model {
        on_hand: after.on_hand - total.on_hand,
        reserved: after.reserved - total.reserved,
        backorder_limit: limit_before,
        version: after.version - 1,
        ..after.clone()
    };
    tx.updated(after.id, &before, after)?;
    let levels = after.levels();
    tx.emit(
        "stock.changed",
        after.id,
        &json!({
            "stockId": after.id, "variantId": after.variant_id, "warehouseId": after.warehouse_id,
            "onHand": after.on_hand, "reserved": after.reserved, "available": levels.available(),
        }),
    )?;
    let (mut on_hand, mut reserved) = (before.on_hand, before.reserved);
    let movements = causes.into_iter().map(|cause| {
        let Cause { kind, delta, reason, reference, note, order } = cause;
        on_hand += delta.on_hand;
        reserved += delta.reserved;
        stock_movement::Model {
            id: cx.new_id(),
            stock_id: after.id,
            variant_id: after.variant_id,
            warehouse_id: after.warehouse_id,
            kind,
            delta_on_hand: delta.on_hand,
            delta_reserved: delta.reserved,
            on_hand_after: on_hand,
            reserved_after: reserved,
            reason,
            reference,
            note,
            order_id: order.map(|(order, _)| order),
            order_line_id: order.map(|(_, line)| line),
            actor: tx.meta().actor.key(),
            staff_id: tx.meta().actor.staff(),
            at: tx.now(),
        }
    });
    Ok(movements.collect())
}
