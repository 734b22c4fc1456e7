//! Enter what was counted.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};

use crate::inventory::entity::stock_movement::{MovementKind, StockReason};
use crate::inventory::error::InventoryError;
use crate::inventory::permission::StockAdjust;
use crate::inventory::rules::{Delta, ON_HAND_MAX};
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

/// What was counted.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct StockSetInput {
    /// What was counted.
    pub variant_id: VariantId,
    /// Where it lies.
    pub warehouse_id: WarehouseId,
    /// So many are on hand, from 0 to 1,000,000,000.
    pub quantity: i32,
    /// So many were on hand when the count began. When it is another number by now, nothing happens and the answer is
    /// `CHANGE_FROM_QUANTITY_STALE` with the current one. A variant that never lay there has 0.
    pub change_from_quantity: i32,
    /// Why.
    pub reason: StockReason,
    /// A document that says so, such as a count sheet or its address, at most 255 characters.
    pub reference: Option<String>,
    /// For colleagues, at most 2,000 characters.
    pub note: Option<String>,
}

impl Command for StockSetInput {
    type Permission = StockAdjust;
    type Outcome = StockId;
    type About = StockIn;
    const NAME: &'static str = "stockSet";
    const KEYED: Keyed = Keyed::Required;

    async fn about(&self, find: &Find<'_, StockAdjust>) -> Result<StockIn, Failure> {
        variant::stock_in(find, self.variant_id, self.warehouse_id).await
    }

    fn details(&self, _: &StockIn) -> Details {
        Details::quantity((i64::from(self.quantity) - i64::from(self.change_from_quantity)).abs())
    }

    async fn run(self, cx: &Cx<StockAdjust>, tx: &Tx, (stocked, _): StockIn) -> Result<StockId, Failure> {
        let StockSetInput { variant_id, warehouse_id, quantity, change_from_quantity, reason, reference, note } = self;
        let mut checks = Checks::new();
        let to = checks.within("quantity", quantity.into(), 0, ON_HAND_MAX);
        let from = checks.within("changeFromQuantity", change_from_quantity.into(), 0, ON_HAND_MAX);
        let reference = checks.optional("reference", reference.as_deref(), CODE);
        let note = checks.optional("note", note.as_deref(), NOTE);
        checks.done()?;
        let tracking = variant::tracked(&stocked.0)?;
        let place = Place { variant: variant_id, warehouse: warehouse_id };
        let change = Delta::on_hand(to - from);
        let Some(shifted) = shelf::shift(cx, tx, place, tracking, change, Some(from)).await? else {
            let levels = place.levels(tx, tracking).await?;
            return Err(if levels.on_hand == from {
                InventoryError::cannot("quantity", variant_id, levels, change).into()
            } else {
                InventoryError::Stale { current: levels.on_hand }.into()
            });
        };
        if change != Delta::default() {
            let kind = MovementKind::Adjustment;
            let cause = Cause { kind, delta: change, reason: Some(reason), reference, note, order: None };
            tx.insert_all(&shelf::movements(cx, tx, &shifted, vec![cause])?).await?;
        }
        Ok(shifted.after.id)
    }
}
