//! What happened, written with the change that it tells of.

use sea_orm::entity::prelude::*;
use serde_json::Value as Json;

use crate::kernel::clock::Timestamp;
use crate::kernel::id::OutboxEventId;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox_event")]
pub struct Model {
    /// Ascends in the order of commits for each aggregate: writers of one aggregate hold its row when they insert.
    #[sea_orm(primary_key)]
    pub position: i64,
    pub id: OutboxEventId,
    /// Such as `order.placed`.
    pub topic: String,
    pub aggregate_id: Uuid,
    pub payload: Json,
    pub created_at: Timestamp,
    pub published_at: Option<Timestamp>,
    /// Its place among all published events: without gaps, in the order in which they were published.
    pub sequence: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
