//! Who is offered a task. The rows carry what the inbox sorts by, and go when the task is closed.

use sea_orm::entity::prelude::*;

use crate::kernel::clock::Timestamp;
use crate::kernel::id::{StaffId, TaskId};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "task_candidate")]
pub struct Model {
    /// `role:<key>`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub principal: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub task_id: TaskId,
    /// Where the role must be held.
    pub domain: String,
    /// Who has claimed the task.
    pub assignee_id: Option<StaffId>,
    pub priority: i32,
    pub due_at: Timestamp,
}

/// How a role stands in `principal`.
pub fn of_role(key: &str) -> String {
    format!("role:{key}")
}

/// The role of a principal.
pub fn role_of(principal: &str) -> &str {
    principal.strip_prefix("role:").unwrap_or(principal)
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
