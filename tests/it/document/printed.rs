//! A document as text on one line.

use async_graphql::Positioned;
use async_graphql::parser::types::{
    Directive, DocumentOperations, ExecutableDocument, OperationDefinition, Selection, SelectionSet,
};
use std::fmt::Write as _;

pub fn document(document: &ExecutableDocument) -> String {
    assert!(document.fragments.is_empty(), "no fragment is left");
    match &document.operations {
        DocumentOperations::Single(it) => operation("", &it.node),
        DocumentOperations::Multiple(all) => {
            let all: Vec<_> = all.iter().map(|(name, it)| operation(name, &it.node)).collect();
            assert_eq!(all.len(), 1, "one operation is left");
            all.concat()
        }
    }
}

fn operation(name: &str, operation: &OperationDefinition) -> String {
    let mut text = operation.ty.to_string();
    if !name.is_empty() {
        write!(text, " {name}").unwrap();
    }
    let variables: Vec<_> = operation
        .variable_definitions
        .iter()
        .map(|it| {
            let default = it.node.default_value.as_ref().map(|value| format!(" = {value}")).unwrap_or_default();
            format!("${}: {}{default}", it.node.name, it.node.var_type)
        })
        .collect();
    if !variables.is_empty() {
        write!(text, "({})", variables.join(", ")).unwrap();
    }
    directives(&mut text, &operation.directives);
    set(&mut text, &operation.selection_set.node);
    text
}

fn directives(text: &mut String, directives: &[Positioned<Directive>]) {
    for directive in directives {
        write!(text, " @{}", directive.node.name).unwrap();
        arguments(text, &directive.node.arguments);
    }
}

fn arguments<N: std::fmt::Display, V: std::fmt::Display>(text: &mut String, arguments: &[(N, V)]) {
    let arguments: Vec<_> = arguments.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    if !arguments.is_empty() {
        write!(text, "({})", arguments.join(", ")).unwrap();
    }
}

fn set(text: &mut String, set: &SelectionSet) {
    if set.items.is_empty() {
        return;
    }
    text.push_str(" {");
    for item in &set.items {
        text.push(' ');
        match &item.node {
            Selection::Field(field) => {
                if let Some(alias) = &field.node.alias {
                    write!(text, "{alias}: ").unwrap();
                }
                write!(text, "{}", field.node.name).unwrap();
                arguments(text, &field.node.arguments);
                directives(text, &field.node.directives);
                self::set(text, &field.node.selection_set.node);
            }
            Selection::InlineFragment(inline) => {
                text.push_str("...");
                if let Some(condition) = &inline.node.type_condition {
                    write!(text, " on {}", condition.node.on).unwrap();
                }
                directives(text, &inline.node.directives);
                self::set(text, &inline.node.selection_set.node);
            }
            Selection::FragmentSpread(spread) => panic!("a spread of {} is left", spread.node.fragment_name),
        }
    }
    text.push_str(" }");
}
