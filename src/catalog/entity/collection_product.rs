//! The place of a product in a collection.

use sea_orm::entity::prelude::*;

use crate::kernel::id::{CollectionId, ProductId};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "collection_product")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub collection_id: CollectionId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub product_id: ProductId,
    /// Smaller ones come first. There are gaps, so that a product can be moved without touching the others.
    pub position: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::collection::Entity",
        from = "Column::CollectionId",
        to = "super::collection::Column::Id"
    )]
    Collection,
}

impl Related<super::collection::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Collection.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
