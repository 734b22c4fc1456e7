//! Changes of arguments and input fields: what clients give.

use async_graphql::Positioned;
use async_graphql::parser::types::{BaseType, ConstDirective, InputValueDefinition, Type};

use crate::sdl::diff::{Changes, Criticality, pair_parts};
use crate::sdl::members::{deprecation, is_required};

type Inputs<'a> = &'a [Positioned<InputValueDefinition>];

/// Compares the arguments of a field or directive.
pub(super) fn arguments(changes: &mut Changes, path: &str, old: Inputs<'_>, new: Inputs<'_>) {
    compare(changes, "argument", |name| format!("{path}({name}:)"), old, new);
}

/// Compares the fields of an input object.
pub(super) fn fields(changes: &mut Changes, path: &str, old: Inputs<'_>, new: Inputs<'_>) {
    compare(changes, "input field", |name| format!("{path}.{name}"), old, new);
}

fn compare(changes: &mut Changes, what: &str, path: impl Fn(&str) -> String, old: Inputs<'_>, new: Inputs<'_>) {
    for (name, found) in pair_parts(old, new, |input| &input.name.node) {
        let path = path(name);
        match found {
            (Some(_), None) => changes.breaking(path, format!("{what} removed")),
            (None, Some(new)) if is_required(new) => changes.breaking(path, format!("required {what} added")),
            (None, Some(_)) => changes.dangerous(path, format!("optional {what} added")),
            (Some(old), Some(new)) => input(changes, &path, old, new),
            (None, None) => {}
        }
    }
}

fn input(changes: &mut Changes, path: &str, old: &InputValueDefinition, new: &InputValueDefinition) {
    let (before, after) = (&old.ty.node, &new.ty.node);
    if before != after {
        let criticality = if accepts(before, after) { Criticality::Safe } else { Criticality::Breaking };
        changes.add(criticality, path, format!("type changed from {before} to {after}"));
    }
    let default = |input: &InputValueDefinition| input.default_value.as_ref().map(|value| value.node.to_string());
    let told = |default: Option<String>| default.unwrap_or_else(|| "none".to_owned());
    match (default(old), default(new)) {
        (before, after) if before == after => {}
        // Whoever left it out has to give it now.
        (Some(before), None) if is_required(new) && !old.ty.node.nullable => {
            changes.breaking(path, format!("required now, without the default {before}"));
        }
        (before, after) => changes.dangerous(path, format!("default changed from {} to {}", told(before), told(after))),
    }
    changes.description(path, old.description.as_ref(), new.description.as_ref());
    deprecated(changes, path, &old.directives, &new.directives);
}

/// Whether everything that was right for `old` is right for `new`.
fn accepts(old: &Type, new: &Type) -> bool {
    (new.nullable || !old.nullable)
        && match (&old.base, &new.base) {
            (BaseType::Named(old), BaseType::Named(new)) => old == new,
            (BaseType::List(old), BaseType::List(new)) => accepts(old, new),
            (BaseType::Named(_), BaseType::List(_)) | (BaseType::List(_), BaseType::Named(_)) => false,
        }
}

/// Compares the deprecation of anything.
pub(super) fn deprecated(
    changes: &mut Changes,
    path: &str,
    old: &[Positioned<ConstDirective>],
    new: &[Positioned<ConstDirective>],
) {
    match (deprecation(old), deprecation(new)) {
        (None, Some(reason)) => changes.safe(path, format!("deprecated: {reason}")),
        (Some(_), None) => changes.safe(path, "no longer deprecated"),
        (Some(old), Some(new)) if old != new => changes.safe(path, format!("deprecated for another reason: {new}")),
        (Some(_), Some(_)) | (None, None) => {}
    }
}
