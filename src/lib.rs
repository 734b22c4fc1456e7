//! Regie.

pub mod access;
pub mod app;
pub mod catalog;
pub mod channels;
pub mod customers;
pub mod inventory;
pub mod kernel;
pub mod orders;
mod payload;
pub mod schema;
pub mod server;
pub mod staff;
pub mod workflow {
    pub mod gate;
    pub mod graphql;
}
