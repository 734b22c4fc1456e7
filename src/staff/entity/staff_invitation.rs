//! An invitation to join the staff. Only the hash of its token is stored.

use sea_orm::entity::prelude::*;
use serde::Serialize;
use serde_json::Value as Json;

use crate::kernel::aggregate::Root;
use crate::kernel::clock::Timestamp;
use crate::kernel::id::{InvitationId, StaffId};
use crate::kernel::scope::Scope;

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

impl Root for Model {
    const NOUN: &'static str = "invitation";

    fn in_scope(_: &Scope) -> Select<Entity> {
        Entity::find()
    }

    fn label(&self) -> String {
        self.email.clone()
    }
}
