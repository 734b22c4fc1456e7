//! An invitation to join the staff. Only the hash of its token is stored.

use sea_orm::entity::prelude::*;
use serde::Serialize;
use serde_json::Value as Json;

use crate::kernel::clock::Timestamp;
use crate::kernel::id::{InvitationId, StaffId};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "staff_invitation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InvitationId,
    pub email: String,
    pub name: String,
    #[serde(skip)]
    pub token_hash: String,
    /// The roles that the account will hold: a list of {role, domain}.
    pub roles: Json,
    pub invited_by: StaffId,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub accepted_at: Option<Timestamp>,
    pub version: i32,
}

crate::versioned!(InvitationId);

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
