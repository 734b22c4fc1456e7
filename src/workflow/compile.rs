//! The compiled form of a definition: nodes and flows by index, expressions ready to run.
//!
//! It is a cache. It is built from the definition of a published version and never stored.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::expr::Expr;
use super::lint::{self, Finding, Graph, approval};
use super::model::{ActorRef, DEFAULT_MAX_VISITS, Definition, Node, OnError, Singleton};
use crate::kernel::approval::Unfit;

/// The position of a node in [`Compiled`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NodeIx(usize);

/// The position of a flow in [`Compiled`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FlowIx(usize);

/// A definition that can be run.
#[derive(Clone, Debug)]
pub struct Compiled {
    key: String,
    nodes: Vec<CompiledNode>,
    flows: Vec<CompiledFlow>,
    by_id: BTreeMap<String, NodeIx>,
    start: NodeIx,
    variables: BTreeMap<String, Variable>,
    entity: String,
    singleton: bool,
    unfit: Option<Unfit>,
}

/// A declared variable.
#[derive(Clone, Debug, PartialEq)]
pub struct Variable {
    /// Its JSON Schema.
    pub schema: Value,
    /// Whether an instance must be started with it.
    pub required: bool,
}

/// A node with its flows.
#[derive(Clone, Debug)]
pub struct CompiledNode {
    /// The id of the node, as tokens and events name it.
    pub id: String,
    /// What it does.
    pub kind: Kind,
    /// The flows out of it, in the order of the definition.
    pub outgoing: Vec<FlowIx>,
    /// How often one instance may enter it.
    pub max_visits: u32,
    /// The business stage that entering it reaches.
    pub milestone: Option<String>,
}

/// What a node does.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Passes the token on.
    Start,
    /// Waits for a person.
    UserTask(Box<UserTask>),
    /// Passes the token on along one of its flows.
    Xor,
    /// Asks the engine to run an action.
    Action(Action),
    /// Takes the token out, with this outcome of the instance.
    End(Option<String>),
}

/// A task, with lane and roles resolved.
#[derive(Clone, Debug)]
pub struct UserTask {
    /// The title, of type string.
    pub title: Expr,
    /// Whoever is offered it: the roles of the lane, then its own, each once.
    pub roles: Vec<String>,
    /// Whoever is not.
    pub excluded: Vec<ActorRef>,
    /// The outcomes in the order of their buttons.
    pub outcomes: Vec<String>,
    /// What to do, plain text.
    pub instructions: Option<String>,
}

/// An action with its mappings.
#[derive(Clone, Debug)]
pub struct Action {
    /// Its registered name.
    pub name: String,
    /// Fields of its input.
    pub input: Vec<(String, Expr)>,
    /// Variables set from its result.
    pub output: Vec<(String, Expr)>,
    /// What its failure means.
    pub on_error: OnError,
}

/// A flow.
#[derive(Clone, Debug)]
pub struct CompiledFlow {
    /// The id of the flow.
    pub id: String,
    /// The node it enters.
    pub to: NodeIx,
    /// The condition, of type bool.
    pub when: Option<Expr>,
    /// The outcome of the task that takes it.
    pub outcome: Option<String>,
    /// Whether it is taken when no other is.
    pub default: bool,
}

impl Compiled {
    /// Compiles a definition. Roles and actions are not looked up, see [`lint::lint`].
    ///
    /// # Errors
    /// All findings, when one of them is an error.
    pub fn of(definition: &Definition) -> Result<Self, Vec<Finding>> {
        let examined = lint::examine(definition, None);
        if !lint::is_clean(&examined.findings) {
            return Err(examined.findings);
        }
        // A definition without errors has everything that is looked up here.
        build(definition, examined.exprs).ok_or(examined.findings)
    }

    /// The key of the definition.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The type of the things that it runs over.
    pub fn entity(&self) -> &str {
        &self.entity
    }

    /// Whether at most one instance runs over a thing at a time.
    pub fn singleton(&self) -> bool {
        self.singleton
    }

    /// Whether one of its tasks is offered to a role.
    pub fn offers_to(&self, role: &str) -> bool {
        self.nodes.iter().any(|node| match &node.kind {
            Kind::UserTask(task) => task.roles.iter().any(|offered| offered == role),
            Kind::Start | Kind::Xor | Kind::Action(_) | Kind::End(_) => false,
        })
    }

    /// Why it cannot decide about commands; `None` when it can.
    pub fn unfit(&self) -> Option<&Unfit> {
        self.unfit.as_ref()
    }

    /// The node at which an instance begins.
    pub fn start(&self) -> NodeIx {
        self.start
    }

    /// The node at a position.
    pub fn node(&self, at: NodeIx) -> Option<&CompiledNode> {
        self.nodes.get(at.0)
    }

    /// The flow at a position.
    pub fn flow(&self, at: FlowIx) -> Option<&CompiledFlow> {
        self.flows.get(at.0)
    }

    /// The node with an id.
    pub fn find(&self, id: &str) -> Option<&CompiledNode> {
        self.by_id.get(id).and_then(|at| self.node(*at))
    }

    /// All nodes, in the order of the definition.
    pub fn nodes(&self) -> &[CompiledNode] {
        &self.nodes
    }

    /// The declared variables by name.
    pub fn variables(&self) -> &BTreeMap<String, Variable> {
        &self.variables
    }
}

fn build(definition: &Definition, mut exprs: BTreeMap<String, Expr>) -> Option<Compiled> {
    let graph = Graph::of(definition);
    let by_id: BTreeMap<String, NodeIx> =
        definition.nodes.iter().enumerate().map(|(i, node)| (node.id().to_owned(), NodeIx(i))).collect();
    let node = |(i, node): (usize, &Node)| {
        Some(CompiledNode {
            id: node.id().to_owned(),
            kind: kind(definition, i, node, &mut exprs)?,
            outgoing: graph.outgoing(node.id()).iter().map(|(i, _)| FlowIx(*i)).collect(),
            max_visits: node.max_visits().unwrap_or(DEFAULT_MAX_VISITS),
            milestone: node.milestone().map(str::to_owned),
        })
    };
    let nodes = definition.nodes.iter().enumerate().map(node).collect::<Option<Vec<_>>>()?;
    let start = nodes.iter().position(|node| matches!(node.kind, Kind::Start)).map(NodeIx)?;
    let mut flows = Vec::with_capacity(definition.flows.len());
    for (i, flow) in definition.flows.iter().enumerate() {
        let when = match &flow.when {
            Some(_) => Some(exprs.remove(&format!("/flows/{i}/when"))?),
            None => None,
        };
        let to = *by_id.get(&flow.to)?;
        flows.push(CompiledFlow {
            id: flow.id.clone(),
            to,
            when,
            outcome: flow.outcome.clone(),
            default: flow.default,
        });
    }
    let required = definition.required();
    let variable = |(name, schema): (&String, &Value)| {
        (name.clone(), Variable { schema: schema.clone(), required: required.contains(name.as_str()) })
    };
    let variables = definition.variables().map(variable).collect();
    let (key, entity) = (definition.key.clone(), definition.entity.clone());
    let singleton = definition.singleton == Some(Singleton::Entity);
    let unfit = approval::unfit(definition, &graph);
    Some(Compiled { key, nodes, flows, by_id, start, variables, entity, singleton, unfit })
}

fn kind(definition: &Definition, i: usize, node: &Node, exprs: &mut BTreeMap<String, Expr>) -> Option<Kind> {
    Some(match node {
        Node::Start(_) => Kind::Start,
        Node::Xor(_) => Kind::Xor,
        Node::End(end) => Kind::End(end.outcome.clone()),
        Node::UserTask(task) => {
            let lane = definition.lanes.iter().filter(|lane| task.lane.as_ref() == Some(&lane.id));
            let mut seen = BTreeSet::new();
            let roles = lane.flat_map(|lane| &lane.roles).chain(&task.assign.roles);
            Kind::UserTask(Box::new(UserTask {
                title: exprs.remove(&format!("/nodes/{i}/title"))?,
                roles: roles.filter(|role| seen.insert(*role)).cloned().collect(),
                excluded: task.assign.exclude_actors_of.clone(),
                outcomes: task.outcomes.clone(),
                instructions: task.instructions.clone(),
            }))
        }
        Node::Action(action) => {
            let mut mapped = |side: &str, mapping: &BTreeMap<String, String>| {
                let expr = |key: &String| Some((key.clone(), exprs.remove(&format!("/nodes/{i}/{side}/{key}"))?));
                mapping.keys().map(expr).collect::<Option<Vec<_>>>()
            };
            Kind::Action(Action {
                name: action.action.clone(),
                input: mapped("in", &action.input)?,
                output: mapped("out", &action.output)?,
                on_error: action.on_error,
            })
        }
    })
}
