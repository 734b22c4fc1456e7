//! The conditions under which a field is selected.

use async_graphql::parser::types::{Directive, Field};
use async_graphql::{Name, Positioned};
use async_graphql_value::Value;

use crate::document::model::{SchemaModel, TypeDef};

/// Type conditions and `@skip`/`@include`, wherever around the field they stood.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Scope {
    /// Types that the object must have, from the outside in. Empty when every object of the parent type will do.
    pub on: Vec<Name>,
    /// Sorted, each once. Those that always hold are left out.
    pub conditions: Vec<Condition>,
}

/// `@include(if: test)` or `@skip(if: test)`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Condition {
    pub include: bool,
    pub test: Test,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Test {
    Variable(Name),
    Literal(bool),
}

impl Scope {
    /// What this scope asks beyond a wider one; none when the other one is not wider. Below a leaf nothing is left to ask, so
    /// there the type conditions need not be the same.
    pub fn beyond(&self, wider: &Scope, leaf: bool) -> Option<Vec<Condition>> {
        let on = self.on == wider.on || (leaf && wider.on.is_empty());
        let holds = on && wider.conditions.iter().all(|condition| self.conditions.contains(condition));
        holds.then(|| self.conditions.iter().filter(|own| !wider.conditions.contains(own)).cloned().collect())
    }

    /// This scope with the conditions among the directives.
    pub fn under(&self, directives: &[Positioned<Directive>]) -> Scope {
        let mut scope = self.clone();
        for condition in directives.iter().filter_map(|directive| condition(&directive.node)) {
            if let Err(place) = scope.conditions.binary_search(&condition) {
                scope.conditions.insert(place, condition);
            }
        }
        scope
    }

    /// This scope inside of a condition on the type.
    pub fn on(&self, model: &SchemaModel, ty: &TypeDef) -> Scope {
        let mut scope = self.clone();
        // What the new condition implies need not be asked.
        scope.on.retain(|outer| !model.get(outer).is_some_and(|outer| ty.is_always(outer)));
        scope.on.push(ty.name.clone());
        scope
    }
}

/// The condition of a directive; none when it is another one, or always holds.
fn condition(directive: &Directive) -> Option<Condition> {
    let include = match directive.name.node.as_str() {
        "include" => true,
        "skip" => false,
        _ => return None,
    };
    let test = match &directive.get_argument("if")?.node {
        Value::Variable(name) => Test::Variable(name.clone()),
        Value::Boolean(value) if *value == include => return None,
        Value::Boolean(value) => Test::Literal(*value),
        _ => return None,
    };
    Some(Condition { include, test })
}

/// The directives of a field that are not part of its scope.
pub(crate) fn own_directives(field: &Field) -> impl Iterator<Item = &Positioned<Directive>> {
    field.directives.iter().filter(|directive| !matches!(directive.node.name.node.as_str(), "include" | "skip"))
}

/// Whether both fields have the same directives, apart from their conditions.
pub(super) fn same_directives(a: &Field, b: &Field) -> bool {
    let same = |(a, b): (&Positioned<Directive>, &Positioned<Directive>)| {
        a.node.name.node == b.node.name.node && same_arguments(&a.node.arguments, &b.node.arguments)
    };
    own_directives(a).count() == own_directives(b).count() && own_directives(a).zip(own_directives(b)).all(same)
}

/// Whether the arguments are the same, in whatever order.
pub(super) fn same_arguments(
    a: &[(Positioned<Name>, Positioned<Value>)],
    b: &[(Positioned<Name>, Positioned<Value>)],
) -> bool {
    let value = |name: &Name| b.iter().find(|(other, _)| other.node == *name).map(|(_, value)| &value.node);
    a.len() == b.len() && a.iter().all(|(name, given)| value(&name.node) == Some(&given.node))
}
