//! The input of a command that waits for approval.

use async_graphql::Enum;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::kernel::clock::Timestamp;
use crate::kernel::id::{ParkedCommandId, StaffId, WorkflowInstanceId};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "parked_command")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ParkedCommandId,
    pub instance_id: WorkflowInstanceId,
    /// Such as `productPublish`.
    pub command: String,
    pub permission: String,
    /// As the API spells it.
    pub input: Json,
    /// The thing whose version an approval stands for; `None` for what is made, and what changes by a difference. One request for
    /// each command and subject waits at a time.
    pub subject_id: Option<Uuid>,
    /// The version of the subject that was looked at.
    pub subject_version: Option<i32>,
    /// Whether the version was kept when it was asked for. What is older than that can only be refused.
    pub pinned: bool,
    /// What it would have changed when it was asked for, as [`Proposed`]; `None` when that was not kept.
    pub changes: Option<Json>,
    /// Who asked, as in the audit log.
    pub requested_by: String,
    pub staff_id: Option<StaffId>,
    pub state: ParkedState,
    /// What came of it, as ids.
    pub outcome: Option<Json>,
    pub created_at: Timestamp,
    pub settled_at: Option<Timestamp>,
    pub version: i32,
}

/// Most changes of one command that are kept to be shown.
pub const SHOWN_CHANGES_MAX: usize = 100;

/// What a command would change.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Proposed {
    /// How many changes there are.
    pub count: usize,
    /// The first of them.
    pub shown: Vec<Shown>,
}

/// What a command would change of one thing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Shown {
    /// GraphQL type name.
    pub entity: String,
    pub id: Uuid,
    /// The values of the fields that change, as the API spells them; `None` for a new thing.
    pub before: Option<Json>,
    /// `None` for a thing that is removed.
    pub after: Option<Json>,
}

/// What became of a command that waited for approval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Enum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(name = "ParkedCommandState")]
pub enum ParkedState {
    /// Nobody has decided yet.
    Waiting,
    /// It was approved and has run.
    Done,
    /// It was refused or withdrawn, and never ran.
    Discarded,
}

crate::versioned!(ParkedCommandId);

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
