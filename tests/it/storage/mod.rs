//! What is acknowledged is kept, whatever storage and memory do; and nothing else is.

mod disk;
mod every_statement;
mod failing;
mod files;
mod memory;
mod payload;
mod ready;
mod serving;
mod small_disk;
mod transaction;
mod trouble;
