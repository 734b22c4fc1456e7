//! Customers: the people who buy, as far as orders need them. An e-mail address belongs to one customer, whatever its case.

pub mod create;
pub mod entity;
pub mod error;
pub mod find_or_create;
pub mod graphql;
pub mod loader;
pub mod permission;
pub mod read;
pub mod update;

use crate::kernel::command::Registry;

/// Adds the commands of this slice.
pub fn commands(registry: Registry) -> Registry {
    registry.with::<create::CustomerCreateInput>().with::<update::CustomerUpdateInput>()
}
