//! Cancel an order nothing of which has left the house.

use async_graphql::InputObject;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::inventory::permission::StockReserve;
use crate::inventory::release;
use crate::kernel::aggregate::{Find, Locked};
use crate::kernel::clock::Timestamp;
use crate::kernel::command::Command;
use crate::kernel::condition::Details;
use crate::kernel::cx::Cx;
use crate::kernel::fault::Fault;
use crate::kernel::id::OrderId;
use crate::kernel::idempotency::Keyed;
use crate::kernel::text::{Checks, NOTE};
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;
use crate::orders::entity::order::{self, CancelReason, OrderStatus};
use crate::orders::entity::order_event::OrderEventKind;
use crate::orders::entity::order_line::{self, Column};
use crate::orders::permission::OrderCancel;
use crate::orders::{event, matter, timeline};

/// Which order to cancel, and why.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct OrderCancelInput {
    /// The order or draft.
    pub id: OrderId,
    /// The version that was read; another one is refused with `CONFLICT`.
    pub expected_version: Option<i32>,
    /// Why.
    pub reason: CancelReason,
    /// For colleagues, at most 2,000 characters.
    pub note: Option<String>,
}

impl Command for OrderCancelInput {
    type Permission = OrderCancel;
    type Outcome = OrderId;
    type About = Locked<order::Model>;
    const NAME: &'static str = "orderCancel";
    const KEYED: Keyed = Keyed::Required;

    async fn about(&self, find: &Find<'_, OrderCancel>) -> Result<Locked<order::Model>, Failure> {
        find.locked(self.id, "id", self.expected_version).await
    }

    fn details(&self, order: &Locked<order::Model>) -> Details {
        Details::amount(order.total())
    }

    async fn run(self, cx: &Cx<OrderCancel>, tx: &Tx, before: Locked<order::Model>) -> Result<OrderId, Failure> {
        let OrderCancelInput { id, expected_version: _, reason, note } = self;
        let before = before.into_inner();
        matter::needs(&before, "id", &[OrderStatus::Draft, OrderStatus::Confirmed])?;
        let mut checks = Checks::new();
        let note = checks.optional("note", note.as_deref(), NOTE);
        checks.done()?;
        let after = tx.save(&before, canceled(&before, reason, tx.now())).await?;
        cancel_lines(tx, id).await?;
        release::run(&cx.assume::<StockReserve>(), tx, id).await?;
        timeline::add(cx, tx, id, OrderEventKind::Canceled, note, json!({ "reason": reason })).await?;
        tx.emit(event::CANCELED, id, &matter::summary(&after))?;
        Ok(id)
    }
}

/// The order, called off: what has not left the house never will.
pub(crate) fn canceled(before: &order::Model, reason: CancelReason, now: Timestamp) -> order::Model {
    order::Model {
        status: OrderStatus::Canceled,
        cancel_reason: Some(reason),
        canceled_at: Some(now),
        canceled_count: before.item_count - before.fulfilled_count,
        updated_at: now,
        ..before.clone()
    }
}

/// Cancels on every line what has not left the house: one statement, whatever the number of lines.
async fn cancel_lines(tx: &Tx, order: OrderId) -> Result<(), Fault> {
    let remaining = Expr::col(Column::Quantity).sub(Expr::col(Column::QuantityFulfilled));
    let canceled = order_line::Entity::update_many()
        .col_expr(Column::QuantityCanceled, remaining)
        .filter(Column::OrderId.eq(order))
        .exec_with_returning(tx.db())
        .await?;
    for after in &canceled {
        let before = order_line::Model { quantity_canceled: 0, ..after.clone() };
        tx.updated(after.id, &before, after)?;
    }
    Ok(())
}
