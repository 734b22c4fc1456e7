//! The tables of the kernel.

pub mod audit_chain;
pub mod audit_entry;
pub mod event_sequence;
pub mod idempotency_record;
pub mod job;
pub mod outbox_event;
pub mod storage_probe;
