//! What happened to an order, for the people who look at it.

use serde_json::Value;

use crate::kernel::cx::Cx;
use crate::kernel::fault::Fault;
use crate::kernel::id::OrderId;
use crate::kernel::permission::Permission;
use crate::kernel::tx::Tx;
use crate::orders::entity::order_event::{self, OrderEventKind};

/// Adds an entry.
pub async fn add<P: Permission>(
    cx: &Cx<P>,
    tx: &Tx,
    order: OrderId,
    kind: OrderEventKind,
    message: Option<String>,
    data: Value,
) -> Result<(), Fault> {
    let row = order_event::Model {
        id: cx.new_id(),
        order_id: order,
        kind,
        actor: tx.meta().actor.key(),
        staff_id: tx.meta().actor.staff(),
        message,
        data,
        at: tx.now(),
    };
    tx.insert(row).await?;
    Ok(())
}
