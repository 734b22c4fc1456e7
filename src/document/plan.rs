//! What is known of a document before any request with it.

use async_graphql::parser::types::{ExecutableDocument, OperationType, VariableDefinition};
use async_graphql::{Name, Positioned, Variables};
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::document::cost::{CostSet, cost};
use crate::document::model::SchemaModel;
use crate::document::normalize::{self, Node, StandIn, emit, normalize};
use crate::document::refusal::{self, Refusal};
use crate::document::{Limits, Work, coerce, front, lexer, operation, parse, validate};

/// A document with its chosen operation, ready to be executed with many different variables.
pub struct Plan {
    pub operation: OperationType,
    pub operation_name: Option<String>,
    /// The chosen operation without fragment spreads, each response key merged, without introspection. Its selection is empty
    /// when the operation asks for nothing else.
    pub document: Arc<ExecutableDocument>,
    /// The root fields `__schema` and `__type` of the chosen operation, which are answered elsewhere.
    pub introspection: Option<ExecutableDocument>,
    /// The root fields in the order of the answer, each response key once.
    pub roots: Vec<Root>,
    /// Whether the executor's own validation has accepted `document`, so that it need not be asked again.
    pub known_valid: AtomicBool,
    variables: Vec<Positioned<VariableDefinition>>,
    /// Nullable variables that stand where null is refused.
    never_null: HashSet<Name>,
    stand_ins: Vec<StandIn>,
    /// How often each variable becomes an argument.
    uses: HashMap<Name, usize>,
    cost: CostSet,
    selections: usize,
    /// Bytes of all arguments in the document.
    arguments: usize,
}

/// A field of the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    pub response_key: String,
    pub field: String,
    /// The permission that the field's description names.
    pub permission: Option<String>,
    /// Whether it is part of [`Plan::introspection`].
    pub introspection: bool,
}

/// Reads a document, validates all of it, and chooses its operation.
///
/// # Errors
/// The first limit that is passed, or the faults of validation.
pub fn plan(
    model: &SchemaModel,
    limits: &Limits,
    text: &str,
    operation_name: Option<&str>,
) -> Result<Plan, Vec<Refusal>> {
    plan_counting(model, limits, text, operation_name, &mut Work::default())
}

/// As [`plan`], and counts the work, whether it ends in a plan or not.
///
/// # Errors
/// As [`plan`].
pub fn plan_counting(
    model: &SchemaModel,
    limits: &Limits,
    text: &str,
    operation_name: Option<&str>,
    work: &mut Work,
) -> Result<Plan, Vec<Refusal>> {
    let one = |refusal| vec![refusal];
    lexer::check(limits, text).map_err(one)?;
    let document = parse::parse(text).map_err(one)?;
    let arguments = front::check(limits, &document, work).map_err(one)?;
    let (name, chosen) = operation::choose(&document, operation_name).map_err(one)?;
    let never_null = validate::check(model, limits, &document, name, work)?;
    let mut nodes = Vec::new();
    for (other, operation) in document.operations.iter() {
        // Conflicts make the whole document invalid, wherever they are.
        let normal = normalize(model, limits, &document, operation, work).map_err(one)?;
        if other == name {
            nodes = normal;
        }
    }
    let (meta, data): (Vec<&Node>, Vec<&Node>) = nodes.iter().partition(|node| is_introspection(node));
    let normalize::Emitted { document: rest, mut uses, mut stand_ins, mut selections } = emit(name, chosen, data);
    let introspection = (!meta.is_empty()).then(|| emit(name, chosen, meta));
    if let Some(part) = &introspection {
        selections = selections.saturating_add(part.selections);
        for (name, count) in &part.uses {
            *uses.entry(name.clone()).or_default() += count;
        }
        stand_ins.extend(part.stand_ins.iter().cloned());
    }
    Ok(Plan {
        operation: chosen.node.ty,
        operation_name: name.map(Name::to_string),
        document: Arc::new(rest),
        introspection: introspection.map(|part| part.document),
        roots: roots(&nodes),
        known_valid: AtomicBool::new(false),
        variables: chosen.node.variable_definitions.clone(),
        never_null,
        stand_ins,
        uses,
        cost: cost(model, chosen.node.ty, &nodes),
        selections,
        arguments,
    })
}

fn is_introspection(node: &Node) -> bool {
    matches!(node.field.node.name.node.as_str(), "__schema" | "__type")
}

fn roots(nodes: &[Node]) -> Vec<Root> {
    let mut keys = HashSet::new();
    let root = |node: &Node| Root {
        response_key: node.key().to_string(),
        field: node.field.node.name.node.to_string(),
        permission: node.def.permission.clone(),
        introspection: is_introspection(node),
    };
    nodes.iter().filter(|node| keys.insert(node.key())).map(root).collect()
}

impl Plan {
    /// Reads the variables of a request: each has the value that its type asks for, or its default. Those that the operation
    /// does not define are ignored.
    ///
    /// # Errors
    /// Every variable that has not, and where in it.
    pub fn coerce(
        &self,
        model: &SchemaModel,
        limits: &Limits,
        variables: Map<String, Value>,
    ) -> Result<Variables, Vec<Refusal>> {
        let mut variables = coerce::coerce(model, limits, &self.variables, &self.never_null, variables)?;
        for StandIn { of, name, .. } in &self.stand_ins {
            if let Some(value) = variables.get(of).cloned() {
                variables.insert(name.clone(), value);
            }
        }
        let copied = |(name, value)| {
            let uses = self.uses.get::<Name>(name).copied().unwrap_or(0);
            coerce::size(value).saturating_mul(uses)
        };
        if variables.iter().map(copied).fold(0, usize::saturating_add) > limits.variables_copied {
            let message = "The variables are too large for how often they are used.";
            let refused = Refusal::limit(refusal::VARIABLES_TOO_DEEP, message, limits.variables_copied);
            return Err(vec![Refusal { path: vec!["variables".to_owned()], ..refused }]);
        }
        Ok(variables)
    }

    /// What the operation may cost with these variables, which were coerced, in points. It saturates.
    pub fn requested_cost(&self, variables: &Variables) -> u64 {
        self.cost.requested(variables)
    }

    /// As [`Plan::requested_cost`], held against the limit.
    ///
    /// # Errors
    /// The operation may cost more than one operation is allowed to.
    pub fn check_cost(&self, limits: &Limits, variables: &Variables) -> Result<u64, Refusal> {
        let cost = self.requested_cost(variables);
        if cost <= limits.cost {
            return Ok(cost);
        }
        let refused =
            Refusal::new(refusal::COST_LIMIT_EXCEEDED, "The operation may cost too much: select or ask for less.");
        Err(Refusal { limit: Some(limits.cost), ..refused })
    }

    /// What the operation did cost with these variables, in points: the same weights over what was really answered.
    pub fn actual_cost(&self, variables: &Variables, data: &async_graphql::Value) -> u64 {
        self.cost.actual(variables, data)
    }

    /// About how much memory the plan takes, in bytes.
    pub(super) fn size(&self) -> usize {
        /// A selection with its names and positions in the document, and once more in the cost.
        const SELECTION: usize = 512;
        size_of::<Plan>().saturating_add(self.selections.saturating_mul(SELECTION)).saturating_add(self.arguments)
    }
}
