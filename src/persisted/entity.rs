//! A document that the server knows, by one of its ids.

use sea_orm::entity::prelude::*;
use serde::Serialize;

use crate::kernel::clock::Timestamp;
use crate::kernel::id::PersistedDocumentId;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "persisted_document")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PersistedDocumentId,
    /// `sha256:…`, or what the tool of the client calls it.
    pub document_id: String,
    /// Whose it is. Empty for automatic ones, which belong to everybody.
    pub client: String,
    pub origin: Origin,
    /// The names of its operations, with commas between them. Empty when the one has none.
    pub operations: String,
    /// SHA-256 of the text, in hexadecimal, for the audit log.
    pub sha256: String,
    #[serde(skip)]
    pub body: String,
    pub created_at: Timestamp,
}

/// Where a document comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Origin {
    /// From the build of a client, by whoever runs the server.
    #[sea_orm(string_value = "TRUSTED")]
    Trusted,
    /// From a client that sent it once.
    #[sea_orm(string_value = "AUTOMATIC")]
    Automatic,
}

crate::audited!(PersistedDocumentId);

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
