//! Every refusal of this slice.

use serde_json::json;

use crate::kernel::id::{StaffId, TypedId as _};
use crate::kernel::user_error::{Refusal, UserError};

#[derive(Clone, Debug, PartialEq)]
pub enum AccessError {
    RoleNotFound,
    RoleKeyTaken,
    RoleBuiltIn,
    RoleInUse {
        assignments: u64,
    },
    UnknownPermission {
        line: usize,
        permission: String,
    },
    BadCondition {
        line: usize,
        why: String,
    },
    WorkflowMissing {
        line: usize,
    },
    WorkflowUnexpected {
        line: usize,
    },
    AlreadyAssigned,
    AssignmentNotFound,
    StaffNotFound,
    /// The caller would give away more than they hold.
    BeyondOwn {
        line: Option<usize>,
        permissions: Vec<String>,
    },
    /// The caller would rule over these people, or deny something to them, and does not stand as it takes.
    AboveOwnRank {
        field: Option<String>,
        people: Vec<StaffId>,
    },
    /// Everybody would hold it.
    NotPublic {
        line: usize,
        permission: String,
    },
    /// It would be denied to everybody.
    DeniesEverybody {
        line: usize,
    },
    /// The role of owners would be worth less, or is changed by who is none.
    OwnerRole {
        line: Option<usize>,
        permissions: Vec<String>,
    },
}

impl Refusal for AccessError {
    fn to_user_error(&self) -> UserError {
        match self {
            Self::RoleNotFound => UserError::at("roleId", "NOT_FOUND", "There is no such role."),
            Self::RoleKeyTaken => UserError::at("key", "TAKEN", "Another role has this key."),
            Self::RoleBuiltIn => UserError::at("id", "BUILT_IN", "A built-in role cannot be deleted."),
            Self::RoleInUse { assignments } => UserError::at("id", "IN_USE", "People still hold this role.")
                .with(json!({ "assignments": assignments })),
            Self::UnknownPermission { line, permission } => {
                UserError::at(&format!("lines.{line}.permission"), "UNKNOWN_PERMISSION", "There is no such permission.")
                    .with(json!({ "permission": permission }))
            }
            Self::BadCondition { line, why } => {
                UserError::at(&format!("lines.{line}.condition"), "BAD_CONDITION", why.clone())
            }
            Self::WorkflowMissing { line } => UserError::at(
                &format!("lines.{line}.workflow"),
                "BLANK",
                "An approval names the workflow that decides.",
            ),
            Self::WorkflowUnexpected { line } => {
                UserError::at(&format!("lines.{line}.workflow"), "INVALID", "Only an approval names a workflow.")
            }
            Self::AlreadyAssigned => UserError::at("roleId", "TAKEN", "This person holds this role there already."),
            Self::AssignmentNotFound => UserError::at("id", "NOT_FOUND", "There is no such assignment."),
            Self::StaffNotFound => UserError::at("staffId", "NOT_FOUND", "There is no such member of staff."),
            Self::BeyondOwn { line, permissions } => {
                let message = "Nobody can grant more than they hold themselves.";
                at_line(*line, "BEYOND_OWN", message).with(json!({ "permissions": permissions }))
            }
            Self::AboveOwnRank { field, people } => {
                let message = "Only who stands above these people can do this to them, or at least beside them.";
                let error = match field {
                    Some(field) => UserError::at(field, "ABOVE_OWN_RANK", message),
                    None => UserError::new("ABOVE_OWN_RANK", message),
                };
                let people: Vec<String> = people.iter().take(PEOPLE_TOLD).map(|id| id.to_global()).collect();
                error.with(json!({ "staffIds": people }))
            }
            Self::NotPublic { line, permission } => {
                let message = "Visitors and customers hold only what is public.";
                UserError::at(&format!("lines.{line}.permission"), "NOT_PUBLIC", message)
                    .with(json!({ "permission": permission }))
            }
            Self::DeniesEverybody { line } => UserError::at(
                &format!("lines.{line}.effect"),
                "DENIES_EVERYBODY",
                "A denial would bind everybody who comes: leave out the line that allows it.",
            ),
            Self::OwnerRole { line, permissions } => {
                let message = "The role of owners is changed by owners only, and leaves them every permission.";
                at_line(*line, "OWNER_ROLE", message).with(json!({ "permissions": permissions }))
            }
        }
    }
}

/// So many people are named in a refusal.
const PEOPLE_TOLD: usize = 20;

fn at_line(line: Option<usize>, code: &str, message: &str) -> UserError {
    match line {
        Some(line) => UserError::at(&format!("lines.{line}"), code, message),
        None => UserError::new(code, message),
    }
}
