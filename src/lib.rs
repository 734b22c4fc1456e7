//! Regie.

pub mod access;
pub mod app;
pub mod channels;
pub mod cli;
pub mod config;
pub mod demo;
pub mod kernel;
pub mod migrate;
mod payload;
pub mod schema;
pub mod server;
pub mod staff;
pub mod telemetry;
pub mod workflow {
    pub mod gate;
    pub mod graphql;
}
