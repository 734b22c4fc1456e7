//! Something that the engine could not decide alone.

use async_graphql::Enum;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::kernel::clock::Timestamp;
use crate::kernel::id::{IncidentId, WorkflowInstanceId};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "workflow_incident")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: IncidentId,
    pub instance_id: WorkflowInstanceId,
    pub token_id: Option<i64>,
    /// Such as `NO_ACTOR`.
    pub code: String,
    pub message: String,
    pub data: Json,
    pub state: IncidentState,
    pub at: Timestamp,
}

/// Whether an incident still stops its instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Enum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(name = "WorkflowIncidentState")]
pub enum IncidentState {
    /// It waits for a person.
    Open,
    /// It is settled.
    Resolved,
}

crate::audited!(IncidentId);

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
