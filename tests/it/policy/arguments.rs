//! Valid arguments for any field, made from its types.

use async_graphql::parser::types::{BaseType, FieldDefinition, Type, TypeDefinition, TypeKind};
use regie::kernel::id::encode;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

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

    pub fn call(&self, operation: &str, field: &FieldDefinition) -> Call {
        let (mut declared, mut passed, mut variables) = (Vec::new(), Vec::new(), Map::new());
        for argument in &field.arguments {
            let (name, ty) = (&argument.node.name.node, &argument.node.ty.node);
            if ty.nullable || argument.node.default_value.is_some() {
                continue;
            }
            declared.push(format!("${name}: {ty}"));
            passed.push(format!("{name}: ${name}"));
            variables.insert(name.to_string(), self.value(ty));
        }
        let list =
            |items: Vec<String>| if items.is_empty() { String::new() } else { format!("({})", items.join(", ")) };
        let selection = if self.is_leaf(&field.ty.node) { "" } else { " { __typename }" };
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

    fn value(&self, ty: &Type) -> Value {
        match &ty.base {
            BaseType::List(item) => json!([self.value(item)]),
            BaseType::Named(name) => self.named(name.as_str()),
        }
    }

    fn named(&self, name: &str) -> Value {
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
                    let needed = |ty: &Type| !ty.nullable;
                    let fields = input
                        .fields
                        .iter()
                        .filter(|field| needed(&field.node.ty.node) && field.node.default_value.is_none());
                    let one_of = input.fields.iter().all(|field| field.node.ty.node.nullable)
                        && self.types[other].directives.iter().any(|directive| directive.node.name.node == "oneOf");
                    let fields = fields.chain(input.fields.iter().take(usize::from(one_of)));
                    let fields =
                        fields.map(|field| (field.node.name.node.to_string(), self.value(&field.node.ty.node)));
                    Value::Object(fields.collect())
                }
                TypeKind::Scalar => panic!("no sample for the scalar {other}"),
                TypeKind::Object(_) | TypeKind::Interface(_) | TypeKind::Union(_) => panic!("{other} is no input"),
            },
        }
    }
}

const PLACEHOLDER: &str = "an id";

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
    let rest = &message[message.find("this is not the id of a ")? + 24..];
    Some(rest.chars().take_while(char::is_ascii_alphanumeric).collect())
}
