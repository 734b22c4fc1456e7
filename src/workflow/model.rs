//! The definition of a workflow as people write it: the JSON format `wf/1`.
//!
//! Parsing is strict, an unknown key is refused. What the parser cannot say about a definition, the lint says.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Length of the source text, in bytes.
pub const MAX_SOURCE_BYTES: usize = 256 * 1024;
/// Nodes of one definition.
pub const MAX_NODES: usize = 200;
/// Flows of one definition.
pub const MAX_FLOWS: usize = 400;
/// Lanes of one definition.
pub const MAX_LANES: usize = 50;
/// Variables that a context may declare.
pub const MAX_VARIABLES: usize = 100;
/// Length of a key, an id, an action name, an entity name or a role key, in characters.
pub const MAX_ID_CHARS: usize = 64;
/// Length of the name of a definition, a lane or a node, in characters.
pub const MAX_NAME_CHARS: usize = 200;
/// Length of the instructions of a task, in characters.
pub const MAX_INSTRUCTIONS_CHARS: usize = 2_000;
/// Length of an outcome, of a task or of an end, and of a milestone, in characters.
pub const MAX_OUTCOME_CHARS: usize = 40;
/// Outcomes of one task; at least one is needed.
pub const MAX_OUTCOMES: usize = 10;
/// Roles of one lane or one task.
pub const MAX_ROLES: usize = 20;
/// Nodes that one task may name in `excludeActorsOf`.
pub const MAX_EXCLUSIONS: usize = 20;
/// Entries in the `in` or in the `out` of one action.
pub const MAX_MAPPINGS: usize = 50;
/// How often a node may be entered in one instance when it sets no `maxVisits`.
pub const DEFAULT_MAX_VISITS: u32 = 1_000;
/// The largest `maxVisits` that a node may set; the smallest is 1.
pub const MAX_MAX_VISITS: u32 = 10_000;
/// The size of one variable as JSON text, in bytes.
pub const MAX_VARIABLE_BYTES: usize = 32 * 1024;
/// The size of all variables of one scope as JSON text, in bytes.
pub const MAX_SCOPE_BYTES: usize = 256 * 1024;

/// The action that runs the command that waits for approval.
pub const RUN_COMMAND: &str = "command.run";
/// The variables that a command brings when it is parked.
/// The entity of a definition that decides about commands, whatever they are about.
pub const ANYTHING: &str = "*";

pub const GIVEN_VARIABLES: [&str; 4] = ["command", "entityLabel", "amountMinor", "currency"];

/// A JSON object: variables, task data, inputs of an action.
pub type JsonMap = Map<String, Value>;

/// One workflow definition. Immutable once it is published.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Definition {
    /// The version of this format.
    pub schema: Schema,
    /// The name that programs use, kebab-case, at most [`MAX_ID_CHARS`] characters.
    pub key: String,
    /// The name that people read, at most [`MAX_NAME_CHARS`] characters.
    pub name: String,
    /// The business entity that an instance runs over, for example `Product`; [`ANYTHING`] for one that decides about commands,
    /// whatever they are about.
    pub entity: String,
    /// How many live instances may exist; without it, any number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub singleton: Option<Singleton>,
    /// The variables, as a JSON Schema of type `object`; also the type environment of the expressions.
    pub context: Value,
    /// Named groups of roles that tasks refer to, at most [`MAX_LANES`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lanes: Vec<Lane>,
    /// The steps, at most [`MAX_NODES`].
    pub nodes: Vec<Node>,
    /// The directed edges, at most [`MAX_FLOWS`]. Their order is the order in which an `xor` tries them.
    pub flows: Vec<Flow>,
    /// Positions on a drawing; kept as it is and never read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub di: Option<Value>,
}

/// The version of the definition format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Schema {
    /// The first format.
    #[serde(rename = "wf/1")]
    Wf1,
}

/// What there may be only one live instance of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Singleton {
    /// At most one live instance per entity.
    Entity,
}

/// A named group of roles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Lane {
    /// The name that tasks use.
    pub id: String,
    /// The name that people read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Role keys, 1 to [`MAX_ROLES`].
    pub roles: Vec<String>,
}

/// A step of the diagram.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Node {
    /// Where an instance begins.
    Start(StartNode),
    /// Work for a person.
    UserTask(UserTaskNode),
    /// A choice between flows, or the place where they meet again.
    Xor(XorNode),
    /// A system action, run inside the transaction of the step.
    Action(ActionNode),
    /// Where a token leaves the instance.
    End(EndNode),
}

/// Where an instance begins: no incoming flow, one outgoing flow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct StartNode {
    /// Unique among the nodes.
    pub id: String,
    /// The name that people read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// Work for a person. Its answer becomes the variable named by its id: `{outcome, comment?}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct UserTaskNode {
    /// Unique among the nodes.
    pub id: String,
    /// The name that people read on the diagram.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// CEL expression of type string, evaluated when the task is created.
    pub title: String,
    /// The lane whose roles are offered the task.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lane: Option<String>,
    /// Who else is offered the task, and who never is.
    #[serde(default, skip_serializing_if = "Assign::is_empty")]
    pub assign: Assign,
    /// The buttons, 1 to [`MAX_OUTCOMES`].
    pub outcomes: Vec<String>,
    /// How often one instance may enter the node, 1 to [`MAX_MAX_VISITS`]; [`DEFAULT_MAX_VISITS`] without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_visits: Option<u32>,
    /// The business stage that is reached when a token enters the node.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub milestone: Option<String>,
    /// What to do and what to look at, plain text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instructions: Option<String>,
}

/// Who is offered a task. The roles of the lane and the roles named here are offered it alike.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Assign {
    /// Role keys, at most [`MAX_ROLES`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// Separation of duties: whoever acted on these tasks, or started the instance, is refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclude_actors_of: Vec<ActorRef>,
}

impl Assign {
    fn is_empty(&self) -> bool {
        self.roles.is_empty() && self.exclude_actors_of.is_empty()
    }
}

/// Names people by what they did in the instance. Text form: the id of a user task, or `$initiator`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum ActorRef {
    /// Whoever started the instance, and the person they stood in for.
    Initiator,
    /// Everyone who completed the task at this node.
    Node(String),
}

const INITIATOR: &str = "$initiator";

impl From<String> for ActorRef {
    fn from(text: String) -> Self {
        if text == INITIATOR { Self::Initiator } else { Self::Node(text) }
    }
}

impl From<ActorRef> for String {
    fn from(actor: ActorRef) -> Self {
        match actor {
            ActorRef::Initiator => INITIATOR.to_owned(),
            ActorRef::Node(id) => id,
        }
    }
}

/// With several outgoing flows a choice, with several incoming flows a merge; never both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct XorNode {
    /// Unique among the nodes.
    pub id: String,
    /// The name that people read, often a question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A system action. It changes our own database and happens exactly once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ActionNode {
    /// Unique among the nodes.
    pub id: String,
    /// The name that people read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The name of a registered action, for example `command.run`.
    pub action: String,
    /// Fields of the action's input, each a CEL expression; at most [`MAX_MAPPINGS`].
    #[serde(default, rename = "in", skip_serializing_if = "BTreeMap::is_empty")]
    pub input: BTreeMap<String, String>,
    /// Variables to set, each a CEL expression that may read `result`; at most [`MAX_MAPPINGS`].
    #[serde(default, rename = "out", skip_serializing_if = "BTreeMap::is_empty")]
    pub output: BTreeMap<String, String>,
    /// What a failure of the action means.
    #[serde(default)]
    pub on_error: OnError,
    /// How often one instance may enter the node, 1 to [`MAX_MAX_VISITS`]; [`DEFAULT_MAX_VISITS`] without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_visits: Option<u32>,
    /// The business stage that is reached when a token enters the node.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub milestone: Option<String>,
}

/// What a failing action does to the step that ran it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum OnError {
    /// The whole step is refused: the person sees the reason and nothing has changed.
    #[default]
    Reject,
    /// The token stays at the node and a person resolves the incident.
    Incident,
}

/// Where a token leaves: no outgoing flow. The instance is completed when its last token left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct EndNode {
    /// Unique among the nodes.
    pub id: String,
    /// The name that people read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The result of the instance, for example `approved`; at most [`MAX_OUTCOME_CHARS`] characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
}

/// A directed edge. At most one of `when`, `outcome` and `default` is set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Flow {
    /// Unique among the flows.
    pub id: String,
    /// The node that it leaves.
    pub from: String,
    /// The node that it enters.
    pub to: String,
    /// CEL expression of type bool; only out of an `xor`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// Taken when the task ends with this outcome; only out of a `userTask`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// Taken when no other flow of the node is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub default: bool,
}

/// Why a text is not a definition at all.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The text is longer than [`MAX_SOURCE_BYTES`].
    #[error("the definition has {bytes} bytes, the limit is {MAX_SOURCE_BYTES}")]
    TooLong {
        /// Length of the text.
        bytes: usize,
    },
    /// The text is not JSON, or not of this format.
    #[error("not a definition: {0}")]
    Format(#[from] serde_json::Error),
}

impl Definition {
    /// Reads a definition.
    ///
    /// # Errors
    /// [`SourceError`] when the text is too long, is not JSON, misses a field or has an unknown one.
    pub fn parse(source: &str) -> Result<Self, SourceError> {
        if source.len() > MAX_SOURCE_BYTES {
            return Err(SourceError::TooLong { bytes: source.len() });
        }
        Ok(serde_json::from_str(source)?)
    }

    /// The declared variables by name, with their schemas. Empty when the context declares none.
    pub fn variables(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.context.get("properties").and_then(Value::as_object).into_iter().flatten()
    }

    /// The names of the variables that an instance must be started with.
    pub fn required(&self) -> BTreeSet<&str> {
        let listed = self.context.get("required").and_then(Value::as_array);
        listed.into_iter().flatten().filter_map(Value::as_str).collect()
    }
}

impl Node {
    /// The id, unique among the nodes of the definition.
    pub fn id(&self) -> &str {
        match self {
            Self::Start(node) => &node.id,
            Self::UserTask(node) => &node.id,
            Self::Xor(node) => &node.id,
            Self::Action(node) => &node.id,
            Self::End(node) => &node.id,
        }
    }

    /// The name that people read, if there is one.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Start(node) => node.name.as_deref(),
            Self::UserTask(node) => node.name.as_deref(),
            Self::Xor(node) => node.name.as_deref(),
            Self::Action(node) => node.name.as_deref(),
            Self::End(node) => node.name.as_deref(),
        }
    }

    /// The limit that the node sets on its visits, if it sets one.
    pub fn max_visits(&self) -> Option<u32> {
        match self {
            Self::UserTask(node) => node.max_visits,
            Self::Action(node) => node.max_visits,
            Self::Start(_) | Self::Xor(_) | Self::End(_) => None,
        }
    }

    /// The business stage that entering the node reaches, if there is one.
    pub fn milestone(&self) -> Option<&str> {
        match self {
            Self::UserTask(node) => node.milestone.as_deref(),
            Self::Action(node) => node.milestone.as_deref(),
            Self::Start(_) | Self::Xor(_) | Self::End(_) => None,
        }
    }
}
