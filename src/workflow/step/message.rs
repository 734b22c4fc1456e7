//! What goes into a step and what comes out.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::TokenId;
use crate::workflow::model::{ActorRef, JsonMap, MAX_SCOPE_BYTES, MAX_VARIABLE_BYTES, OnError};

/// Something that happened to an instance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Input {
    /// The instance begins.
    Start {
        /// The variables; all that the context requires, none that it does not declare.
        vars: JsonMap,
    },
    /// A person answered a task.
    TaskDone {
        /// The token of the task.
        token: TokenId,
        /// One of the outcomes of the task.
        outcome: String,
        /// What else was entered. With the outcome it becomes the variable named by the node.
        data: JsonMap,
        /// The id of the person, for the record.
        actor: String,
    },
    /// The action that the step asked for succeeded.
    ActionOk {
        /// The token of the action.
        token: TokenId,
        /// What it returned.
        result: Value,
    },
    /// The action that the step asked for failed.
    ActionErr {
        /// The token of the action.
        token: TokenId,
        /// The code of the refusal.
        code: String,
        /// One sentence for a person.
        message: String,
    },
    /// A person resolved an incident: the token tries again, and may raise a new one.
    Retry {
        /// The parked token.
        token: TokenId,
    },
    /// A person ends the instance.
    Cancel {
        /// Why, for the record.
        reason: String,
    },
}

/// How far a step came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Progress {
    /// Every token waits. The moment to commit.
    Quiescent(Vec<Effect>),
    /// An action must be run before anything else happens.
    #[serde(rename_all = "camelCase")]
    Action {
        /// The token that waits for the answer.
        token: TokenId,
        /// The node it stands on.
        node: String,
        /// The registered name of the action.
        action: String,
        /// Its input.
        input: JsonMap,
        /// What its failure will mean.
        on_error: OnError,
        /// What happened before it, to be applied before it is run.
        effects: Vec<Effect>,
    },
}

impl Progress {
    /// What happened so far.
    pub fn effects(&self) -> &[Effect] {
        match self {
            Self::Quiescent(effects) | Self::Action { effects, .. } => effects,
        }
    }
}

/// Something that the engine must do in the transaction of the step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Effect {
    /// Offer a task.
    CreateTask(NewTask),
    /// Withdraw the open task of a token.
    CancelTask {
        /// The token of the task.
        token: TokenId,
    },
    /// Record an event.
    Event(Event),
    /// Raise an incident; the token waits until it is resolved.
    Incident {
        /// What kind.
        code: IncidentCode,
        /// One sentence for a person.
        message: String,
        /// The token that waits.
        token: TokenId,
        /// The expression, the values it read, the code of the action.
        data: Value,
    },
    /// The instance reached a business stage.
    Milestone {
        /// Its name.
        name: String,
    },
    /// The instance ended. Always the last effect.
    Finish {
        /// How.
        status: FinishStatus,
        /// The outcome of the last end that was reached.
        outcome: Option<String>,
    },
}

/// A task to be offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewTask {
    /// The token that waits for the answer.
    pub token: TokenId,
    /// The node.
    pub node: String,
    /// What it is called in the inbox, 1 to [`super::MAX_TITLE_CHARS`] characters.
    pub title: String,
    /// The keys of the roles it is offered to.
    pub roles: Vec<String>,
    /// The outcomes, in the order of their buttons.
    pub outcomes: Vec<String>,
    /// Whoever must not act on it.
    pub excluded: Vec<ActorRef>,
    /// What to do, plain text.
    pub instructions: Option<String>,
}

/// An event to be recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// What happened.
    #[serde(rename = "type")]
    pub kind: EventKind,
    /// When: the time of the step.
    pub at: DateTime<Utc>,
    /// The node it happened at.
    pub node: Option<String>,
    /// The token it happened to.
    pub token: Option<TokenId>,
    /// The facts; their shape depends on the type.
    pub data: Value,
}

/// The types of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum EventKind {
    /// `{}`
    #[serde(rename = "instance.started")]
    InstanceStarted,
    /// `{outcome}`
    #[serde(rename = "instance.completed")]
    InstanceCompleted,
    /// `{reason}`
    #[serde(rename = "instance.canceled")]
    InstanceCanceled,
    /// `{flow, from}`; node and token are where it came to.
    #[serde(rename = "token.moved")]
    TokenMoved,
    /// `{title}`
    #[serde(rename = "task.created")]
    TaskCreated,
    /// `{outcome, actor}`
    #[serde(rename = "task.completed")]
    TaskCompleted,
    /// `{}`
    #[serde(rename = "task.canceled")]
    TaskCanceled,
    /// `{action}`
    #[serde(rename = "action.run")]
    ActionRun,
    /// `{inputs, evaluated: [{flow, result}], taken}`
    #[serde(rename = "condition.evaluated")]
    ConditionEvaluated,
    /// `{patch}`, a JSON Patch (RFC 6902) of the variables.
    #[serde(rename = "var.changed")]
    VarChanged,
    /// `{code, message}`
    #[serde(rename = "incident.raised")]
    IncidentRaised,
    /// `{code}`
    #[serde(rename = "incident.retried")]
    IncidentRetried,
}

/// The kinds of incidents that a step raises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum IncidentCode {
    /// A node was entered too often, or one chain moved too often.
    LoopLimit,
    /// No condition of a choice is true.
    NoFlow,
    /// An expression gave no value, or one that does not fit its place.
    ExprFailed,
    /// An action failed whose failures do not refuse the step.
    ActionFailed,
}

/// How an instance ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FinishStatus {
    /// Its last token reached an end.
    Completed,
    /// A person ended it.
    Canceled,
}

/// Why an input is refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum StepError {
    /// The instance was not started yet.
    #[error("the instance is not started")]
    NotStarted,
    /// The instance was started before.
    #[error("the instance is already started")]
    AlreadyStarted,
    /// The instance has ended.
    #[error("the instance has ended")]
    Finished,
    /// An action runs, and only its answer is accepted.
    #[error("the action of token {} is still running", token.0)]
    ActionPending {
        /// The token of the action.
        token: TokenId,
    },
    /// There is no such token: the task or action was answered, or canceled, before.
    #[error("there is no token {}", token.0)]
    UnknownToken {
        /// The token.
        token: TokenId,
    },
    /// The token does not wait for this input.
    #[error("the token at {node} does not wait for this")]
    NotWaiting {
        /// The token.
        token: TokenId,
        /// The node it stands on.
        node: String,
    },
    /// The task has no such outcome.
    #[error("{node} has no outcome {outcome}")]
    UnknownOutcome {
        /// The node of the task.
        node: String,
        /// What was given.
        outcome: String,
        /// What there is.
        outcomes: Vec<String>,
    },
    /// A variable that the context does not declare.
    #[error("there is no variable {name}")]
    UnknownVariable {
        /// Its name.
        name: String,
    },
    /// A variable that the context requires is not given.
    #[error("the variable {name} is missing")]
    MissingVariable {
        /// Its name.
        name: String,
    },
    /// A variable is not of the type that its schema names.
    #[error("the variable {name} must be of type {want}")]
    VariableType {
        /// Its name.
        name: String,
        /// The type, or the types, of the schema.
        want: String,
    },
    /// A variable is too large.
    #[error("the variable {name} has {bytes} bytes, the limit is {MAX_VARIABLE_BYTES}")]
    VariableTooLarge {
        /// Its name.
        name: String,
        /// Its size as JSON text.
        bytes: usize,
    },
    /// The variables together are too large.
    #[error("the variables have {bytes} bytes, the limit is {MAX_SCOPE_BYTES}")]
    ScopeTooLarge {
        /// Their size as JSON text.
        bytes: usize,
    },
    /// An action refused, and its failures refuse the step.
    #[error("{message}")]
    Rejected {
        /// The node of the action.
        node: String,
        /// The name of the action.
        action: String,
        /// The code of the refusal.
        code: String,
        /// One sentence for a person.
        message: String,
    },
    /// The marking does not belong to the definition.
    #[error("the marking does not fit the definition: {what}")]
    Corrupt {
        /// What was looked for.
        what: String,
    },
}
