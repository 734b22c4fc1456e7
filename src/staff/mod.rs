//! The people who work here: accounts, passwords, sessions, teams and invitations.
//!
//! A deactivated account loses its sessions in the same transaction. E-mail addresses are unique whatever their case.

pub mod entity;
pub mod graphql;
pub mod loader;
pub mod login;
pub mod password;
pub mod permission;
pub mod read;
