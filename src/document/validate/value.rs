//! Values in the text of a document.

use async_graphql::parser::types::{BaseType, Type};
use async_graphql::{Name, Pos};
use async_graphql_value::Value;
use async_graphql_value::indexmap::IndexMap;
use std::collections::HashMap;

use super::{Part, Usage, Validator};
use crate::document::model::{InputDef, Kind, TypeDef};
use crate::document::refusal::{self, Refusal};
use crate::document::scalar;

impl<'a> Validator<'a> {
    /// Looks at what stands below this part of the path.
    pub(super) fn below(&mut self, part: Part<'a>, look: impl FnOnce(&mut Self)) {
        self.path.push(part);
        look(self);
        self.path.pop();
    }

    /// A value where `ty` is expected; `default` says whether there is something to take in its place.
    pub(super) fn value(&mut self, ty: &'a Type, default: bool, value: &'a Value, pos: Pos) {
        self.work.validated += 1;
        match value {
            Value::Variable(name) => {
                self.uses.variables.push(Usage { name, pos, expected: Some(ty), default, one_of: false });
            }
            Value::Null if ty.nullable => {}
            Value::Null => self.fault(format_args!("A value of type \"{ty}\" cannot be null."), &[pos]),
            value => match &ty.base {
                BaseType::List(item) => self.list(item, value, pos),
                BaseType::Named(name) => {
                    if let Some(def) = self.model.get(name) {
                        self.named(def, value, pos);
                    }
                }
            },
        }
    }

    fn list(&mut self, item: &'a Type, value: &'a Value, pos: Pos) {
        let Value::List(values) = value else {
            // One value stands for a list of one.
            return self.value(item, false, value, pos);
        };
        if values.len() > self.limits.list_items {
            let refused = Refusal::limit(refusal::LIST_TOO_LONG, "A list has too many items.", self.limits.list_items);
            return self.faults.add(refused.at(pos));
        }
        for (index, value) in values.iter().enumerate() {
            self.below(Part::Index(index), |it| it.value(item, false, value, pos));
        }
    }

    fn named(&mut self, def: &'a TypeDef, value: &'a Value, pos: Pos) {
        match (&def.kind, value) {
            (Kind::Scalar, value) => self.scalar(def, value, pos),
            (Kind::Enum(values), Value::Enum(name)) if values.contains(name) => {}
            (Kind::Input { fields, one_of }, Value::Object(given)) => {
                self.input(&def.name, fields, given, pos);
                if *one_of {
                    self.one_of(&def.name, fields, given, pos);
                }
            }
            (Kind::Enum(_) | Kind::Input { .. } | Kind::Object(_) | Kind::Interface(_) | Kind::Union, _) => {
                self.fault(format_args!("This is not a value of type \"{}\".", def.name), &[pos]);
            }
        }
    }

    fn scalar(&mut self, def: &TypeDef, value: &'a Value, pos: Pos) {
        if scalar::is_built_in(&def.name) {
            if matches!(value, Value::String(text) if text.contains('\0')) {
                let path = self.path.iter().map(|part| part.told()).collect();
                return self.faults.add(Refusal { path, ..Refusal::new(refusal::BAD_INPUT, scalar::NUL).at(pos) });
            }
            let constant = match value {
                Value::List(_) | Value::Object(_) => None,
                value => value.clone().into_const(),
            };
            if !constant.is_some_and(|value| scalar::literal(&def.name, &value)) {
                self.fault(format_args!("This is not a value of type \"{}\".", def.name), &[pos]);
            }
        } else {
            self.inside_scalar(value, pos);
        }
    }

    /// What a custom scalar accepts, its own type knows; but variables in it are used, and must be defined.
    fn inside_scalar(&mut self, value: &'a Value, pos: Pos) {
        match value {
            Value::Variable(name) => {
                self.uses.variables.push(Usage { name, pos, expected: None, default: false, one_of: false });
            }
            Value::List(values) => values.iter().for_each(|value| self.inside_scalar(value, pos)),
            Value::Object(fields) => fields.values().for_each(|value| self.inside_scalar(value, pos)),
            Value::Null
            | Value::Number(_)
            | Value::String(_)
            | Value::Boolean(_)
            | Value::Binary(_)
            | Value::Enum(_) => {}
        }
    }

    fn input(&mut self, name: &Name, fields: &'a HashMap<Name, InputDef>, given: &'a IndexMap<Name, Value>, pos: Pos) {
        for (field, value) in given {
            match fields.get(field) {
                Some(def) => {
                    self.below(Part::Name(field), |it| it.value(&def.ty, def.default.is_some(), value, pos));
                }
                None => self.fault(format_args!("There is no field \"{field}\" in the input \"{name}\"."), &[pos]),
            }
        }
        for (field, def) in fields.iter().filter(|(field, def)| def.is_required() && !given.contains_key(*field)) {
            let message =
                format_args!("The field \"{field}\" of type \"{}\" of the input \"{name}\" is missing.", def.ty);
            self.fault(message, &[pos]);
        }
    }

    /// Exactly one field, and that is not null.
    fn one_of(&mut self, name: &Name, fields: &'a HashMap<Name, InputDef>, given: &'a IndexMap<Name, Value>, pos: Pos) {
        match given.iter().next() {
            Some((field, Value::Variable(variable))) if given.len() == 1 => {
                let expected = fields.get(field).map(|def| &def.ty);
                self.uses.variables.push(Usage { name: variable, pos, expected, default: false, one_of: true });
            }
            Some((_, value)) if given.len() == 1 && *value != Value::Null => {}
            _ => self.fault(format_args!("The input \"{name}\" takes exactly one field, which is not null."), &[pos]),
        }
    }
}
