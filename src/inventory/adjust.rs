//! Add to the stock on hand, or take from it.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};

use crate::inventory::entity::stock_movement::{MovementKind, StockReason};
use crate::inventory::error::InventoryError;
use crate::inventory::permission::StockAdjust;
use crate::inventory::rules::Delta;
use crate::inventory::shelf::{self, Cause, Place};
use crate::inventory::variant::{self, StockIn};
use crate::kernel::aggregate::Find;
use crate::kernel::command::Command;
use crate::kernel::condition::Details;
use crate::kernel::cx::Cx;
use crate::kernel::id::{StockId, VariantId, WarehouseId};
use crate::kernel::idempotency::Keyed;
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

impl Command for StockAdjustInput {
    type Permission = StockAdjust;
    type Outcome = StockId;
    type About = StockIn;
    const NAME: &'static str = "stockAdjust";
    const KEYED: Keyed = Keyed::Required;

    async fn about(&self, find: &Find<'_, StockAdjust>) -> Result<StockIn, Failure> {
        variant::stock_in(find, self.variant_id, self.warehouse_id).await
    }

    fn details(&self, _: &StockIn) -> Details {
        Details::quantity(i64::from(self.delta).abs())
    }

    async fn run(self, cx: &Cx<StockAdjust>, tx: &Tx, (stocked, _): StockIn) -> Result<StockId, Failure> {
        let StockAdjustInput { variant_id, warehouse_id, delta, reason, reference, note } = self;
        let mut checks = Checks::new();
        let delta = checks.within("delta", delta.into(), (-DELTA_MAX).into(), DELTA_MAX.into());
        if delta == 0 {
            checks.refuse("delta", "OUT_OF_RANGE", "This must not be zero.");
        }
        let reference = checks.optional("reference", reference.as_deref(), CODE);
        let note = checks.optional("note", note.as_deref(), NOTE);
        checks.done()?;
        let tracking = variant::tracked(&stocked.0)?;
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
