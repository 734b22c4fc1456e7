//! Who must not act on a task, whatever roles they hold.

use sea_orm::entity::prelude::*;

use crate::kernel::id::{StaffId, TaskId};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "task_exclusion")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub task_id: TaskId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub staff_id: StaffId,
    /// `$initiator`, or the node whose task the person did.
    pub reason: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
