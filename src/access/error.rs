//! Every refusal of this slice.

use serde_json::json;

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
            Self::BeyondOwn { permissions } => {
                UserError::new("BEYOND_OWN", "Nobody can grant more than they hold themselves.")
                    .with(json!({ "permissions": permissions }))
            }
        }
    }
}
