//! Every refusal of this slice.

use serde_json::json;
use std::collections::{BTreeSet, HashSet};

use crate::access::wrong::Wrong;
use crate::kernel::approval::Unfit;
use crate::kernel::id::{StaffId, TypedId as _};
use crate::kernel::user_error::{Refusal, UserError};

#[derive(Clone, Debug, PartialEq)]
pub enum AccessError {
    RoleNotFound {
        field: String,
    },
    RoleKeyTaken,
    RoleBuiltIn,
    RoleInUse {
        assignments: u64,
    },
    /// These workflows offer it tasks.
    RoleOffered {
        workflows: BTreeSet<String>,
    },
    /// A line that can never work.
    Line {
        line: usize,
        wrong: Wrong,
    },
    /// An approval whose workflow cannot decide.
    Workflow {
        line: usize,
        workflow: String,
        unfit: Unfit,
    },
    AlreadyAssigned {
        field: String,
    },
    /// The caller does not hold what they would give, take, direct or withdraw.
    BeyondOwn {
        act: Act,
        field: String,
        permissions: Vec<String>,
    },
    /// The caller would rule over these people, or deny something to them, and does not stand as it takes.
    AboveOwnRank {
        field: Option<String>,
        people: Vec<StaffId>,
        /// Whether who asks is one of them.
        oneself: bool,
    },
    /// The role of owners would be worth less, or is changed by who is none.
    OwnerRole {
        field: String,
        /// What it would not leave to owners.
        permissions: Vec<String>,
    },
}

impl Refusal for AccessError {
    fn to_user_error(&self) -> UserError {
        match self {
            Self::RoleNotFound { field } => UserError::at(field, "NOT_FOUND", "There is no such role."),
            Self::RoleKeyTaken => UserError::at("key", "TAKEN", "Another role has this key."),
            Self::RoleBuiltIn => UserError::at("id", "BUILT_IN", "A built-in role cannot be deleted."),
            Self::RoleInUse { assignments } => UserError::at("id", "IN_USE", "People still hold this role.")
                .with(json!({ "assignments": assignments })),
            Self::RoleOffered { workflows } => UserError::at("id", "IN_USE", "Workflows offer tasks to this role.")
                .with(json!({ "workflows": workflows })),
            Self::Line { line, wrong } => wrong_line(*line, wrong),
            Self::Workflow { line, workflow, unfit } => {
                unfit.refusal(Some(&format!("lines.{line}.workflow")), workflow)
            }
            Self::AlreadyAssigned { field } => {
                UserError::at(field, "TAKEN", "This person holds this role there already.")
            }
            Self::BeyondOwn { act, field, permissions } => {
                UserError::at(field, "BEYOND_OWN", act.refusal()).with(json!({ "permissions": each_once(permissions) }))
            }
            Self::AboveOwnRank { field, people, oneself } => {
                let message = match oneself {
                    true => "Nobody denies something to themselves, or lifts what is denied to them.",
                    false => "Only who stands above these people can do this to them, or at least beside them.",
                };
                let error = match field {
                    Some(field) => UserError::at(field, "ABOVE_OWN_RANK", message),
                    None => UserError::new("ABOVE_OWN_RANK", message),
                };
                let people: Vec<String> = people.iter().take(PEOPLE_TOLD).map(|id| id.to_global()).collect();
                error.with(json!({ "staffIds": people }))
            }
            Self::OwnerRole { field, permissions } => {
                let message = "The role of owners is changed by owners only, and leaves them every permission.";
                let error = UserError::at(field, "OWNER_ROLE", message);
                if permissions.is_empty() {
                    error
                } else {
                    error.with(json!({ "permissions": each_once(permissions) }))
                }
            }
        }
    }
}

/// What somebody would do with a permission that they do not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Give,
    Take,
    /// Decide how it is approved.
    Direct,
    /// Take an invitation back that gives it.
    Withdraw,
}

impl Act {
    fn refusal(self) -> &'static str {
        match self {
            Self::Give => "Nobody can give, or let others approve, more than they hold there themselves.",
            Self::Take => "Nobody can take from others what they do not hold there themselves.",
            Self::Direct => "Nobody can decide how something is approved that they do not hold themselves.",
            Self::Withdraw => "Nobody can withdraw an invitation that gives more than they hold there themselves.",
        }
    }
}

fn each_once(names: &[String]) -> Vec<&str> {
    let mut told = HashSet::new();
    names.iter().map(String::as_str).filter(|name| told.insert(*name)).collect()
}

/// So many people are named in a refusal.
const PEOPLE_TOLD: usize = 20;

fn wrong_line(line: usize, wrong: &Wrong) -> UserError {
    let error = UserError::at(&format!("lines.{line}.{}", wrong.field()), wrong.code(), wrong.message());
    match wrong {
        Wrong::UnknownPermission { permission }
        | Wrong::NotApprovable { permission }
        | Wrong::NotPublic { permission } => error.with(json!({ "permission": permission })),
        Wrong::Twice { first } => error.with(json!({ "line": first })),
        Wrong::WorkflowMissing
        | Wrong::WorkflowUnexpected
        | Wrong::BadCondition { .. }
        | Wrong::NeverHolds { .. }
        | Wrong::DeniesEverybody => error,
    }
}
