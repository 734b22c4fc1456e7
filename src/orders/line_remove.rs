//! Remove a line from a draft.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::kernel::aggregate::{Find, Locked};
use crate::kernel::command::Command;
use crate::kernel::condition::Details;
use crate::kernel::cx::Cx;
use crate::kernel::id::{OrderId, OrderLineId};
use crate::kernel::idempotency::Keyed;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;
use crate::orders::entity::order::OrderStatus;
use crate::orders::entity::order_event::OrderEventKind;
use crate::orders::entity::order_line;
use crate::orders::matter::{self, LineOfOrder};
use crate::orders::permission::OrderCreate;
use crate::orders::timeline;

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
    type About = Locked<LineOfOrder>;
    const NAME: &'static str = "orderLineRemove";
    const KEYED: Keyed = Keyed::Required;

    async fn about(&self, find: &Find<'_, OrderCreate>) -> Result<Locked<LineOfOrder>, Failure> {
        find.locked(self.id, "id", self.expected_version).await
    }

    fn details(&self, line: &Locked<LineOfOrder>) -> Details {
        Details::amount(line.order.total())
    }

    async fn run(self, cx: &Cx<OrderCreate>, tx: &Tx, line: Locked<LineOfOrder>) -> Result<OrderId, Failure> {
        let OrderLineRemoveInput { id, expected_version: _ } = self;
        let LineOfOrder { order, line } = line.into_inner();
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
