//! The part of a type system that somebody can use.
//!
//! A member whose description says ``Requires `order.read`.`` stays for those who could hold the permission; a member without
//! the sentence stays for all. What then has no member left, what nothing leads to any more and what leads to such a thing
//! goes as well, until nothing else has to go: what remains is a type system of its own.

use async_graphql::parser::types::{FieldDefinition, InputValueDefinition, Type, TypeDefinition, TypeKind};
use async_graphql::{Name, Positioned};
use std::collections::{BTreeMap, BTreeSet};

use crate::introspection::reach::{implementors, reached};
use crate::introspection::tidy;
use crate::sdl::members::{enum_values, fields, implements, input_fields, is_required, named, union_members};
use crate::sdl::{BUILT_IN_SCALARS, TypeSystem};

/// The permission that a description names in its sentence.
pub fn requirement(description: &str) -> Option<&str> {
    let words: Vec<&str> = description.split_whitespace().collect();
    let name = words.windows(2).find_map(|pair| match pair {
        ["Requires", name] => name.strip_prefix('`'),
        _ => None,
    })?;
    name.split('`').next()
}

/// What stays of `whole` for somebody who could hold the permissions for which `reaches` is true.
pub fn visible(whole: &TypeSystem, reaches: impl Fn(&str) -> bool) -> TypeSystem {
    let mut system = whole.clone();
    prune(&mut system, &|description, _| description.and_then(|text| requirement(&text.node)).is_none_or(&reaches));
    loop {
        let before = size(&system);
        prune_unusable(&mut system);
        let reached = reached(&system);
        system.types.retain(|name, _| reached.contains(name));
        if size(&system) == before {
            break;
        }
    }
    tidy::trim_defaults(&mut system);
    tidy::drop_unused_directives(&mut system);
    system
}

/// Whether a member stays, by its description and its type.
type Stays<'a> = &'a dyn Fn(Option<&Positioned<String>>, Option<&Type>) -> bool;

fn prune(system: &mut TypeSystem, stays: Stays<'_>) {
    for ty in system.types.values_mut() {
        match &mut ty.kind {
            TypeKind::Scalar | TypeKind::Union(_) => {}
            TypeKind::Object(object) => prune_fields(&mut object.fields, stays),
            TypeKind::Interface(interface) => prune_fields(&mut interface.fields, stays),
            TypeKind::Enum(all) => all.values.retain(|value| stays(value.node.description.as_ref(), None)),
            TypeKind::InputObject(input) => {
                if !prune_inputs(&mut input.fields, stays) {
                    input.fields.clear();
                }
            }
        }
    }
}

fn prune_fields(fields: &mut Vec<Positioned<FieldDefinition>>, stays: Stays<'_>) {
    fields.retain_mut(|field| {
        let FieldDefinition { description, arguments, ty, .. } = &mut field.node;
        stays(description.as_ref(), Some(&ty.node)) && prune_inputs(arguments, stays)
    });
}

/// False when something went without which nobody can use the rest.
fn prune_inputs(inputs: &mut Vec<Positioned<InputValueDefinition>>, stays: Stays<'_>) -> bool {
    let stays = |input: &InputValueDefinition| stays(input.description.as_ref(), Some(&input.ty.node));
    let usable = inputs.iter().all(|input| stays(&input.node) || !is_required(&input.node));
    inputs.retain(|input| stays(&input.node));
    usable
}

/// Takes out what leads to a type without members, and contracts that are not kept any more.
fn prune_unusable(system: &mut TypeSystem) {
    let implemented = implementors(system);
    let usable: BTreeSet<Name> =
        system.types.iter().filter(|(_, ty)| !is_empty(ty, &implemented)).map(|(name, _)| name.clone()).collect();
    let stays = |name: &Name| usable.contains(name) || BUILT_IN_SCALARS.contains(&name.as_str());
    prune(system, &|_, ty| ty.is_none_or(|ty| stays(named(ty))));
    let contracts: BTreeMap<Name, Vec<Positioned<FieldDefinition>>> = system
        .types
        .iter()
        .filter(|(name, ty)| matches!(ty.kind, TypeKind::Interface(_)) && stays(name))
        .map(|(name, ty)| (name.clone(), fields(ty).to_vec()))
        .collect();
    let keeps = |fields: &[Positioned<FieldDefinition>], interface: &Name| {
        contracts.get(interface).is_some_and(|wanted| wanted.iter().all(|wanted| offers(fields, &wanted.node)))
    };
    for ty in system.types.values_mut() {
        match &mut ty.kind {
            TypeKind::Object(object) => object.implements.retain(|name| keeps(&object.fields, &name.node)),
            TypeKind::Interface(interface) => interface.implements.retain(|name| keeps(&interface.fields, &name.node)),
            TypeKind::Union(union) => union.members.retain(|name| stays(&name.node)),
            TypeKind::Scalar | TypeKind::Enum(_) | TypeKind::InputObject(_) => {}
        }
    }
    system.mutation = system.mutation.take().filter(&stays);
    system.subscription = system.subscription.take().filter(&stays);
}

/// Whether a field of an interface is there with all its arguments.
fn offers(fields: &[Positioned<FieldDefinition>], wanted: &FieldDefinition) -> bool {
    let found = fields.iter().find(|field| field.node.name.node == wanted.name.node);
    found.is_some_and(|found| {
        let takes = |name: &Name| found.node.arguments.iter().any(|argument| argument.node.name.node == *name);
        wanted.arguments.iter().all(|argument| takes(&argument.node.name.node))
    })
}

fn is_empty(ty: &TypeDefinition, implementors: &BTreeMap<Name, Vec<Name>>) -> bool {
    match &ty.kind {
        TypeKind::Scalar => false,
        TypeKind::Object(object) => object.fields.is_empty(),
        TypeKind::Interface(interface) => interface.fields.is_empty() || !implementors.contains_key(&ty.name.node),
        TypeKind::Union(union) => union.members.is_empty(),
        TypeKind::Enum(all) => all.values.is_empty(),
        TypeKind::InputObject(input) => input.fields.is_empty(),
    }
}

/// How much there is in all: it only ever becomes less.
fn size(system: &TypeSystem) -> usize {
    let of_type = |ty: &TypeDefinition| {
        let arguments = fields(ty).iter().map(|field| field.node.arguments.len()).sum::<usize>();
        let members = fields(ty).len() + implements(ty).len() + union_members(ty).len();
        1 + arguments + members + enum_values(ty).len() + input_fields(ty).len()
    };
    let roots = usize::from(system.mutation.is_some()) + usize::from(system.subscription.is_some());
    roots + system.types.values().map(of_type).sum::<usize>()
}
