//! What a command answered to a key, written in the transaction of its effect.

use sea_orm::entity::prelude::*;
use serde_json::Value as Json;

use crate::kernel::clock::Timestamp;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_record")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub principal: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    pub command: String,
    /// SHA-256 of the command's name and its canonical input, in hexadecimal.
    pub fingerprint: String,
    pub result: Option<Json>,
    pub created_at: Timestamp,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
