//! The schema as clients see it: golden, and held to the rules of its style.

mod diff;
mod introspection;
mod roles;
mod sdl;
mod views;

use async_graphql::Positioned;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, FieldDefinition, InputValueDefinition, Type, TypeDefinition, TypeKind, TypeSystemDefinition,
};

use crate::harness::golden::assert_golden;

pub fn types() -> Vec<TypeDefinition> {
    let document = parse_schema(regie::schema::sdl()).expect("the SDL parses");
    let definitions = document.definitions.into_iter().filter_map(|definition| match definition {
        TypeSystemDefinition::Type(ty) => Some(ty.node),
        TypeSystemDefinition::Schema(_) | TypeSystemDefinition::Directive(_) => None,
    });
    definitions.collect()
}

pub fn fields(ty: &TypeDefinition) -> &[Positioned<FieldDefinition>] {
    match &ty.kind {
        TypeKind::Object(object) => &object.fields,
        TypeKind::Interface(interface) => &interface.fields,
        TypeKind::Scalar | TypeKind::Union(_) | TypeKind::Enum(_) | TypeKind::InputObject(_) => &[],
    }
}

fn inputs(ty: &TypeDefinition) -> &[Positioned<InputValueDefinition>] {
    match &ty.kind {
        TypeKind::InputObject(input) => &input.fields,
        TypeKind::Scalar | TypeKind::Union(_) | TypeKind::Enum(_) | TypeKind::Object(_) | TypeKind::Interface(_) => &[],
    }
}

fn root(name: &str) -> TypeDefinition {
    types().into_iter().find(|ty| ty.name.node == name).unwrap()
}

fn report(faults: Vec<String>) {
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn the_schema_is_the_golden_one() {
    assert_golden("schema.graphql", &regie::schema::sdl());
}

#[test]
fn every_list_and_connection_says_how_long_it_is() {
    let connection = |ty: &Type| matches!(&ty.base, BaseType::Named(name) if name.ends_with("Connection"));
    let list = |ty: &Type| matches!(&ty.base, BaseType::List(_));
    let mut faults = Vec::new();
    for ty in types() {
        // The two lists of a connection are as long as the field that leads to it says.
        let sized = |name: &str| ty.name.node.ends_with("Connection") && ["edges", "nodes"].contains(&name);
        for field in fields(&ty).iter().map(|field| &field.node) {
            let says = field.directives.iter().any(|directive| directive.node.name.node == "listSize");
            let must = list(&field.ty.node) || connection(&field.ty.node);
            if must && !says && !sized(&field.name.node) {
                faults.push(format!("{}.{} has no @listSize", ty.name.node, field.name.node));
            }
        }
    }
    report(faults);
}

#[test]
fn everything_has_a_description_that_is_a_sentence() {
    let mut faults = Vec::new();
    let mut check = |what: String, description: Option<&str>| match description.map(str::trim) {
        None | Some("") => faults.push(format!("{what} has no description")),
        Some(text) if !text.ends_with(['.', '`', '!', '?']) && !text.contains("\n\n") => {
            faults.push(format!("{what} does not end as a sentence: {text}"));
        }
        Some(_) => {}
    };
    let described = |text: &Option<Positioned<String>>| text.as_ref().map(|text| text.node.clone());
    // The library's own words for the parts of Relay are not ours to write.
    let theirs = |name: &str| name == "PageInfo" || name.ends_with("Connection") || name.ends_with("Edge");
    for ty in types().iter().filter(|ty| !theirs(&ty.name.node)) {
        let name = &ty.name.node;
        if !["Query", "Mutation"].contains(&name.as_str()) {
            check(name.to_string(), described(&ty.description).as_deref());
        }
        for field in fields(ty) {
            let path = format!("{name}.{}", field.node.name.node);
            check(path.clone(), described(&field.node.description).as_deref());
            for argument in &field.node.arguments {
                check(format!("{path}({})", argument.node.name.node), described(&argument.node.description).as_deref());
            }
        }
        for field in inputs(ty) {
            check(format!("{name}.{}", field.node.name.node), described(&field.node.description).as_deref());
        }
        if let TypeKind::Enum(all) = &ty.kind {
            for value in &all.values {
                check(format!("{name}.{}", value.node.value.node), described(&value.node.description).as_deref());
            }
        }
    }
    report(faults);
}

#[test]
fn names_are_spelled_as_the_field_spells_them() {
    let mut faults = Vec::new();
    let camel = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(|c| c.is_ascii_alphanumeric())
    };
    for ty in &types() {
        let name = ty.name.node.as_str();
        if !name.starts_with(|c: char| c.is_ascii_uppercase()) || !name.chars().all(|c| c.is_ascii_alphanumeric()) {
            faults.push(format!("{name} is not in PascalCase"));
        }
        let members = fields(ty).iter().map(|field| field.node.name.node.as_str());
        for member in members.chain(inputs(ty).iter().map(|field| field.node.name.node.as_str())) {
            if !camel(member) {
                faults.push(format!("{name}.{member} is not in camelCase"));
            }
        }
        if let TypeKind::Enum(all) = &ty.kind {
            for value in &all.values {
                let value = value.node.value.node.as_str();
                if !value.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_') {
                    faults.push(format!("{name}.{value} is not in SCREAMING_SNAKE_CASE"));
                }
            }
        }
        let british = ["Cancelled", "Fulfilment", "Authoris", "Colour", "Catalogue"];
        for word in british.iter().filter(|word| format!("{ty:?}").to_lowercase().contains(&word.to_lowercase())) {
            faults.push(format!("{name} is spelled with {word}"));
        }
    }
    report(faults);
}

#[test]
fn a_mutation_takes_one_input_and_gives_a_payload_that_can_refuse() {
    let (all, mut faults) = (types(), Vec::new());
    for field in fields(&root("Mutation")) {
        let name = field.node.name.node.as_str();
        let arguments: Vec<&str> =
            field.node.arguments.iter().map(|argument| argument.node.name.node.as_str()).collect();
        if arguments != ["input"] {
            faults.push(format!("{name} takes {arguments:?}"));
        }
        let stem = format!("{}{}", name[..1].to_uppercase(), &name[1..]);
        let input = field.node.arguments.first().map(|argument| argument.node.ty.node.base.to_string());
        if input.as_deref() != Some(&format!("{stem}Input")) {
            faults.push(format!("{name} takes {input:?}"));
        }
        let payload = field.node.ty.node.base.to_string();
        if !payload.ends_with("Payload") || !field.node.ty.node.nullable {
            faults.push(format!("{name} gives {payload}, which must be a nullable payload"));
        }
        let payload = all.iter().find(|ty| ty.name.node == payload.as_str());
        if !payload.is_some_and(|ty| fields(ty).iter().any(|field| field.node.name.node == "userErrors")) {
            faults.push(format!("{name} gives a payload without userErrors"));
        }
    }
    report(faults);
}

#[test]
fn lists_have_no_holes_and_connections_take_four_arguments() {
    let mut faults = Vec::new();
    let hole = |ty: &Type| matches!(&ty.base, BaseType::List(item) if item.nullable);
    for ty in &types() {
        let name = ty.name.node.as_str();
        for field in fields(ty) {
            let path = format!("{name}.{}", field.node.name.node);
            // Relay's `nodes` answers null where there is nothing, in the order of the ids.
            if hole(&field.node.ty.node) && path != "Query.nodes" {
                faults.push(format!("{path} is a list with holes"));
            }
            if field.node.ty.node.base.to_string().ends_with("Connection") {
                let has =
                    |wanted: &&str| field.node.arguments.iter().any(|argument| argument.node.name.node == *wanted);
                let needed = ["first", "last", "after", "before"];
                if !needed.iter().all(has) {
                    faults.push(format!("{path} is a connection without all of {needed:?}"));
                }
            }
        }
        for field in inputs(ty).iter().filter(|field| hole(&field.node.ty.node)) {
            faults.push(format!("{name}.{} is a list with holes", field.node.name.node));
        }
    }
    report(faults);
}

#[test]
fn every_own_scalar_says_where_it_is_specified() {
    let sdl = regie::schema::sdl();
    let mut faults = Vec::new();
    for line in sdl.lines().filter(|line| line.starts_with("scalar ")) {
        if !line.contains("@specifiedBy") {
            faults.push(line.to_owned());
        }
    }
    report(faults);
}

#[test]
fn every_object_with_an_id_is_a_node() {
    let mut faults = Vec::new();
    for ty in &types() {
        let TypeKind::Object(object) = &ty.kind else { continue };
        let id =
            object.fields.iter().any(|field| field.node.name.node == "id" && field.node.ty.node.to_string() == "ID!");
        let node = object.implements.iter().any(|interface| interface.node == "Node");
        // A session is seen only through the person it belongs to, and a reference to a thing is not the thing.
        if id != node && !["Session", "EntityRef"].contains(&ty.name.node.as_str()) {
            faults.push(format!("{}: has an id: {id}, is a node: {node}", ty.name.node));
        }
    }
    report(faults);
}
