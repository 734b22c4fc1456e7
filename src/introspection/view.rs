//! One view of the schema: what introspection tells of it, and its text.

use async_graphql::Name;
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};

use crate::introspection::reach::implementors;
use crate::introspection::visible::visible;
use crate::sdl::members::{fields, inputs, named};
use crate::sdl::{self, BUILT_IN_SCALARS, ReadError, TypeSystem};

/// What the specification brings into every schema: scalars, directives and the types of introspection.
const SPECIFIED: &str = include_str!("specified.graphql");

/// The schema as some callers see it.
#[derive(Debug)]
pub struct SchemaView {
    /// With what the specification brings.
    system: TypeSystem,
    implementors: BTreeMap<Name, Vec<Name>>,
    sdl: String,
    etag: String,
}

impl SchemaView {
    /// The view of somebody who could hold the permissions for which `reaches` is true.
    pub fn new(whole: &TypeSystem, reaches: impl Fn(&str) -> bool) -> Result<Self, ReadError> {
        let visible = visible(whole, reaches);
        let sdl = sdl::print(&visible);
        let etag = format!("\"{}\"", HEXLOWER.encode(&Sha256::digest(sdl.as_bytes())));
        let implementors = implementors(&visible);
        Ok(Self { system: with_specified(visible)?, implementors, sdl, etag })
    }

    /// The schema as text.
    pub fn sdl(&self) -> &str {
        &self.sdl
    }

    /// A strong validator of [`sdl`](Self::sdl) for HTTP, with its quotes: the same text has the same one on every server.
    pub fn etag(&self) -> &str {
        &self.etag
    }

    pub(in crate::introspection) fn system(&self) -> &TypeSystem {
        &self.system
    }

    pub(in crate::introspection) fn implementors(&self, interface: &Name) -> &[Name] {
        self.implementors.get(interface).map_or(&[], Vec::as_slice)
    }
}

/// Of the built-in scalars there are those that something uses.
fn with_specified(mut system: TypeSystem) -> Result<TypeSystem, ReadError> {
    let specified = sdl::read(SPECIFIED)?;
    let given = system.types.values().flat_map(fields).map(|field| named(&field.node.ty.node));
    let taken = system.types.values().flat_map(inputs).map(|input| named(&input.ty.node));
    let used: BTreeSet<Name> = given.chain(taken).cloned().collect();
    let unused = |name: &Name| {
        BUILT_IN_SCALARS.contains(&name.as_str())
            && !["Boolean", "String"].contains(&name.as_str())
            && !used.contains(name)
    };
    system.types.extend(specified.types.into_iter().filter(|(name, _)| !unused(name)));
    system.directives.extend(specified.directives);
    Ok(system)
}
