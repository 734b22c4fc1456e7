//! Who changed what, when, with which permission, and who approved it.
//!
//! The kernel writes the log in the transaction of each change ([`crate::kernel::journal`]); this slice reads it.

pub mod graphql;
pub mod loader;
pub mod permission;
pub mod read;
