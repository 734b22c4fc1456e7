//! Which types lead to which.

use async_graphql::parser::types::{TypeDefinition, TypeKind};
use async_graphql::{Name, Positioned};
use std::collections::{BTreeMap, BTreeSet};

use crate::sdl::TypeSystem;
use crate::sdl::members::{fields, implements, inputs, named, union_members};

/// The interface that leads to everything. `node` is open to everybody, so it does not show that a type is there: those stay
/// to which something else leads.
const NODE: &str = "Node";

/// The object types of each interface, sorted by name.
pub fn implementors(system: &TypeSystem) -> BTreeMap<Name, Vec<Name>> {
    let mut found: BTreeMap<Name, Vec<Name>> = BTreeMap::new();
    for (name, ty) in system.types.iter().filter(|(_, ty)| matches!(ty.kind, TypeKind::Object(_))) {
        for interface in implements(ty) {
            found.entry(interface.node.clone()).or_default().push(name.clone());
        }
    }
    found
}

/// Every type to which the roots and the arguments of directives lead.
pub fn reached(system: &TypeSystem) -> BTreeSet<Name> {
    let implementors = implementors(system);
    let roots = [Some(&system.query), system.mutation.as_ref(), system.subscription.as_ref()];
    let arguments = system.directives.values().flat_map(|directive| &directive.arguments);
    let arguments = arguments.map(|argument| named(&argument.node.ty.node));
    let mut open: Vec<&Name> = roots.into_iter().flatten().chain(arguments).collect();
    let mut reached = BTreeSet::new();
    while let Some(name) = open.pop() {
        let Some(ty) = system.types.get(name) else { continue };
        if reached.insert(name.clone()) {
            open.extend(leads_to(ty));
            if matches!(ty.kind, TypeKind::Interface(_)) && *name != NODE {
                open.extend(implementors.get(name).into_iter().flatten());
            }
        }
    }
    reached
}

fn leads_to(ty: &TypeDefinition) -> impl Iterator<Item = &Name> {
    let given = fields(ty).iter().map(|field| named(&field.node.ty.node));
    let taken = inputs(ty).map(|input| named(&input.ty.node));
    let related = implements(ty).iter().chain(union_members(ty)).map(|name: &Positioned<Name>| &name.node);
    given.chain(taken).chain(related)
}
