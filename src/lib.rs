//! Regie.

pub mod access;
pub mod app;
pub mod audit;
pub mod channels;
pub mod kernel;
mod payload;
pub mod schema;
pub mod server;
pub mod staff;
pub mod workflow {
    pub mod gate;
    pub mod graphql;
}
