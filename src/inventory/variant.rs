//! What inventory wants to know of a variant.

use sea_orm::{EntityTrait as _, QueryFilter as _};
use std::collections::HashMap;

use crate::catalog::entity::product_variant;
use crate::catalog::whole::KEYS_MAX;
use crate::inventory::entity::stock;
use crate::inventory::error::InventoryError;
use crate::inventory::rules::Tracking;
use crate::kernel::condition::Subject;
use crate::kernel::db::Reader;
use crate::kernel::fault::Fault;
use crate::kernel::id::{TypedId, VariantId};
use crate::kernel::loader::among;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

pub async fn find(tx: &Tx, id: VariantId) -> Result<Option<product_variant::Model>, Fault> {
    Ok(product_variant::Entity::find_by_id(id).one(tx.db()).await?)
}

/// What the policies and their approvers are told.
pub fn subject(variant: &product_variant::Model) -> Subject {
    let label = variant.sku.clone().unwrap_or_else(|| variant.title.clone());
    Subject { id: variant.id.uuid(), label, version: None }
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

/// How stock of many variants is counted; those that do not exist are left out.
pub async fn trackings(tx: &Tx, ids: &[VariantId]) -> Result<HashMap<VariantId, Tracking>, Fault> {
    let mut known = HashMap::new();
    for ids in ids.chunks(KEYS_MAX) {
        let found = product_variant::Entity::find()
            .filter(among(tx.db(), product_variant::Column::Id, ids))
            .all(tx.db())
            .await?;
        known.extend(found.iter().map(|variant| (variant.id, tracking(variant))));
    }
    Ok(known)
}

/// The stocks with the backorder limits that their variants have now: what a promise would be held against.
pub async fn with_limits(db: &Reader, mut stocks: Vec<stock::Model>) -> Result<Vec<stock::Model>, Fault> {
    let ids: Vec<VariantId> = stocks.iter().map(|stock| stock.variant_id).collect();
    if ids.is_empty() {
        return Ok(stocks);
    }
    let variants = product_variant::Entity::find().filter(among(db, product_variant::Column::Id, &ids)).all(db).await?;
    let limits: HashMap<VariantId, i64> =
        variants.iter().map(|variant| (variant.id, tracking(variant).backorder_limit())).collect();
    for stock in &mut stocks {
        stock.backorder_limit = limits.get(&stock.variant_id).copied().unwrap_or(stock.backorder_limit);
    }
    Ok(stocks)
}
