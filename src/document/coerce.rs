//! The variables of a request, made into what the types of the operation ask for.
//!
//! The executor looks at a variable when the field that uses it runs, and by then an earlier mutation has run too. So all of
//! them are read here, before anything runs. What a custom scalar makes of a value, only its type knows: such values are passed
//! as they are, within the limit of depth.

use async_graphql::parser::types::{BaseType, Type, VariableDefinition};
use async_graphql::{Name, Positioned, Value, Variables};
use async_graphql_value::indexmap::IndexMap;
use serde_json::{Map, Value as Json};
use std::collections::{HashMap, HashSet};

use crate::document::model::{InputDef, Kind, SchemaModel, TypeDef};
use crate::document::refusal::{self, FAULTS_MAX, Refusal};
use crate::document::{Limits, scalar};

struct Coercion<'a> {
    model: &'a SchemaModel,
    limits: &'a Limits,
    /// Names and indices from `variables` to the value that is being read.
    path: Vec<String>,
    faults: Vec<Refusal>,
}

/// Reads the variables that are defined, and ignores others. Those of `never_null` may be left out, but not be null: the field
/// would fail when it runs.
pub(super) fn coerce(
    model: &SchemaModel,
    limits: &Limits,
    definitions: &[Positioned<VariableDefinition>],
    never_null: &HashSet<Name>,
    mut given: Map<String, Json>,
) -> Result<Variables, Vec<Refusal>> {
    let mut coercion = Coercion { model, limits, path: vec!["variables".to_owned()], faults: Vec::new() };
    let mut variables = Variables::default();
    for definition in definitions {
        let VariableDefinition { name, var_type, default_value, .. } = &definition.node;
        let name = &name.node;
        let value = match (given.remove(name.as_str()), default_value) {
            (Some(Json::Null), _) if var_type.node.nullable && never_null.contains(name) => {
                coercion.below(name, |it| it.bad("This variable is used where null is not allowed.".to_owned()))
            }
            (Some(json), _) => coercion.below(name, |coercion| coercion.value(&var_type.node, json)),
            (None, Some(default)) => Some(default.node.clone()),
            (None, None) if var_type.node.nullable => continue,
            (None, None) => coercion.below(name, |coercion| coercion.missing(&var_type.node)),
        };
        variables.insert(name.clone(), value.unwrap_or_default());
    }
    if coercion.faults.is_empty() { Ok(variables) } else { Err(coercion.faults) }
}

/// About how many bytes are copied when the value becomes an argument.
pub(super) fn size(value: &Value) -> usize {
    size_of::<Value>()
        + match value {
            Value::Null | Value::Number(_) | Value::Boolean(_) | Value::Enum(_) => 0,
            Value::String(text) => text.len(),
            Value::Binary(bytes) => bytes.len(),
            Value::List(values) => values.iter().map(size).sum(),
            Value::Object(fields) => fields.values().map(|value| size_of::<Name>() + size(value)).sum(),
        }
}

impl Coercion<'_> {
    fn below<T>(&mut self, name: impl ToString, read: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(name.to_string());
        let result = read(self);
        self.path.pop();
        result
    }

    fn refuse<T>(&mut self, refusal: Refusal) -> Option<T> {
        if self.faults.len() < FAULTS_MAX {
            self.faults.push(Refusal { path: self.path.clone(), ..refusal });
        }
        None
    }

    fn bad<T>(&mut self, message: String) -> Option<T> {
        self.refuse(Refusal::new(refusal::BAD_INPUT, message))
    }

    fn missing<T>(&mut self, ty: &Type) -> Option<T> {
        self.bad(format!("A value of type \"{ty}\" is missing."))
    }

    /// Whether an object or a list here would be one too many below each other. The path to a variable has two parts.
    fn too_deep(&self) -> bool {
        self.path.len() > self.limits.variables_depth.saturating_add(1)
    }

    fn deep<T>(&mut self) -> Option<T> {
        let limit = self.limits.variables_depth;
        self.refuse(Refusal::limit(refusal::VARIABLES_TOO_DEEP, "The variables are nested too deep.", limit))
    }

    fn value(&mut self, ty: &Type, json: Json) -> Option<Value> {
        if json.is_null() {
            if ty.nullable {
                return Some(Value::Null);
            }
            return self.bad(format!("A value of type \"{ty}\" cannot be null."));
        }
        match &ty.base {
            BaseType::List(item) => self.list(item, json),
            BaseType::Named(name) => match self.model.get(name) {
                Some(def) => self.named(def, json),
                None => self.bad(format!("There is no type \"{name}\".")),
            },
        }
    }

    fn list(&mut self, item: &Type, json: Json) -> Option<Value> {
        let Json::Array(items) = json else {
            // One value stands for a list of one.
            return self.value(item, json).map(|value| Value::List(vec![value]));
        };
        if items.len() > self.limits.list_items {
            let limit = self.limits.list_items;
            return self.refuse(Refusal::limit(refusal::LIST_TOO_LONG, "A list has too many items.", limit));
        }
        if self.too_deep() {
            return self.deep();
        }
        let mut values = Vec::with_capacity(items.len());
        for (index, json) in items.into_iter().enumerate() {
            values.push(self.below(index, |coercion| coercion.value(item, json)).unwrap_or_default());
        }
        Some(Value::List(values))
    }

    fn named(&mut self, def: &TypeDef, json: Json) -> Option<Value> {
        let value = match &def.kind {
            Kind::Scalar if scalar::is_built_in(&def.name) => match json {
                Json::String(text) if text.contains('\0') => return self.bad(scalar::NUL.to_owned()),
                json => scalar::from_json(&def.name, json),
            },
            Kind::Scalar => return self.custom(json),
            Kind::Enum(values) => json.as_str().and_then(|text| values.get(text)).cloned().map(Value::Enum),
            Kind::Input { fields, one_of } => match json {
                Json::Object(given) => return self.input(def, fields, *one_of, given),
                _ => None,
            },
            Kind::Object(_) | Kind::Interface(_) | Kind::Union => None,
        };
        value.or_else(|| self.bad(format!("This is not a value of type \"{}\".", def.name)))
    }

    fn custom(&mut self, json: Json) -> Option<Value> {
        let room = self.limits.variables_depth.saturating_add(2).saturating_sub(self.path.len());
        if !is_within(&json, room) {
            return self.deep();
        }
        match Value::from_json(json) {
            Ok(value) => Some(value),
            Err(_) => self.bad("This value cannot be read.".to_owned()),
        }
    }

    fn input(
        &mut self,
        def: &TypeDef,
        fields: &HashMap<Name, InputDef>,
        one_of: bool,
        mut given: Map<String, Json>,
    ) -> Option<Value> {
        if self.too_deep() {
            return self.deep();
        }
        if one_of && (given.len() != 1 || given.values().any(Json::is_null)) {
            return self.bad(format!("The input \"{}\" takes exactly one field, which is not null.", def.name));
        }
        let mut names: Vec<_> = fields.keys().collect();
        names.sort_unstable();
        let mut object = IndexMap::new();
        for name in names {
            let Some(field) = fields.get(name) else { continue };
            match given.remove(name.as_str()) {
                Some(json) => {
                    let value = self.below(name, |coercion| coercion.value(&field.ty, json));
                    object.insert(name.clone(), value.unwrap_or_default());
                }
                None if field.is_required() => self.below(name, |coercion| coercion.missing(&field.ty)).unwrap_or(()),
                None => {}
            }
        }
        for name in given.keys() {
            let message = format!("There is no such field in the input \"{}\".", def.name);
            self.below(name, |coercion| coercion.bad(message)).unwrap_or(());
        }
        Some(Value::Object(object))
    }
}

/// Whether objects and lists are nested in it at most so deep.
fn is_within(json: &Json, levels: usize) -> bool {
    match json {
        Json::Array(items) => levels > 0 && items.iter().all(|item| is_within(item, levels - 1)),
        Json::Object(fields) => levels > 0 && fields.values().all(|field| is_within(field, levels - 1)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => true,
    }
}
