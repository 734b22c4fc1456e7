//! Where an instance is: its tokens and scopes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::IncidentCode;
use crate::workflow::model::JsonMap;

/// The id of a token. Unique within its instance and never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TokenId(pub i64);

/// The id of a scope. Unique within its instance, from the same counter as the tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ScopeId(pub i64);

/// All that the step knows of an instance. The default is an instance that was not started.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Marking {
    /// Whether it was started and is still running.
    pub phase: Phase,
    /// The points of control, by rising id.
    pub tokens: Vec<Token>,
    /// The containers of tokens and variables. The first is the root; it stays after the end, for its variables.
    pub scopes: Vec<Scope>,
    /// The last id given to a token or a scope.
    pub last_id: i64,
    /// The last position given to a token, see [`Token::created_seq`].
    pub last_seq: i64,
    /// Moves of the chain that is running. Only meaningful between an action and its answer.
    #[serde(default)]
    pub moves: u32,
}

/// The life of an instance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Phase {
    /// Not started.
    #[default]
    New,
    /// Started and not at its end.
    Running,
    /// Completed or canceled. No input is accepted any more.
    Finished,
}

/// A point of control. A token does not move: moving on deletes it and creates the next, so its id names one visit of
/// one node.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Token {
    /// Its id.
    pub id: TokenId,
    /// The scope it lives in.
    pub scope_id: ScopeId,
    /// The node it stands on.
    pub node: String,
    /// The flow it came by; none at the start.
    pub via: Option<String>,
    /// What it is about to do.
    pub state: TokenState,
    /// The how-manieth visit of the node in its scope this is, from 1.
    pub visits: u32,
    /// Its position in the order of creation. Across scopes and after ids are mapped, this is the order of the queue.
    pub created_seq: i64,
    /// Set while the token waits for a person to resolve an incident.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parked: Option<Parked>,
}

/// What a token is about to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TokenState {
    /// To be executed before the step ends.
    Ready,
    /// Waiting: for the answer of a task or an action, or parked.
    Waiting,
    /// Waiting at a join for tokens on the other flows.
    Joining,
}

/// Why a token cannot go on by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Parked {
    /// The incident it waits for.
    pub code: IncidentCode,
    /// The result of an action that did run. It is kept so that a retry does not run the action a second time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Value>,
}

/// A container of tokens and variables.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Scope {
    /// Its id.
    pub id: ScopeId,
    /// The scope around it; none for the root.
    pub parent_id: Option<ScopeId>,
    /// The variables, and the answers of tasks under the ids of their nodes.
    pub vars: JsonMap,
    /// How often each node was entered.
    pub visits: BTreeMap<String, u32>,
}

impl Marking {
    /// The token with an id.
    pub fn token(&self, id: TokenId) -> Option<&Token> {
        self.tokens.iter().find(|token| token.id == id)
    }

    /// The scope with an id.
    pub fn scope(&self, id: ScopeId) -> Option<&Scope> {
        self.scopes.iter().find(|scope| scope.id == id)
    }

    /// The variables of the root scope; none before the start.
    pub fn vars(&self) -> Option<&JsonMap> {
        self.scopes.first().map(|scope| &scope.vars)
    }

    /// Whether a token waits for a person to resolve an incident.
    pub fn has_incident(&self) -> bool {
        self.tokens.iter().any(|token| token.parked.is_some())
    }

    pub(super) fn next_id(&mut self) -> i64 {
        self.last_id += 1;
        self.last_id
    }

    pub(super) fn next_seq(&mut self) -> i64 {
        self.last_seq += 1;
        self.last_seq
    }
}
