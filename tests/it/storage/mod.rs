//! What is acknowledged is kept, whatever storage and memory do; and nothing else is.

mod disk;
pub mod every_statement;
pub mod failing;
mod files;
mod memory;
mod payload;
mod ready;
mod serving;
mod small_disk;
mod transaction;
mod trouble;
