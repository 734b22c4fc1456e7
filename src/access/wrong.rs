//! Policy lines that can never work, told by the line and its neighbours alone. Pure. Whether the workflow of an approval can decide
//! is for [`role_lines`](crate::access::role_lines).

use std::collections::HashMap;

use crate::access::entity::policy_line::Effect;
use crate::access::policies::{CUSTOMER, VISITOR};
use crate::access::role_lines::PolicyLineInput;
use crate::kernel::condition::Condition;
use crate::kernel::permission::{Kind, PermissionInfo};

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    UnknownPermission {
        permission: String,
    },
    /// An approval of what no command needs that can wait: what something is read by, or what is never parked.
    NotApprovable {
        permission: String,
    },
    WorkflowMissing,
    WorkflowUnexpected,
    BadCondition {
        why: String,
    },
    /// A condition that holds for no matter.
    NeverHolds {
        why: &'static str,
    },
    /// The role has the same line before.
    Twice {
        first: usize,
    },
    /// Everybody would hold it.
    NotPublic {
        permission: String,
    },
    /// It would be denied to everybody.
    DeniesEverybody,
}

impl Wrong {
    /// The stable word that clients switch on.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownPermission { .. } => "UNKNOWN_PERMISSION",
            Self::NotApprovable { .. } => "NOT_APPROVABLE",
            Self::WorkflowMissing => "BLANK",
            Self::WorkflowUnexpected => "INVALID",
            Self::BadCondition { .. } => "BAD_CONDITION",
            Self::NeverHolds { .. } => "CONDITION_NEVER_HOLDS",
            Self::Twice { .. } => "DUPLICATE",
            Self::NotPublic { .. } => "NOT_PUBLIC",
            Self::DeniesEverybody => "DENIES_EVERYBODY",
        }
    }

    /// The field of the line that is at fault.
    pub fn field(&self) -> &'static str {
        match self {
            Self::UnknownPermission { .. } | Self::Twice { .. } | Self::NotPublic { .. } => "permission",
            Self::NotApprovable { .. } | Self::DeniesEverybody => "effect",
            Self::WorkflowMissing | Self::WorkflowUnexpected => "workflow",
            Self::BadCondition { .. } | Self::NeverHolds { .. } => "condition",
        }
    }

    /// One sentence for a person.
    pub fn message(&self) -> &str {
        match self {
            Self::UnknownPermission { .. } => "There is no such permission.",
            Self::NotApprovable { .. } => {
                "Only what a mutation needs that can wait, and that nothing is read by, is approved."
            }
            Self::WorkflowMissing => "An approval names the workflow that decides.",
            Self::WorkflowUnexpected => "Only an approval names a workflow.",
            Self::BadCondition { why } => why,
            Self::NeverHolds { why } => why,
            Self::Twice { .. } => "The role has this line already.",
            Self::NotPublic { .. } => "Visitors and customers hold only what is public.",
            Self::DeniesEverybody => "A denial would bind everybody who comes: leave out the line that allows it.",
        }
    }
}

/// The lines that can never work, with their places. Of several faults of a line the first is told.
pub fn lines(lines: &[PolicyLineInput], catalogue: &[PermissionInfo]) -> Vec<(usize, Wrong)> {
    let known: HashMap<&str, &PermissionInfo> = catalogue.iter().map(|info| (info.name, info)).collect();
    let mut seen: HashMap<Meaning<'_>, usize> = HashMap::new();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let wrong = one(line, known.get(line.permission.as_str()).copied()).or_else(|| {
            let first = *seen.entry(Meaning::of(line)).or_insert(at);
            (first != at).then_some(Wrong::Twice { first })
        });
        found.extend(wrong.map(|wrong| (at, wrong)));
    }
    found
}

/// The same of a role as it stands, with what a role for everybody must not say.
pub fn of_role(role: &str, stated: &[PolicyLineInput], catalogue: &[PermissionInfo]) -> Vec<(usize, Wrong)> {
    let public = stated.iter().enumerate().filter_map(|(at, line)| {
        let info = catalogue.iter().find(|info| info.name == line.permission);
        Some((at, in_public_role(role, line, info)?))
    });
    lines(stated, catalogue).into_iter().chain(public).collect()
}

/// What a role for everybody must not say: anything that is not public, and any denial.
pub fn in_public_role(role: &str, line: &PolicyLineInput, info: Option<&PermissionInfo>) -> Option<Wrong> {
    if ![VISITOR, CUSTOMER].contains(&role) {
        return None;
    }
    if line.effect == Effect::Deny {
        return Some(Wrong::DeniesEverybody);
    }
    let public = info.is_some_and(|info| info.kind == Kind::Public);
    (!public).then(|| Wrong::NotPublic { permission: line.permission.clone() })
}

fn one(line: &PolicyLineInput, info: Option<&PermissionInfo>) -> Option<Wrong> {
    let PolicyLineInput { permission, effect, workflow, condition } = line;
    let Some(info) = info else {
        return Some(Wrong::UnknownPermission { permission: permission.chars().take(100).collect() });
    };
    let named = workflow.as_deref().is_some_and(|key| !key.trim().is_empty());
    match effect {
        Effect::Approve if !info.conditional() => {
            return Some(Wrong::NotApprovable { permission: permission.clone() });
        }
        Effect::Approve if !named => return Some(Wrong::WorkflowMissing),
        Effect::Allow | Effect::Deny if named => return Some(Wrong::WorkflowUnexpected),
        Effect::Allow | Effect::Deny | Effect::Approve => {}
    }
    let condition = match Condition::parse(condition.as_deref()?) {
        Ok(condition) => condition,
        Err(why) => return Some(Wrong::BadCondition { why }),
    };
    never(&condition, *effect, info).map(|why| Wrong::NeverHolds { why })
}

/// Why a condition never holds; for a line that denies, why it says nothing of its own.
fn never(condition: &Condition, effect: Effect, info: &PermissionInfo) -> Option<&'static str> {
    if condition.is_impossible() {
        return Some("No matter fulfills all terms of this condition.");
    }
    match effect {
        // What is not known of a matter lets a denial hold, so these still mean something there.
        Effect::Deny => None,
        Effect::Allow | Effect::Approve if !info.conditional() => {
            Some("What something is read by tells no facts, so no condition holds for it.")
        }
        Effect::Allow | Effect::Approve if condition.currencies() > 1 => {
            Some("No matter is worth amounts in two currencies.")
        }
        Effect::Allow | Effect::Approve => None,
    }
}

/// What a line says, however it is spelled.
#[derive(PartialEq, Eq, Hash)]
struct Meaning<'a> {
    permission: &'a str,
    effect: Effect,
    workflow: Option<&'a str>,
    condition: Option<String>,
}

impl<'a> Meaning<'a> {
    fn of(line: &'a PolicyLineInput) -> Self {
        let PolicyLineInput { permission, effect, workflow, condition } = line;
        let words = |text: &String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let workflow = workflow.as_deref().map(str::trim).filter(|key| !key.is_empty());
        Self { permission, effect: *effect, workflow, condition: condition.as_ref().map(words) }
    }
}
