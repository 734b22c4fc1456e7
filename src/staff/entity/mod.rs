//! The tables of staff.

pub mod staff_member;
