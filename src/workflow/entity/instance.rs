//! One run of a version over one thing. Whoever changes it holds the lock on this row.

use async_graphql::Enum;
use sea_orm::entity::prelude::*;
use sea_orm::{QuerySelect as _, sea_query::LockType};
use serde::{Deserialize, Serialize};

use crate::kernel::clock::Timestamp;
use crate::kernel::fault::Fault;
use crate::kernel::id::{StaffId, WorkflowInstanceId, WorkflowVersionId};
use crate::kernel::tx::Tx;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "workflow_instance")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: WorkflowInstanceId,
    pub version_id: WorkflowVersionId,
    pub definition_key: String,
    /// GraphQL type name of what it runs over.
    pub entity: String,
    pub entity_id: Uuid,
    pub entity_label: String,
    /// Where the matter lies: `d:*` for the whole company, `d:channel:<id>` or `d:wh:<id>`.
    pub domain: String,
    pub status: InstanceStatus,
    /// At most one of its definition lives for the same thing.
    pub singleton: bool,
    /// None when the product itself started it.
    pub initiator_id: Option<StaffId>,
    pub milestone: Option<String>,
    pub outcome: Option<String>,
    // The book-keeping of the engine says nothing to a reader of the audit log; `workflow_event` has the history.
    #[serde(skip)]
    pub event_seq: i64,
    #[serde(skip)]
    pub last_local_id: i64,
    #[serde(skip)]
    pub last_token_seq: i64,
    #[serde(skip)]
    pub version: i32,
    pub started_at: Timestamp,
    pub ended_at: Option<Timestamp>,
}

/// How a run of a workflow stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Enum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(name = "WorkflowInstanceStatus")]
pub enum InstanceStatus {
    /// Under way.
    Running,
    /// Stuck until a person does something about it.
    Incident,
    /// Came to an end of its definition.
    Completed,
    /// Ended by a person, or because what it ran over is gone.
    Canceled,
}

impl InstanceStatus {
    /// The states that have not ended.
    pub const LIVE: [Self; 2] = [Self::Running, Self::Incident];

    pub fn is_live(self) -> bool {
        match self {
            Self::Running | Self::Incident => true,
            Self::Completed | Self::Canceled => false,
        }
    }
}

crate::versioned!(WorkflowInstanceId);

/// An instance for changing it: the only lock that the engine takes.
pub async fn lock(tx: &Tx, id: WorkflowInstanceId) -> Result<Option<Model>, Fault> {
    Ok(Entity::find_by_id(id).lock(LockType::Update).one(tx.db()).await?)
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
