//! Put products into a collection.

use async_graphql::InputObject;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::HashSet;

use crate::catalog::collection::{changed, place, places};
use crate::catalog::entity::{collection, collection_product, product};
use crate::catalog::error::CatalogError;
use crate::catalog::permission::CollectionEdit;
use crate::catalog::rules::{COLLECTION_BATCH_MAX, COLLECTION_PRODUCTS_MAX, COLLECTIONS_PER_PRODUCT_MAX, places_after};
use crate::kernel::aggregate::Locked;
use crate::kernel::command::Command;
use crate::kernel::cx::Cx;
use crate::kernel::fault::Fault;
use crate::kernel::id::{CollectionId, ProductId};
use crate::kernel::text::Checks;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// What to put into a collection.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct CollectionProductsAddInput {
    /// The collection.
    pub id: CollectionId,
    /// The version that was read; another one is refused with `CONFLICT`.
    #[serde(default)]
    pub expected_version: Option<i32>,
    /// At most 100 products, added at the end in this order. Those that it holds already stay in their places. A collection has
    /// at most 10,000 products, and a product is in at most 100 collections.
    pub product_ids: Vec<ProductId>,
}

impl Command for CollectionProductsAddInput {
    type Permission = CollectionEdit;
    type Outcome = CollectionId;
    const NAME: &'static str = "collectionProductsAdd";
    const REPLACES: bool = false;

    crate::changes!(CollectionEdit, collection::Model, id at "id");

    async fn run(
        self,
        _: &Cx<CollectionEdit>,
        tx: &Tx,
        before: Locked<collection::Model>,
    ) -> Result<CollectionId, Failure> {
        let Self { id, expected_version: _, product_ids } = self;
        let mut checks = Checks::new();
        checks.at_most("productIds", product_ids.len(), COLLECTION_BATCH_MAX);
        checks.done()?;
        let held = places(tx, id).await?;
        let mut seen: HashSet<ProductId> = held.iter().map(|(product, _)| *product).collect();
        let new: Vec<ProductId> = product_ids.into_iter().filter(|product| seen.insert(*product)).collect();
        if new.is_empty() {
            return Ok(id);
        }
        if held.len() + new.len() > COLLECTION_PRODUCTS_MAX {
            return Err(CatalogError::CollectionFull.into());
        }
        check_products(tx, &new).await?;
        let free = places_after(held.last().map(|(_, position)| *position), new.len());
        place(tx, id, &new.iter().copied().zip(free).collect::<Vec<_>>()).await?;
        changed(tx, &before, &json!({ "addedProducts": [] }), &json!({ "addedProducts": new })).await?;
        Ok(id)
    }
}

/// Refuses products that are not there, and those that are in too many collections.
async fn check_products(tx: &Tx, products: &[ProductId]) -> Result<(), Failure> {
    let known: Vec<ProductId> = product::Entity::find()
        .select_only()
        .column(product::Column::Id)
        .filter(product::Column::Id.is_in(products.to_vec()))
        .into_tuple()
        .all(tx.db())
        .await
        .map_err(Fault::from)?;
    let missing: Vec<ProductId> = products.iter().copied().filter(|product| !known.contains(product)).collect();
    if !missing.is_empty() {
        return Err(CatalogError::ProductsNotFound { missing }.into());
    }
    let full: Vec<ProductId> = collection_product::Entity::find()
        .select_only()
        .column(collection_product::Column::ProductId)
        .filter(collection_product::Column::ProductId.is_in(products.to_vec()))
        .group_by(collection_product::Column::ProductId)
        .having(Expr::col(collection_product::Column::CollectionId).count().gte(COLLECTIONS_PER_PRODUCT_MAX as i64))
        .into_tuple()
        .all(tx.db())
        .await
        .map_err(Fault::from)?;
    if full.is_empty() { Ok(()) } else { Err(CatalogError::TooManyCollections { products: full }.into()) }
}
