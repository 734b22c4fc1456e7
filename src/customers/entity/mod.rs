//! The tables of customers.

pub mod customer;
