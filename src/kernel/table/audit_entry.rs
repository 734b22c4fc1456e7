//! One changed thing. Rows are only ever added.

use sea_orm::entity::prelude::*;
use serde_json::Value as Json;

use crate::kernel::clock::Timestamp;
use crate::kernel::id::{AuditEntryId, StaffId};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_entry")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AuditEntryId,
    pub chain: i32,
    /// Place in the chain, from 1.
    pub seq: i64,
    pub at: Timestamp,
    /// `staff:<id>`, `system:<name>` or `anonymous`.
    pub actor: String,
    pub staff_id: Option<StaffId>,
    /// Ids of the people who approved it, when it ran through a workflow.
    pub approvals: Json,
    pub permission: String,
    pub command: String,
    pub entity: String,
    pub entity_id: Uuid,
    /// What was before, of the fields that changed; null for a new thing.
    pub before: Option<Json>,
    /// What is now; null for a thing that is gone.
    pub after: Option<Json>,
    pub request_id: String,
    pub hash: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
