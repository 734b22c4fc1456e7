//! The suite: one binary, every test with a database of its own, on SQLite or on the PostgreSQL of
//! `REGIE_TEST_POSTGRES_URL`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test may fail loudly, and reads and begins what it wants to look at"
)]

mod access;
mod approval;
mod audit;
mod catalog;
mod channels;
mod cli;
mod crash;
mod customers;
mod demo;
mod document;
mod harness;
mod http;
mod idempotency;
mod import;
mod import_csv;
mod inventory;
mod kernel;
mod live;
mod migration;
mod orders;
mod persisted;
mod policy;
mod rights;
mod schema;
mod server;
mod staff;
mod storage;
mod tidy;
mod websocket;
mod workflow;
mod workflow_engine;
