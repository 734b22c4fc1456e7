//! Whether a workflow can decide about commands, and who decides. Asked before a policy line puts commands behind a workflow, before
//! a command is parked, and before somebody is given a role that decides.

use serde_json::json;
use std::collections::BTreeSet;

use crate::kernel::user_error::UserError;

/// What the holders of a role decide about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decided {
    /// The keys of the workflows that offer them tasks.
    pub workflows: BTreeSet<String>,
    /// The permissions of the commands that wait behind these, or would.
    pub permissions: BTreeSet<String>,
}

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
        let (code, mut data) = match self {
            Self::NotPublished => ("WORKFLOW_NOT_PUBLISHED", json!({})),
            Self::NeverRuns => ("WORKFLOW_NEVER_RUNS", json!({})),
            Self::Unattended { node } => ("WORKFLOW_UNATTENDED", json!({ "node": node })),
            Self::Variables { names } => ("WORKFLOW_OTHER_VARIABLES", json!({ "variables": names })),
            Self::Subject { entity } => ("WORKFLOW_OTHER_SUBJECT", json!({ "entity": entity })),
        };
        data["workflow"] = json!(workflow);
        let error = match path {
            Some(path) => UserError::at(path, code, self.message()),
            None => UserError::new(code, self.message()),
        };
        error.with(data)
    }

    /// One sentence for a person.
    pub fn message(&self) -> &'static str {
        match self {
            Self::NotPublished => "The workflow has no published version.",
            Self::NeverRuns => "The workflow has no node that runs the command.",
            Self::Unattended { .. } => "The workflow can run the command before anybody has decided.",
            Self::Variables { .. } => "The workflow must be started with variables that a command does not bring.",
            Self::Subject { .. } => "The workflow runs over another type of thing than the commands of the permission.",
        }
    }
}
