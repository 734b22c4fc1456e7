//! The tables of inventory.

pub mod stock;
pub mod stock_movement;
pub mod stock_reservation;
pub mod warehouse;
