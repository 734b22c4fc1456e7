//! A node of the category tree.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::LockType;
use sea_orm::{QueryOrder as _, QuerySelect as _};
use serde::Serialize;

use crate::catalog::permission::ProductBrowse;
use crate::kernel::aggregate::Root;
use crate::kernel::clock::Timestamp;
use crate::kernel::cx::Caller;
use crate::kernel::fault::Fault;
use crate::kernel::id::CategoryId;
use crate::kernel::scope::Scope;
use crate::kernel::tx::Tx;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "category")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CategoryId,
    /// None at the top.
    pub parent_id: Option<CategoryId>,
    pub slug: String,
    pub name: String,
    pub name_folded: String,
    pub description: Option<String>,
    /// Its place among its siblings, from 0.
    pub position: i32,
    pub version: i32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

crate::versioned!(CategoryId);

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Root for Model {
    const NOUN: &'static str = "category";

    fn in_scope(_: &Scope) -> Select<Entity> {
        Entity::find()
    }

    fn label(&self) -> String {
        self.name.clone()
    }
}

/// All categories, for who may browse.
pub fn visible(caller: &Caller) -> Select<Entity> {
    let select = Entity::find();
    if caller.holds::<ProductBrowse>() { select } else { select.filter(Expr::value(false)) }
}

/// The whole tree for writing. Whoever changes the tree holds all of it, so that two moves cannot make a circle together.
pub async fn lock_tree(tx: &Tx) -> Result<Vec<Model>, Fault> {
    Ok(Entity::find().order_by_asc(Column::Id).lock(LockType::Update).all(tx.db()).await?)
}
