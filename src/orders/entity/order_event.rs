//! An entry of the timeline of an order.

use async_graphql::Enum;
use sea_orm::entity::prelude::*;
use sea_orm::{QuerySelect as _, QueryTrait as _};
use serde::{Deserialize, Serialize};
use serde_json::Value as JsonValue;

use crate::kernel::clock::Timestamp;
use crate::kernel::id::{OrderEventId, OrderId, StaffId};
use crate::kernel::scope::Scope;
use crate::orders::entity::order;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "order_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OrderEventId,
    pub order_id: OrderId,
    pub kind: OrderEventKind,
    pub actor: String,
    pub staff_id: Option<StaffId>,
    pub message: Option<String>,
    #[sea_orm(column_type = "JsonBinary")]
    pub data: JsonValue,
    pub at: Timestamp,
}

/// What happened to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Enum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OrderEventKind {
    /// The draft was begun.
    DraftCreated,
    /// A line was added.
    LineAdded,
    /// The quantity of a line changed.
    LineUpdated,
    /// A line was removed.
    LineRemoved,
    /// The e-mail address or an address changed.
    Updated,
    /// The order was placed.
    Placed,
    /// The order was canceled.
    Canceled,
    /// Somebody wrote a note.
    NoteAdded,
}

crate::audited!(OrderEventId);

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The timelines of the orders inside a scope.
pub fn in_scope(scope: &Scope) -> Select<Entity> {
    if scope.is_everything() {
        return Entity::find();
    }
    let orders = order::in_scope(scope).select_only().column(order::Column::Id).into_query();
    Entity::find().filter(Column::OrderId.in_subquery(orders))
}
