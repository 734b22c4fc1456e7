//! What an operation costs, after the GraphQL cost specification: points for what it runs and for every object it may answer.
//!
//! A field costs its own weight once, and for every item of its list the weight of its type and of everything below:
//! `weight + length * (type + sum of the fields below)`. Where an object can be of several types, the dearest of them counts.
//!
//! | | weight |
//! |---|---|
//! | a scalar or an enum | 0 |
//! | an object | 1 |
//! | a field | 0; at the root of a mutation 10 |
//! | `__schema` or `__type` | 10, with everything below |
//!
//! `@cost(weight: "5")` on a field or a type says otherwise. The length of a list is what the slicing arguments of `@listSize`
//! ask for, the largest of them; if none is given, the default of one of them, else the assumed size. It stays symbolic
//! until the variables of a request are known. The actual cost has the same weights over the real answer: its lists are as long
//! as they are, and below a null is nothing.

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::OperationType;
use async_graphql::{Name, Value, Variables};
use async_graphql_value::Value as Literal;
use std::collections::{BTreeSet, HashMap};

use crate::document::model::{FieldDef, ListSize, SchemaModel, TypeDef, is_list};
use crate::document::normalize::{Condition, Node, Test};

/// Points of an object of which the schema says nothing.
const OBJECT: u64 = 1;
/// Points of a field at the root of a mutation of which the schema says nothing.
const MUTATION: u64 = 10;
/// Points of `__schema` or `__type`, whatever is selected below.
const INTROSPECTION: u64 = 10;
/// The length of a list of which the schema says nothing.
const LIST_LENGTH: u64 = 100;

/// The cost of a selection set.
pub(super) struct CostSet {
    fields: Vec<FieldCost>,
    /// For each type that the object can have, which of the fields it has; one entry for types that have the same.
    branches: Vec<Vec<usize>>,
}

struct FieldCost {
    key: Name,
    /// Where it stands in the answer, unless fields before it are left out or merged.
    place: usize,
    conditions: Vec<Condition>,
    /// Points of running the field.
    weight: u64,
    /// Points of each item.
    item: u64,
    length: Length,
    below: CostSet,
    introspection: bool,
}

#[derive(Clone)]
enum Length {
    One,
    Known(u64),
    /// The largest of these variables that is given; else `otherwise`.
    Asked {
        literal: Option<u64>,
        variables: Vec<Name>,
        otherwise: u64,
    },
}

/// The cost of what is selected below the root of an operation.
pub(super) fn cost(model: &SchemaModel, operation: OperationType, nodes: &[Node]) -> CostSet {
    let root = match operation {
        OperationType::Mutation => MUTATION,
        OperationType::Query | OperationType::Subscription => 0,
    };
    CostSet::of(model, nodes, root, None)
}

impl CostSet {
    fn of(model: &SchemaModel, nodes: &[Node], weight: u64, sized: Option<(&ListSize, &Length)>) -> Self {
        let priced = nodes.iter().enumerate();
        let priced = priced.map(|(place, node)| (node, FieldCost::of(model, node, place, weight, sized)));
        // Most fields are scalars, which cost nothing, and are not looked at again.
        let (nodes, fields): (Vec<&Node>, Vec<FieldCost>) = priced.filter(|(_, field)| !field.is_free()).unzip();
        Self { branches: branches(&nodes), fields }
    }

    /// The dearest branch, when each field costs so much.
    fn dearest(&self, field: impl Fn(&FieldCost) -> u64) -> u64 {
        if let [all] = self.branches.as_slice()
            && all.len() == self.fields.len()
        {
            return self.fields.iter().fold(0, |sum: u64, one| sum.saturating_add(field(one)));
        }
        let costs: Vec<u64> = self.fields.iter().map(field).collect();
        let branch = |fields: &Vec<usize>| {
            fields.iter().filter_map(|index| costs.get(*index)).fold(0, |sum: u64, cost| sum.saturating_add(*cost))
        };
        self.branches.iter().map(branch).max().unwrap_or(0)
    }

    pub fn requested(&self, variables: &Variables) -> u64 {
        self.dearest(|field| field.requested(variables))
    }

    pub fn actual(&self, variables: &Variables, data: &Value) -> u64 {
        let Value::Object(fields) = data else { return 0 };
        self.dearest(|field| field.find(fields).map_or(0, |data| field.actual(variables, data)))
    }
}

/// Which fields each possible type has.
fn branches(nodes: &[&Node]) -> Vec<Vec<usize>> {
    let mut named = BTreeSet::new();
    for node in nodes {
        named.extend(node.scope.on.iter());
    }
    if named.is_empty() {
        return vec![(0..nodes.len()).collect()];
    }
    let mut types: HashMap<&Name, Vec<usize>> = HashMap::new();
    let mut always = Vec::new();
    for (index, node) in nodes.iter().enumerate() {
        if node.scope.on.is_empty() {
            always.push(index);
        }
        for name in &node.possible {
            types.entry(name).or_default().push(index);
        }
    }
    let unlike: BTreeSet<_> = types.into_values().chain([always]).collect();
    unlike.into_iter().collect()
}

impl FieldCost {
    fn of(model: &SchemaModel, node: &Node, place: usize, weight: u64, sized: Option<(&ListSize, &Length)>) -> Self {
        let name = &node.field.node.name.node;
        let introspection = matches!(name.as_str(), "__schema" | "__type");
        let ty = model.named(&node.def.ty);
        let own = length(node);
        let length = match sized {
            Some((size, length)) if size.sized_fields.contains(name) => length.clone(),
            _ if !is_list(&node.def.ty) => Length::One,
            _ => own.clone().unwrap_or(Length::Known(LIST_LENGTH)),
        };
        let below = node.def.list_size.as_ref().zip(own.as_ref());
        Self {
            key: node.key().clone(),
            place,
            conditions: node.scope.conditions.clone(),
            weight: if introspection { INTROSPECTION } else { node.def.weight.unwrap_or(weight) },
            item: ty.map_or(0, |ty| item_weight(model, ty)),
            length,
            below: CostSet::of(model, &node.nodes, 0, below),
            introspection,
        }
    }

    /// Whether it costs nothing, however much of it there is.
    fn is_free(&self) -> bool {
        self.weight == 0 && self.item == 0 && self.below.fields.is_empty()
    }

    /// What the answer has of it.
    fn find<'a>(&self, fields: &'a IndexMap<Name, Value>) -> Option<&'a Value> {
        match fields.get_index(self.place) {
            Some((key, data)) if *key == self.key => Some(data),
            _ => fields.get(&self.key),
        }
    }

    fn is_skipped(&self, variables: &Variables) -> bool {
        self.conditions.iter().any(|condition| !holds(condition, variables))
    }

    fn times(&self, length: u64, below: u64) -> u64 {
        self.weight.saturating_add(length.saturating_mul(self.item.saturating_add(below)))
    }

    fn requested(&self, variables: &Variables) -> u64 {
        if self.is_skipped(variables) {
            return 0;
        }
        if self.introspection {
            return self.weight;
        }
        self.times(self.length.evaluate(variables), self.below.requested(variables))
    }

    fn actual(&self, variables: &Variables, data: &Value) -> u64 {
        if self.is_skipped(variables) {
            return 0;
        }
        if self.introspection {
            return self.weight;
        }
        match data {
            Value::List(items) => {
                let item = |data: &Value| match data {
                    Value::Null => 0,
                    // Of a list of lists, the items count.
                    Value::List(_) => self.actual(variables, data).saturating_sub(self.weight),
                    data => self.item.saturating_add(self.below.actual(variables, data)),
                };
                items.iter().fold(self.weight, |sum, data| sum.saturating_add(item(data)))
            }
            Value::Null => self.weight,
            data => self.times(1, self.below.actual(variables, data)),
        }
    }
}

fn item_weight(model: &SchemaModel, ty: &TypeDef) -> u64 {
    let dearest = || ty.possible.iter().filter_map(|object| model.get(object)?.weight).max();
    let usual = if ty.is_composite() { OBJECT } else { 0 };
    ty.weight.or_else(dearest).unwrap_or(usual)
}

fn holds(condition: &Condition, variables: &Variables) -> bool {
    let value = match &condition.test {
        Test::Literal(value) => *value,
        Test::Variable(name) => match variables.get(name) {
            Some(Value::Boolean(value)) => *value,
            // Whoever asks without variables asks for the most.
            _ => return true,
        },
    };
    value == condition.include
}

/// What `@listSize` makes of the arguments of this field.
fn length(node: &Node) -> Option<Length> {
    let FieldDef { list_size, arguments, .. } = node.def;
    let size = list_size.as_ref()?;
    let (mut literal, mut variables, mut default) = (None, Vec::new(), None);
    for name in &size.slicing {
        default = default.max(arguments.get(name).and_then(|def| def.default.as_ref()).and_then(whole));
        match node.field.node.get_argument(name).map(|value| &value.node) {
            Some(Literal::Variable(name)) => variables.push(name.clone()),
            Some(value) => literal = literal.max(written(value)),
            None => {}
        }
    }
    let otherwise = default.or(size.assumed).unwrap_or(LIST_LENGTH);
    match literal {
        _ if !variables.is_empty() => Some(Length::Asked { literal, variables, otherwise }),
        Some(length) => Some(Length::Known(length)),
        None => Some(Length::Known(otherwise)),
    }
}

/// How long a slicing argument asks a list to be. A list of what is looked for asks for as much as it names.
fn whole(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64(),
        Value::List(items) => u64::try_from(items.len()).ok(),
        _ => None,
    }
}

/// The same for an argument in the document, where one value stands for a list of one.
fn written(value: &Literal) -> Option<u64> {
    match value {
        Literal::Number(number) => number.as_u64(),
        Literal::List(items) => u64::try_from(items.len()).ok(),
        Literal::String(_) => Some(1),
        _ => None,
    }
}

impl Length {
    fn evaluate(&self, variables: &Variables) -> u64 {
        match self {
            Length::One => 1,
            Length::Known(length) => *length,
            Length::Asked { literal, variables: names, otherwise } => {
                let given = names.iter().filter_map(|name| variables.get(name)).filter_map(whole);
                given.chain(*literal).max().unwrap_or(*otherwise)
            }
        }
    }
}
