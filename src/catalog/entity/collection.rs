//! A hand-made list of products.

use sea_orm::entity::prelude::*;
use serde::Serialize;

use crate::catalog::permission::ProductBrowse;
use crate::kernel::aggregate::Root;
use crate::kernel::clock::Timestamp;
use crate::kernel::cx::Caller;
use crate::kernel::id::CollectionId;
use crate::kernel::scope::Scope;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "collection")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CollectionId,
    pub slug: String,
    pub title: String,
    pub title_folded: String,
    pub description: Option<String>,
    pub version: i32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

crate::versioned!(CollectionId);

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Root for Model {
    const NOUN: &'static str = "collection";

    fn in_scope(_: &Scope) -> Select<Entity> {
        Entity::find()
    }

    fn label(&self) -> String {
        self.title.clone()
    }
}

/// All collections, for who may browse.
pub fn visible(caller: &Caller) -> Select<Entity> {
    let select = Entity::find();
    if caller.holds::<ProductBrowse>() { select } else { select.filter(Expr::value(false)) }
}
