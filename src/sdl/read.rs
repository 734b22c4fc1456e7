//! From a document to a type system.

use async_graphql::Name;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{SchemaDefinition, TypeDefinition, TypeSystemDefinition};
use std::collections::BTreeMap;

use crate::sdl::TypeSystem;
use crate::sdl::scan::{self, BYTES_MAX, NESTING_MAX};

/// Why a document is no type system.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("it is longer than {BYTES_MAX} bytes")]
    TooLong,
    #[error("line {0}: brackets stand deeper than {NESTING_MAX} in each other")]
    TooDeep(usize),
    #[error("line {0}: an escape stands for half a character; write the character itself")]
    Surrogate(usize),
    #[error(transparent)]
    Syntax(#[from] async_graphql::parser::Error),
    #[error("line {0}: extensions are not understood; merge them into what they extend")]
    Extension(usize),
    #[error("line {line}: `{name}` is defined twice")]
    Twice { name: Name, line: usize },
    #[error("it has no query type")]
    NoQuery,
}

/// Reads a document. Without a definition of the schema the roots are `Query`, `Mutation` and `Subscription`.
pub fn read(text: &str) -> Result<TypeSystem, ReadError> {
    let repeatable = scan::scan(text)?;
    let (mut types, mut directives, mut schema) = (BTreeMap::new(), BTreeMap::new(), None);
    for definition in parse_schema(text)?.definitions {
        match definition {
            TypeSystemDefinition::Schema(found) => {
                let line = found.pos.line;
                if found.node.extend {
                    return Err(ReadError::Extension(line));
                }
                if schema.replace(found.node).is_some() {
                    return Err(ReadError::Twice { name: Name::new("schema"), line });
                }
            }
            TypeSystemDefinition::Type(found) => {
                if found.node.extend {
                    return Err(ReadError::Extension(found.pos.line));
                }
                add(&mut types, found.node.name.node.clone(), found.node, found.pos.line)?;
            }
            TypeSystemDefinition::Directive(mut found) => {
                found.node.is_repeatable = repeatable.contains(found.node.name.node.as_str());
                add(&mut directives, found.node.name.node.clone(), found.node, found.pos.line)?;
            }
        }
    }
    let (query, mutation, subscription) = roots(schema, &types);
    Ok(TypeSystem { query: query.ok_or(ReadError::NoQuery)?, mutation, subscription, types, directives })
}

fn add<T>(all: &mut BTreeMap<Name, T>, name: Name, definition: T, line: usize) -> Result<(), ReadError> {
    match all.insert(name.clone(), definition) {
        Some(_) => Err(ReadError::Twice { name, line }),
        None => Ok(()),
    }
}

type Roots = (Option<Name>, Option<Name>, Option<Name>);

fn roots(schema: Option<SchemaDefinition>, types: &BTreeMap<Name, TypeDefinition>) -> Roots {
    match schema {
        Some(schema) => {
            let name = |root: Option<async_graphql::Positioned<Name>>| root.map(|root| root.node);
            (name(schema.query), name(schema.mutation), name(schema.subscription))
        }
        None => {
            let name = |root: &str| types.get_key_value(root).map(|(name, _)| name.clone());
            (name("Query"), name("Mutation"), name("Subscription"))
        }
    }
}
