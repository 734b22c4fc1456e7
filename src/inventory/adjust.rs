//! Add to the stock on hand, or take from it.

use async_graphql::InputObject;
use sea_orm::{ColumnTrait as _, QueryFilter as _};
use serde::{Deserialize, Serialize};

use crate::inventory::entity::stock_movement::{MovementKind, StockReason};
use crate::inventory::entity::warehouse;
use crate::inventory::error::InventoryError;
use crate::inventory::permission::StockAdjust;
use crate::inventory::rules::Delta;
use crate::inventory::shelf::{self, Cause, Place};
use crate::inventory::variant;
use crate::kernel::command::Command;
use crate::kernel::condition::Facts;
use crate::kernel::cx::Cx;
use crate::kernel::id::{StockId, TypedId as _, VariantId, WarehouseId};
use crate::kernel::idempotency::Keyed;
use crate::kernel::scope::Domain;
use crate::kernel::text::{CODE, Checks, NOTE};
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// The most that one adjustment adds or takes.
pub const DELTA_MAX: i32 = 1_000_000;

/// A change of the stock on hand.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct StockAdjustInput {
    /// What is changed.
    pub variant_id: VariantId,
    /// Where it lies.
    pub warehouse_id: WarehouseId,
    /// So many more, or fewer when negative; at most 1,000,000 either way, and not zero.
    pub delta: i32,
    /// Why.
    pub reason: StockReason,
    /// A document that says so, such as a delivery note or its address, at most 255 characters.
    pub reference: Option<String>,
    /// For colleagues, at most 2,000 characters.
    pub note: Option<String>,
}

/// What the policies learn about a change of stock by `quantity` pieces.
pub(super) async fn facts(cx: &Cx<StockAdjust>, tx: &Tx, place: Place, quantity: i64) -> Result<Facts, Failure> {
    let Place { variant, warehouse } = place;
    let there = warehouse::in_scope(cx.scope()).filter(warehouse::Column::Id.eq(warehouse)).one(tx.db()).await?;
    if there.is_none() {
        return Err(InventoryError::WarehouseNotFound { field: "warehouseId" }.into());
    }
    let found = variant::find(tx, variant).await?.ok_or(InventoryError::VariantNotFound)?;
    Ok(Facts {
        domains: vec![Domain::Warehouse(warehouse)],
        quantity: Some(quantity.abs()),
        subject: Some(variant::subject(&found)),
        ..Facts::default()
    })
}

impl Command for StockAdjustInput {
    type Permission = StockAdjust;
    type Outcome = StockId;
    const NAME: &'static str = "stockAdjust";
    const KEYED: Keyed = Keyed::Required;
    const SUBJECT: Option<&'static str> = Some(VariantId::TYPE);

    async fn facts(&self, cx: &Cx<StockAdjust>, tx: &Tx) -> Result<Facts, Failure> {
        let place = Place { variant: self.variant_id, warehouse: self.warehouse_id };
        facts(cx, tx, place, self.delta.into()).await
    }

    async fn run(self, cx: &Cx<StockAdjust>, tx: &Tx) -> Result<StockId, Failure> {
        let StockAdjustInput { variant_id, warehouse_id, delta, reason, reference, note } = self;
        let mut checks = Checks::new();
        let delta = checks.within("delta", delta.into(), (-DELTA_MAX).into(), DELTA_MAX.into());
        if delta == 0 {
            checks.refuse("delta", "OUT_OF_RANGE", "This must not be zero.");
        }
        let reference = checks.optional("reference", reference.as_deref(), CODE);
        let note = checks.optional("note", note.as_deref(), NOTE);
        checks.done()?;
        let tracking = variant::tracked(tx, variant_id).await?;
        let place = Place { variant: variant_id, warehouse: warehouse_id };
        let change = Delta::on_hand(delta);
        let Some(shifted) = shelf::shift(cx, tx, place, tracking, change, None).await? else {
            let levels = place.levels(tx, tracking).await?;
            return Err(InventoryError::cannot("delta", variant_id, levels, change).into());
        };
        let kind = MovementKind::Adjustment;
        let cause = Cause { kind, delta: change, reason: Some(reason), reference, note, order: None };
        tx.insert_all(&shelf::movements(cx, tx, &shifted, vec![cause])?).await?;
        Ok(shifted.after.id)
    }
}
