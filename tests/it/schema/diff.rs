//! What one schema changes for the clients of another.

use async_graphql::parser::types::TypeKind;
use proptest::prelude::*;
use regie::sdl::diff::{Criticality, diff};
use regie::sdl::members::{enum_values, fields, input_fields};
use regie::sdl::{SPECIFIED_DIRECTIVES, TypeSystem, read};
use std::sync::LazyLock;

fn changes(old: &str, new: &str) -> Vec<String> {
    let whole = |text: &str| read(&format!("type Query {{ a: Int }} {text}")).unwrap();
    diff(&whole(old), &whole(new)).iter().map(ToString::to_string).collect()
}

/// Each pair with the one change from the first to the second, and the one back.
fn assert_changes(table: &[(&str, &str, &str, &str)]) {
    for (old, new, there, back) in table {
        assert_eq!(changes(old, new), [*there], "from {old} to {new}");
        assert_eq!(changes(new, old), [*back], "from {new} back to {old}");
        assert_eq!((changes(old, old), changes(new, new)), (vec![], vec![]));
    }
}

#[test]
fn types_and_what_they_consist_of() {
    assert_changes(&[
        ("", "type A { x: Int }", "SAFE A: type added", "BREAKING A: type removed"),
        (
            "type A { x: Int }",
            "input A { x: Int }",
            "BREAKING A: changed from an object to an input object",
            "BREAKING A: changed from an input object to an object",
        ),
        ("type A { x: Int }", "type A { x: Int y: Int }", "SAFE A.y: field added", "BREAKING A.y: field removed"),
        (
            "interface A { x: Int }",
            "interface A { x: Int y: Int }",
            "SAFE A.y: field added",
            "BREAKING A.y: field removed",
        ),
        ("enum A { X }", "enum A { X Y }", "DANGEROUS A.Y: value added", "BREAKING A.Y: value removed"),
        (
            "union A = Query",
            "union A = Query | Other",
            "DANGEROUS A: member Other added",
            "BREAKING A: member Other removed",
        ),
        (
            "type A { x: Int }",
            "type A implements Some { x: Int }",
            "DANGEROUS A: interface Some added",
            "BREAKING A: interface Some removed",
        ),
        (
            "scalar A",
            "scalar A @specifiedBy(url: \"https://a.example\")",
            "DANGEROUS A: specification changed from none to https://a.example",
            "DANGEROUS A: specification changed from https://a.example to none",
        ),
        (
            "input A { x: Int }",
            "input A @oneOf { x: Int }",
            "BREAKING A: exactly one field must be given now",
            "SAFE A: any number of fields may be given now",
        ),
    ]);
}

#[test]
fn what_clients_get_may_promise_more_and_never_less() {
    for (loose, strict) in [("Int", "Int!"), ("[Int]", "[Int!]"), ("[Int!]", "[Int!]!"), ("[[Int]]", "[[Int!]!]!")] {
        let of = |ty: &str| format!("type A {{ x: {ty} }}");
        assert_changes(&[(
            &of(loose),
            &of(strict),
            &format!("SAFE A.x: type changed from {loose} to {strict}"),
            &format!("BREAKING A.x: type changed from {strict} to {loose}"),
        )]);
    }
    for (one, other) in [("Int", "String"), ("Int", "[Int]"), ("[Int]", "[[Int]]"), ("[Int!]", "[Int]!")] {
        let of = |ty: &str| format!("interface A {{ x: {ty} }}");
        assert_changes(&[(
            &of(one),
            &of(other),
            &format!("BREAKING A.x: type changed from {one} to {other}"),
            &format!("BREAKING A.x: type changed from {other} to {one}"),
        )]);
    }
}

#[test]
fn what_clients_give_may_be_asked_less_and_never_more() {
    for (loose, strict) in [("Int", "Int!"), ("[Int]", "[Int!]"), ("[Int!]", "[Int!]!"), ("[[Int]]", "[[Int!]!]!")] {
        for (before, after, path) in [
            ("input A { x: ", " }", "A.x"),
            ("type A { f(x: ", "): Int }", "A.f(x:)"),
            ("directive @a(x: ", ") on FIELD", "@a(x:)"),
        ] {
            let of = |ty: &str| format!("{before}{ty}{after}");
            assert_changes(&[(
                &of(strict),
                &of(loose),
                &format!("SAFE {path}: type changed from {strict} to {loose}"),
                &format!("BREAKING {path}: type changed from {loose} to {strict}"),
            )]);
        }
    }
    for (one, other) in [("Int", "String"), ("Int", "[Int]"), ("[Int!]", "[Int]!")] {
        let of = |ty: &str| format!("input A {{ x: {ty} }}");
        assert_changes(&[(
            &of(one),
            &of(other),
            &format!("BREAKING A.x: type changed from {one} to {other}"),
            &format!("BREAKING A.x: type changed from {other} to {one}"),
        )]);
    }
}

#[test]
fn arguments_and_input_fields_come_and_go() {
    for (before, after, path, what) in [
        ("input A { z: Int ", " }", "A.x", "input field"),
        ("type A { f(z: Int ", "): Int }", "A.f(x:)", "argument"),
        ("directive @a(z: Int ", ") on FIELD", "@a(x:)", "argument"),
    ] {
        let of = |text: &str| format!("{before}{text}{after}");
        let removed = format!("BREAKING {path}: {what} removed");
        let optional = format!("DANGEROUS {path}: optional {what} added");
        assert_changes(&[
            (&of(""), &of("x: Int"), &optional, &removed),
            (&of(""), &of("x: Int! = 1"), &optional, &removed),
            (&of(""), &of("x: Int!"), &format!("BREAKING {path}: required {what} added"), &removed),
            (
                &of("x: Int = 1"),
                &of("x: Int = 2"),
                &format!("DANGEROUS {path}: default changed from 1 to 2"),
                &format!("DANGEROUS {path}: default changed from 2 to 1"),
            ),
            (
                &of("x: Int"),
                &of("x: Int = 2"),
                &format!("DANGEROUS {path}: default changed from none to 2"),
                &format!("DANGEROUS {path}: default changed from 2 to none"),
            ),
            (
                &of("x: Int! = 2"),
                &of("x: Int!"),
                &format!("BREAKING {path}: required now, without the default 2"),
                &format!("DANGEROUS {path}: default changed from none to 2"),
            ),
        ]);
    }
}

#[test]
fn directives_and_where_they_stand() {
    assert_changes(&[
        ("", "directive @a on FIELD", "SAFE @a: directive added", "BREAKING @a: directive removed"),
        (
            "directive @a on FIELD",
            "directive @a repeatable on FIELD",
            "SAFE @a: repeatable now",
            "BREAKING @a: no longer repeatable",
        ),
        (
            "directive @a on FIELD",
            "directive @a on FIELD | QUERY",
            "SAFE @a: location QUERY added",
            "BREAKING @a: location QUERY removed",
        ),
    ]);
    // They are in every schema, whether its text says so or not.
    for name in SPECIFIED_DIRECTIVES {
        let text = format!("directive @{name} on FIELD");
        assert_eq!((changes("", &text), changes(&text, "")), (vec![], vec![]));
    }
}

#[test]
fn what_is_said_of_things_is_safe() {
    for (before, after, path) in [
        ("", "type A { x: Int }", "A"),
        ("type A {", "x: Int }", "A.x"),
        ("input A {", "x: Int }", "A.x"),
        ("enum A {", "X }", "A.X"),
        ("type A { f(", "x: Int): Int }", "A.f(x:)"),
        ("", "directive @a on FIELD", "@a"),
    ] {
        let changed = format!("SAFE {path}: description changed");
        let of = |text: &str| format!("{before} {text} {after}");
        assert_changes(&[(&of(""), &of("\"So.\""), &changed, &changed)]);
    }
    for (before, after, path) in [
        ("type A { x: Int", "}", "A.x"),
        ("input A { x: Int", "}", "A.x"),
        ("enum A { X", "}", "A.X"),
        ("type A { f(x: Int", "): Int }", "A.f(x:)"),
    ] {
        let of = |text: &str| format!("{before} {text} {after}");
        assert_changes(&[
            (
                &of(""),
                &of("@deprecated"),
                &format!("SAFE {path}: deprecated: No longer supported"),
                &format!("SAFE {path}: no longer deprecated"),
            ),
            (
                &of("@deprecated"),
                &of("@deprecated(reason: \"Old\")"),
                &format!("SAFE {path}: deprecated for another reason: Old"),
                &format!("SAFE {path}: deprecated for another reason: No longer supported"),
            ),
        ]);
    }
}

#[test]
fn the_roots_of_operations() {
    let a = "type A { x: Int } type B { x: Int }";
    let of = |roots: &str| format!("{a} schema {{ query: Query {roots} }}");
    assert_changes(&[
        (&of(""), &of("mutation: A"), "SAFE schema.mutation: root A added", "BREAKING schema.mutation: root A removed"),
        (
            &of("subscription: A"),
            &of("subscription: B"),
            "BREAKING schema.subscription: root changed from A to B",
            "BREAKING schema.subscription: root changed from B to A",
        ),
    ]);
}

#[test]
fn changes_are_sorted_by_how_much_they_matter() {
    let told = changes(
        "type A { x: Int y: Int } enum E { X } type Z { x: Int }",
        "type A { y: Int z: Int } enum E { X Y } \"So.\" type Z { x: String }",
    );
    assert_eq!(
        told,
        [
            "BREAKING A.x: field removed",
            "BREAKING Z.x: type changed from Int to String",
            "DANGEROUS E.Y: value added",
            "SAFE A.z: field added",
            "SAFE Z: description changed",
        ]
    );
}

static WHOLE: LazyLock<TypeSystem> = LazyLock::new(|| read(&regie::schema::sdl()).unwrap());

/// Everything that can be taken out of the schema alone, by its path.
fn parts() -> Vec<String> {
    let mut parts = Vec::new();
    for (name, ty) in &WHOLE.types {
        parts.push(name.to_string());
        for field in fields(ty) {
            parts.push(format!("{name}.{}", field.node.name.node));
            let arguments = field.node.arguments.iter();
            parts.extend(arguments.map(|it| format!("{name}.{}({}:)", field.node.name.node, it.node.name.node)));
        }
        parts.extend(input_fields(ty).iter().map(|field| format!("{name}.{}", field.node.name.node)));
        parts.extend(enum_values(ty).iter().map(|value| format!("{name}.{}", value.node.value.node)));
    }
    parts
}

fn without(part: &str) -> TypeSystem {
    let mut system = WHOLE.clone();
    let (ty, member) = part.split_once('.').map_or((part, None), |(ty, member)| (ty, Some(member)));
    let Some(member) = member else {
        system.types.remove(ty);
        return system;
    };
    let (member, argument) = member.split_once('(').map_or((member, None), |(member, rest)| (member, Some(rest)));
    match &mut system.types.get_mut(ty).unwrap().kind {
        TypeKind::Object(async_graphql::parser::types::ObjectType { fields, .. })
        | TypeKind::Interface(async_graphql::parser::types::InterfaceType { fields, .. }) => match argument {
            None => fields.retain(|field| field.node.name.node != member),
            Some(argument) => {
                let field = fields.iter_mut().find(|field| field.node.name.node == member).unwrap();
                field.node.arguments.retain(|it| format!("{}:)", it.node.name.node) != argument);
            }
        },
        TypeKind::Enum(all) => all.values.retain(|value| value.node.value.node != member),
        TypeKind::InputObject(input) => input.fields.retain(|field| field.node.name.node != member),
        TypeKind::Scalar | TypeKind::Union(_) => unreachable!("{part} has no members"),
    }
    system
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_taken_out_of_the_schema_is_named(index in any::<prop::sample::Index>()) {
        let parts = parts();
        let part = index.get(&parts);
        let less = without(part);
        let [change] = diff(&WHOLE, &less).try_into().unwrap();
        prop_assert_eq!((change.criticality, &change.path), (Criticality::Breaking, part));
        let [back] = diff(&less, &WHOLE).try_into().unwrap();
        prop_assert_eq!(&back.path, part);
    }
}

#[test]
fn a_schema_has_not_changed_from_itself() {
    assert_eq!(diff(&WHOLE, &WHOLE), []);
}
