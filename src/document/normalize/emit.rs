//! The normal form as a document that the executor runs.

use async_graphql::parser::types::{
    Directive, DocumentOperations, ExecutableDocument, Field, InlineFragment, OperationDefinition, Selection,
    SelectionSet, TypeCondition,
};
use async_graphql::{Name, Pos, Positioned};
use async_graphql_value::Value;
use std::collections::HashMap;

use super::scope::own_directives;
use super::{Condition, Node, Scope, Test};

/// A document, and how often each variable stands in it.
pub(crate) struct Emitted {
    pub document: ExecutableDocument,
    pub uses: HashMap<Name, usize>,
    /// Its selections, for the weight of a plan.
    pub selections: usize,
}

/// The operation with these nodes as its selection. Of its variables, those that are used are defined.
pub(crate) fn emit<'n, 'a: 'n>(
    name: Option<&Name>,
    operation: &Positioned<OperationDefinition>,
    nodes: impl IntoIterator<Item = &'n Node<'a>>,
) -> Emitted {
    let mut emitter = Emitter::default();
    emitter.directives(&operation.node.directives);
    let set = Positioned::new(emitter.set(nodes), operation.node.selection_set.pos);
    let Emitter { uses, selections } = emitter;
    let variable_definitions = operation.node.variable_definitions.iter();
    let operation = operation.position_node(OperationDefinition {
        ty: operation.node.ty,
        variable_definitions: variable_definitions
            .filter(|definition| uses.contains_key(&definition.node.name.node))
            .cloned()
            .collect(),
        directives: operation.node.directives.clone(),
        selection_set: set,
    });
    let operations = match name {
        Some(name) => DocumentOperations::Multiple(HashMap::from([(name.clone(), operation)])),
        None => DocumentOperations::Single(operation),
    };
    Emitted { document: ExecutableDocument { operations, fragments: HashMap::new() }, uses, selections }
}

#[derive(Default)]
struct Emitter {
    uses: HashMap<Name, usize>,
    selections: usize,
}

impl Emitter {
    fn set<'n, 'a: 'n>(&mut self, nodes: impl IntoIterator<Item = &'n Node<'a>>) -> SelectionSet {
        let mut items = Vec::new();
        // Neighbors in one scope share its fragment. Others do not: the answer keeps the order of the document.
        let mut nodes = nodes.into_iter().peekable();
        while let Some(node) = nodes.next() {
            let (scope, pos) = (&node.scope, node.field.pos);
            let mut fields = vec![self.field(node)];
            while let Some(next) = nodes.next_if(|next| next.scope == *scope) {
                fields.push(self.field(next));
            }
            items.extend(self.wrap(scope, fields, pos));
        }
        SelectionSet { items }
    }

    fn field(&mut self, node: &Node) -> Positioned<Selection> {
        self.selections += 1;
        let Field { alias, name, arguments, .. } = &node.field.node;
        arguments.iter().for_each(|(_, value)| self.value(&value.node));
        let directives: Vec<_> = own_directives(&node.field.node).cloned().collect();
        self.directives(&directives);
        let set = Positioned::new(self.set(&node.nodes), node.field.node.selection_set.pos);
        let field = Field {
            alias: alias.clone(),
            name: name.clone(),
            arguments: arguments.clone(),
            directives,
            selection_set: set,
        };
        node.field.position_node(Selection::Field(node.field.position_node(field)))
    }

    /// The fields inside of fragments with the conditions of the scope: as many fragments as conditions of one kind.
    fn wrap(&mut self, scope: &Scope, fields: Vec<Positioned<Selection>>, pos: Pos) -> Vec<Positioned<Selection>> {
        let of = |include| scope.conditions.iter().filter(move |condition| condition.include == include);
        let (includes, skips): (Vec<_>, Vec<_>) = (of(true).collect(), of(false).collect());
        let layers = scope.on.len().max(includes.len()).max(skips.len());
        let mut items = fields;
        for layer in (0..layers).rev() {
            self.selections += 1;
            let conditions = [includes.get(layer), skips.get(layer)];
            let directives: Vec<_> = conditions
                .into_iter()
                .flatten()
                .map(|condition| Positioned::new(directive(condition, pos), pos))
                .collect();
            self.directives(&directives);
            let on = scope.on.get(layer).map(|on| TypeCondition { on: Positioned::new(on.clone(), pos) });
            let fragment = InlineFragment {
                type_condition: on.map(|condition| Positioned::new(condition, pos)),
                directives,
                selection_set: Positioned::new(SelectionSet { items }, pos),
            };
            items = vec![Positioned::new(Selection::InlineFragment(Positioned::new(fragment, pos)), pos)];
        }
        items
    }

    fn directives(&mut self, directives: &[Positioned<Directive>]) {
        let arguments = directives.iter().flat_map(|directive| &directive.node.arguments);
        arguments.for_each(|(_, value)| self.value(&value.node));
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Variable(name) => *self.uses.entry(name.clone()).or_default() += 1,
            Value::List(values) => values.iter().for_each(|value| self.value(value)),
            Value::Object(fields) => fields.values().for_each(|value| self.value(value)),
            Value::Null
            | Value::Number(_)
            | Value::String(_)
            | Value::Boolean(_)
            | Value::Binary(_)
            | Value::Enum(_) => {}
        }
    }
}

fn directive(condition: &Condition, pos: Pos) -> Directive {
    let test = match &condition.test {
        Test::Variable(name) => Value::Variable(name.clone()),
        Test::Literal(value) => Value::Boolean(*value),
    };
    let name = if condition.include { "include" } else { "skip" };
    Directive {
        name: Positioned::new(Name::new(name), pos),
        arguments: vec![(Positioned::new(Name::new("if"), pos), Positioned::new(test, pos))],
    }
}
