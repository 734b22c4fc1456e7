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

/// A product that the caller may see.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ProductById(pub ProductId);

impl Shown for ProductById {
    type Permission = ProductRead;
}

impl Loader<ProductById> for Batch {
    type Value = product::Model;
    type Error = Fault;

    async fn load(&self, keys: &[ProductById]) -> Result<HashMap<ProductById, product::Model>, Fault> {
        let ids: Vec<ProductId> = keys.iter().map(|key| key.0).collect();
        let found = product::visible(&self.caller()).filter(self.among(product::Column::Id, &ids));
        let rows = found.all(&self.house.db.reader).await?;
        Ok(rows.into_iter().map(|row| (ProductById(row.id), row)).collect())
    }
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

/// A category.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CategoryById(pub CategoryId);

impl Shown for CategoryById {
    type Permission = ProductBrowse;
}

impl Loader<CategoryById> for Batch {
    type Value = category::Model;
    type Error = Fault;

    async fn load(&self, keys: &[CategoryById]) -> Result<HashMap<CategoryById, category::Model>, Fault> {
        let ids: Vec<CategoryId> = keys.iter().map(|key| key.0).collect();
        let found = category::visible(&self.caller()).filter(self.among(category::Column::Id, &ids));
        let rows = found.all(&self.house.db.reader).await?;
        Ok(rows.into_iter().map(|row| (CategoryById(row.id), row)).collect())
    }
}

/// A collection.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CollectionById(pub CollectionId);

impl Shown for CollectionById {
    type Permission = ProductBrowse;
}

impl Loader<CollectionById> for Batch {
    type Value = collection::Model;
    type Error = Fault;

    async fn load(&self, keys: &[CollectionById]) -> Result<HashMap<CollectionById, collection::Model>, Fault> {
        let ids: Vec<CollectionId> = keys.iter().map(|key| key.0).collect();
        let found = collection::visible(&self.caller()).filter(self.among(collection::Column::Id, &ids));
        let rows = found.all(&self.house.db.reader).await?;
        Ok(rows.into_iter().map(|row| (CollectionById(row.id), row)).collect())
    }
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
