//! A named set of policy lines.

use sea_orm::entity::prelude::*;
use serde::Serialize;

use crate::kernel::clock::Timestamp;
use crate::kernel::id::RoleId;

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
