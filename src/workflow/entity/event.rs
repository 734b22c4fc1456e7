//! The history of an instance: what happened, in order. Rows are only ever added.

use sea_orm::entity::prelude::*;

use crate::kernel::clock::Timestamp;
use crate::kernel::id::{StaffId, TaskId, WorkflowInstanceId};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "workflow_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub instance_id: WorkflowInstanceId,
    /// From 1, without gaps.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    pub at: Timestamp,
    /// Such as `task.completed`.
    pub kind: String,
    /// Who acted, as in the audit log.
    pub actor: String,
    pub staff_id: Option<StaffId>,
    pub node: Option<String>,
    pub task_id: Option<TaskId>,
    pub data: Json,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
