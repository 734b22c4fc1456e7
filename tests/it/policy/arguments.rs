//! Valid arguments for any field, made from its types.

use async_graphql::parser::types::{BaseType, FieldDefinition, Type, TypeDefinition, TypeKind};
use regie::kernel::id::encode;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

use crate::harness::{Answer, Client};

/// Makes a document for a root field, with variables for its required arguments.
pub struct Maker {
    types: BTreeMap<String, TypeDefinition>,
}

/// A document with variables, in which ids can be put into place.
pub struct Call {
    pub document: String,
    pub variables: Value,
    /// JSON pointers to ids whose type is not known from the schema.
    pub ids: Vec<String>,
}

impl Maker {
    pub fn new(types: Vec<TypeDefinition>) -> Self {
        Self { types: types.into_iter().map(|ty| (ty.name.node.to_string(), ty)).collect() }
    }

    /// A call with nothing but what is required.
    pub fn call(&self, operation: &str, field: &FieldDefinition) -> Call {
        self.call_with(operation, field, &[], "__typename")
    }

    /// A call with what is required and the argument or input field at this path.
    pub fn call_with(&self, operation: &str, field: &FieldDefinition, path: &[String], selection: &str) -> Call {
        let (mut declared, mut passed, mut variables) = (Vec::new(), Vec::new(), Map::new());
        for argument in &field.arguments {
            let (name, ty) = (&argument.node.name.node, &argument.node.ty.node);
            let below = below(path, name);
            if below.is_none() && (ty.nullable || argument.node.default_value.is_some()) {
                continue;
            }
            declared.push(format!("${name}: {ty}"));
            passed.push(format!("{name}: ${name}"));
            variables.insert(name.to_string(), self.value(ty, below.unwrap_or_default()));
        }
        let list =
            |items: Vec<String>| if items.is_empty() { String::new() } else { format!("({})", items.join(", ")) };
        let selection = if self.is_leaf(&field.ty.node) { String::new() } else { format!(" {{ {selection} }}") };
        let document = format!("{operation}{} {{ {}{}{selection} }}", list(declared), field.name.node, list(passed));
        let variables = Value::Object(variables);
        let mut ids = Vec::new();
        find_ids(&variables, String::new(), &mut ids);
        Call { document, variables, ids }
    }

    fn is_leaf(&self, ty: &Type) -> bool {
        match &ty.base {
            BaseType::List(item) => self.is_leaf(item),
            BaseType::Named(name) => {
                self.types.get(name.as_str()).is_none_or(|ty| matches!(ty.kind, TypeKind::Scalar | TypeKind::Enum(_)))
            }
        }
    }

    /// Where the arguments of a field take ids, required or not: the names from the argument down.
    pub fn positions(&self, field: &FieldDefinition) -> Vec<Vec<String>> {
        self.leaves(field).into_iter().filter(|(_, scalar)| scalar == "ID").map(|(path, _)| path).collect()
    }

    /// Where the arguments of a field take scalars, and which.
    pub fn leaves(&self, field: &FieldDefinition) -> Vec<(Vec<String>, String)> {
        let mut found = Vec::new();
        for argument in &field.arguments {
            self.find_leaves(&argument.node.ty.node, vec![argument.node.name.node.to_string()], &mut found);
        }
        found
    }

    fn find_leaves(&self, ty: &Type, path: Vec<String>, found: &mut Vec<(Vec<String>, String)>) {
        let name = named_type(ty);
        match self.types.get(name).map(|ty| &ty.kind) {
            Some(TypeKind::InputObject(input)) => {
                for field in input.fields.iter().filter(|_| path.len() < DEPTH_MAX) {
                    let below = path.iter().cloned().chain([field.node.name.node.to_string()]).collect();
                    self.find_leaves(&field.node.ty.node, below, found);
                }
            }
            Some(TypeKind::Scalar) | None => found.push((path, name.to_owned())),
            Some(TypeKind::Enum(_) | TypeKind::Object(_) | TypeKind::Interface(_) | TypeKind::Union(_)) => {}
        }
    }

    /// Every field of a type that needs no argument, with the fields of what it leads to.
    pub fn selection(&self, ty: &Type, depth: u32) -> String {
        let Some(TypeKind::Object(object)) = self.types.get(named_type(ty)).map(|ty| &ty.kind) else {
            return "__typename".to_owned();
        };
        let mut parts = vec!["__typename".to_owned()];
        for field in &object.fields {
            let FieldDefinition { name, arguments, ty, .. } = &field.node;
            if arguments.iter().any(|it| !it.node.ty.node.nullable && it.node.default_value.is_none()) {
                continue;
            }
            if self.is_leaf(&ty.node) {
                parts.push(name.node.to_string());
            } else if depth > 0 {
                parts.push(format!("{} {{ {} }}", name.node, self.selection(&ty.node, depth - 1)));
            }
        }
        parts.join(" ")
    }

    fn value(&self, ty: &Type, path: &[String]) -> Value {
        match &ty.base {
            BaseType::List(item) => json!([self.value(item, path)]),
            BaseType::Named(name) => self.named(name.as_str(), path),
        }
    }

    fn named(&self, name: &str, path: &[String]) -> Value {
        match name {
            "ID" => json!(PLACEHOLDER),
            "String" => json!("x"),
            "Int" => json!(1),
            "Boolean" => json!(true),
            "Decimal" => json!("1"),
            "CurrencyCode" => json!("EUR"),
            "DateTime" => json!("2026-01-01T00:00:00Z"),
            "JSON" => json!({}),
            other => match &self.types[other].kind {
                TypeKind::Enum(all) => json!(all.values[0].node.value.node.as_str()),
                TypeKind::InputObject(input) => {
                    let fields = input.fields.iter().filter(|field| {
                        let required = !field.node.ty.node.nullable && field.node.default_value.is_none();
                        required || below(path, &field.node.name.node).is_some()
                    });
                    let one_of = input.fields.iter().all(|field| field.node.ty.node.nullable)
                        && self.types[other].directives.iter().any(|directive| directive.node.name.node == "oneOf");
                    let fields = fields.chain(input.fields.iter().take(usize::from(one_of && path.is_empty())));
                    let fields = fields.map(|field| {
                        let (name, ty) = (&field.node.name.node, &field.node.ty.node);
                        (name.to_string(), self.value(ty, below(path, name).unwrap_or_default()))
                    });
                    Value::Object(fields.collect())
                }
                TypeKind::Scalar => panic!("no sample for the scalar {other}"),
                TypeKind::Object(_) | TypeKind::Interface(_) | TypeKind::Union(_) => panic!("{other} is no input"),
            },
        }
    }
}

const PLACEHOLDER: &str = "an id";

/// How deep the inputs are searched.
const DEPTH_MAX: usize = 6;

/// The rest of a path that begins with this name.
fn below<'a>(path: &'a [String], name: &str) -> Option<&'a [String]> {
    path.split_first().filter(|(first, _)| *first == name).map(|(_, rest)| rest)
}

fn named_type(ty: &Type) -> &str {
    match &ty.base {
        BaseType::List(item) => named_type(item),
        BaseType::Named(name) => name.as_str(),
    }
}

/// Each alone, then each pair: two ids of one type give the same message until both are in place.
fn one_or_two<'a>(all: &[&'a String]) -> Vec<Vec<&'a String>> {
    let singles = all.iter().map(|one| vec![*one]);
    let pairs = all.iter().enumerate().flat_map(|(n, one)| all.iter().skip(n + 1).map(|two| vec![*one, *two]));
    singles.chain(pairs).collect()
}

/// What became of a call whose ids were put into place.
pub struct Placed {
    pub answer: Answer,
    /// JSON pointers to ids and their types.
    pub types: BTreeMap<String, String>,
}

/// Sends the call, finding the type of each id from what the server says about it. An id that may be of any type stays open.
pub async fn place(client: &Client, call: &Call) -> Placed {
    let (mut variables, mut types) = (call.variables.clone(), BTreeMap::new());
    loop {
        let answer = client.send_with(&call.document, variables.clone(), &[("idempotency-key", "sweep")]).await;
        let message = answer.body["errors"][0]["message"].as_str().unwrap_or_default().to_owned();
        let Some(wanted) = wanted_type(&message) else { return Placed { answer, types } };
        let open: Vec<&String> = call.ids.iter().filter(|pointer| !types.contains_key(*pointer)).collect();
        let mut placed = None;
        for pointers in one_or_two(&open) {
            let mut attempt = variables.clone();
            for pointer in &pointers {
                *attempt.pointer_mut(pointer).unwrap() = stranger(&wanted);
            }
            let retry = client.send_with(&call.document, attempt.clone(), &[("idempotency-key", "sweep")]).await;
            let again = retry.body["errors"][0]["message"].as_str().unwrap_or_default().to_owned();
            if again != message {
                placed = Some((pointers, attempt));
                break;
            }
        }
        let (pointers, attempt) = placed.unwrap_or_else(|| panic!("no id fits: {message} in {}", call.document));
        types.extend(pointers.into_iter().map(|pointer| (pointer.clone(), wanted.clone())));
        variables = attempt;
    }
}

fn find_ids(value: &Value, pointer: String, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| find_ids(value, format!("{pointer}/{key}"), found)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, value)| find_ids(value, format!("{pointer}/{index}"), found));
        }
        Value::String(text) if text == PLACEHOLDER => found.push(pointer),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// An id of this type that never existed.
pub fn stranger(ty: &str) -> Value {
    json!(encode(ty, Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_dead_beef)))
}

/// The type that an error says an id should have been of.
pub fn wanted_type(message: &str) -> Option<String> {
    let rest = message.strip_prefix("This is not the id of a ")?;
    Some(rest.chars().take_while(char::is_ascii_alphanumeric).collect())
}
