//! Remove a line from a draft.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::kernel::command::Command;
use crate::kernel::condition::Facts;
use crate::kernel::cx::Cx;
use crate::kernel::id::{OrderId, OrderLineId, TypedId as _};
use crate::kernel::idempotency::Keyed;
use crate::kernel::store::expect_version;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;
use crate::orders::entity::order::OrderStatus;
use crate::orders::entity::order_event::OrderEventKind;
use crate::orders::entity::order_line;
use crate::orders::permission::OrderCreate;
use crate::orders::{matter, timeline};

/// Which line to remove.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct OrderLineRemoveInput {
    /// The line, of a draft.
    pub id: OrderLineId,
    /// The version of the order that was read; another one is refused with `CONFLICT`.
    pub expected_version: Option<i32>,
}

impl Command for OrderLineRemoveInput {
    type Permission = OrderCreate;
    type Outcome = OrderId;
    const NAME: &'static str = "orderLineRemove";
    const KEYED: Keyed = Keyed::Required;
    const SUBJECT: Option<&'static str> = Some(OrderId::TYPE);

    async fn facts(&self, cx: &Cx<OrderCreate>, tx: &Tx) -> Result<Facts, Failure> {
        let (order, _) = matter::lock_line(cx, tx, self.id).await?;
        Ok(matter::facts(cx, &order))
    }

    async fn run(self, cx: &Cx<OrderCreate>, tx: &Tx) -> Result<OrderId, Failure> {
        let OrderLineRemoveInput { id, expected_version } = self;
        let (order, line) = matter::lock_line(cx, tx, id).await?;
        expect_version(&order, expected_version)?;
        matter::needs(&order, "id", &[OrderStatus::Draft])?;
        let mut lines = order_line::of_order(tx, order.id).await?;
        lines.retain(|line| line.id != id);
        matter::save_lines(tx, &order, &lines, "id").await?;
        tx.delete(&line).await?;
        let data = json!({ "title": line.product_title, "sku": line.sku, "quantity": line.quantity });
        timeline::add(cx, tx, order.id, OrderEventKind::LineRemoved, None, data).await?;
        Ok(order.id)
    }
}
