//! Documents that the server knows before they are sent: how they are read, checked, kept and found.

mod check;
mod manifest;
mod store;
