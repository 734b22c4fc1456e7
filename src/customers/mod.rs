//! Customers: the people who buy, as far as orders need them. An e-mail address belongs to one customer, whatever its case.

pub mod create;
pub mod entity;
pub mod error;
pub mod find_or_create;
pub mod graphql;
pub mod loader;
pub mod of_email;
pub mod permission;
pub mod read;
pub mod update;
