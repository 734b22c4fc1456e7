//! What inventory wants to know of a variant.

use sea_orm::{EntityTrait as _, QueryFilter as _};
use std::collections::HashMap;

use crate::catalog::entity::product_variant;
use crate::catalog::whole::KEYS_MAX;
use crate::inventory::entity::{stock, warehouse};
use crate::inventory::error::InventoryError;
use crate::inventory::permission::StockAdjust;
use crate::inventory::rules::Tracking;
use crate::kernel::aggregate::{Aggregate, Find, Found};
use crate::kernel::condition::Subject;
use crate::kernel::db::Reader;
use crate::kernel::fault::Fault;
use crate::kernel::id::{TypedId as _, VariantId, WarehouseId};
use crate::kernel::loader::among;
use crate::kernel::permission::Permission;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// A variant that there is stock of.
pub struct Stocked(pub product_variant::Model);

impl Aggregate for Stocked {
    type Key = VariantId;
    const ENTITY: &'static str = VariantId::TYPE;
    const NOUN: &'static str = "variant";

    async fn find<P: Permission>(find: &Find<'_, P>, id: VariantId) -> Result<Option<Self>, Failure> {
        Ok(product_variant::Entity::find_by_id(id).one(find.tx.db()).await.map_err(Fault::from)?.map(Self))
    }

    // Many change stock at once, and none of them asks a question first: what the stock does not bear, its row refuses.
    async fn lock<P: Permission>(find: &Find<'_, P>, id: VariantId) -> Result<Option<Self>, Failure> {
        Self::find(find, id).await
    }

    fn subject(&self) -> Subject {
        let Self(variant) = self;
        Subject::of(variant.id, variant.sku.clone().unwrap_or_else(|| variant.title.clone()), None)
    }
}

/// What a change of stock is about, and where.
pub type StockIn = (Found<Stocked>, Found<warehouse::Model>);

/// Finds what a change of stock is about.
pub async fn stock_in(
    find: &Find<'_, StockAdjust>,
    variant: VariantId,
    warehouse: WarehouseId,
) -> Result<StockIn, Failure> {
    let warehouse = find.found(warehouse, "warehouseId").await?;
    Ok((find.found(variant, "variantId").await?, warehouse))
}

/// How stock of a variant is counted.
pub fn tracking(variant: &product_variant::Model) -> Tracking {
    Tracking::of(variant.track_stock, variant.allow_backorder)
}

/// The same, refusing what is not counted at all.
pub fn tracked(variant: &product_variant::Model) -> Result<Tracking, InventoryError> {
    match tracking(variant) {
        Tracking::Untracked => Err(InventoryError::NotTracked),
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
