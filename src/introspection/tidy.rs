//! What remains to be put in order when members are gone.

use async_graphql::parser::types::{BaseType, DirectiveLocation, InputValueDefinition, Type, TypeDefinition, TypeKind};
use async_graphql::{Name, Value};
use std::collections::{BTreeMap, BTreeSet};

use crate::sdl::TypeSystem;
use crate::sdl::members::{enum_values, fields, input_fields, inputs};

/// The types of the fields of every input object.
type Inputs = BTreeMap<Name, BTreeMap<Name, Type>>;

/// Takes the input fields out of defaults that are gone themselves.
pub fn trim_defaults(system: &mut TypeSystem) {
    let of_type = |ty: &TypeDefinition| {
        input_fields(ty).iter().map(|field| (field.node.name.node.clone(), field.node.ty.node.clone())).collect()
    };
    let declared: Inputs = system.types.iter().map(|(name, ty)| (name.clone(), of_type(ty))).collect();
    let trim_input = |input: &mut InputValueDefinition| {
        if let Some(default) = &mut input.default_value {
            trim(&mut default.node, &input.ty.node, &declared);
        }
    };
    for ty in system.types.values_mut() {
        let fields = match &mut ty.kind {
            TypeKind::InputObject(input) => {
                input.fields.iter_mut().for_each(|field| trim_input(&mut field.node));
                continue;
            }
            TypeKind::Object(object) => &mut object.fields,
            TypeKind::Interface(interface) => &mut interface.fields,
            TypeKind::Scalar | TypeKind::Union(_) | TypeKind::Enum(_) => continue,
        };
        let arguments = fields.iter_mut().flat_map(|field| &mut field.node.arguments);
        arguments.for_each(|argument| trim_input(&mut argument.node));
    }
}

fn trim(value: &mut Value, ty: &Type, declared: &Inputs) {
    match (value, &ty.base) {
        (Value::List(items), BaseType::List(item)) => items.iter_mut().for_each(|value| trim(value, item, declared)),
        (single, BaseType::List(item)) => trim(single, item, declared),
        (Value::Object(object), BaseType::Named(name)) => {
            // Without a declaration it is the value of a scalar.
            let Some(fields) = declared.get(name).filter(|fields| !fields.is_empty()) else { return };
            object.retain(|field, _| fields.contains_key(field));
            for (field, value) in object {
                if let Some(ty) = fields.get(field) {
                    trim(value, ty, declared);
                }
            }
        }
        _ => {}
    }
}

/// A directive that documents can use stays; one of the schema itself stays as long as it stands somewhere.
pub fn drop_unused_directives(system: &mut TypeSystem) {
    let mut used: BTreeSet<Name> = BTreeSet::new();
    for ty in system.types.values() {
        let of_fields = fields(ty).iter().map(|field| &field.node.directives);
        let of_inputs = inputs(ty).map(|input| &input.directives);
        let of_values = enum_values(ty).iter().map(|value| &value.node.directives);
        let all = of_fields.chain(of_inputs).chain(of_values).chain([&ty.directives]).flatten();
        used.extend(all.map(|directive| directive.node.name.node.clone()));
    }
    system.directives.retain(|name, directive| {
        used.contains(name) || directive.locations.iter().any(|location| is_executable(location.node))
    });
}

fn is_executable(location: DirectiveLocation) -> bool {
    match location {
        DirectiveLocation::Query
        | DirectiveLocation::Mutation
        | DirectiveLocation::Subscription
        | DirectiveLocation::Field
        | DirectiveLocation::FragmentDefinition
        | DirectiveLocation::FragmentSpread
        | DirectiveLocation::InlineFragment
        | DirectiveLocation::VariableDefinition => true,
        DirectiveLocation::Schema
        | DirectiveLocation::Scalar
        | DirectiveLocation::Object
        | DirectiveLocation::FieldDefinition
        | DirectiveLocation::ArgumentDefinition
        | DirectiveLocation::Interface
        | DirectiveLocation::Union
        | DirectiveLocation::Enum
        | DirectiveLocation::EnumValue
        | DirectiveLocation::InputObject
        | DirectiveLocation::InputFieldDefinition => false,
    }
}
