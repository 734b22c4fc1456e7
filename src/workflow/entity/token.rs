//! A point of control. It is deleted when control moves on; the history is in the events.

use sea_orm::entity::prelude::*;

use crate::kernel::id::WorkflowInstanceId;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "workflow_token")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub instance_id: WorkflowInstanceId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub scope_id: i64,
    pub node: String,
    /// The flow that it came by.
    pub via: Option<String>,
    pub state: TokenState,
    pub visits: i32,
    pub created_seq: i64,
    /// Why it cannot go on by itself.
    pub parked: Option<Json>,
}

/// What a token is about to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TokenState {
    Ready,
    Waiting,
    Joining,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
