//! A line of an order, with what was true of the variant when the line was written.

use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder as _, QuerySelect as _, QueryTrait as _};
use serde::Serialize;

use crate::kernel::fault::Fault;
use crate::kernel::id::{OrderId, OrderLineId, VariantId};
use crate::kernel::money::Currency;
use crate::kernel::scope::Scope;
use crate::kernel::tx::Tx;
use crate::orders::entity::order;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "order_line")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OrderLineId,
    pub order_id: OrderId,
    /// The variant may be gone.
    pub variant_id: VariantId,
    pub sku: Option<String>,
    pub product_title: String,
    pub variant_title: String,
    pub requires_shipping: bool,
    /// The currency of the order.
    pub currency: Currency,
    pub unit_price_minor: i64,
    pub quantity: i64,
    pub quantity_fulfilled: i64,
    pub quantity_canceled: i64,
    pub total_minor: i64,
    pub position: i32,
}

crate::audited!(OrderLineId);

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The lines of the orders inside a scope.
pub fn in_scope(scope: &Scope) -> Select<Entity> {
    if scope.is_everything() {
        return Entity::find();
    }
    let orders = order::in_scope(scope).select_only().column(order::Column::Id).into_query();
    Entity::find().filter(Column::OrderId.in_subquery(orders))
}

/// The lines of an order that the caller has locked, in their order.
pub async fn of_order(tx: &Tx, order: OrderId) -> Result<Vec<Model>, Fault> {
    Ok(Entity::find().filter(Column::OrderId.eq(order)).order_by_asc(Column::Position).all(tx.db()).await?)
}
