//! Regie.

pub mod access;
pub mod app;
pub mod channels;
pub mod kernel;
mod payload;
pub mod schema;
pub mod server;
pub mod staff;
pub mod workflow;
