//! A signed-in browser or tool. Only the hash of its token is stored.

use sea_orm::entity::prelude::*;
use serde::Serialize;

use crate::kernel::clock::Timestamp;
use crate::kernel::id::{SessionId, StaffId};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "session")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SessionId,
    pub staff_id: StaffId,
    /// SHA-256 of the token, in hexadecimal.
    #[serde(skip)]
    pub token_hash: String,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
    /// Moves on while the session is used.
    pub expires_at: Timestamp,
    /// The end, used or not.
    pub absolute_expires_at: Timestamp,
    pub user_agent: Option<String>,
}

crate::audited!(SessionId);

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
