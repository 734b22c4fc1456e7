//! What can be done with a collection.

pub mod add;
pub mod create;
pub mod delete;
pub mod remove;
pub mod reorder;
pub mod update;

use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, Set};
use serde_json::Value;

use crate::catalog::entity::{collection, collection_product};
use crate::catalog::error::CatalogError;
use crate::catalog::whole::KEYS_MAX;
use crate::kernel::fault::{Fault, Violation};
use crate::kernel::id::{CollectionId, ProductId};
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// What a collection holds, in its order.
async fn places(tx: &Tx, id: CollectionId) -> Result<Vec<(ProductId, i64)>, Fault> {
    let rows = collection_product::Entity::find()
        .filter(collection_product::Column::CollectionId.eq(id))
        .order_by_asc(collection_product::Column::Position)
        .order_by_asc(collection_product::Column::ProductId)
        .all(tx.db())
        .await?;
    Ok(rows.into_iter().map(|row| (row.product_id, row.position)).collect())
}

/// Gives products their places, new or not.
async fn place(tx: &Tx, collection: CollectionId, places: &[(ProductId, i64)]) -> Result<(), Fault> {
    for chunk in places.chunks(KEYS_MAX) {
        let rows = chunk.iter().map(|(product, position)| collection_product::ActiveModel {
            collection_id: Set(collection),
            product_id: Set(*product),
            position: Set(*position),
        });
        let key = [collection_product::Column::CollectionId, collection_product::Column::ProductId];
        let moved = OnConflict::columns(key).update_column(collection_product::Column::Position).to_owned();
        collection_product::Entity::insert_many(rows).on_conflict(moved).exec_without_returning(tx.db()).await?;
    }
    Ok(())
}

/// Raises the version of a collection whose products changed, and records how.
async fn changed(tx: &Tx, before: &collection::Model, was: &Value, is: &Value) -> Result<(), Fault> {
    let after = collection::Model { updated_at: tx.now(), ..before.clone() };
    tx.save(before, after).await?;
    tx.updated(before.id, was, is)
}

fn slug_taken(fault: Fault) -> Failure {
    match fault {
        Fault::Violation(Violation::Unique) => CatalogError::SlugTaken.into(),
        fault => fault.into(),
    }
}
