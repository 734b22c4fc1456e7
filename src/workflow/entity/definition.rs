//! A named workflow. What it does stands in its versions.

use sea_orm::entity::prelude::*;
use serde::Serialize;

use crate::kernel::clock::Timestamp;
use crate::kernel::id::WorkflowDefinitionId;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "workflow_definition")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: WorkflowDefinitionId,
    /// Stable name in policies, such as `order-release`.
    pub key: String,
    pub name: String,
    /// GraphQL type name of what it runs over.
    pub entity: String,
    /// Came with the product.
    pub built_in: bool,
    pub version: i32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

crate::versioned!(WorkflowDefinitionId);

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
