//! A person who works here and can sign in.

use async_graphql::Enum;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::kernel::aggregate::Root;
use crate::kernel::clock::Timestamp;
use crate::kernel::id::StaffId;
use crate::kernel::scope::Scope;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "staff_member")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: StaffId,
    /// In lower case, unique.
    pub email: String,
    pub name: String,
    pub name_folded: String,
    /// PHC string of Argon2id; none until the person chose a password.
    #[serde(skip)]
    pub password_hash: Option<String>,
    pub status: StaffStatus,
    pub version: i32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub last_login_at: Option<Timestamp>,
}

/// Whether a member of staff can sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Enum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum StaffStatus {
    /// Can sign in.
    Active,
    /// Cannot sign in; the name stays on what was done.
    Deactivated,
}

crate::versioned!(StaffId);

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Root for Model {
    const NOUN: &'static str = "member of staff";

    fn in_scope(_: &Scope) -> Select<Entity> {
        Entity::find()
    }

    fn label(&self) -> String {
        self.name.clone()
    }
}
