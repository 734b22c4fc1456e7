//! The normal form as a document that the executor runs.

use async_graphql::parser::types::{
    Directive, DocumentOperations, ExecutableDocument, Field, InlineFragment, OperationDefinition, Selection,
    SelectionSet, TypeCondition, VariableDefinition,
};
use async_graphql::{Name, Pos, Positioned, Value};
use async_graphql_value::Value as Literal;
use std::collections::HashMap;

use super::scope::own_directives;
use super::{Condition, Node, Scope, Test};

/// A document, and what it makes of variables.
pub(crate) struct Emitted {
    pub document: ExecutableDocument,
    /// How often each variable becomes an argument.
    pub uses: HashMap<Name, usize>,
    pub stand_ins: Vec<StandIn>,
    /// Its selections, for the weight of a plan.
    pub selections: usize,
}

/// A variable that stands for another one where the argument has a default.
///
/// The executor takes a variable that is not given for null there, and not for the default. So the argument asks for one that
/// has the same default, and has the value of the other one when that is given.
#[derive(Clone)]
pub(crate) struct StandIn {
    pub of: Name,
    pub name: Name,
    default: Value,
}

/// The operation with these nodes as its selection. Of its variables, those that are used are defined.
pub(crate) fn emit<'n, 'a: 'n>(
    name: Option<&Name>,
    operation: &Positioned<OperationDefinition>,
    nodes: impl IntoIterator<Item = &'n Node<'a>>,
) -> Emitted {
    let mut emitter =
        Emitter { operation: &operation.node, uses: HashMap::new(), stand_ins: Vec::new(), selections: 0 };
    emitter.directives(&operation.node.directives);
    let set = Positioned::new(emitter.set(nodes), operation.node.selection_set.pos);
    let variable_definitions = emitter.definitions();
    let Emitter { uses, stand_ins, selections, .. } = emitter;
    let operation = operation.position_node(OperationDefinition {
        ty: operation.node.ty,
        variable_definitions,
        directives: operation.node.directives.clone(),
        selection_set: set,
    });
    let operations = match name {
        Some(name) => DocumentOperations::Multiple(HashMap::from([(name.clone(), operation)])),
        None => DocumentOperations::Single(operation),
    };
    Emitted { document: ExecutableDocument { operations, fragments: HashMap::new() }, uses, stand_ins, selections }
}

struct Emitter<'o> {
    operation: &'o OperationDefinition,
    uses: HashMap<Name, usize>,
    stand_ins: Vec<StandIn>,
    selections: usize,
}

impl Emitter<'_> {
    /// The variables that are used, and those that stand in for them.
    fn definitions(&self) -> Vec<Positioned<VariableDefinition>> {
        let mut definitions = Vec::new();
        for definition in &self.operation.variable_definitions {
            let name = &definition.node.name.node;
            if self.uses.contains_key(name) {
                definitions.push(definition.clone());
            }
            for stand_in in self.stand_ins.iter().filter(|stand_in| stand_in.of == *name) {
                let mut other = definition.clone();
                other.node.name.node = stand_in.name.clone();
                other.node.default_value = Some(Positioned::new(stand_in.default.clone(), definition.pos));
                definitions.push(other);
            }
        }
        definitions
    }

    /// The variable that must stand in for the value of this argument, if one must.
    fn stand_in(&mut self, node: &Node, name: &Name, value: &Literal) -> Option<Literal> {
        let Literal::Variable(variable) = value else { return None };
        let default = node.def.arguments.get(name)?.default.as_ref()?;
        let definitions = || self.operation.variable_definitions.iter().map(|definition| &definition.node);
        let definition = definitions().find(|definition| definition.name.node == *variable)?;
        if definition.default_value.is_some() {
            return None;
        }
        let known = self.stand_ins.iter().find(|it| it.of == *variable && it.default == *default);
        let stand_in = match known {
            Some(known) => known.name.clone(),
            None => {
                let taken = |name: &Name| {
                    definitions().any(|definition| definition.name.node == *name)
                        || self.stand_ins.iter().any(|other| other.name == *name)
                };
                let name = (1..).map(|number| Name::new(format!("{variable}_{number}"))).find(|name| !taken(name))?;
                self.stand_ins.push(StandIn { of: variable.clone(), name: name.clone(), default: default.clone() });
                name
            }
        };
        *self.uses.entry(stand_in.clone()).or_default() += 1;
        Some(Literal::Variable(stand_in))
    }

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
        let mut arguments = arguments.clone();
        for (name, value) in &mut arguments {
            match self.stand_in(node, &name.node, &value.node) {
                Some(stand_in) => value.node = stand_in,
                None => self.value(&value.node),
            }
        }
        let directives: Vec<_> = own_directives(&node.field.node).cloned().collect();
        self.directives(&directives);
        let set = Positioned::new(self.set(&node.nodes), node.field.node.selection_set.pos);
        let field = Field { alias: alias.clone(), name: name.clone(), arguments, directives, selection_set: set };
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

    fn value(&mut self, value: &Literal) {
        match value {
            Literal::Variable(name) => *self.uses.entry(name.clone()).or_default() += 1,
            Literal::List(values) => values.iter().for_each(|value| self.value(value)),
            Literal::Object(fields) => fields.values().for_each(|value| self.value(value)),
            Literal::Null
            | Literal::Number(_)
            | Literal::String(_)
            | Literal::Boolean(_)
            | Literal::Binary(_)
            | Literal::Enum(_) => {}
        }
    }
}

fn directive(condition: &Condition, pos: Pos) -> Directive {
    let test = match &condition.test {
        Test::Variable(name) => Literal::Variable(name.clone()),
        Test::Literal(value) => Literal::Boolean(*value),
    };
    let name = if condition.include { "include" } else { "skip" };
    Directive {
        name: Positioned::new(Name::new(name), pos),
        arguments: vec![(Positioned::new(Name::new("if"), pos), Positioned::new(test, pos))],
    }
}
