//! The schema definition language: read into a [`TypeSystem`], printed from one, and two of them compared.
//!
//! The parser is the one of async-graphql; a printer and a comparison it does not have.

pub mod diff;
pub mod members;
mod print;
mod read;
mod scan;

pub use print::{location_name, print};
pub use read::{ReadError, read};
pub use scan::{BYTES_MAX, NESTING_MAX};

use async_graphql::Name;
use async_graphql::parser::types::{DirectiveDefinition, TypeDefinition};
use std::collections::BTreeMap;

/// What an SDL document defines, by name.
#[derive(Clone, Debug)]
pub struct TypeSystem {
    pub query: Name,
    pub mutation: Option<Name>,
    pub subscription: Option<Name>,
    pub types: BTreeMap<Name, TypeDefinition>,
    pub directives: BTreeMap<Name, DirectiveDefinition>,
}

/// The scalars that every schema has without defining them.
pub const BUILT_IN_SCALARS: [&str; 5] = ["Boolean", "Float", "ID", "Int", "String"];

/// The directives that every schema has; a document defines those that it uses, or all, or none.
pub const SPECIFIED_DIRECTIVES: [&str; 5] = ["deprecated", "include", "oneOf", "skip", "specifiedBy"];
