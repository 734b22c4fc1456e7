//! Every refusal of this slice.

use serde_json::json;

use crate::kernel::approval::Unfit;
use crate::kernel::id::{StaffId, WorkflowInstanceId};
use crate::kernel::user_error::{Refusal, UserError};
use crate::workflow::entity::instance::InstanceStatus;
use crate::workflow::entity::task::TaskStatus;
use crate::workflow::lint::Finding;

#[derive(Clone, Debug, PartialEq)]
pub enum WorkflowError {
    DefinitionNotFound,
    /// The workflow cannot decide about the command.
    Unfit {
        workflow: String,
        unfit: Unfit,
    },
    /// Policy lines name the workflow, and nothing would be left of it that can decide.
    StillApproves {
        permissions: Vec<String>,
        unfit: Unfit,
    },
    /// A request about the same thing waits already.
    AlreadyPending {
        instance: WorkflowInstanceId,
    },
    /// Separation of duties.
    Excluded {
        node: String,
        because: String,
    },
    NotACandidate {
        roles: Vec<String>,
    },
    AlreadyClaimed {
        by: Option<StaffId>,
    },
    NotClaimed,
    OutcomeUnknown {
        allowed: Vec<String>,
    },
    TaskClosed {
        status: TaskStatus,
    },
    InstanceClosed {
        status: InstanceStatus,
    },
    /// What the workflow was to do was refused, so nothing happened.
    ActionRefused {
        action: String,
        errors: Vec<UserError>,
    },
    SubjectNotFound,
    SubjectMismatch {
        expected: String,
    },
    Variable {
        name: Option<String>,
        why: String,
    },
    SourceInvalid {
        why: String,
        data: serde_json::Value,
    },
    EntityChanged {
        entity: String,
    },
    NotPublishable {
        findings: Vec<Finding>,
    },
    NotADraft,
    NotInForce,
    InputUnreadable,
}

impl Refusal for WorkflowError {
    fn to_user_error(&self) -> UserError {
        match self {
            Self::DefinitionNotFound => {
                UserError::at("definition", "NOT_FOUND", "No workflow definition has this key.")
            }
            Self::Unfit { workflow, unfit } => unfit.refusal(None, workflow),
            Self::StillApproves { permissions, unfit } => {
                let message = "Policy lines put commands behind this workflow: publish another version, or change the lines first.";
                let left = unfit.refusal(None, "").code;
                UserError::at("id", "IN_USE", message).with(json!({ "permissions": permissions, "left": left }))
            }
            Self::AlreadyPending { instance } => {
                UserError::new("ALREADY_PENDING", "The same matter waits for a decision already.")
                    .with(json!({ "instanceId": instance }))
            }
            Self::Excluded { node, because } => {
                let message = "Whoever asked for this, or acted on it before, must not decide it.";
                UserError::at("id", "EXCLUDED_BY_SOD", message).with(json!({ "node": node, "because": because }))
            }
            Self::NotACandidate { roles } => {
                let message = "The task is offered to roles that you do not hold where the matter lies.";
                UserError::at("id", "NOT_A_CANDIDATE", message).with(json!({ "roles": roles }))
            }
            Self::AlreadyClaimed { by } => {
                UserError::at("id", "ALREADY_CLAIMED", "Somebody else has taken this task.").with(json!({ "by": by }))
            }
            Self::NotClaimed => UserError::at("id", "NOT_CLAIMED", "Nobody has taken this task."),
            Self::OutcomeUnknown { allowed } => {
                UserError::at("outcome", "OUTCOME_UNKNOWN", "The task has no such outcome.")
                    .with(json!({ "allowed": allowed }))
            }
            Self::TaskClosed { status } => {
                UserError::at("id", "TASK_CLOSED", "The task is closed.").with(json!({ "status": status }))
            }
            Self::InstanceClosed { status } => {
                UserError::at("id", "INSTANCE_CLOSED", "The workflow has ended.").with(json!({ "status": status }))
            }
            Self::ActionRefused { action, errors } => action_refused(action, errors),
            Self::SubjectNotFound => UserError::at("entityId", "NOT_FOUND", "There is nothing with this id."),
            Self::SubjectMismatch { expected } => {
                UserError::at("entityId", "ENTITY_MISMATCH", "The workflow runs over another type of thing.")
                    .with(json!({ "expected": expected }))
            }
            Self::Variable { name, why } => {
                UserError::at("variables", "VARIABLE_INVALID", format!("{why}.")).with(json!({ "variable": name }))
            }
            Self::SourceInvalid { why, data } => {
                UserError::at("source", "SOURCE_INVALID", why.clone()).with(data.clone())
            }
            Self::EntityChanged { entity } => {
                let message = "A definition cannot run over another type of thing than before; use another key.";
                UserError::at("source", "ENTITY_CHANGED", message).with(json!({ "entity": entity }))
            }
            Self::NotPublishable { findings } => UserError::at("id", "NOT_PUBLISHABLE", "The definition has errors.")
                .with(json!({ "findings": findings })),
            Self::NotADraft => UserError::at("id", "NOT_A_DRAFT", "Only a draft can be published."),
            Self::NotInForce => UserError::at("id", "NOT_PUBLISHED", "Only a published version can be deprecated."),
            Self::InputUnreadable => UserError::new("INVALID", "The input holds a NUL character."),
        }
    }
}

fn action_refused(action: &str, errors: &[UserError]) -> UserError {
    let code = errors.first().map(|error| error.code.clone());
    let why = errors.first().map_or("no reason was given", |error| error.message.as_str());
    UserError::new("ACTION_REFUSED", format!("What was to happen now was refused: {why}"))
        .with(json!({ "action": action, "code": code, "userErrors": errors }))
}
