//! The tables of access.

pub mod policy_line;
pub mod policy_offer;
pub mod policy_version;
pub mod role;
pub mod role_assignment;
pub mod session;
