//! Every refusal of this slice.

use crate::access::error::AccessError;
use crate::access::rights::Rights;
use crate::kernel::id::StaffId;
use crate::kernel::user_error::{Refusal, UserError};

/// Refuses what only somebody may do to this person who stands at least beside them.
pub fn peer(rights: &Rights, staff: StaffId) -> Result<(), AccessError> {
    if rights.rules_over(staff) {
        return Ok(());
    }
    Err(AccessError::AboveOwnRank { field: Some("staffId".to_owned()), people: vec![staff], oneself: false })
}

#[derive(Clone, Debug, PartialEq)]
pub enum StaffError {
    EmailTaken,
    /// Nobody deactivates themselves.
    OwnAccount,
    AlreadyDeactivated,
    AlreadyActive,
    /// Nobody would be left who can do everything.
    LastOwner,
    /// Who invited is deactivated, or may not invite any more.
    InviterRefused,
    TeamNameTaken,
    MemberNotFound {
        index: usize,
    },
    InvitationRefused,
    /// It made an account already.
    InvitationAccepted,
    OwnerTokenRefused,
    SessionNotFound,
    PasswordRefused,
    PlaceNotFound {
        field: String,
    },
    NoScope {
        field: String,
    },
    CredentialsRefused,
}

impl Refusal for StaffError {
    fn to_user_error(&self) -> UserError {
        match self {
            Self::EmailTaken => UserError::at("email", "TAKEN", "Somebody has this e-mail address already."),
            Self::OwnAccount => UserError::at("staffId", "OWN_ACCOUNT", "Nobody can do this to their own account."),
            Self::AlreadyDeactivated => UserError::at("staffId", "ALREADY_DEACTIVATED", "The account is deactivated."),
            Self::AlreadyActive => UserError::at("staffId", "ALREADY_ACTIVE", "The account is active."),
            Self::LastOwner => {
                UserError::new("LAST_OWNER", "Somebody who can sign in must keep the owner role everywhere.")
            }
            Self::InviterRefused => {
                UserError::at("token", "NO_LONGER_PERMITTED", "Who sent this invitation may not invite any more.")
            }
            Self::TeamNameTaken => UserError::at("name", "TAKEN", "Another team has this name."),
            Self::MemberNotFound { index } => {
                UserError::at(&format!("memberIds.{index}"), "NOT_FOUND", "There is no such member of staff.")
            }
            Self::InvitationRefused => UserError::at(
                "token",
                "INVITATION_REFUSED",
                "The invitation is unknown, withdrawn, expired or accepted already.",
            ),
            Self::InvitationAccepted => {
                let message = "The invitation was accepted: deactivate the account instead.";
                UserError::at("id", "ALREADY_ACCEPTED", message)
            }
            Self::OwnerTokenRefused => UserError::at(
                "token",
                "OWNER_TOKEN_REFUSED",
                "The token is unknown or expired, or somebody works here already.",
            ),
            Self::SessionNotFound => UserError::at("id", "NOT_FOUND", "There is no such session."),
            Self::PasswordRefused => {
                UserError::at("currentPassword", "CREDENTIALS_REFUSED", "This is not the password.")
            }
            Self::PlaceNotFound { field } => {
                UserError::at(field, "NOT_FOUND", "There is no such place for the caller.")
            }
            Self::NoScope { field } => {
                UserError::at(field, "BLANK", "A role without a scope grants nothing: say where it is held.")
            }
            Self::CredentialsRefused => UserError::new(
                "CREDENTIALS_REFUSED",
                "E-mail and password do not belong together, or the account is deactivated.",
            ),
        }
    }
}
