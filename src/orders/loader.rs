//! Every SELECT of orders that is batched.

use async_graphql::dataloader::Loader;
use sea_orm::{ColumnTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};
use std::collections::HashMap;

use crate::kernel::fault::Fault;
use crate::kernel::id::{CustomerId, OrderEventId, OrderId, OrderLineId};
use crate::kernel::loader::{Batch, by_first, first_of_each, group, latest};
use crate::orders::entity::{order, order_event, order_line};
use crate::orders::permission::OrderRead;

crate::by_id! {
    /// An order that the caller may see.
    OrderById(OrderId) => order, OrderRead, |caller| Some(order::in_scope(&caller.scope_of::<OrderRead>()))
}

crate::by_id! {
    /// A line of an order that the caller may see.
    OrderLineById(OrderLineId) => order_line, OrderRead,
    |caller| Some(order_line::in_scope(&caller.scope_of::<OrderRead>()))
}

/// The lines of an order that the caller may see, in their order.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct LinesOfOrder(pub OrderId);

impl Loader<LinesOfOrder> for Batch {
    type Value = Vec<order_line::Model>;
    type Error = Fault;

    async fn load(&self, keys: &[LinesOfOrder]) -> Result<HashMap<LinesOfOrder, Vec<order_line::Model>>, Fault> {
        let ids: Vec<OrderId> = keys.iter().map(|key| key.0).collect();
        let scope = self.caller().scope_of::<OrderRead>();
        let rows = order_line::in_scope(&scope)
            .filter(self.among(order_line::Column::OrderId, &ids))
            .order_by_asc(order_line::Column::OrderId)
            .order_by_asc(order_line::Column::Position)
            .all(&self.house.db.reader)
            .await?;
        Ok(group(rows, |row| LinesOfOrder(row.order_id)))
    }
}

crate::by_id! {
    /// An entry of the timeline of an order that the caller may see.
    OrderEventById(OrderEventId) => order_event, OrderRead,
    |caller| Some(order_event::in_scope(&caller.scope_of::<OrderRead>()))
}

/// The latest entries of the timeline of an order, at most `first`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TimelineOfOrder {
    pub order: OrderId,
    pub first: u64,
}

impl Loader<TimelineOfOrder> for Batch {
    type Value = Vec<order_event::Model>;
    type Error = Fault;

    async fn load(&self, keys: &[TimelineOfOrder]) -> Result<HashMap<TimelineOfOrder, Vec<order_event::Model>>, Fault> {
        use order_event::Column;
        let scope = self.caller().scope_of::<OrderRead>();
        let mut found = HashMap::new();
        for (first, ids) in by_first(keys.iter().map(|key| (key.first, key.order))) {
            let rows = order_event::in_scope(&scope).filter(self.among(Column::OrderId, &ids));
            let rows = first_of_each(rows, Column::OrderId, latest(Column::At, Column::Id), Column::Id, first);
            let rows = rows.all(&self.house.db.reader).await?;
            found.extend(group(rows, |row| TimelineOfOrder { order: row.order_id, first }));
        }
        Ok(found)
    }
}

/// The beginning of the list of a customer's orders, and how many there are in all.
#[derive(Clone, Debug, Default)]
pub struct Beginning {
    pub rows: Vec<order::Model>,
    pub total: i64,
}

/// The latest orders of a customer in the channels of the caller, at most `first`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct OrdersOfCustomer {
    pub customer: CustomerId,
    pub first: u64,
}

impl Loader<OrdersOfCustomer> for Batch {
    type Value = Beginning;
    type Error = Fault;

    async fn load(&self, keys: &[OrdersOfCustomer]) -> Result<HashMap<OrdersOfCustomer, Beginning>, Fault> {
        use order::Column;
        let db = &self.house.db.reader;
        let scope = self.caller().scope_of::<OrderRead>();
        let ids: Vec<CustomerId> = keys.iter().map(|key| key.customer).collect();
        let all = order::in_scope(&scope).filter(self.among(Column::CustomerId, &ids));
        let totals = all.select_only().column(Column::CustomerId).column_as(Column::Id.count(), "total");
        let totals: Vec<(CustomerId, i64)> = totals.group_by(Column::CustomerId).into_tuple().all(db).await?;
        let totals: HashMap<CustomerId, i64> = totals.into_iter().collect();
        let mut found: HashMap<OrdersOfCustomer, Beginning> = HashMap::new();
        for (first, ids) in by_first(keys.iter().map(|key| (key.first, key.customer))) {
            let rows = order::in_scope(&scope).filter(self.among(Column::CustomerId, &ids));
            let rows =
                first_of_each(rows, Column::CustomerId, latest(Column::CreatedAt, Column::Id), Column::Id, first);
            for row in rows.all(db).await? {
                let Some(customer) = row.customer_id else { continue };
                let total = totals.get(&customer).copied().unwrap_or(0);
                let list = found.entry(OrdersOfCustomer { customer, first });
                list.or_insert_with(|| Beginning { rows: Vec::new(), total }).rows.push(row);
            }
        }
        Ok(found)
    }
}
