//! The real server, ended in the middle of its work: what was answered is kept, what was not is asked for again with the same
//! key, and nothing is ever half there.
//!
//! A *branch* is a shop with a database of its own. At its *tills* clients draft, place and sometimes call off orders over
//! HTTP. After each end of the server its *books* must balance. The instant of an end comes from a seed, which is printed;
//! `REGIE_CRASH_SEED` sets it. Within the instant the operating system decides, so that a replay is close and not the same.
//!
//! What is killed is the server, never the database: a killed process loses nothing that it has handed to the kernel, so the
//! tests say the same with and without `fsync`. What a power cut may lose is told at `sqlite_full_sync`.

pub mod books;
pub mod branch;
mod commit;
mod connections;
mod halfway;
mod kill;
mod stop;
mod tills;
