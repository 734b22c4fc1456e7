//! The executor of introspection.

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{Directive, Field, Selection, SelectionSet};
use async_graphql::{Name, Positioned, Value, Variables};
use std::cell::Cell;

use crate::introspection::SchemaView;
use crate::introspection::part::{Asked, Found, Part};
use crate::kernel::fault::Fault;

/// Most objects in one answer. The standard document needs some four thousand for the whole schema; one that goes round in
/// circles through `interfaces` and `possibleTypes` would need any number.
pub const OBJECTS_MAX: usize = 30_000;

/// Answers `__schema`, `__type` and `__typename` of the selection on the query root, over what is in the view; other fields
/// of the root are left out of the answer. The selection has been validated and has no fragment spreads; the variables have
/// been coerced, with the defaults of the operation among them.
pub fn answer(view: &SchemaView, selection: &SelectionSet, variables: &Variables) -> Result<Value, Fault> {
    let executor = Executor { view, variables, left: Cell::new(OBJECTS_MAX) };
    executor.object(Part::Root, &[selection])
}

struct Executor<'a> {
    view: &'a SchemaView,
    variables: &'a Variables,
    left: Cell<usize>,
}

/// The fields of each response key.
type Collected<'q> = IndexMap<&'q Name, Vec<&'q Field>>;

impl<'a> Executor<'a> {
    fn object(&self, part: Part<'a>, selections: &[&SelectionSet]) -> Result<Value, Fault> {
        let left = self.left.get().checked_sub(1).ok_or_else(|| Fault::Protocol {
            code: "INTROSPECTION_TOO_LARGE",
            message: format!("An answer about the schema has at most {OBJECTS_MAX} objects."),
        })?;
        self.left.set(left);
        let (typename, mut fields) = (part.typename(self.view), Collected::new());
        for selection in selections {
            self.collect(typename, selection, &mut fields)?;
        }
        let mut object = IndexMap::with_capacity(fields.len());
        for (key, fields) in fields {
            let Some(first) = fields.first() else { continue };
            let name = first.name.node.as_str();
            if matches!(part, Part::Root) && !name.starts_with("__") {
                continue;
            }
            let value = if name == "__typename" {
                Value::from(typename)
            } else {
                let found = part.field(self.view, name, &self.asked(first)?);
                let found = found.ok_or_else(|| Fault::bad_input(name, format!("{typename} has no field {name}.")))?;
                let below: Vec<&SelectionSet> = fields.iter().map(|field| &field.selection_set.node).collect();
                self.complete(found, &below)?
            };
            object.insert(key.clone(), value);
        }
        Ok(Value::Object(object))
    }

    fn complete(&self, found: Found<'a>, selections: &[&SelectionSet]) -> Result<Value, Fault> {
        match found {
            Found::Leaf(value) => Ok(value),
            Found::One(part) => self.object(part, selections),
            Found::Many(parts) => {
                let items = parts.into_iter().map(|part| self.object(part, selections));
                Ok(Value::List(items.collect::<Result<_, _>>()?))
            }
        }
    }

    fn collect<'q>(
        &self,
        typename: &str,
        selection: &'q SelectionSet,
        fields: &mut Collected<'q>,
    ) -> Result<(), Fault> {
        for item in &selection.items {
            if !self.includes(item.node.directives())? {
                continue;
            }
            match &item.node {
                Selection::Field(field) => {
                    fields.entry(&field.node.response_key().node).or_default().push(&field.node);
                }
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref();
                    if condition.is_none_or(|condition| condition.node.on.node == *typename) {
                        self.collect(typename, &fragment.node.selection_set.node, fields)?;
                    }
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    return Err(Fault::internal(format!("the fragment {name} was not put into its place")));
                }
            }
        }
        Ok(())
    }

    /// What `@skip` and `@include` say.
    fn includes(&self, directives: &[Positioned<Directive>]) -> Result<bool, Fault> {
        for directive in directives {
            let wanted = match directive.node.name.node.as_str() {
                "include" => true,
                "skip" => false,
                _ => continue,
            };
            let value = directive.node.get_argument("if").map(|value| value.node.clone());
            match value.and_then(|value| value.into_const_with(|name| self.variable(&name)).ok()) {
                Some(Value::Boolean(given)) if given == wanted => {}
                Some(Value::Boolean(_)) => return Ok(false),
                Some(_) | None => return Err(Fault::bad_input("if", "It must be true or false.")),
            }
        }
        Ok(true)
    }

    fn asked(&self, field: &Field) -> Result<Asked, Fault> {
        let argument = |name: &str| {
            let value = field.get_argument(name)?.node.clone();
            value.into_const_with(|name| self.variable(&name)).ok()
        };
        let include_deprecated = match argument("includeDeprecated") {
            None => false,
            Some(Value::Boolean(given)) => given,
            Some(_) => return Err(Fault::bad_input("includeDeprecated", "It must be true or false.")),
        };
        let name = match argument("name") {
            None => None,
            Some(Value::String(name)) => Some(name),
            Some(_) => return Err(Fault::bad_input("name", "It must be a text.")),
        };
        Ok(Asked { include_deprecated, name })
    }

    /// The value of a variable; an argument whose variable was not given is not there.
    fn variable(&self, name: &Name) -> Result<Value, Absent> {
        self.variables.get(name).cloned().ok_or(Absent)
    }
}

struct Absent;
