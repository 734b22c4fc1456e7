//! Pure rules of orders: what they cost, where they stand, what may happen next.

use async_graphql::Enum;

use crate::kernel::money::{Money, MoneyError};
use crate::orders::entity::order::{self, OrderStatus};

/// Most lines of an order.
pub const LINES_MAX: usize = 500;
/// Most pieces on a line.
pub const QUANTITY_MAX: i32 = 1_000_000;

/// How much of an order left the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum OrderFulfillmentStatus {
    /// Nothing yet.
    Unfulfilled,
    /// A part of what was not canceled.
    PartiallyFulfilled,
    /// All that was not canceled.
    Fulfilled,
}

/// How much of an order was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum OrderChargeStatus {
    /// Nothing yet.
    None,
    /// A part.
    Partial,
    /// All of it.
    Full,
    /// More than it costs.
    Overcharged,
}

/// What can be done with an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum OrderAction {
    /// Add, change and remove lines: `orderLineAdd`, `orderLineUpdate`, `orderLineRemove`.
    EditLines,
    /// Change e-mail and addresses: `orderUpdate`.
    Update,
    /// Place it: `orderPlace`.
    Place,
    /// Call it off: `orderCancel`.
    Cancel,
    /// Write a note: `orderNoteAdd`.
    AddNote,
}

/// What the state of an order allows, whoever asks.
pub fn actions(status: OrderStatus, line_count: i32) -> Vec<OrderAction> {
    match status {
        OrderStatus::Draft if line_count == 0 => {
            vec![OrderAction::EditLines, OrderAction::Update, OrderAction::Cancel, OrderAction::AddNote]
        }
        OrderStatus::Draft => vec![
            OrderAction::EditLines,
            OrderAction::Update,
            OrderAction::Place,
            OrderAction::Cancel,
            OrderAction::AddNote,
        ],
        OrderStatus::Confirmed => vec![OrderAction::Update, OrderAction::Cancel, OrderAction::AddNote],
        OrderStatus::Canceled => vec![OrderAction::AddNote],
    }
}

/// The status of an order's goods: of `ordered` pieces so many were fulfilled and so many canceled.
pub fn fulfillment_status(ordered: i64, fulfilled: i64, canceled: i64) -> OrderFulfillmentStatus {
    if fulfilled == 0 {
        OrderFulfillmentStatus::Unfulfilled
    } else if fulfilled >= ordered - canceled {
        OrderFulfillmentStatus::Fulfilled
    } else {
        OrderFulfillmentStatus::PartiallyFulfilled
    }
}

/// The status of an order's money.
pub fn charge_status(charged: i64, total: i64) -> OrderChargeStatus {
    match (charged, charged.cmp(&total)) {
        (0, _) => OrderChargeStatus::None,
        (_, std::cmp::Ordering::Less) => OrderChargeStatus::Partial,
        (_, std::cmp::Ordering::Equal) => OrderChargeStatus::Full,
        (_, std::cmp::Ordering::Greater) => OrderChargeStatus::Overcharged,
    }
}

/// What the lines of an order sum to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Totals {
    pub total_minor: i64,
    pub line_count: i32,
    pub item_count: i64,
}

/// Sums the lines, each a price in minor units and a quantity.
pub fn totals(lines: impl IntoIterator<Item = (i64, i64)>) -> Result<Totals, MoneyError> {
    let mut totals = Totals { total_minor: 0, line_count: 0, item_count: 0 };
    for (line_total, quantity) in lines {
        totals.total_minor = totals.total_minor.checked_add(line_total).ok_or(MoneyError::Overflow)?;
        totals.line_count = totals.line_count.checked_add(1).ok_or(MoneyError::Overflow)?;
        totals.item_count = totals.item_count.checked_add(quantity).ok_or(MoneyError::Overflow)?;
    }
    Ok(totals)
}

/// What a line costs.
pub fn line_total(unit_price: Money, quantity: i64) -> Result<i64, MoneyError> {
    Ok(unit_price.times(quantity)?.minor)
}

impl Totals {
    /// The order with these sums.
    pub fn onto(self, order: &order::Model) -> order::Model {
        let Totals { total_minor, line_count, item_count } = self;
        order::Model { total_minor, line_count, item_count, ..order.clone() }
    }
}
