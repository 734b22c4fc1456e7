//! The kernel: money, ids, texts, jobs, the outbox and idempotency.

mod command;
mod jobs;
mod money;
mod pace;
mod texts;
