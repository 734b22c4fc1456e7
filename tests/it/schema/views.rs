//! The part of a schema that somebody sees, on small schemas and on the whole one.

use async_graphql::Name;
use async_graphql::parser::types::{TypeDefinition, TypeKind};
use proptest::prelude::*;
use regie::introspection::{SchemaView, VIEWS_MAX, Views, requirement};
use regie::kernel::permission::{Bits, Grants, Lines};
use regie::kernel::scope::Domain;
use regie::sdl::members::{fields, implements, input_fields, inputs, is_required, named, union_members};
use regie::sdl::{BUILT_IN_SCALARS, TypeSystem, read};
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

/// What stays for somebody who holds `a.read` and nothing else.
fn seen(sdl: &str) -> String {
    let view = SchemaView::new(&read(sdl).unwrap(), |permission| permission == "a.read").unwrap();
    view.sdl().replace("schema {\n\tquery: Query\n}\n", "").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_member_stays_for_those_who_could_hold_its_permission() {
    let a = "\"For A. Requires `a.read`.\"";
    let b = "\"\"\"\nFor B. Requires\n`b.read`.\n\"\"\"";
    for (whole, part) in [
        (format!("type Query {{ {a} a: Int {b} b: Int c: Int }}"), format!("type Query {{ {a} a: Int c: Int }}")),
        // Arguments, input fields and enum values have permissions as well.
        (
            format!("type Query {{ a(x: In, {b} y: Int): E }} input In {{ x: Int {b} y: Int }} enum E {{ X {b} Y }}"),
            "enum E { X } input In { x: Int } type Query { a(x: In): E }".to_owned(),
        ),
        // What cannot be given without the permission cannot be called.
        (format!("type Query {{ a({b} x: Int!): Int c: Int }}"), "type Query { c: Int }".to_owned()),
        (
            format!("type Query {{ a(x: In!): Int b(x: In): Int c: Int }} input In {{ y: Int {b} x: Int! }}"),
            "type Query { b: Int c: Int }".to_owned(),
        ),
        (format!("type Query {{ a({b} x: Int! = 1): Int }}"), "type Query { a: Int }".to_owned()),
        // A default does not speak of what is gone.
        (
            format!("type Query {{ a(x: [In!] = [{{x: 1, y: 2}}]): Int }} input In {{ x: Int {b} y: Int }}"),
            "input In { x: Int } type Query { a(x: [In!] = [{x: 1}]): Int }".to_owned(),
        ),
    ] {
        assert_eq!(seen(&whole), part, "{whole}");
    }
}

#[test]
fn what_nothing_leads_to_goes_and_what_leads_to_nothing() {
    let b = "\"Requires `b.read`.\"";
    for (whole, part) in [
        (
            format!(
                "type Query {{ a: A {b} b: B }} type A {{ x: Int }} type B {{ c: C }} type C {{ x: Int }} scalar S"
            ),
            "type A { x: Int } type Query { a: A }",
        ),
        // Nothing of B can be seen, so B cannot, so the field that gives it cannot: and so on.
        (
            format!("type Query {{ a: A c: Int }} type A {{ b: B }} type B {{ {b} x: Int {b} y: E }} enum E {{ X }}"),
            "type Query { c: Int }",
        ),
        (format!("type Query {{ a: E c: Int }} enum E {{ {b} X }}"), "type Query { c: Int }"),
        // Two that lead to each other only.
        (format!("type Query {{ c: Int {b} a: A }} type A {{ b: B }} type B {{ a: A }}"), "type Query { c: Int }"),
        // Unions keep the members that have something to show.
        (
            format!(
                "type Query {{ u: U v: V c: Int }} union U = A | B union V = B type A {{ x: Int }} type B {{ {b} x: Int }}"
            ),
            "type A { x: Int } type Query { u: U c: Int } union U = A",
        ),
        // Roots go when nothing is left of them.
        (
            format!(
                "type Query {{ a: Int }} type Mutation {{ {b} b: B }} type Subscription {{ {b} b: B }} type B {{ x: Int }}"
            ),
            "type Query { a: Int }",
        ),
        // A directive of the schema goes with what it stood on; one of documents stays, with the types of its arguments.
        (
            format!(
                "type Query {{ a: Int {b} b: Int @deprecated }} directive @deprecated on FIELD_DEFINITION \
                 directive @mark(with: E) on FIELD enum E {{ X }}"
            ),
            "enum E { X } type Query { a: Int } directive @mark(with: E) on FIELD",
        ),
    ] {
        assert_eq!(seen(&whole), part, "{whole}");
    }
}

#[test]
fn an_interface_stays_with_those_that_keep_its_contract() {
    let b = "\"Requires `b.read`.\"";
    for (whole, part) in [
        // An interface leads to its types.
        (
            "type Query { i: I } interface I { x: Int } type A implements I { x: Int }".to_owned(),
            "type A implements I { x: Int } interface I { x: Int } type Query { i: I }",
        ),
        // Without one of its fields a type is no such thing any more, and without types there is no interface.
        (
            format!("type Query {{ i: I a: A }} interface I {{ x: Int }} type A implements I {{ {b} x: Int y: Int }}"),
            "type A { y: Int } type Query { a: A }",
        ),
        (
            format!(
                "type Query {{ a: A }} interface I {{ x(n: Int): Int }} \
                 type A implements I {{ x({b} n: Int): Int y: Int }}"
            ),
            "type A { x: Int y: Int } type Query { a: A }",
        ),
        // `node` is open to everybody and does not show what there is.
        (
            format!(
                "type Query {{ node: Node a: A {b} b: B }} interface Node {{ id: ID! }} \
                 type A implements Node {{ id: ID! }} type B implements Node {{ id: ID! }}"
            ),
            "type A implements Node { id: ID! } interface Node { id: ID! } type Query { node: Node a: A }",
        ),
        (
            format!(
                "type Query {{ node: Node c: Int {b} b: B }} interface Node {{ id: ID! }} \
                 type B implements Node {{ id: ID! }}"
            ),
            "type Query { c: Int }",
        ),
    ] {
        assert_eq!(seen(&whole), part, "{whole}");
    }
}

#[test]
fn a_requirement_is_a_name_between_quotes() {
    for (description, permission) in [
        ("See orders. Requires `order.read`.", Some("order.read")),
        ("Requires\n\t`order.read`. Then more.", Some("order.read")),
        ("Requires a token. Requires `order.read`.", Some("order.read")),
        ("Requires a token.", None),
        ("Holders of `order.read` see more.", None),
        ("", None),
    ] {
        assert_eq!(requirement(description), permission, "{description}");
    }
}

static WHOLE: LazyLock<TypeSystem> = LazyLock::new(|| read(&regie::schema::sdl()).unwrap());

/// Holds a view to what every schema has to be.
fn assert_sound(view: &SchemaView) {
    let system = read(view.sdl()).unwrap();
    let of = |name: &Name| system.types.get(name);
    let exists = |name: &Name| of(name).is_some() || BUILT_IN_SCALARS.contains(&name.as_str());
    for root in [Some(&system.query), system.mutation.as_ref(), system.subscription.as_ref()].into_iter().flatten() {
        assert!(!fields(of(root).unwrap()).is_empty(), "{root}");
    }
    for (name, ty) in &system.types {
        assert!(!is_empty(ty), "{name} is empty");
        assert!(fields(ty).iter().all(|field| exists(named(&field.node.ty.node))), "{name}");
        assert!(inputs(ty).all(|input| exists(named(&input.ty.node))), "{name}");
        assert!(union_members(ty).iter().all(|member| exists(&member.node)), "{name}");
        for interface in implements(ty) {
            let contract = of(&interface.node).unwrap();
            for wanted in fields(contract) {
                let offered = fields(ty).iter().find(|field| field.node.name.node == wanted.node.name.node).unwrap();
                for argument in &wanted.node.arguments {
                    let taken = offered.node.arguments.iter();
                    assert!(taken.clone().any(|taken| taken.node.name.node == argument.node.name.node), "{name}");
                }
            }
        }
        // Whoever can use an input can give everything that it wants.
        if let Some(whole) = WHOLE.types.get(name) {
            for field in input_fields(whole).iter().filter(|field| is_required(&field.node)) {
                assert!(input_fields(ty).iter().any(|found| found.node.name.node == field.node.name.node), "{name}");
            }
        }
    }
    if system.types.contains_key("Node") {
        assert!(system.types.values().any(|ty| implements(ty).iter().any(|name| name.node == "Node")));
    }
}

fn is_empty(ty: &TypeDefinition) -> bool {
    match &ty.kind {
        TypeKind::Scalar => false,
        TypeKind::Object(object) => object.fields.is_empty(),
        TypeKind::Interface(interface) => interface.fields.is_empty(),
        TypeKind::Union(union) => union.members.is_empty(),
        TypeKind::Enum(all) => all.values.is_empty(),
        TypeKind::InputObject(input) => input.fields.is_empty(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_somebody_holds_they_see_a_sound_schema(
        held in prop::collection::vec(any::<prop::sample::Index>(), 0..20)
    ) {
        let catalogue = regie::app::catalogue();
        let held: BTreeSet<&str> = held.iter().map(|index| index.get(&catalogue).name).collect();
        let view = SchemaView::new(&WHOLE, |permission| held.contains(permission)).unwrap();
        assert_sound(&view);
        // And exactly the root fields that they could use.
        let system = read(view.sdl()).unwrap();
        for (root, kept) in [(Some(&WHOLE.query), Some(&system.query)), (WHOLE.mutation.as_ref(), system.mutation.as_ref())] {
            for field in fields(&WHOLE.types[root.unwrap()]) {
                let description = field.node.description.as_ref().unwrap();
                let usable = requirement(&description.node).is_none_or(|permission| held.contains(permission));
                let kept = kept.is_some_and(|kept| {
                    fields(&system.types[kept]).iter().any(|found| found.node.name.node == field.node.name.node)
                });
                prop_assert_eq!(kept, usable, "{}", field.node.name.node);
            }
        }
    }
}

#[test]
fn every_sentence_names_a_permission_that_there_is() {
    let catalogue = regie::app::catalogue();
    let mut sentences = 0;
    for ty in WHOLE.types.values() {
        let described = fields(ty).iter().map(|field| &field.node.description);
        for description in described.chain(inputs(ty).map(|input| &input.description)).flatten() {
            if let Some(permission) = requirement(&description.node) {
                assert!(catalogue.iter().any(|info| info.name == permission), "{permission}");
                sentences += 1;
            }
        }
    }
    assert!(sentences > 100, "{sentences}");
}

/// What somebody holds who has these permissions everywhere.
fn holding(indices: &[usize]) -> Grants {
    let mut allow = Bits::default();
    indices.iter().for_each(|index| allow.set(*index));
    Grants { version: 1, domains: vec![(Domain::Everything, Lines { allow, ..Lines::default() })] }
}

#[test]
fn a_view_is_made_once_for_each_set_of_permissions_and_the_least_used_goes() {
    let catalogue = regie::app::catalogue();
    assert!(catalogue.len() > VIEWS_MAX);
    let sdl = || "type Query { \"Requires `order.read`.\" a: Int b: Int }".to_owned();
    let views = Views::new(catalogue.clone(), sdl);
    let of = |place: usize| views.for_grants(&holding(&[catalogue[place].index])).unwrap();
    let first = of(0);
    assert!(Arc::ptr_eq(&first, &of(0)));
    let second = of(1);
    for place in 2..VIEWS_MAX {
        of(place);
    }
    assert!(Arc::ptr_eq(&first, &of(0)), "as many as are kept");
    of(VIEWS_MAX);
    assert!(Arc::ptr_eq(&first, &of(0)), "it was used a moment ago");
    assert!(!Arc::ptr_eq(&second, &of(1)), "it was not used for longest");
    assert_eq!(second.etag(), of(1).etag());
}

#[test]
fn the_validator_of_a_text_is_its_hash() {
    let views = Views::new(regie::app::catalogue(), regie::schema::sdl);
    let (all, none) = (views.for_grants(&Grants::everything()).unwrap(), views.for_grants(&Grants::default()).unwrap());
    assert_eq!(all.sdl(), regie::schema::sdl());
    assert!(all.etag() != none.etag() && all.sdl().len() > none.sdl().len());
    let again = Views::new(regie::app::catalogue(), regie::schema::sdl).for_grants(&Grants::everything()).unwrap();
    assert_eq!(again.etag(), all.etag());
    let known = SchemaView::new(&read("type Query { a: Int }").unwrap(), |_| true).unwrap();
    assert_eq!(known.etag(), "\"3a1a7bad4190b10d22ca5ab2ade8ec19287bf50510fa14161313269f188bb8d1\"");
}
