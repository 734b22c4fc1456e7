//! The kernel: money, ids, texts, jobs, the outbox, idempotency and transactions.

mod command;
mod jobs;
mod keys;
mod lanes;
mod money;
mod pace;
mod parts;
mod plain;
mod queue;
mod reader;
mod texts;
