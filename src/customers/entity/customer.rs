//! A person who buys.

use sea_orm::entity::prelude::*;
use sea_orm::{QuerySelect as _, sea_query::LockType};
use serde::Serialize;

use crate::kernel::clock::Timestamp;
use crate::kernel::fault::Fault;
use crate::kernel::id::CustomerId;
use crate::kernel::scope::Scope;
use crate::kernel::tx::Tx;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "customer")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CustomerId,
    /// In lower case, unique.
    pub email: String,
    pub name: String,
    pub name_folded: String,
    pub phone: Option<String>,
    pub note: Option<String>,
    pub version: i32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

crate::versioned!(CustomerId);

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The customers inside a scope. They belong to the whole company: who holds the permission anywhere sees all of them.
pub fn in_scope(scope: &Scope) -> Select<Entity> {
    let select = Entity::find();
    if scope.is_empty() { select.filter(Expr::value(false)) } else { select }
}

/// A customer for writing.
pub async fn lock(tx: &Tx, scope: &Scope, id: CustomerId) -> Result<Option<Model>, Fault> {
    Ok(in_scope(scope).filter(Column::Id.eq(id)).lock(LockType::Update).one(tx.db()).await?)
}
