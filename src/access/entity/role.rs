//! A named set of policy lines.

use sea_orm::entity::prelude::*;
use serde::Serialize;

use crate::kernel::aggregate::Root;
use crate::kernel::clock::Timestamp;
use crate::kernel::id::RoleId;
use crate::kernel::scope::Scope;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "role")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RoleId,
    /// Stable name in policies and workflows, such as `order-agent`.
    pub key: String,
    pub name: String,
    pub description: String,
    /// Came with the product: it can be changed but not deleted.
    pub built_in: bool,
    pub version: i32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

crate::versioned!(RoleId);

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Root for Model {
    const NOUN: &'static str = "role";

    fn in_scope(_: &Scope) -> Select<Entity> {
        Entity::find()
    }

    fn label(&self) -> String {
        self.name.clone()
    }
}
