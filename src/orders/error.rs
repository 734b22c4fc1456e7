//! Every refusal of this slice.

use serde_json::json;

use crate::kernel::id::{OrderLineId, VariantId};
use crate::kernel::user_error::{Refusal, UserError};
use crate::orders::entity::order::OrderStatus;
use crate::orders::rules::LINES_MAX;

#[derive(Clone, Debug, PartialEq)]
pub enum OrderError {
    /// The channel takes no orders. `field` is what names it, or the order in it.
    ChannelInactive {
        field: &'static str,
    },
    /// The order is past the state in which this can happen.
    WrongStatus {
        field: &'static str,
        status: OrderStatus,
        needs: &'static [OrderStatus],
    },
    TooManyLines,
    NoLines,
    EmailMissing,
    ShippingAddressMissing,
    /// A line names a variant that cannot be sold. `field` is where the input names it, `line` the line that is there already.
    Unsellable {
        field: String,
        variant: VariantId,
        line: Option<OrderLineId>,
        why: Unsellable,
    },
    /// The sum does not fit a number.
    TooExpensive {
        field: String,
    },
}

/// Why a variant cannot be sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsellable {
    Gone,
    NotForSale,
    NoPrice,
}

impl Refusal for OrderError {
    fn to_user_error(&self) -> UserError {
        match self {
            Self::ChannelInactive { field } => {
                UserError::at(field, "CHANNEL_INACTIVE", "This channel takes no orders.")
            }
            Self::WrongStatus { field, status, needs } => {
                UserError::at(field, "WRONG_STATUS", "The status of the order does not allow this.")
                    .with(json!({ "status": status, "needs": needs }))
            }
            Self::TooManyLines => UserError::at("orderId", "TOO_MANY", "The order has as many lines as it can have.")
                .with(json!({ "maximum": LINES_MAX })),
            Self::NoLines => UserError::at("id", "NO_LINES", "The order has no lines."),
            Self::EmailMissing => UserError::at("id", "EMAIL_MISSING", "The order has no e-mail address."),
            Self::ShippingAddressMissing => {
                UserError::at("id", "SHIPPING_ADDRESS_MISSING", "The order ships, and has no address to ship to.")
            }
            Self::Unsellable { field, variant, line, why } => {
                let (code, message) = why.words();
                UserError::at(field, code, message).with(json!({ "variantId": variant, "lineId": line }))
            }
            Self::TooExpensive { field } => {
                UserError::at(field, "AMOUNT_TOO_LARGE", "The amount does not fit a number.")
            }
        }
    }
}

impl Unsellable {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Gone => ("VARIANT_GONE", "There is no such variant."),
            Self::NotForSale => ("NOT_FOR_SALE", "The product is not for sale."),
            Self::NoPrice => ("PRICE_MISSING", "The variant has no price in the currency of the channel."),
        }
    }
}
