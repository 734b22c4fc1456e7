//! What introspection tells: each type of the introspection schema over the definitions of a view.

use async_graphql::Value;
use async_graphql::parser::types::{
    BaseType, ConstDirective, DirectiveDefinition, EnumValueDefinition, FieldDefinition, InputValueDefinition, Type,
    TypeDefinition, TypeKind,
};
use async_graphql::{Name, Positioned};

use crate::introspection::SchemaView;
use crate::sdl::location_name;
use crate::sdl::members::{deprecation, directive_text, enum_values, fields, has_directive, implements, input_fields};

/// An object of the introspection schema.
#[derive(Clone, Copy)]
pub enum Part<'a> {
    Root,
    Schema,
    Type(TypeRef<'a>),
    Field(&'a FieldDefinition),
    Input(&'a InputValueDefinition),
    EnumValue(&'a EnumValueDefinition),
    Directive(&'a DirectiveDefinition),
}

/// A type, or a list or non-null of another.
#[derive(Clone, Copy)]
pub enum TypeRef<'a> {
    Named(&'a TypeDefinition),
    List(&'a Type),
    NonNull(&'a Type),
}

/// The value of a field.
pub enum Found<'a> {
    Leaf(Value),
    One(Part<'a>),
    Many(Vec<Part<'a>>),
}

/// What the field was asked with.
pub struct Asked {
    pub include_deprecated: bool,
    /// The argument `name` of `__type`.
    pub name: Option<String>,
}

const NULL: Found<'static> = Found::Leaf(Value::Null);

impl<'a> Part<'a> {
    pub fn typename(&self, view: &'a SchemaView) -> &'a str {
        match self {
            Part::Root => view.system().query.as_str(),
            Part::Schema => "__Schema",
            Part::Type(_) => "__Type",
            Part::Field(_) => "__Field",
            Part::Input(_) => "__InputValue",
            Part::EnumValue(_) => "__EnumValue",
            Part::Directive(_) => "__Directive",
        }
    }

    /// `None` for a field that does not exist, and for a type that the view does not have.
    pub fn field(self, view: &'a SchemaView, field: &str, asked: &Asked) -> Option<Found<'a>> {
        match self {
            Part::Root => root(view, field, asked),
            Part::Schema => schema(view, field),
            Part::Type(ty) => ty.field(view, field, asked),
            Part::Field(it) => match field {
                "args" => Some(inputs(&it.arguments, asked)),
                "type" => TypeRef::of(view, &it.ty.node).map(|ty| Found::One(Part::Type(ty))),
                _ => member(field, &it.name.node, it.description.as_ref(), &it.directives),
            },
            Part::Input(it) => match field {
                "type" => TypeRef::of(view, &it.ty.node).map(|ty| Found::One(Part::Type(ty))),
                "defaultValue" => Some(leaf(it.default_value.as_ref().map(|value| value.node.to_string()))),
                _ => member(field, &it.name.node, it.description.as_ref(), &it.directives),
            },
            Part::EnumValue(it) => member(field, &it.value.node, it.description.as_ref(), &it.directives),
            Part::Directive(it) => match field {
                "locations" => {
                    let name = |location: &Positioned<_>| Value::Enum(Name::new(location_name(location.node)));
                    Some(Found::Leaf(Value::List(it.locations.iter().map(name).collect())))
                }
                "args" => Some(inputs(&it.arguments, asked)),
                "isRepeatable" => Some(leaf(it.is_repeatable)),
                "name" => Some(leaf(it.name.node.as_str())),
                "description" => Some(text(it.description.as_ref())),
                _ => None,
            },
        }
    }
}

fn leaf<'a>(value: impl Into<Value>) -> Found<'a> {
    Found::Leaf(value.into())
}

fn text<'a>(text: Option<&Positioned<String>>) -> Found<'a> {
    leaf(text.map(|text| text.node.as_str()))
}

fn root<'a>(view: &'a SchemaView, field: &str, asked: &Asked) -> Option<Found<'a>> {
    match field {
        "__schema" => Some(Found::One(Part::Schema)),
        "__type" => {
            let name = asked.name.as_ref()?;
            Some(view.system().types.get(name.as_str()).map_or(NULL, one))
        }
        _ => None,
    }
}

fn one(ty: &TypeDefinition) -> Found<'_> {
    Found::One(Part::Type(TypeRef::Named(ty)))
}

fn many<'a>(types: impl Iterator<Item = &'a TypeDefinition>) -> Found<'a> {
    Found::Many(types.map(|ty| Part::Type(TypeRef::Named(ty))).collect())
}

fn schema<'a>(view: &'a SchemaView, field: &str) -> Option<Found<'a>> {
    let system = view.system();
    let root = |name: Option<&Name>| name.and_then(|name| system.types.get(name)).map_or(NULL, one);
    match field {
        "description" => Some(NULL),
        "types" => Some(many(system.types.values())),
        "queryType" => Some(root(Some(&system.query))),
        "mutationType" => Some(root(system.mutation.as_ref())),
        "subscriptionType" => Some(root(system.subscription.as_ref())),
        "directives" => Some(Found::Many(system.directives.values().map(Part::Directive).collect())),
        _ => None,
    }
}

/// What fields, arguments, input fields and enum values have in common.
fn member<'a>(
    field: &str,
    name: &Name,
    description: Option<&Positioned<String>>,
    directives: &[Positioned<ConstDirective>],
) -> Option<Found<'a>> {
    match field {
        "name" => Some(leaf(name.as_str())),
        "description" => Some(text(description)),
        "isDeprecated" => Some(leaf(deprecation(directives).is_some())),
        "deprecationReason" => Some(leaf(deprecation(directives))),
        _ => None,
    }
}

fn inputs<'a>(inputs: &'a [Positioned<InputValueDefinition>], asked: &Asked) -> Found<'a> {
    let told = |input: &&InputValueDefinition| asked.tells(&input.directives);
    Found::Many(inputs.iter().map(|input| &input.node).filter(told).map(Part::Input).collect())
}

impl Asked {
    fn tells(&self, directives: &[Positioned<ConstDirective>]) -> bool {
        self.include_deprecated || !has_directive(directives, "deprecated")
    }
}

impl<'a> TypeRef<'a> {
    fn of(view: &'a SchemaView, ty: &'a Type) -> Option<Self> {
        if ty.nullable { Self::nullable(view, ty) } else { Some(TypeRef::NonNull(ty)) }
    }

    /// The type without its own non-null.
    fn nullable(view: &'a SchemaView, ty: &'a Type) -> Option<Self> {
        match &ty.base {
            BaseType::List(item) => Some(TypeRef::List(item)),
            BaseType::Named(name) => view.system().types.get(name).map(TypeRef::Named),
        }
    }

    fn field(self, view: &'a SchemaView, field: &str, asked: &Asked) -> Option<Found<'a>> {
        match (self, field) {
            (TypeRef::Named(ty), _) => named_field(ty, view, field, asked),
            (TypeRef::List(_), "kind") => Some(leaf(Name::new("LIST"))),
            (TypeRef::NonNull(_), "kind") => Some(leaf(Name::new("NON_NULL"))),
            (TypeRef::List(item), "ofType") => Self::of(view, item).map(|ty| Found::One(Part::Type(ty))),
            (TypeRef::NonNull(ty), "ofType") => Self::nullable(view, ty).map(|ty| Found::One(Part::Type(ty))),
            (TypeRef::List(_) | TypeRef::NonNull(_), field) => {
                let known = [
                    "name",
                    "description",
                    "fields",
                    "interfaces",
                    "possibleTypes",
                    "enumValues",
                    "inputFields",
                    "specifiedByURL",
                    "isOneOf",
                ];
                known.contains(&field).then_some(NULL)
            }
        }
    }
}

fn named_field<'a>(ty: &'a TypeDefinition, view: &'a SchemaView, field: &str, asked: &Asked) -> Option<Found<'a>> {
    let only = |applies: bool, found: &dyn Fn() -> Found<'a>| Some(if applies { found() } else { NULL });
    let (is_object, is_interface) = (matches!(ty.kind, TypeKind::Object(_)), matches!(ty.kind, TypeKind::Interface(_)));
    let is_input = matches!(ty.kind, TypeKind::InputObject(_));
    let of = |name: &Name| view.system().types.get(name);
    match field {
        "kind" => Some(leaf(Name::new(kind(ty)))),
        "name" => Some(leaf(ty.name.node.as_str())),
        "description" => Some(text(ty.description.as_ref())),
        "specifiedByURL" => Some(leaf(directive_text(&ty.directives, "specifiedBy", "url"))),
        "fields" => only(is_object || is_interface, &|| {
            let told = fields(ty).iter().map(|field| &field.node).filter(|field| asked.tells(&field.directives));
            Found::Many(told.map(Part::Field).collect())
        }),
        "interfaces" => {
            only(is_object || is_interface, &|| many(implements(ty).iter().filter_map(|name| of(&name.node))))
        }
        "possibleTypes" => match &ty.kind {
            TypeKind::Union(union) => Some(many(union.members.iter().filter_map(|name| of(&name.node)))),
            TypeKind::Interface(_) => Some(many(view.implementors(&ty.name.node).iter().filter_map(of))),
            TypeKind::Scalar | TypeKind::Object(_) | TypeKind::Enum(_) | TypeKind::InputObject(_) => Some(NULL),
        },
        "enumValues" => only(matches!(ty.kind, TypeKind::Enum(_)), &|| {
            let told = enum_values(ty).iter().map(|value| &value.node).filter(|value| asked.tells(&value.directives));
            Found::Many(told.map(Part::EnumValue).collect())
        }),
        "inputFields" => only(is_input, &|| inputs(input_fields(ty), asked)),
        "isOneOf" => only(is_input, &|| leaf(has_directive(&ty.directives, "oneOf"))),
        "ofType" => Some(NULL),
        _ => None,
    }
}

fn kind(ty: &TypeDefinition) -> &'static str {
    match ty.kind {
        TypeKind::Scalar => "SCALAR",
        TypeKind::Object(_) => "OBJECT",
        TypeKind::Interface(_) => "INTERFACE",
        TypeKind::Union(_) => "UNION",
        TypeKind::Enum(_) => "ENUM",
        TypeKind::InputObject(_) => "INPUT_OBJECT",
    }
}
