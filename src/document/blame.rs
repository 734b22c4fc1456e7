//! Where in the arguments a value stands that a scalar did not take.
//!
//! The executor tells the position of the argument and nothing of what is inside of it. What is inside is found again, by its type
//! and its value.

use async_graphql::parser::types::{BaseType, Field, Selection, SelectionSet, Type};
use async_graphql::{Name, Pos, Value, Variables};

use crate::document::Plan;
use crate::document::model::{Kind, SchemaModel, TypeDef};
use crate::kernel::scalar::Rejected;

impl Plan {
    /// The path from the argument at this position to the rejected value. When it stands in several places and may be right in one
    /// of them, the path to what has them all; nothing when it is not there.
    pub fn path_to(
        &self,
        model: &SchemaModel,
        variables: &Variables,
        pos: Pos,
        rejected: &Rejected,
    ) -> Option<Vec<String>> {
        let root = model.root(self.operation)?;
        let mut operations = self.document.operations.iter();
        let (field, parent) =
            operations.find_map(|(_, operation)| find(model, root, &operation.node.selection_set.node, pos))?;
        let (name, literal) = field.arguments.iter().find(|(_, value)| value.pos == pos)?;
        let def = model.field(parent, field.name.node.as_str())?.arguments.get(&name.node)?;
        let value = literal.node.clone().into_const_with(|name| Ok::<_, ()>(given(variables, &name))).ok()?;
        let mut search = Search { model, rejected, path: vec![name.node.to_string()], found: Vec::new() };
        search.value(&def.ty, &value);
        let mut found = search.found.into_iter();
        let first = found.next()?;
        Some(if rejected.everywhere { first } else { found.fold(first, common) })
    }
}

fn given(variables: &Variables, name: &Name) -> Value {
    variables.get(name).cloned().unwrap_or_default()
}

/// The field that has an argument at this position, and the type that it belongs to.
fn find<'a>(
    model: &'a SchemaModel,
    parent: &'a TypeDef,
    set: &'a SelectionSet,
    pos: Pos,
) -> Option<(&'a Field, &'a TypeDef)> {
    set.items.iter().find_map(|selection| match &selection.node {
        Selection::Field(field) => {
            let field = &field.node;
            if field.arguments.iter().any(|(_, value)| value.pos == pos) {
                return Some((field, parent));
            }
            let below = &field.selection_set.node;
            if below.items.is_empty() {
                return None;
            }
            find(model, model.named(&model.field(parent, field.name.node.as_str())?.ty)?, below, pos)
        }
        Selection::InlineFragment(fragment) => {
            let condition = fragment.node.type_condition.as_ref();
            let parent = condition.map_or(Some(parent), |condition| model.get(&condition.node.on.node))?;
            find(model, parent, &fragment.node.selection_set.node, pos)
        }
        Selection::FragmentSpread(_) => None,
    })
}

/// What two paths begin with.
fn common(one: Vec<String>, other: Vec<String>) -> Vec<String> {
    one.into_iter().zip(other).take_while(|(one, other)| one == other).map(|(part, _)| part).collect()
}

struct Search<'a> {
    model: &'a SchemaModel,
    rejected: &'a Rejected,
    path: Vec<String>,
    found: Vec<Vec<String>>,
}

impl Search<'_> {
    fn below(&mut self, part: String, ty: &Type, value: &Value) {
        self.path.push(part);
        self.value(ty, value);
        self.path.pop();
    }

    fn value(&mut self, ty: &Type, value: &Value) {
        match (&ty.base, value) {
            (BaseType::List(item), Value::List(values)) => {
                for (index, value) in values.iter().enumerate() {
                    self.below(index.to_string(), item, value);
                }
            }
            // One value stands for a list of one.
            (BaseType::List(item), value) => self.value(item, value),
            (BaseType::Named(name), value) => {
                if let Some(def) = self.model.get(name) {
                    self.named(def, value);
                }
            }
        }
    }

    fn named(&mut self, def: &TypeDef, value: &Value) {
        match (&def.kind, value) {
            (Kind::Scalar, value) if def.name == self.rejected.scalar && *value == self.rejected.value => {
                self.found.push(self.path.clone());
            }
            (Kind::Input { fields, .. }, Value::Object(given)) => {
                for (name, value) in given {
                    if let Some(field) = fields.get(name) {
                        self.below(name.to_string(), &field.ty, value);
                    }
                }
            }
            (
                Kind::Scalar | Kind::Input { .. } | Kind::Enum(_) | Kind::Object(_) | Kind::Interface(_) | Kind::Union,
                _,
            ) => {}
        }
    }
}
