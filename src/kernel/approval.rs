//! Whether a workflow can decide about commands. Asked before a policy line puts commands behind it, and before one is parked.

use serde_json::json;

use crate::kernel::user_error::UserError;

/// Why a workflow cannot decide about commands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// No definition has this key, or none of its versions is published.
    NotPublished,
    /// No node of it runs the command.
    NeverRuns,
    /// A path leads to this node, which runs the command, without a task for a person.
    Unattended { node: String },
    /// It must be started with variables that no command brings.
    Variables { names: Vec<String> },
    /// It runs over things of this type, and the commands are about others.
    Subject { entity: String },
}

impl Unfit {
    /// The refusal of the part of the input at `path`, or of the whole input.
    pub fn refusal(&self, path: Option<&str>, workflow: &str) -> UserError {
        let (code, message, mut data) = match self {
            Self::NotPublished => ("WORKFLOW_NOT_PUBLISHED", "The workflow has no published version.", json!({})),
            Self::NeverRuns => ("WORKFLOW_NEVER_RUNS", "The workflow has no node that runs the command.", json!({})),
            Self::Unattended { node } => {
                let message = "The workflow can run the command before anybody has decided.";
                ("WORKFLOW_UNATTENDED", message, json!({ "node": node }))
            }
            Self::Variables { names } => {
                let message = "The workflow must be started with variables that a command does not bring.";
                ("WORKFLOW_OTHER_VARIABLES", message, json!({ "variables": names }))
            }
            Self::Subject { entity } => {
                let message = "The workflow runs over another type of thing than the commands of the permission.";
                ("WORKFLOW_OTHER_SUBJECT", message, json!({ "entity": entity }))
            }
        };
        data["workflow"] = json!(workflow);
        let error = match path {
            Some(path) => UserError::at(path, code, message),
            None => UserError::new(code, message),
        };
        error.with(data)
    }
}
