//! The order that a command is about: found inside the scope, told to the policies, changed with its totals.

use sea_orm::{ColumnTrait as _, QueryFilter as _};
use serde_json::json;

use crate::customers::find_or_create;
use crate::customers::permission::CustomerCreate;
use crate::kernel::actor::Actor;
use crate::kernel::aggregate::{Aggregate, Find, Root};
use crate::kernel::condition::Subject;
use crate::kernel::cx::Cx;
use crate::kernel::fault::Fault;
use crate::kernel::id::{CustomerId, OrderId, OrderLineId, TypedId as _};
use crate::kernel::permission::Permission;
use crate::kernel::scope::Domain;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;
use crate::orders::address::Address;
use crate::orders::entity::order::{self, OrderStatus};
use crate::orders::entity::order_line;
use crate::orders::error::OrderError;
use crate::orders::{event, rules};

/// A line and its order, locked. What is done to a line is done to its order.
pub struct LineOfOrder {
    pub order: order::Model,
    pub line: order_line::Model,
}

impl Aggregate for LineOfOrder {
    type Key = OrderLineId;
    const ENTITY: &'static str = OrderId::TYPE;
    const NOUN: &'static str = "line";

    async fn find<P: Permission>(find: &Find<'_, P>, id: OrderLineId) -> Result<Option<Self>, Failure> {
        Self::lock(find, id).await
    }

    async fn lock<P: Permission>(find: &Find<'_, P>, id: OrderLineId) -> Result<Option<Self>, Failure> {
        let found = order_line::in_scope(find.cx.scope()).filter(order_line::Column::Id.eq(id));
        let Some(line) = found.clone().one(find.tx.db()).await.map_err(Fault::from)? else { return Ok(None) };
        let Some(order) = order::Model::lock(find, line.order_id).await? else { return Ok(None) };
        // Read again under the lock: it may have changed or gone while this waited.
        let line = found.one(find.tx.db()).await.map_err(Fault::from)?;
        Ok(line.map(|line| Self { order, line }))
    }

    fn subject(&self) -> Subject {
        self.order.subject()
    }

    fn domains(&self) -> Vec<Domain> {
        Root::domains(&self.order)
    }

    fn belongs_to(&self, actor: &Actor) -> Option<bool> {
        Root::belongs_to(&self.order, actor)
    }
}

pub fn needs(order: &order::Model, field: &'static str, needs: &'static [OrderStatus]) -> Result<(), OrderError> {
    if needs.contains(&order.status) {
        return Ok(());
    }
    Err(OrderError::WrongStatus { field, status: order.status, needs })
}

/// Writes the order with the sums of its lines, which are about to be written, and tells others.
pub async fn save_lines(
    tx: &Tx,
    before: &order::Model,
    lines: &[order_line::Model],
    field: &str,
) -> Result<order::Model, Failure> {
    let totals = rules::totals(lines.iter().map(|line| (line.total_minor, line.quantity)))
        .map_err(|_| OrderError::TooExpensive { field: field.to_owned() })?;
    let after = order::Model { updated_at: tx.now(), ..totals.onto(before) };
    let after = tx.save(before, after).await?;
    updated(tx, &after)?;
    Ok(after)
}

/// Tells others that an order changed.
pub fn updated(tx: &Tx, order: &order::Model) -> Result<(), Fault> {
    tx.emit(event::UPDATED, order.id, &summary(order))
}

/// What other parts of the house learn of an order.
pub fn summary(order: &order::Model) -> serde_json::Value {
    json!({
        "orderId": order.id, "number": order.number, "channelId": order.channel_id, "customerId": order.customer_id,
        "status": order.status, "totalMinor": order.total_minor, "currency": order.currency, "version": order.version,
    })
}

/// The customer behind the e-mail of an order, called as the address says when there is none yet.
pub async fn customer<P: Permission>(
    cx: &Cx<P>,
    tx: &Tx,
    email: &str,
    addresses: [Option<&Address>; 2],
) -> Result<CustomerId, Fault> {
    let name = addresses.into_iter().flatten().next().map_or(email, |address| address.name.as_str());
    Ok(find_or_create::by_email(&cx.assume::<CustomerCreate>(), tx, email, name).await?.id)
}
