//! Inventory: warehouses, and how much of each variant lies there.
//!
//! A *stock* is a variant in a warehouse: so many on hand, so many of them reserved for orders, and so many more may be
//! promised than are there (the backorder limit). What is *available* is on hand − reserved + backorder limit, and it is
//! never below zero: each change is one conditional `UPDATE` that asks no question first, and a `CHECK` stands behind it.
//! Each change writes a *movement* beside it, in the same transaction; movements are never changed, and their sum is the
//! stock. `ledger.rs` looks for a stock of which that is not true.
//!
//! `reserve.rs` and `release.rs` are for orders: promises over several variants take their rows in the order of their ids, so
//! that two orders with the same variants wait for each other instead of dead-locking.

pub mod adjust;
pub mod entity;
pub mod error;
pub mod graphql;
pub mod ledger;
pub mod live;
pub mod loader;
pub mod permission;
pub mod read;
pub mod release;
pub mod reserve;
pub mod rules;
pub mod set;
pub mod shelf;
pub mod stocktake;
mod variant;
pub mod warehouse_create;
pub mod warehouse_update;

use crate::kernel::command::Registry;

/// Adds the commands of this slice.
pub fn commands(registry: Registry) -> Registry {
    registry
        .with::<warehouse_create::WarehouseCreateInput>()
        .with::<warehouse_update::WarehouseUpdateInput>()
        .with::<adjust::StockAdjustInput>()
        .with::<set::StockSetInput>()
}
