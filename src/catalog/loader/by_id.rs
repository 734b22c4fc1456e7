//! One row by its key.

use async_graphql::dataloader::Loader;
use sea_orm::QueryFilter as _;
use std::collections::HashMap;
use std::sync::Arc;

use crate::catalog::entity::{category, collection, product, product_variant};
use crate::catalog::permission::{ProductBrowse, ProductRead};
use crate::kernel::fault::Fault;
use crate::kernel::id::{CategoryId, CollectionId, ProductId, VariantId};
use crate::kernel::loader::{Batch, Shown};

crate::by_id! {
    /// A product that the caller may see.
    ProductById(ProductId) => product, ProductRead, |caller| Some(product::visible(&caller))
}

/// A variant of a product that the caller may see, with its prices.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct VariantById(pub VariantId);

impl Shown for VariantById {
    type Permission = ProductRead;
}

impl Loader<VariantById> for Batch {
    type Value = Arc<product_variant::Model>;
    type Error = Fault;

    async fn load(&self, keys: &[VariantById]) -> Result<HashMap<VariantById, Arc<product_variant::Model>>, Fault> {
        let ids: Vec<VariantId> = keys.iter().map(|key| key.0).collect();
        let found = product_variant::visible(&self.caller()).filter(self.among(product_variant::Column::Id, &ids));
        let rows = found.all(&self.house.db.reader).await?;
        Ok(rows.into_iter().map(|row| (VariantById(row.id), Arc::new(row))).collect())
    }
}

crate::by_id! {
    /// A category.
    CategoryById(CategoryId) => category, ProductBrowse, |caller| Some(category::visible(&caller))
}

crate::by_id! {
    /// A collection.
    CollectionById(CollectionId) => collection, ProductBrowse, |caller| Some(collection::visible(&caller))
}

/// A product that the caller may see, by its name in URLs.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ProductBySlug(pub String);

impl Loader<ProductBySlug> for Batch {
    type Value = product::Model;
    type Error = Fault;

    async fn load(&self, keys: &[ProductBySlug]) -> Result<HashMap<ProductBySlug, product::Model>, Fault> {
        let slugs: Vec<String> = keys.iter().map(|key| key.0.clone()).collect();
        let found = product::visible(&self.caller()).filter(self.among(product::Column::Slug, &slugs));
        let rows = found.all(&self.house.db.reader).await?;
        Ok(rows.into_iter().map(|row| (ProductBySlug(row.slug.clone()), row)).collect())
    }
}

/// A variant of a product that the caller may see, by its SKU.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct VariantBySku(pub String);

impl Loader<VariantBySku> for Batch {
    type Value = Arc<product_variant::Model>;
    type Error = Fault;

    async fn load(&self, keys: &[VariantBySku]) -> Result<HashMap<VariantBySku, Arc<product_variant::Model>>, Fault> {
        let skus: Vec<String> = keys.iter().map(|key| key.0.clone()).collect();
        let found = product_variant::visible(&self.caller()).filter(self.among(product_variant::Column::Sku, &skus));
        let rows = found.all(&self.house.db.reader).await?;
        Ok(rows.into_iter().filter_map(|row| Some((VariantBySku(row.sku.clone()?), Arc::new(row)))).collect())
    }
}
