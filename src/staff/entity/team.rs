//! A team of staff.

use sea_orm::entity::prelude::*;
use serde::Serialize;

use crate::kernel::aggregate::Root;
use crate::kernel::clock::Timestamp;
use crate::kernel::id::TeamId;
use crate::kernel::scope::Scope;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "team")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TeamId,
    pub name: String,
    /// Unique.
    pub name_folded: String,
    pub description: Option<String>,
    pub version: i32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

crate::versioned!(TeamId);

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Root for Model {
    const NOUN: &'static str = "team";

    fn in_scope(_: &Scope) -> Select<Entity> {
        Entity::find()
    }

    fn label(&self) -> String {
        self.name.clone()
    }
}
