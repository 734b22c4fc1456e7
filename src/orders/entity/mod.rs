//! The tables of orders.

pub mod order;
pub mod order_event;
pub mod order_line;
