//! Add a line to a draft.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::kernel::aggregate::{Find, Locked};
use crate::kernel::command::Command;
use crate::kernel::condition::Details;
use crate::kernel::cx::Cx;
use crate::kernel::id::{OrderId, VariantId};
use crate::kernel::idempotency::Keyed;
use crate::kernel::text::Checks;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;
use crate::orders::entity::order::{self, OrderStatus};
use crate::orders::entity::order_event::OrderEventKind;
use crate::orders::entity::order_line;
use crate::orders::error::OrderError;
use crate::orders::permission::OrderCreate;
use crate::orders::rules::{LINES_MAX, QUANTITY_MAX};
use crate::orders::{matter, offer, timeline};

/// The line to add, at the price that the variant has now.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct OrderLineAddInput {
    /// The draft. It can have 500 lines.
    pub order_id: OrderId,
    /// The version of the order that was read; another one is refused with `CONFLICT`.
    pub expected_version: Option<i32>,
    /// What is wanted.
    pub variant_id: VariantId,
    /// How many pieces, from 1 to 1,000,000.
    pub quantity: i32,
}

impl Command for OrderLineAddInput {
    type Permission = OrderCreate;
    type Outcome = OrderId;
    type About = Locked<order::Model>;
    const NAME: &'static str = "orderLineAdd";
    const KEYED: Keyed = Keyed::Required;
    const REPLACES: bool = false;

    async fn about(&self, find: &Find<'_, OrderCreate>) -> Result<Locked<order::Model>, Failure> {
        find.locked(self.order_id, "orderId", self.expected_version).await
    }

    fn details(&self, order: &Locked<order::Model>) -> Details {
        Details::amount(order.total())
    }

    async fn run(self, cx: &Cx<OrderCreate>, tx: &Tx, order: Locked<order::Model>) -> Result<OrderId, Failure> {
        let OrderLineAddInput { order_id, expected_version: _, variant_id, quantity } = self;
        let order = order.into_inner();
        matter::needs(&order, "orderId", &[OrderStatus::Draft])?;
        let mut checks = Checks::new();
        let quantity = checks.within("quantity", quantity.into(), 1, QUANTITY_MAX.into());
        checks.done()?;
        let mut lines = order_line::of_order(tx, order_id).await?;
        if lines.len() >= LINES_MAX {
            return Err(OrderError::TooManyLines.into());
        }
        let offers = offer::find(tx, &[variant_id]).await?;
        let priced = offer::price(offers.get(&variant_id), order.currency).map_err(|why| OrderError::Unsellable {
            field: "variantId".to_owned(),
            variant: variant_id,
            line: None,
            why,
        })?;
        let position = lines.last().map_or(1, |line| line.position.saturating_add(1));
        let line = offer::line(cx.new_id(), order_id, priced, quantity, position)
            .map_err(|_| OrderError::TooExpensive { field: "quantity".to_owned() })?;
        lines.push(line.clone());
        matter::save_lines(tx, &order, &lines, "quantity").await?;
        let data = json!({ "lineId": line.id, "title": line.product_title, "sku": line.sku, "quantity": quantity });
        tx.insert(line).await?;
        timeline::add(cx, tx, order_id, OrderEventKind::LineAdded, None, data).await?;
        Ok(order_id)
    }
}
