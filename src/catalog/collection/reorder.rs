//! Move products within a collection.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::catalog::collection::{changed, place, places};
use crate::catalog::entity::collection;
use crate::catalog::error::CatalogError;
use crate::catalog::permission::CollectionEdit;
use crate::catalog::rules::{self, COLLECTION_BATCH_MAX};
use crate::kernel::aggregate::Locked;
use crate::kernel::command::Command;
use crate::kernel::cx::Cx;
use crate::kernel::id::{CollectionId, ProductId};
use crate::kernel::text::Checks;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// How to move products within a collection.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct CollectionProductsReorderInput {
    /// The collection.
    pub id: CollectionId,
    /// The version that was read; another one is refused with `CONFLICT`.
    #[serde(default)]
    pub expected_version: Option<i32>,
    /// At most 100 moves, made one after the other.
    pub moves: Vec<CollectionMoveInput>,
}

/// The move of one product.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct CollectionMoveInput {
    /// The product, which the collection must hold.
    pub product_id: ProductId,
    /// Its new place, from 0; one that is too large is the last.
    pub position: i32,
}

impl Command for CollectionProductsReorderInput {
    type Permission = CollectionEdit;
    type Outcome = CollectionId;
    const NAME: &'static str = "collectionProductsReorder";
    const REPLACES: bool = false;

    crate::changes!(CollectionEdit, collection::Model, id at "id");

    async fn run(
        self,
        _: &Cx<CollectionEdit>,
        tx: &Tx,
        before: Locked<collection::Model>,
    ) -> Result<CollectionId, Failure> {
        let Self { id, expected_version: _, moves } = self;
        let mut checks = Checks::new();
        checks.at_most("moves", moves.len(), COLLECTION_BATCH_MAX);
        let mut wanted: Vec<(ProductId, usize)> = Vec::new();
        for (index, CollectionMoveInput { product_id, position }) in moves.iter().enumerate() {
            let place = checks.within(&format!("moves.{index}.position"), i64::from(*position), 0, i64::from(i32::MAX));
            wanted.push((*product_id, usize::try_from(place).unwrap_or(usize::MAX)));
        }
        checks.done()?;
        let held = places(tx, id).await?;
        let held_by = |product: &ProductId| held.iter().any(|(known, _)| known == product);
        let missing: Vec<ProductId> =
            wanted.iter().map(|(product, _)| *product).filter(|product| !held_by(product)).collect();
        if !missing.is_empty() {
            return Err(CatalogError::NotInCollection { missing }.into());
        }
        let moved = rules::reorder(&held, &wanted);
        if moved.is_empty() {
            return Ok(id);
        }
        place(tx, id, &moved).await?;
        let told: Vec<_> = moves.iter().map(|step| json!([step.product_id, step.position])).collect();
        changed(tx, &before, &json!({ "movedProducts": [] }), &json!({ "movedProducts": told })).await?;
        Ok(id)
    }
}
