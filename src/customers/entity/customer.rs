//! A person who buys.

use sea_orm::entity::prelude::*;
use serde::Serialize;

use crate::kernel::aggregate::Root;
use crate::kernel::clock::Timestamp;
use crate::kernel::id::CustomerId;
use crate::kernel::scope::Scope;

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

impl Root for Model {
    const NOUN: &'static str = "customer";

    fn in_scope(scope: &Scope) -> Select<Entity> {
        in_scope(scope)
    }

    fn label(&self) -> String {
        if self.name.is_empty() { self.email.clone() } else { self.name.clone() }
    }
}

/// The customers inside a scope. They belong to the whole company: who holds the permission anywhere sees all of them.
pub fn in_scope(scope: &Scope) -> Select<Entity> {
    let select = Entity::find();
    if scope.is_empty() { select.filter(Expr::value(false)) } else { select }
}
