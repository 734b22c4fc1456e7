//! From a type system to a document, spelled as async-graphql spells its own: sorted types, tabs, and descriptions in one
//! line where they fit into one.

use async_graphql::parser::types::{
    ConstDirective, DirectiveDefinition, DirectiveLocation, FieldDefinition, InputValueDefinition, TypeDefinition,
    TypeKind,
};
use async_graphql::{Name, Positioned};

use crate::sdl::TypeSystem;

/// Prints a type system.
pub fn print(system: &TypeSystem) -> String {
    let TypeSystem { query, mutation, subscription, types, directives } = system;
    let mut out = String::new();
    types.values().for_each(|ty| print_type(&mut out, ty));
    directives.values().for_each(|directive| print_directive(&mut out, directive));
    out.push_str(&format!("schema {{\n\tquery: {query}\n"));
    for (kind, root) in [("mutation", mutation), ("subscription", subscription)] {
        if let Some(root) = root {
            out.push_str(&format!("\t{kind}: {root}\n"));
        }
    }
    out + "}\n"
}

fn print_type(out: &mut String, ty: &TypeDefinition) {
    let TypeDefinition { extend: _, description, name, directives, kind } = ty;
    print_description(out, 0, description.as_ref());
    let name = &name.node;
    let directives = invocations(directives);
    match kind {
        TypeKind::Scalar => out.push_str(&format!("scalar {name}{directives}\n")),
        TypeKind::Object(object) => {
            out.push_str(&format!("type {name}{}{directives}", implements(&object.implements)));
            print_block(out, &object.fields, print_field);
        }
        TypeKind::Interface(interface) => {
            out.push_str(&format!("interface {name}{}{directives}", implements(&interface.implements)));
            print_block(out, &interface.fields, print_field);
        }
        TypeKind::Union(union) => {
            out.push_str(&format!("union {name}{directives} = {}\n", join(&union.members, " | ")));
        }
        TypeKind::Enum(all) => {
            out.push_str(&format!("enum {name}{directives}"));
            print_block(out, &all.values, |out, value| {
                print_description(out, 1, value.description.as_ref());
                out.push_str(&format!("\t{}{}\n", value.value.node, invocations(&value.directives)));
            });
        }
        TypeKind::InputObject(input) => {
            out.push_str(&format!("input {name}{directives}"));
            print_block(out, &input.fields, |out, field| {
                print_description(out, 1, field.description.as_ref());
                out.push_str(&format!("\t{}\n", input_value(field)));
            });
        }
    }
    out.push('\n');
}

fn print_block<T>(out: &mut String, items: &[Positioned<T>], print: impl Fn(&mut String, &T)) {
    out.push_str(" {\n");
    items.iter().for_each(|item| print(out, &item.node));
    out.push_str("}\n");
}

fn print_field(out: &mut String, field: &FieldDefinition) {
    let FieldDefinition { description, name, arguments, ty, directives } = field;
    print_description(out, 1, description.as_ref());
    out.push_str(&format!("\t{}", name.node));
    print_arguments(out, 1, arguments);
    out.push_str(&format!(": {}{}\n", ty.node, invocations(directives)));
}

/// In one line, unless an argument has a description.
fn print_arguments(out: &mut String, level: usize, arguments: &[Positioned<InputValueDefinition>]) {
    if arguments.is_empty() {
        return;
    }
    let described = arguments.iter().any(|argument| argument.node.description.is_some());
    out.push('(');
    for (index, argument) in arguments.iter().enumerate() {
        let argument = &argument.node;
        if index > 0 {
            out.push(',');
        }
        if described {
            out.push('\n');
            print_description(out, level + 1, argument.description.as_ref());
            out.push_str(&"\t".repeat(level + 1));
        } else if index > 0 {
            out.push(' ');
        }
        out.push_str(&input_value(argument));
    }
    if described {
        out.push('\n');
        out.push_str(&"\t".repeat(level));
    }
    out.push(')');
}

fn print_directive(out: &mut String, directive: &DirectiveDefinition) {
    let DirectiveDefinition { description, name, arguments, is_repeatable, locations } = directive;
    print_description(out, 0, description.as_ref());
    out.push_str(&format!("directive @{}", name.node));
    print_arguments(out, 0, arguments);
    let locations: Vec<&str> = locations.iter().map(|location| location_name(location.node)).collect();
    let repeatable = if *is_repeatable { " repeatable" } else { "" };
    out.push_str(&format!("{repeatable} on {}\n", locations.join(" | ")));
}

fn print_description(out: &mut String, level: usize, description: Option<&Positioned<String>>) {
    let Some(description) = description else { return };
    let (tabs, text) = ("\t".repeat(level), &description.node);
    if text.contains('\n') {
        let text = text.replace("\"\"\"", "\\\"\"\"").replace('\n', &format!("\n{tabs}"));
        out.push_str(&format!("{tabs}\"\"\"\n{tabs}{text}\n{tabs}\"\"\"\n"));
    } else {
        out.push_str(&format!("{tabs}\"{}\"\n", escape(text)));
    }
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '\\' => escaped.extend(['\\', c]),
            c if c.is_ascii_control() && c != '\t' => escaped.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => escaped.push(c),
        }
    }
    escaped
}

fn input_value(input: &InputValueDefinition) -> String {
    let InputValueDefinition { description: _, name, ty, default_value, directives } = input;
    let default = default_value.as_ref().map(|value| format!(" = {}", value.node)).unwrap_or_default();
    format!("{}: {}{default}{}", name.node, ty.node, invocations(directives))
}

fn invocations(directives: &[Positioned<ConstDirective>]) -> String {
    let print = |directive: &Positioned<ConstDirective>| {
        let arguments: Vec<String> =
            directive.node.arguments.iter().map(|(name, value)| format!("{}: {}", name.node, value.node)).collect();
        let arguments = if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
        format!(" @{}{arguments}", directive.node.name.node)
    };
    directives.iter().map(print).collect()
}

fn implements(interfaces: &[Positioned<Name>]) -> String {
    if interfaces.is_empty() { String::new() } else { format!(" implements {}", join(interfaces, " & ")) }
}

fn join(names: &[Positioned<Name>], by: &str) -> String {
    names.iter().map(|name| name.node.as_str()).collect::<Vec<_>>().join(by)
}

/// As the language spells it.
pub fn location_name(location: DirectiveLocation) -> &'static str {
    match location {
        DirectiveLocation::Query => "QUERY",
        DirectiveLocation::Mutation => "MUTATION",
        DirectiveLocation::Subscription => "SUBSCRIPTION",
        DirectiveLocation::Field => "FIELD",
        DirectiveLocation::FragmentDefinition => "FRAGMENT_DEFINITION",
        DirectiveLocation::FragmentSpread => "FRAGMENT_SPREAD",
        DirectiveLocation::InlineFragment => "INLINE_FRAGMENT",
        DirectiveLocation::Schema => "SCHEMA",
        DirectiveLocation::Scalar => "SCALAR",
        DirectiveLocation::Object => "OBJECT",
        DirectiveLocation::FieldDefinition => "FIELD_DEFINITION",
        DirectiveLocation::ArgumentDefinition => "ARGUMENT_DEFINITION",
        DirectiveLocation::Interface => "INTERFACE",
        DirectiveLocation::Union => "UNION",
        DirectiveLocation::Enum => "ENUM",
        DirectiveLocation::EnumValue => "ENUM_VALUE",
        DirectiveLocation::InputObject => "INPUT_OBJECT",
        DirectiveLocation::InputFieldDefinition => "INPUT_FIELD_DEFINITION",
        DirectiveLocation::VariableDefinition => "VARIABLE_DEFINITION",
    }
}
