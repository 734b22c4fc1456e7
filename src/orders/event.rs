//! What others may listen to: what becomes of orders.

pub const CREATED: &str = "order.created";
pub const UPDATED: &str = "order.updated";
pub const PLACED: &str = "order.placed";
pub const CANCELED: &str = "order.canceled";

/// Every event of orders.
pub const TOPICS: &[&str] = &[CREATED, UPDATED, PLACED, CANCELED];
