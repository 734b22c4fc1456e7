//! Customers: the people who buy, as far as orders need them. An e-mail address belongs to one customer, whatever its case.

pub mod entity;
pub mod graphql;
pub mod loader;
pub mod of_email;
pub mod permission;
