//! The tables of workflows, one per file.

pub mod candidate;
pub mod definition;
pub mod event;
pub mod exclusion;
pub mod incident;
pub mod instance;
pub mod parked_command;
pub mod scope;
pub mod task;
pub mod token;
pub mod version;
