//! Change the quantity of a line of a draft.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::kernel::aggregate::{Find, Locked};
use crate::kernel::command::Command;
use crate::kernel::condition::Details;
use crate::kernel::cx::Cx;
use crate::kernel::id::{OrderId, OrderLineId};
use crate::kernel::idempotency::Keyed;
use crate::kernel::money::Money;
use crate::kernel::text::Checks;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;
use crate::orders::entity::order::OrderStatus;
use crate::orders::entity::order_event::OrderEventKind;
use crate::orders::entity::order_line;
use crate::orders::error::OrderError;
use crate::orders::matter::{self, LineOfOrder};
use crate::orders::permission::OrderCreate;
use crate::orders::rules::{self, QUANTITY_MAX};
use crate::orders::timeline;

/// What to change of a line. Its price stays the one at which it was added.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct OrderLineUpdateInput {
    /// The line, of a draft.
    pub id: OrderLineId,
    /// The version of the order that was read; another one is refused with `CONFLICT`.
    pub expected_version: Option<i32>,
    /// How many pieces, from 1 to 1,000,000.
    pub quantity: i32,
}

impl Command for OrderLineUpdateInput {
    type Permission = OrderCreate;
    type Outcome = OrderId;
    type About = Locked<LineOfOrder>;
    const NAME: &'static str = "orderLineUpdate";
    const KEYED: Keyed = Keyed::Required;

    async fn about(&self, find: &Find<'_, OrderCreate>) -> Result<Locked<LineOfOrder>, Failure> {
        find.locked(self.id, "id", self.expected_version).await
    }

    fn details(&self, line: &Locked<LineOfOrder>) -> Details {
        Details::amount(line.order.total())
    }

    async fn run(self, cx: &Cx<OrderCreate>, tx: &Tx, line: Locked<LineOfOrder>) -> Result<OrderId, Failure> {
        let OrderLineUpdateInput { id, expected_version: _, quantity } = self;
        let LineOfOrder { order, line: before } = line.into_inner();
        matter::needs(&order, "id", &[OrderStatus::Draft])?;
        let mut checks = Checks::new();
        let quantity = checks.within("quantity", quantity.into(), 1, QUANTITY_MAX.into());
        checks.done()?;
        if quantity == before.quantity {
            return Ok(order.id);
        }
        let total_minor = rules::line_total(Money::new(before.unit_price_minor, before.currency), quantity)
            .map_err(|_| OrderError::TooExpensive { field: "quantity".to_owned() })?;
        let after = order_line::Model { quantity, total_minor, ..before.clone() };
        let mut lines = order_line::of_order(tx, order.id).await?;
        for line in lines.iter_mut().filter(|line| line.id == id) {
            line.clone_from(&after);
        }
        matter::save_lines(tx, &order, &lines, "quantity").await?;
        tx.write(&before, after).await?;
        let data = json!({ "lineId": id, "title": before.product_title, "sku": before.sku, "from": before.quantity, "quantity": quantity });
        timeline::add(cx, tx, order.id, OrderEventKind::LineUpdated, None, data).await?;
        Ok(order.id)
    }
}
