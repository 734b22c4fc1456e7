//! The server: its life as a process, its edge, its worker.

mod edge;
mod life;
mod owner;
mod sse;
mod worker;
