//! Take products out of a collection.

use async_graphql::InputObject;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::catalog::collection::{changed, places};
use crate::catalog::entity::collection;
use crate::catalog::entity::collection_product::{Column, Entity};
use crate::catalog::permission::CollectionEdit;
use crate::catalog::rules::COLLECTION_BATCH_MAX;
use crate::kernel::aggregate::Locked;
use crate::kernel::command::Command;
use crate::kernel::cx::Cx;
use crate::kernel::id::{CollectionId, ProductId};
use crate::kernel::text::Checks;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// What to take out of a collection.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct CollectionProductsRemoveInput {
    /// The collection.
    pub id: CollectionId,
    /// The version that was read; another one is refused with `CONFLICT`.
    #[serde(default)]
    pub expected_version: Option<i32>,
    /// At most 100 products. Those that it does not hold are passed over.
    pub product_ids: Vec<ProductId>,
}

impl Command for CollectionProductsRemoveInput {
    type Permission = CollectionEdit;
    type Outcome = CollectionId;
    const NAME: &'static str = "collectionProductsRemove";
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
        let gone: Vec<ProductId> =
            held.into_iter().map(|(product, _)| product).filter(|product| product_ids.contains(product)).collect();
        if gone.is_empty() {
            return Ok(id);
        }
        let rows =
            Entity::delete_many().filter(Column::CollectionId.eq(id)).filter(Column::ProductId.is_in(gone.clone()));
        rows.exec(tx.db()).await?;
        changed(tx, &before, &json!({ "removedProducts": [] }), &json!({ "removedProducts": gone })).await?;
        Ok(id)
    }
}
