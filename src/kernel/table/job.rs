//! A piece of work for later.

use sea_orm::entity::prelude::*;
use serde_json::Value as Json;

use crate::kernel::clock::Timestamp;
use crate::kernel::id::JobId;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "job")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: JobId,
    pub kind: String,
    pub payload: Json,
    pub run_at: Timestamp,
    pub attempts: i32,
    pub max_attempts: i32,
    /// Until when the worker that claimed it has it for itself.
    pub lease_until: Option<Timestamp>,
    /// The fence: goes up with each claim, and only its holder may finish.
    pub fence: i64,
    /// At most one live job has it.
    pub dedupe_key: Option<String>,
    /// Dead: it failed too often and waits for a person.
    pub dead: bool,
    pub last_error: Option<String>,
    pub created_at: Timestamp,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
