//! One change of stock. Written once, never changed: the stock is the sum of its movements.

use async_graphql::Enum;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::kernel::clock::Timestamp;
use crate::kernel::id::{OrderId, OrderLineId, StaffId, StockId, StockMovementId, VariantId, WarehouseId};
use crate::kernel::scope::Scope;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "stock_movement")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: StockMovementId,
    pub stock_id: StockId,
    pub variant_id: VariantId,
    pub warehouse_id: WarehouseId,
    pub kind: MovementKind,
    pub delta_on_hand: i64,
    pub delta_reserved: i64,
    pub on_hand_after: i64,
    pub reserved_after: i64,
    /// For adjustments.
    pub reason: Option<StockReason>,
    pub reference: Option<String>,
    pub note: Option<String>,
    pub order_id: Option<OrderId>,
    pub order_line_id: Option<OrderLineId>,
    pub actor: String,
    pub staff_id: Option<StaffId>,
    pub at: Timestamp,
}

/// What kind of change of stock it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Enum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MovementKind {
    /// Somebody counted, received or wrote off.
    Adjustment,
    /// An order was promised stock.
    Reservation,
    /// An order gave its promise back.
    Release,
}

/// Why stock was adjusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Enum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum StockReason {
    /// Goods arrived.
    Received,
    /// The shelf was counted.
    Count,
    /// Goods were damaged and written off.
    Damaged,
    /// Goods were lost or stolen.
    Lost,
    /// Lost goods were found again.
    Found,
    /// A customer sent goods back.
    Returned,
    /// An earlier entry was wrong.
    Correction,
    /// Something else; the note says what.
    Other,
}

crate::audited!(StockMovementId);

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The movements in the warehouses inside a scope.
pub fn in_scope(scope: &Scope) -> Select<Entity> {
    Entity::find().filter(scope.warehouses().predicate(Column::WarehouseId))
}
