//! A way in which the company sells.

use sea_orm::entity::prelude::*;
use serde::Serialize;

use crate::kernel::aggregate::Root;
use crate::kernel::clock::Timestamp;
use crate::kernel::id::ChannelId;
use crate::kernel::money::Currency;
use crate::kernel::scope::{Domain, Scope};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "channel")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ChannelId,
    pub slug: String,
    pub name: String,
    pub name_folded: String,
    pub active: bool,
    pub version: i32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub currency: Currency,
}

crate::versioned!(ChannelId);

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Root for Model {
    const NOUN: &'static str = "channel";

    fn in_scope(scope: &Scope) -> Select<Entity> {
        in_scope(scope)
    }

    fn label(&self) -> String {
        self.name.clone()
    }

    fn domains(&self) -> Vec<Domain> {
        vec![Domain::Channel(self.id)]
    }
}

/// The channels inside a scope.
pub fn in_scope(scope: &Scope) -> Select<Entity> {
    Entity::find().filter(scope.channels().predicate(Column::Id))
}
