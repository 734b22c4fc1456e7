//! What happened to an order, for the people who look at it.

use serde_json::Value;

use crate::kernel::actor::Actor;
use crate::kernel::clock::Timestamp;
use crate::kernel::cx::Cx;
use crate::kernel::fault::Fault;
use crate::kernel::id::{OrderEventId, OrderId};
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
    let entry = Entry { kind, message, data };
    tx.insert(entry.row(cx.new_id(), order, &tx.meta().actor, tx.now())).await?;
    Ok(())
}

/// What an entry tells.
pub(crate) struct Entry {
    pub kind: OrderEventKind,
    pub message: Option<String>,
    pub data: Value,
}

impl Entry {
    pub(crate) fn row(self, id: OrderEventId, order: OrderId, by: &Actor, at: Timestamp) -> order_event::Model {
        let Entry { kind, message, data } = self;
        let (actor, staff_id) = (by.key(), by.staff());
        order_event::Model { id, order_id: order, kind, actor, staff_id, message, data, at }
    }
}
