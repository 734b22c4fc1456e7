//! Something that is sold, in one or several variants.

use async_graphql::{Enum, SimpleObject};
use sea_orm::FromJsonQueryResult;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::catalog::permission::{ProductBrowse, ProductRead};
use crate::kernel::aggregate::Root;
use crate::kernel::clock::Timestamp;
use crate::kernel::cx::Caller;
use crate::kernel::id::{CategoryId, ProductId};
use crate::kernel::scope::Scope;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "product")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ProductId,
    pub slug: String,
    /// How another system calls it.
    pub external_key: Option<String>,
    pub title: String,
    pub title_folded: String,
    /// Sanitized when it was written.
    pub body_html: String,
    pub vendor: String,
    pub product_type: String,
    pub status: ProductStatus,
    pub category_id: Option<CategoryId>,
    /// At most three; none for a product that comes in one variant.
    #[sea_orm(column_type = "JsonBinary")]
    pub option_names: Texts,
    /// In the order in which they were given. `product_tag` repeats them for look-ups.
    #[sea_orm(column_type = "JsonBinary")]
    pub tags: Texts,
    #[sea_orm(column_type = "JsonBinary")]
    pub media: MediaList,
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
    pub published_at: Option<Timestamp>,
    /// Goes up with each change of the product or of one of its variants.
    pub version: i32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// Whether a product is for sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Enum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ProductStatus {
    /// Not for sale yet.
    Draft,
    /// For sale.
    Active,
    /// Not for sale any more.
    Archived,
}

/// A short list of texts in one column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Texts(pub Vec<String>);

/// The pictures of a product, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct MediaList(pub Vec<ProductMedia>);

/// A picture or film of a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, SimpleObject)]
pub struct ProductMedia {
    /// Where it is.
    pub url: String,
    /// What it shows, for those who cannot see it. Empty when nobody wrote it.
    pub alt: String,
}

crate::versioned!(ProductId);

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Root for Model {
    const NOUN: &'static str = "product";

    fn in_scope(_: &Scope) -> Select<Entity> {
        Entity::find()
    }

    fn label(&self) -> String {
        self.title.clone()
    }
}

/// The products that a caller may see: those for sale with `product.browse`, all with `product.read`.
pub fn visible(caller: &Caller) -> Select<Entity> {
    let select = Entity::find();
    if caller.holds::<ProductRead>() {
        select
    } else if caller.holds::<ProductBrowse>() {
        select.filter(Column::Status.eq(ProductStatus::Active))
    } else {
        select.filter(Expr::value(false))
    }
}
