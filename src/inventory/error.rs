//! Every refusal of this slice.

use serde_json::json;

use crate::inventory::rules::{Delta, Levels, ON_HAND_MAX, Shortfall};
use crate::kernel::id::VariantId;
use crate::kernel::user_error::{Refusal, UserError};

#[derive(Clone, Debug, PartialEq)]
pub enum InventoryError {
    VariantNotFound,
    SlugTaken,
    NotTracked,
    /// A count of less than nothing.
    Negative,
    /// An adjustment that the stock does not bear.
    CannotAdjust {
        field: &'static str,
        variant: VariantId,
        requested: i64,
        shortfall: Shortfall,
    },
    /// A count was entered against a quantity that is no longer there.
    Stale {
        current: i64,
    },
}

impl InventoryError {
    /// Why these levels do not bear this change of what is on hand.
    pub fn cannot(field: &'static str, variant: VariantId, levels: Levels, change: Delta) -> Self {
        let shortfall = levels.after(change).err().unwrap_or(Shortfall::Insufficient { available: 0 });
        Self::CannotAdjust { field, variant, requested: change.on_hand.abs(), shortfall }
    }
}

/// A variant that an order cannot have in this quantity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shortage {
    pub variant: VariantId,
    pub requested: i64,
    pub available: i64,
}

impl Shortage {
    /// The refusal at the field that asked for it.
    pub fn at(&self, field: &str) -> UserError {
        let Shortage { variant, requested, available } = self;
        UserError::at(field, "INSUFFICIENT_STOCK", "There is not so much of this variant.")
            .with(json!({ "variantId": variant, "requested": requested, "available": available }))
    }
}

impl Refusal for InventoryError {
    fn to_user_error(&self) -> UserError {
        match self {
            Self::VariantNotFound => UserError::at("variantId", "NOT_FOUND", "There is no such variant."),
            Self::SlugTaken => UserError::at("slug", "TAKEN", "Another warehouse has this slug."),
            Self::NotTracked => {
                UserError::at("variantId", "STOCK_NOT_TRACKED", "The stock of this variant is not counted.")
            }
            Self::Negative => UserError::at("quantity", "OUT_OF_RANGE", "Less than nothing cannot be on hand."),
            Self::CannotAdjust { field, variant, requested, shortfall } => match shortfall {
                Shortfall::Insufficient { available } => {
                    Shortage { variant: *variant, requested: *requested, available: *available }.at(field)
                }
                Shortfall::TooMuch => UserError::at(field, "OUT_OF_RANGE", "A warehouse cannot hold so much.")
                    .with(json!({ "maximum": ON_HAND_MAX })),
                Shortfall::NothingReserved => UserError::at(field, "NOTHING_RESERVED", "Nothing of this is reserved."),
            },
            Self::Stale { current } => UserError::at(
                "changeFromQuantity",
                "CHANGE_FROM_QUANTITY_STALE",
                "The quantity on hand changed since it was read.",
            )
            .with(json!({ "current": current })),
        }
    }
}
