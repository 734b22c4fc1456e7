//! A work item for a person: the token of a user task that waits.

use async_graphql::Enum;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::kernel::clock::Timestamp;
use crate::kernel::id::{StaffId, TaskId, WorkflowInstanceId};

/// The priority of a task when nothing else is said. Higher is more urgent.
pub const PRIORITY_NORMAL: i32 = 50;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "task")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TaskId,
    pub instance_id: WorkflowInstanceId,
    pub token_id: i64,
    pub definition_key: String,
    pub node: String,
    pub title: String,
    pub instructions: Option<String>,
    pub status: TaskStatus,
    /// The outcomes in the order of their buttons: a list of texts.
    pub outcomes: Json,
    pub assignee_id: Option<StaffId>,
    pub priority: i32,
    /// [`Timestamp::NEVER`] when there is no date.
    pub due_at: Timestamp,
    /// What it is about, as its instance has it.
    pub entity: String,
    pub entity_id: Uuid,
    pub entity_label: String,
    /// Where the matter lies; only who holds a candidate role there sees it.
    pub domain: String,
    pub outcome: Option<String>,
    pub comment: Option<String>,
    pub completed_by: Option<StaffId>,
    pub created_at: Timestamp,
    pub claimed_at: Option<Timestamp>,
    pub completed_at: Option<Timestamp>,
    pub version: i32,
}

/// How a task stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Enum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TaskStatus {
    /// Offered to everybody who may do it.
    Open,
    /// One person has taken it.
    Claimed,
    /// Done, with an outcome.
    Completed,
    /// Not needed any more.
    Canceled,
}

impl TaskStatus {
    pub fn is_open(self) -> bool {
        match self {
            Self::Open | Self::Claimed => true,
            Self::Completed | Self::Canceled => false,
        }
    }
}

impl Model {
    pub fn outcomes(&self) -> Vec<String> {
        let list = self.outcomes.as_array().into_iter().flatten();
        list.filter_map(|outcome| outcome.as_str().map(str::to_owned)).collect()
    }
}

crate::versioned!(TaskId);

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
