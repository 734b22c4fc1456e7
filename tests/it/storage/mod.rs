//! What is acknowledged is kept, whatever storage and memory do; and nothing else is.

mod disk;
mod every_statement;
mod failing;
mod memory;
mod payload;
mod ready;
mod transaction;
mod trouble;
