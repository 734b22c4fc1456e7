//! How much of a variant a warehouse holds. Changed only by the conditional updates of `shelf.rs`.

use sea_orm::entity::prelude::*;
use serde::Serialize;

use crate::inventory::rules::Levels;
use crate::kernel::clock::Timestamp;
use crate::kernel::id::{StockId, VariantId, WarehouseId};
use crate::kernel::scope::Scope;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "stock")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: StockId,
    pub variant_id: VariantId,
    pub warehouse_id: WarehouseId,
    pub on_hand: i64,
    /// Promised to orders.
    pub reserved: i64,
    /// How many more may be promised than are there.
    pub backorder_limit: i64,
    pub version: i32,
    pub updated_at: Timestamp,
}

impl Model {
    pub fn levels(&self) -> Levels {
        Levels { on_hand: self.on_hand, reserved: self.reserved, backorder_limit: self.backorder_limit }
    }
}

crate::versioned!(StockId);

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::warehouse::Entity",
        from = "Column::WarehouseId",
        to = "super::warehouse::Column::Id"
    )]
    Warehouse,
}

impl Related<super::warehouse::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Warehouse.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// The stock of the warehouses inside a scope.
pub fn in_scope(scope: &Scope) -> Select<Entity> {
    Entity::find().filter(scope.warehouses().predicate(Column::WarehouseId))
}
