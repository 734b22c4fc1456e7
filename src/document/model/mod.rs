//! The schema, as far as documents are planned against it.

mod introspection;
mod read;

use async_graphql::parser::types::{BaseType, ConstDirective, OperationType, Type};
use async_graphql::{Name, Positioned, Value};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Types, fields, arguments and costs of the schema. Built once, from its SDL.
pub struct SchemaModel {
    types: HashMap<Name, TypeDef>,
    directives: HashMap<Name, DirectiveDef>,
    query: Name,
    mutation: Option<Name>,
    subscription: Option<Name>,
    /// `__typename`, which every composite type has.
    typename: FieldDef,
    /// `__schema` and `__type`, which the root of a query has.
    meta: HashMap<Name, FieldDef>,
}

pub(super) struct TypeDef {
    pub name: Name,
    pub kind: Kind,
    /// The object types that a value of this type can have; of an object type only itself.
    pub possible: BTreeSet<Name>,
    /// The weight of `@cost`.
    pub weight: Option<u64>,
}

pub(super) enum Kind {
    Scalar,
    Enum(HashSet<Name>),
    Object(HashMap<Name, FieldDef>),
    Interface(HashMap<Name, FieldDef>),
    Union,
    Input { fields: HashMap<Name, InputDef>, one_of: bool },
}

pub(super) struct FieldDef {
    pub ty: Type,
    pub arguments: HashMap<Name, InputDef>,
    /// The permission that the description names.
    pub permission: Option<String>,
    /// The weight of `@cost`.
    pub weight: Option<u64>,
    /// How long the list is.
    pub list_size: Option<ListSize>,
}

/// An argument, or a field of an input object.
pub(super) struct InputDef {
    pub ty: Type,
    pub default: Option<Value>,
}

impl InputDef {
    pub fn is_required(&self) -> bool {
        !self.ty.nullable && self.default.is_none()
    }
}

pub(super) struct DirectiveDef {
    pub arguments: HashMap<Name, InputDef>,
    pub repeatable: bool,
    pub locations: Vec<async_graphql::parser::types::DirectiveLocation>,
}

/// What `@listSize` says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ListSize {
    /// The length when no slicing argument is given.
    pub assumed: Option<u64>,
    /// The arguments that say how long the list is at most.
    pub slicing: Vec<Name>,
    /// The fields below this one that are the list; empty when it is this field itself.
    pub sized_fields: Vec<Name>,
    /// Whether exactly one of the slicing arguments must be given.
    pub require_one: bool,
}

impl TypeDef {
    pub fn fields(&self) -> Option<&HashMap<Name, FieldDef>> {
        match &self.kind {
            Kind::Object(fields) | Kind::Interface(fields) => Some(fields),
            Kind::Scalar | Kind::Enum(_) | Kind::Union | Kind::Input { .. } => None,
        }
    }

    /// Whether it has fields to select.
    pub fn is_composite(&self) -> bool {
        matches!(self.kind, Kind::Object(_) | Kind::Interface(_) | Kind::Union)
    }

    pub fn is_object(&self) -> bool {
        matches!(self.kind, Kind::Object(_))
    }

    pub fn is_input(&self) -> bool {
        matches!(self.kind, Kind::Scalar | Kind::Enum(_) | Kind::Input { .. })
    }

    /// Whether a value can be of both types.
    pub fn overlaps(&self, other: &TypeDef) -> bool {
        !self.possible.is_disjoint(&other.possible)
    }

    /// Whether every value of this type is of the other one too.
    pub fn is_always(&self, other: &TypeDef) -> bool {
        self.possible.is_subset(&other.possible)
    }
}

impl SchemaModel {
    /// Reads the SDL.
    ///
    /// # Errors
    /// A sentence for the developer of the schema.
    pub fn parse(sdl: &str) -> Result<Self, String> {
        read::schema(sdl)
    }

    pub(super) fn get(&self, name: &str) -> Option<&TypeDef> {
        self.types.get(name)
    }

    /// The named type inside of lists and non-nulls.
    pub(super) fn named(&self, ty: &Type) -> Option<&TypeDef> {
        self.get(base(ty))
    }

    pub(super) fn directive(&self, name: &str) -> Option<&DirectiveDef> {
        self.directives.get(name)
    }

    pub(super) fn root(&self, operation: OperationType) -> Option<&TypeDef> {
        let name = match operation {
            OperationType::Query => Some(&self.query),
            OperationType::Mutation => self.mutation.as_ref(),
            OperationType::Subscription => self.subscription.as_ref(),
        };
        name.and_then(|name| self.get(name))
    }

    pub(super) fn field<'a>(&'a self, parent: &'a TypeDef, name: &str) -> Option<&'a FieldDef> {
        if name == "__typename" {
            return parent.is_composite().then_some(&self.typename);
        }
        let own = parent.fields().and_then(|fields| fields.get(name));
        own.or_else(|| self.meta.get(name).filter(|_| parent.name == self.query))
    }
}

/// The name inside of lists and non-nulls.
pub(super) fn base(ty: &Type) -> &Name {
    match &ty.base {
        BaseType::Named(name) => name,
        BaseType::List(item) => base(item),
    }
}

/// Whether the type is a list, nullable or not.
pub(super) fn is_list(ty: &Type) -> bool {
    matches!(ty.base, BaseType::List(_))
}

fn find<'a>(directives: &'a [Positioned<ConstDirective>], name: &str) -> Option<&'a ConstDirective> {
    directives.iter().map(|directive| &directive.node).find(|directive| directive.name.node == name)
}
