//! What the people of the demo shop write on orders, customers and stock.

use crate::orders::entity::order::CancelReason;

/// Notes on orders.
pub const NOTES: &[&str] = &[
    "Customer asks to leave the parcel with the neighbour on the ground floor.",
    "Called to ask for delivery after the 15th; told that it goes out as soon as it is packed.",
    "Wants a handwritten card: \"Happy birthday, and use it well.\"",
    "Second order this month. Offer free shipping on the next one.",
    "Asked whether the color can be exchanged. Yes, within thirty days.",
    "The bell does not work; the carrier should call.",
    "Invoice goes to the company, goods to the home address.",
    "Customer checked the measures with us on the phone.",
    "Please pack the ceramics separately.",
    "Regular customer of the old shop, came over with us.",
    "Ordered for a holiday house; nobody is there on weekdays.",
    "Asked for a receipt without prices in the parcel.",
];

/// Why orders are called off, with what is written then.
pub const CALLED_OFF: &[(CancelReason, &str)] = &[
    (CancelReason::Customer, "Found something else in the meantime."),
    (CancelReason::Customer, "Wrong size; will order again."),
    (CancelReason::Customer, "Moving house, no address to deliver to yet."),
    (CancelReason::Staff, "Entered twice by mistake."),
    (CancelReason::Declined, "Payment did not arrive after two reminders."),
    (CancelReason::Inventory, "Broken in the warehouse, and the vendor has no more."),
    (CancelReason::Fraud, "Three orders to one address under different names."),
];

/// What staff should know of a customer.
pub const ABOUT: &[&str] = &[
    "Prefers to be called in the morning.",
    "Interior designer; orders for clients.",
    "Runs a guest house with nine rooms.",
    "Asked not to get the catalog on paper.",
    "Very particular about packaging.",
];

/// Why goods were written off.
pub const DAMAGES: &[&str] =
    &["Broken when unpacked.", "Box got wet.", "Scratched on the shelf.", "Taken for photographs."];
