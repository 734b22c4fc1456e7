//! One version of a definition. Immutable from the moment it is published.

use async_graphql::Enum;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::kernel::aggregate::Root;
use crate::kernel::clock::Timestamp;
use crate::kernel::id::{StaffId, WorkflowDefinitionId, WorkflowVersionId};
use crate::kernel::scope::Scope;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "workflow_version")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: WorkflowVersionId,
    pub definition_id: WorkflowDefinitionId,
    /// From 1, within the definition.
    pub number: i32,
    pub status: VersionStatus,
    /// The definition as JSON.
    pub source: Json,
    /// SHA-256 of the canonical source.
    pub source_hash: String,
    /// None for what came with the product.
    pub published_by: Option<StaffId>,
    pub published_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub version: i32,
}

/// The life of a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Enum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(name = "WorkflowVersionStatus")]
pub enum VersionStatus {
    /// Being written. Nothing runs it.
    Draft,
    /// New runs take the newest published version. Its source never changes.
    Published,
    /// What runs on it goes on; nothing new starts.
    Deprecated,
}

crate::versioned!(WorkflowVersionId);

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Root for Model {
    const NOUN: &'static str = "version";

    fn in_scope(_: &Scope) -> Select<Entity> {
        Entity::find()
    }

    fn label(&self) -> String {
        let name = self.source.get("name").and_then(Json::as_str).unwrap_or_default();
        format!("{name}, version {}", self.number)
    }
}
