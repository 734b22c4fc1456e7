//! What a type consists of, whatever its kind.

use async_graphql::parser::types::{
    BaseType, ConstDirective, EnumValueDefinition, FieldDefinition, InputValueDefinition, Type, TypeDefinition,
    TypeKind,
};
use async_graphql::{Name, Positioned, Value};

/// The fields of an object or interface.
pub fn fields(ty: &TypeDefinition) -> &[Positioned<FieldDefinition>] {
    match &ty.kind {
        TypeKind::Object(object) => &object.fields,
        TypeKind::Interface(interface) => &interface.fields,
        TypeKind::Scalar | TypeKind::Union(_) | TypeKind::Enum(_) | TypeKind::InputObject(_) => &[],
    }
}

/// The interfaces of an object or interface.
pub fn implements(ty: &TypeDefinition) -> &[Positioned<Name>] {
    match &ty.kind {
        TypeKind::Object(object) => &object.implements,
        TypeKind::Interface(interface) => &interface.implements,
        TypeKind::Scalar | TypeKind::Union(_) | TypeKind::Enum(_) | TypeKind::InputObject(_) => &[],
    }
}

/// The types of a union.
pub fn union_members(ty: &TypeDefinition) -> &[Positioned<Name>] {
    if let TypeKind::Union(union) = &ty.kind { &union.members } else { &[] }
}

/// The values of an enum.
pub fn enum_values(ty: &TypeDefinition) -> &[Positioned<EnumValueDefinition>] {
    if let TypeKind::Enum(all) = &ty.kind { &all.values } else { &[] }
}

/// The fields of an input object.
pub fn input_fields(ty: &TypeDefinition) -> &[Positioned<InputValueDefinition>] {
    if let TypeKind::InputObject(input) = &ty.kind { &input.fields } else { &[] }
}

/// Every argument of every field, or every field of an input object.
pub fn inputs(ty: &TypeDefinition) -> impl Iterator<Item = &InputValueDefinition> {
    let arguments = fields(ty).iter().flat_map(|field| &field.node.arguments);
    arguments.chain(input_fields(ty)).map(|input| &input.node)
}

/// The type within all lists and non-nulls.
pub fn named(ty: &Type) -> &Name {
    match &ty.base {
        BaseType::Named(name) => name,
        BaseType::List(item) => named(item),
    }
}

/// Whether a caller must give this argument or input field.
pub fn is_required(input: &InputValueDefinition) -> bool {
    !input.ty.node.nullable && input.default_value.is_none()
}

/// Whether the directive stands there.
pub fn has_directive(directives: &[Positioned<ConstDirective>], directive: &str) -> bool {
    directives.iter().any(|found| found.node.name.node == directive)
}

/// What an argument of a directive says; `None` without the directive or the argument.
pub fn directive_text<'a>(
    directives: &'a [Positioned<ConstDirective>],
    directive: &str,
    argument: &str,
) -> Option<&'a str> {
    let found = directives.iter().find(|found| found.node.name.node == directive)?;
    match &found.node.get_argument(argument)?.node {
        Value::String(text) => Some(text),
        _ => None,
    }
}

/// Why something is deprecated; `None` when it is not.
pub fn deprecation(directives: &[Positioned<ConstDirective>]) -> Option<&str> {
    let deprecated = has_directive(directives, "deprecated");
    deprecated.then(|| directive_text(directives, "deprecated", "reason").unwrap_or("No longer supported"))
}
