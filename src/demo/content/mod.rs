//! The words that the demo shop is made of. Everything here is made up; addresses, numbers and hosts belong to nobody.

pub mod families;
pub mod home;
pub mod kinds;
pub mod outdoor;
pub mod remarks;
pub mod shades;
pub mod shelves;
pub mod towns;
pub mod vendors;
