//! A container of tokens and variables within an instance.

use sea_orm::entity::prelude::*;

use crate::kernel::id::WorkflowInstanceId;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "workflow_scope")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub instance_id: WorkflowInstanceId,
    /// Counted within the instance, together with its tokens.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub parent_id: Option<i64>,
    pub vars: Json,
    /// How often each node was entered.
    pub visits: Json,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
