//! The tables of staff.

pub mod owner_token;
pub mod staff_invitation;
pub mod staff_member;
pub mod team;
pub mod team_member;
