//! The tables of channels.

pub mod channel;
