//! Fields, their arguments, and fragments where they are spread.

use async_graphql::parser::types::{DirectiveLocation, Field, Selection, SelectionSet};
use async_graphql::{Name, Pos, Positioned};
use async_graphql_value::Value;

use std::collections::{HashMap, HashSet};
use std::fmt;

use super::{Part, Validator};
use crate::document::model::{InputDef, TypeDef};

type Arguments = [(Positioned<Name>, Positioned<Value>)];

impl<'a> Validator<'a> {
    pub(super) fn selections(&mut self, parent: &'a TypeDef, set: &'a Positioned<SelectionSet>) {
        for selection in &set.node.items {
            self.work.validated += 1;
            match &selection.node {
                Selection::Field(field) => self.field(parent, field),
                Selection::FragmentSpread(spread) => {
                    self.directives(&spread.node.directives, DirectiveLocation::FragmentSpread);
                    let name = &spread.node.fragment_name.node;
                    self.uses.spreads.push(name);
                    let condition = self.document.fragments.get(name).map(|found| &found.node.type_condition.node.on);
                    // A condition that names no type is reported at the fragment.
                    if let Some(ty) = condition.and_then(|condition| self.model.get(&condition.node)) {
                        self.possible(parent, ty, spread.pos);
                    }
                }
                Selection::InlineFragment(inline) => {
                    self.directives(&inline.node.directives, DirectiveLocation::InlineFragment);
                    let condition = inline.node.type_condition.as_ref().map(|condition| &condition.node.on);
                    let ty = match condition {
                        None => Some(parent),
                        Some(condition) => self.composite(condition, format_args!("A fragment")),
                    };
                    if let Some(ty) = ty {
                        self.possible(parent, ty, inline.pos);
                        self.selections(ty, &inline.node.selection_set);
                    }
                }
            }
        }
    }

    /// PossibleFragmentSpreads.
    fn possible(&mut self, parent: &TypeDef, ty: &TypeDef, pos: Pos) {
        if parent.name != ty.name && ty.is_composite() && !parent.overlaps(ty) {
            self.fault(
                format_args!("An object of type \"{}\" can never be of type \"{}\".", parent.name, ty.name),
                &[pos],
            );
        }
    }

    fn field(&mut self, parent: &'a TypeDef, field: &'a Positioned<Field>) {
        self.directives(&field.node.directives, DirectiveLocation::Field);
        let name = &field.node.name.node;
        let model = self.model;
        let Some(def) = model.field(parent, name) else {
            return self.fault(format_args!("There is no field \"{name}\" on type \"{}\".", parent.name), &[field.pos]);
        };
        self.arguments(&field.node.arguments, &def.arguments, field.pos, format_args!("field \"{name}\""));
        self.slicing(def, field);
        let Some(ty) = model.named(&def.ty) else { return };
        let empty = field.node.selection_set.node.items.is_empty();
        if ty.is_composite() && empty {
            self.fault(
                format_args!("The field \"{name}\" needs a selection of fields of \"{}\".", ty.name),
                &[field.pos],
            );
        } else if !ty.is_composite() && !empty {
            self.fault(
                format_args!("The field \"{name}\" of type \"{}\" has no fields to select.", ty.name),
                &[field.pos],
            );
        } else {
            self.selections(ty, &field.node.selection_set);
        }
    }

    /// Exactly one of the slicing arguments, where the schema wants it.
    fn slicing(&mut self, def: &crate::document::model::FieldDef, field: &Positioned<Field>) {
        let Some(size) = def.list_size.as_ref().filter(|size| size.require_one) else { return };
        let given = size.slicing.iter().filter(|name| field.node.get_argument(name).is_some()).count();
        if given != 1 {
            let names = size.slicing.iter().map(Name::as_str).collect::<Vec<_>>().join("`, `");
            self.fault(
                format_args!("The field \"{}\" needs exactly one of `{names}`.", field.node.name.node),
                &[field.pos],
            );
        }
    }

    /// Arguments of a field or of a directive: known, unique, of their type, and none missing.
    pub(super) fn arguments(
        &mut self,
        given: &'a Arguments,
        known: &'a HashMap<Name, InputDef>,
        pos: Pos,
        place: fmt::Arguments<'_>,
    ) {
        let mut names = HashSet::new();
        for (name, value) in given {
            if !names.insert(&name.node) {
                self.fault(
                    format_args!("There can be only one argument \"{}\" of the {place}.", name.node),
                    &[name.pos],
                );
            }
            match known.get(&name.node) {
                Some(def) => {
                    let part = Part::Name(&name.node);
                    self.below(part, |it| it.value(&def.ty, def.default.is_some(), &value.node, value.pos));
                }
                None => {
                    self.fault(format_args!("There is no argument \"{}\" of the {place}.", name.node), &[name.pos]);
                }
            }
        }
        for (name, def) in known.iter().filter(|(name, def)| def.is_required() && !names.contains(name)) {
            self.fault(
                format_args!("The argument \"{name}\" of type \"{}\" of the {place} is missing.", def.ty),
                &[pos],
            );
        }
    }
}
