//! A place that holds stock.

use sea_orm::entity::prelude::*;
use serde::Serialize;

use crate::kernel::aggregate::Root;
use crate::kernel::clock::Timestamp;
use crate::kernel::id::WarehouseId;
use crate::kernel::scope::{Domain, Scope};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "warehouse")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: WarehouseId,
    pub slug: String,
    pub name: String,
    pub name_folded: String,
    /// Whether orders are served from it.
    pub active: bool,
    pub version: i32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// Two letters of ISO 3166.
    pub country: String,
    /// May be blank.
    pub address: String,
    /// The smallest serves first.
    pub priority: i32,
}

crate::versioned!(WarehouseId);

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Root for Model {
    const NOUN: &'static str = "warehouse";

    fn in_scope(scope: &Scope) -> Select<Entity> {
        in_scope(scope)
    }

    fn label(&self) -> String {
        self.name.clone()
    }

    fn domains(&self) -> Vec<Domain> {
        vec![Domain::Warehouse(self.id)]
    }
}

/// The warehouses inside a scope.
pub fn in_scope(scope: &Scope) -> Select<Entity> {
    Entity::find().filter(scope.warehouses().predicate(Column::Id))
}
