//! Take back what was promised to an order.

use sea_orm::sea_query::Expr;
use sea_orm::{ActiveEnum as _, ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use std::collections::BTreeMap;

use crate::inventory::entity::stock_movement::MovementKind;
use crate::inventory::entity::stock_reservation::{self, Column, ReservationState};
use crate::inventory::permission::StockReserve;
use crate::inventory::rules::Delta;
use crate::inventory::shelf::{self, Cause, Shifted};
use crate::kernel::clock::Timestamp;
use crate::kernel::cx::Cx;
use crate::kernel::fault::Fault;
use crate::kernel::id::{OrderId, StockId};
use crate::kernel::tx::Tx;

/// Releases every promise to an order that still holds. Two who do it at once release it once: the first statement takes the
/// promises, and whoever finds none has nothing to give back.
pub async fn run(cx: &Cx<StockReserve>, tx: &Tx, order: OrderId) -> Result<(), Fault> {
    let released = stock_reservation::Entity::update_many()
        .col_expr(Column::State, Expr::value(ReservationState::Released.to_value()))
        .col_expr(Column::ReleasedAt, Expr::value(Some(tx.now())))
        .filter(Column::OrderId.eq(order))
        .filter(Column::State.eq(ReservationState::Active))
        .exec_with_returning(tx.db())
        .await?;
    let mut of_stock: BTreeMap<StockId, Vec<stock_reservation::Model>> = BTreeMap::new();
    for after in released {
        let released_at: Option<Timestamp> = None;
        let before = stock_reservation::Model { state: ReservationState::Active, released_at, ..after.clone() };
        tx.updated(after.id, &before, &after)?;
        of_stock.entry(after.stock_id).or_default().push(after);
    }
    let mut movements = Vec::new();
    for (stock, mut promises) in of_stock {
        promises.sort_by_key(|promise| promise.id);
        let total = promises.iter().map(|promise| promise.quantity).sum();
        let after = shelf::release(tx, stock, total).await?;
        let after = after.ok_or_else(|| Fault::internal("more stock is promised than reserved"))?;
        let causes = promises.iter().map(cause);
        let shifted = Shifted { limit_before: after.backorder_limit, after };
        movements.extend(shelf::movements(cx, tx, &shifted, causes.collect())?);
    }
    tx.insert_all(&movements).await
}

/// Why stock is free again.
pub(crate) fn cause(promise: &stock_reservation::Model) -> Cause {
    let delta = Delta::reserved(-promise.quantity);
    Cause::of_order(MovementKind::Release, delta, promise.order_id, promise.order_line_id)
}

/// The promise, given back.
pub(crate) fn released(promise: &stock_reservation::Model, now: Timestamp) -> stock_reservation::Model {
    stock_reservation::Model { state: ReservationState::Released, released_at: Some(now), ..promise.clone() }
}
