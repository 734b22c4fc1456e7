//! Enter what was counted of many variants in one warehouse: the figures of a file.

use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};
use std::collections::HashMap;

use crate::catalog::whole::KEYS_MAX;
use crate::inventory::entity::stock_movement::{self, MovementKind, StockReason};
use crate::inventory::entity::{stock, warehouse};
use crate::inventory::error::InventoryError;
use crate::inventory::permission::StockAdjust;
use crate::inventory::rules::{Delta, Levels, Tracking};
use crate::inventory::shelf::{self, Cause, Place};
use crate::inventory::variant;
use crate::kernel::cx::Cx;
use crate::kernel::fault::Fault;
use crate::kernel::id::{VariantId, WarehouseId};
use crate::kernel::loader::among;
use crate::kernel::tx::Tx;

/// So many of a variant were counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    pub variant: VariantId,
    pub quantity: i64,
}

/// What came of a count.
#[derive(Clone, Debug, PartialEq)]
pub enum Entered {
    /// So many are on hand now.
    Set,
    /// So many were on hand already.
    Unchanged,
    /// The stock of this variant is not counted: nothing was written.
    Untracked,
    /// The stock is as it was.
    Refused(InventoryError),
}

/// A stocktake in one warehouse, by somebody who may count there.
pub struct Stocktake {
    cx: Cx<StockAdjust>,
    warehouse: WarehouseId,
    reference: Option<String>,
}

impl Stocktake {
    /// Begins it in the warehouse with this slug; `None` when there is none, or none in the caller's scope. The reference, of
    /// at most 255 characters, stands in every movement.
    pub async fn begin(cx: Cx<StockAdjust>, slug: &str, reference: Option<String>) -> Result<Option<Self>, Fault> {
        let select = warehouse::in_scope(cx.scope()).filter(warehouse::Column::Slug.eq(slug));
        let found = select.one(&cx.house().db.reader).await?;
        Ok(found.map(|warehouse| Self { cx, warehouse: warehouse.id, reference }))
    }

    /// Enters counts, and says for each what came of it. What is so already is not written; a variant that never lay here gets
    /// its place even when nothing of it was counted.
    pub async fn enter(&self, tx: &Tx, counts: &[Count]) -> Result<Vec<Entered>, Fault> {
        let ids: Vec<VariantId> = counts.iter().map(|count| count.variant).collect();
        let trackings = variant::trackings(tx, &ids).await?;
        let checked: Vec<Result<Tracking, Entered>> = counts.iter().map(|count| countable(count, &trackings)).collect();
        let countable = counts.iter().zip(&checked).filter_map(|(count, tracking)| {
            let place = Place { variant: count.variant, warehouse: self.warehouse };
            tracking.as_ref().ok().map(|tracking| (place, *tracking))
        });
        let mut shelves = self.shelves(tx, &countable.collect::<Vec<_>>()).await?;
        let (mut entered, mut movements) = (Vec::with_capacity(counts.len()), Vec::new());
        for (Count { variant, quantity }, checked) in counts.iter().zip(checked) {
            entered.push(match (checked, shelves.get_mut(variant)) {
                (Ok(tracking), Some(shelf)) => self.count(tx, shelf, tracking, *quantity, &mut movements).await?,
                (Ok(_), None) => return Err(Fault::internal("a place that was opened is not there")),
                (Err(done), _) => done,
            });
        }
        tx.insert_all(&movements).await?;
        Ok(entered)
    }

    /// The stock of each variant, locked, and opened where there was none.
    async fn shelves(&self, tx: &Tx, places: &[(Place, Tracking)]) -> Result<HashMap<VariantId, stock::Model>, Fault> {
        let mut known = self.known(tx, places).await?;
        let missing = places.iter().filter(|(place, _)| !known.contains_key(&place.variant));
        let missing: Vec<(Place, Tracking)> = missing.copied().collect();
        if !missing.is_empty() {
            shelf::open(&self.cx, tx, &missing).await?;
            known.extend(self.known(tx, &missing).await?);
        }
        Ok(known)
    }

    async fn known(&self, tx: &Tx, places: &[(Place, Tracking)]) -> Result<HashMap<VariantId, stock::Model>, Fault> {
        let variants: Vec<VariantId> = places.iter().map(|(place, _)| place.variant).collect();
        let mut known = HashMap::new();
        for variants in variants.chunks(KEYS_MAX) {
            let found = stock::Entity::find()
                .filter(among(tx.db(), stock::Column::VariantId, variants))
                .filter(stock::Column::WarehouseId.eq(self.warehouse))
                .order_by_asc(stock::Column::Id)
                .lock(LockType::Update)
                .all(tx.db())
                .await?;
            known.extend(found.into_iter().map(|stock| (stock.variant_id, stock)));
        }
        Ok(known)
    }

    async fn count(
        &self,
        tx: &Tx,
        shelf: &mut stock::Model,
        tracking: Tracking,
        quantity: i64,
        movements: &mut Vec<stock_movement::Model>,
    ) -> Result<Entered, Fault> {
        let delta = Delta::on_hand(quantity - shelf.on_hand);
        if delta == Delta::default() {
            return Ok(Entered::Unchanged);
        }
        let Some(shifted) = shelf::count(tx, shelf, quantity, tracking).await? else {
            let levels = Levels { backorder_limit: tracking.backorder_limit(), ..shelf.levels() };
            return Ok(Entered::Refused(InventoryError::cannot("quantity", shelf.variant_id, levels, delta)));
        };
        let (kind, reason) = (MovementKind::Adjustment, Some(StockReason::Count));
        let cause = Cause { kind, delta, reason, reference: self.reference.clone(), note: None, order: None };
        movements.extend(shelf::movements(&self.cx, tx, &shifted, vec![cause])?);
        *shelf = shifted.after;
        Ok(Entered::Set)
    }
}

/// How the stock of a variant is counted, if it is and can be so much.
fn countable(count: &Count, trackings: &HashMap<VariantId, Tracking>) -> Result<Tracking, Entered> {
    match trackings.get(&count.variant) {
        None => Err(Entered::Refused(InventoryError::VariantNotFound)),
        Some(Tracking::Untracked) => Err(Entered::Untracked),
        Some(Tracking::Tracked | Tracking::Backorder) if count.quantity < 0 => {
            Err(Entered::Refused(InventoryError::Negative))
        }
        Some(tracking @ (Tracking::Tracked | Tracking::Backorder)) => Ok(*tracking),
    }
}
