//! A way in which the company sells.

use sea_orm::entity::prelude::*;
use sea_orm::{QuerySelect as _, sea_query::LockType};
use serde::Serialize;

use crate::kernel::clock::Timestamp;
use crate::kernel::fault::Fault;
use crate::kernel::id::ChannelId;
use crate::kernel::money::Currency;
use crate::kernel::scope::Scope;
use crate::kernel::tx::Tx;

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

/// The channels inside a scope.
pub fn in_scope(scope: &Scope) -> Select<Entity> {
    Entity::find().filter(scope.channels().predicate(Column::Id))
}

/// A channel for writing; `None` outside the scope.
pub async fn lock(tx: &Tx, scope: &Scope, id: ChannelId) -> Result<Option<Model>, Fault> {
    Ok(in_scope(scope).filter(Column::Id.eq(id)).lock(LockType::Update).one(tx.db()).await?)
}
