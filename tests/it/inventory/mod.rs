//! Inventory: warehouses, stock that is never below its promises, and movements that sum to it.

mod promises;
mod rules;
mod stock;
mod stocktake;
mod warehouses;
