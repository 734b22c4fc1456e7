//! Changes of types and of what clients get.

use async_graphql::parser::types::{BaseType, EnumValueDefinition, FieldDefinition, Type, TypeDefinition, TypeKind};
use async_graphql::{Name, Positioned};

use crate::sdl::diff::{Changes, Criticality, inputs, pair_parts};
use crate::sdl::members::{
    directive_text, enum_values, fields, has_directive, implements, input_fields, union_members,
};

/// Compares two types of one name.
pub(super) fn compare(changes: &mut Changes, old: &TypeDefinition, new: &TypeDefinition) {
    let path = old.name.node.as_str();
    changes.description(path, old.description.as_ref(), new.description.as_ref());
    let (before, after) = (kind(old), kind(new));
    if before != after {
        changes.breaking(path, format!("changed from {before} to {after}"));
        return;
    }
    let specified = |ty: &TypeDefinition| directive_text(&ty.directives, "specifiedBy", "url").map(str::to_owned);
    if specified(old) != specified(new) {
        let told = |ty| specified(ty).unwrap_or_else(|| "none".to_owned());
        changes.dangerous(path, format!("specification changed from {} to {}", told(old), told(new)));
    }
    match (has_directive(&old.directives, "oneOf"), has_directive(&new.directives, "oneOf")) {
        (false, true) => changes.breaking(path, "exactly one field must be given now"),
        (true, false) => changes.safe(path, "any number of fields may be given now"),
        (true, true) | (false, false) => {}
    }
    names(changes, path, "interface", implements(old), implements(new));
    names(changes, path, "member", union_members(old), union_members(new));
    output_fields(changes, path, fields(old), fields(new));
    values(changes, path, enum_values(old), enum_values(new));
    inputs::fields(changes, path, input_fields(old), input_fields(new));
}

fn kind(ty: &TypeDefinition) -> &'static str {
    match ty.kind {
        TypeKind::Scalar => "a scalar",
        TypeKind::Object(_) => "an object",
        TypeKind::Interface(_) => "an interface",
        TypeKind::Union(_) => "a union",
        TypeKind::Enum(_) => "an enum",
        TypeKind::InputObject(_) => "an input object",
    }
}

/// Interfaces of an object, or members of a union: with one more, a client meets a type that it does not know.
fn names(changes: &mut Changes, path: &str, what: &str, old: &[Positioned<Name>], new: &[Positioned<Name>]) {
    let by_name = |names: &'_ [Positioned<Name>]| names.iter().map(|name| name.node.clone()).collect::<Vec<_>>();
    let (old, new) = (by_name(old), by_name(new));
    for name in old.iter().filter(|name| !new.contains(name)) {
        changes.breaking(path, format!("{what} {name} removed"));
    }
    for name in new.iter().filter(|name| !old.contains(name)) {
        changes.dangerous(path, format!("{what} {name} added"));
    }
}

type Fields<'a> = &'a [Positioned<FieldDefinition>];

fn output_fields(changes: &mut Changes, path: &str, old: Fields<'_>, new: Fields<'_>) {
    for (name, found) in pair_parts(old, new, |field| &field.name.node) {
        let path = format!("{path}.{name}");
        match found {
            (Some(_), None) => changes.breaking(path, "field removed"),
            (None, Some(_)) => changes.safe(path, "field added"),
            (Some(old), Some(new)) => output_field(changes, &path, old, new),
            (None, None) => {}
        }
    }
}

fn output_field(changes: &mut Changes, path: &str, old: &FieldDefinition, new: &FieldDefinition) {
    let (before, after) = (&old.ty.node, &new.ty.node);
    if before != after {
        let criticality = if promises(after, before) { Criticality::Safe } else { Criticality::Breaking };
        changes.add(criticality, path, format!("type changed from {before} to {after}"));
    }
    changes.description(path, old.description.as_ref(), new.description.as_ref());
    inputs::deprecated(changes, path, &old.directives, &new.directives);
    inputs::arguments(changes, path, &old.arguments, &new.arguments);
}

/// Whether whatever is of type `new` could always have been of type `old`.
fn promises(new: &Type, old: &Type) -> bool {
    (old.nullable || !new.nullable)
        && match (&old.base, &new.base) {
            (BaseType::Named(old), BaseType::Named(new)) => old == new,
            (BaseType::List(old), BaseType::List(new)) => promises(new, old),
            (BaseType::Named(_), BaseType::List(_)) | (BaseType::List(_), BaseType::Named(_)) => false,
        }
}

type Values<'a> = &'a [Positioned<EnumValueDefinition>];

fn values(changes: &mut Changes, path: &str, old: Values<'_>, new: Values<'_>) {
    for (name, found) in pair_parts(old, new, |value| &value.value.node) {
        let path = format!("{path}.{name}");
        match found {
            (Some(_), None) => changes.breaking(path, "value removed"),
            (None, Some(_)) => changes.dangerous(path, "value added"),
            (Some(old), Some(new)) => {
                changes.description(&path, old.description.as_ref(), new.description.as_ref());
                inputs::deprecated(changes, &path, &old.directives, &new.directives);
            }
            (None, None) => {}
        }
    }
}
