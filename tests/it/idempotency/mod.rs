//! The same key is one effect and one answer: for every mutation of the schema, at the same moment, and when the client went
//! away in between.

mod fingerprint;
pub mod house;
mod keys;
mod sweep;
