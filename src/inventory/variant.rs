//! What inventory wants to know of a variant.

use sea_orm::EntityTrait as _;

use crate::catalog::entity::product_variant;
use crate::inventory::error::InventoryError;
use crate::inventory::rules::Tracking;
use crate::kernel::condition::Subject;
use crate::kernel::fault::Fault;
use crate::kernel::id::{TypedId, VariantId};
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

pub async fn find(tx: &Tx, id: VariantId) -> Result<Option<product_variant::Model>, Fault> {
    Ok(product_variant::Entity::find_by_id(id).one(tx.db()).await?)
}

/// What the policies and their approvers are told.
pub fn subject(variant: &product_variant::Model) -> Subject {
    let label = variant.sku.clone().unwrap_or_else(|| variant.title.clone());
    Subject { entity: VariantId::TYPE, id: variant.id.uuid(), label }
}

/// How stock of a variant is counted.
pub fn tracking(variant: &product_variant::Model) -> Tracking {
    Tracking::of(variant.track_stock, variant.allow_backorder)
}

/// The same, refusing what is not counted at all.
pub async fn tracked(tx: &Tx, id: VariantId) -> Result<Tracking, Failure> {
    let variant = find(tx, id).await?.ok_or(InventoryError::VariantNotFound)?;
    match tracking(&variant) {
        Tracking::Untracked => Err(InventoryError::NotTracked.into()),
        tracked @ (Tracking::Tracked | Tracking::Backorder) => Ok(tracked),
    }
}
