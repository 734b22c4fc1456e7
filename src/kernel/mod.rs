//! Tier 0: what every slice stands on. No word of the business is spoken here.
//!
//! Start with [`command`]: the one way in which anything changes. [`cx`] is the witness that a permission was checked,
//! [`tx`] the transaction that holds rows, events, audit and the idempotent answer together.

pub mod actor;
pub mod aggregate;
pub mod api;
pub mod approval;
pub mod bus;
pub mod clock;
pub mod command;
pub mod condition;
pub mod cost;
pub mod cx;
pub mod db;
pub mod entropy;
pub mod fault;
pub mod feed;
pub mod filter;
pub mod fold;
pub mod hidden;
pub mod house;
pub mod id;
pub mod idempotency;
pub mod job;
pub mod journal;
pub mod json;
pub mod lack;
pub mod live;
pub mod loader;
pub mod memo;
pub mod money;
pub mod outbox;
pub mod pace;
pub mod page;
pub mod permission;
pub mod plain;
pub mod process;
pub mod queue;
pub mod readiness;
pub mod scalar;
pub mod scope;
pub mod spelling;
pub mod store;
pub mod table;
pub mod text;
pub mod tx;
pub mod user_error;
