//! The people who work here: accounts, passwords, sessions, teams and invitations.
//!
//! A deactivated account loses its sessions in the same transaction. E-mail addresses are unique whatever their case. Nobody
//! gives a role that holds more than they hold themselves, and the last owner stays.

pub mod account;
pub mod bootstrap;
pub mod deactivate;
pub mod entity;
pub mod error;
pub mod graphql;
pub mod guesses;
pub mod invitation_accept;
pub mod invitation_withdraw;
pub mod invite;
pub mod loader;
pub mod login;
pub mod owner;
pub mod password;
pub mod password_change;
pub mod permission;
pub mod reactivate;
pub mod read;
pub mod role_assign;
pub mod role_unassign;
pub mod session_end;
pub mod team;
pub mod update;

use crate::kernel::command::Registry;

/// Adds the commands of this slice.
pub fn commands(registry: Registry) -> Registry {
    registry
        .with::<update::StaffUpdateInput>()
        .with::<deactivate::StaffDeactivateInput>()
        .with::<reactivate::StaffReactivateInput>()
        .with::<invite::StaffInviteInput>()
        .with::<invitation_withdraw::StaffInvitationWithdrawInput>()
        .with::<role_assign::RoleAssignInput>()
        .with::<role_unassign::RoleUnassignInput>()
        .with::<team::TeamCreateInput>()
        .with::<team::TeamUpdateInput>()
        .with::<team::TeamDeleteInput>()
}
