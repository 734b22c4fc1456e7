//! The server: its life as a process, its door, its edge, its worker.

mod again;
mod edge;
mod frame;
mod holders;
mod host;
mod http2;
mod keep_alive;
mod life;
mod owner;
mod peer;
mod places;
mod queue;
pub mod shell;
mod slow;
mod stopping;
mod tls;
pub mod worker;
