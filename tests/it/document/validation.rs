//! The rules of validation: one document for each way to break one, and those that look broken but are not.

use super::{messages, planned, refused, shop};
use async_graphql::Request;
use regie::document::{Limits, plan};

/// Each of these documents has exactly this fault.
#[track_caller]
fn faults(cases: &[(&str, &str)]) {
    for (text, message) in cases {
        assert_eq!(messages(text), [*message], "{text}");
        assert_eq!(refused(text)[0].code, "GRAPHQL_VALIDATION_FAILED");
    }
}

#[test]
fn fields_exist_and_have_selections_where_they_must() {
    faults(&[
        ("{ nothing }", "There is no field \"nothing\" on type \"Query\"."),
        ("{ nodes { title } }", "There is no field \"title\" on type \"Node\"."),
        ("{ ware { id } }", "There is no field \"id\" on type \"Ware\"."),
        ("{ book { ... on Node { title } } }", "There is no field \"title\" on type \"Node\"."),
        ("mutation { __schema { description } }", "There is no field \"__schema\" on type \"Mutation\"."),
        ("{ book { __schema { description } } }", "There is no field \"__schema\" on type \"Book\"."),
        ("{ book }", "The field \"book\" needs a selection of fields of \"Book\"."),
        ("{ echo { length } }", "The field \"echo\" of type \"String\" has no fields to select."),
        ("subscription { nothing }", "There is no field \"nothing\" on type \"Subscriptions\"."),
    ]);
}

#[test]
fn fragments_are_known_used_and_possible() {
    faults(&[
        ("{ ...F }", "There is no fragment \"F\"."),
        ("{ echo } fragment F on Query { echo }", "The fragment \"F\" is never used."),
        ("{ ...F } fragment F on Nope { echo }", "There is no type \"Nope\"."),
        ("{ ...F } fragment F on Kind { echo }", "The fragment \"F\" cannot be on \"Kind\", which has no fields."),
        ("{ ... on Nope { echo } }", "There is no type \"Nope\"."),
        ("{ ... on Int { echo } }", "A fragment cannot be on \"Int\", which has no fields."),
        ("{ ... on Where { page } }", "A fragment cannot be on \"Where\", which has no fields."),
        ("{ book { ... on Pen { id } } }", "An object of type \"Book\" can never be of type \"Pen\"."),
        ("{ book { ...P } } fragment P on Pen { id }", "An object of type \"Book\" can never be of type \"Pen\"."),
        ("{ ware { ... on Author { id } } }", "An object of type \"Ware\" can never be of type \"Author\"."),
        ("{ book { ... on Named { name } } }", "An object of type \"Book\" can never be of type \"Named\"."),
    ]);
    planned("{ ware { ... on Named { name } } }");
}

#[test]
fn a_fragment_that_only_an_unchosen_operation_uses_is_used() {
    let text = "query A { echo } query B { ...F } fragment F on Query { echo }";
    plan(shop::model(), &Limits::default(), text, Some("A")).map(drop).unwrap();
}

#[test]
fn arguments_are_known_unique_and_complete() {
    faults(
        &[
            ("{ echo(nothing: 1) }", "There is no argument \"nothing\" of the field \"echo\"."),
            ("{ echo(text: \"a\", text: \"b\") }", "There can be only one argument \"text\" of the field \"echo\"."),
            ("{ by { id } }", "The argument \"by\" of type \"By!\" of the field \"by\" is missing."),
            ("{ echo @skip }", "The argument \"if\" of type \"Boolean!\" of the directive \"@skip\" is missing."),
            ("{ echo @skip(if: true, unless: true) }", "There is no argument \"unless\" of the directive \"@skip\"."),
            ("{ book { author { books(first: null) { total } } } }", "A value of type \"Int!\" cannot be null."),
        ][..2],
    );
    faults(&[
        ("{ by }", "The argument \"by\" of type \"By!\" of the field \"by\" is missing."),
        ("{ echo @skip }", "The argument \"if\" of type \"Boolean!\" of the directive \"@skip\" is missing."),
        ("{ echo @skip(if: true, unless: true) }", "There is no argument \"unless\" of the directive \"@skip\"."),
        ("{ author { books(first: null) { total } } }", "A value of type \"Int!\" cannot be null."),
    ]);
}

#[test]
fn directives_are_known_unique_and_in_their_place() {
    faults(&[
        ("{ echo @nothing }", "There is no directive \"@nothing\"."),
        ("query @skip(if: true) { echo }", "The directive \"@skip\" may not stand here."),
        (
            "query($a: Int @skip(if: true)) { sum(numbers: []) echo(number: $a) }",
            "The directive \"@skip\" may not stand here.",
        ),
        ("{ ...F } fragment F on Query @include(if: true) { echo }", "The directive \"@include\" may not stand here."),
        ("{ ... @once(key: \"a\") { echo } }", "The directive \"@once\" may not stand here."),
        ("{ echo @cost(weight: \"0\") }", "The directive \"@cost\" may not stand here."),
        ("{ echo @skip(if: true) @skip(if: false) }", "There can be only one directive \"@skip\" at one place."),
        ("{ echo @once(key: \"a\") @once(key: \"b\") }", "There can be only one directive \"@once\" at one place."),
        ("{ echo @skip(if: 1) }", "This is not a value of type \"Boolean\"."),
    ]);
}

#[test]
fn literals_have_the_type_that_is_expected() {
    let wrong = |argument: &str, ty: &str| {
        assert_eq!(
            messages(&format!("{{ {argument} }}")),
            [format!("This is not a value of type \"{ty}\".")],
            "{argument}"
        );
    };
    for value in ["\"1\"", "1.0", "2147483648", "-2147483649", "true", "ONE", "[1]", "{}"] {
        wrong(&format!("echo(number: {value})"), "Int");
    }
    for value in ["\"1\"", "true"] {
        wrong(&format!("echo(real: {value})"), "Float");
    }
    for value in ["1", "true", "ONE", "[\"a\"]"] {
        wrong(&format!("echo(text: {value})"), "String");
    }
    for value in ["1", "\"true\"", "TRUE"] {
        wrong(&format!("echo(flag: {value})"), "Boolean");
    }
    for value in ["1.5", "true", "A"] {
        wrong(&format!("echo(id: {value})"), "ID");
    }
    for value in ["NOTHING", "\"BOOK\"", "1", "book"] {
        wrong(&format!("node(kind: {value}) {{ id }}"), "Kind");
    }
    // The executor's validation accepts a text for an input object, and the field fails when it runs.
    for value in ["\"a\"", "1", "[\"a\"]"] {
        wrong(&format!("search(where: {value})"), "Where");
    }
    wrong("matrix(rows: [[1], [true]])", "Int");
    planned(
        "{ echo(text: \"a\", number: -2147483648, real: 1, flag: true, id: 1) a: echo(real: 1.5e3, id: \"x\", text: null) }",
    );
    planned("{ sum(numbers: 1) matrix(rows: 1) a: matrix(rows: [1, [2, 3]]) json(value: {a: [1, B, {c: null}]}) }");
}

#[test]
fn a_literal_has_no_nul() {
    for text in [r#"{ echo(text: "a\u0000b") }"#, r#"{ echo(id: "\u0000") }"#] {
        assert_eq!(messages(text), ["A text cannot have the character U+0000."], "{text}");
        assert_eq!(refused(text)[0].code, "BAD_INPUT");
    }
    let path = |text: &str| refused(text)[0].path.join(".");
    assert_eq!(path(r#"{ a: echo(id: "\u0000") }"#), "id");
    assert_eq!(path(r#"{ found(ids: ["a", "\u0000"]) { id } }"#), "ids.1");
    planned(r#"{ echo(text: "a\u0001b") }"#);
}

#[test]
fn input_objects_are_known_unique_and_complete() {
    faults(&[
        ("{ search(where: {tags: [], nothing: 1}) }", "There is no field \"nothing\" in the input \"Where\"."),
        ("{ search(where: {}) }", "The field \"tags\" of type \"[String!]!\" of the input \"Where\" is missing."),
        ("{ search(where: {tags: null}) }", "A value of type \"[String!]!\" cannot be null."),
        ("{ search(where: {tags: [], inner: {tags: [null]}}) }", "A value of type \"String!\" cannot be null."),
        ("{ search(where: {tags: [], tags: []}) }", "There can be only one input field named \"tags\"."),
        ("{ json(value: {a: {b: 1, c: {b: 1}, b: 2}}) }", "There can be only one input field named \"b\"."),
        (
            "query($w: Where = {tags: [], page: 1, page: 2}) { json(value: $w) }",
            "There can be only one input field named \"page\".",
        ),
        ("{ echo @once(key: {a: 1, a: 2}) }", "There can be only one input field named \"a\"."),
        ("{ by(by: {}) }", "The input \"By\" takes exactly one field, which is not null."),
        ("{ by(by: {id: 1, number: 1}) }", "The input \"By\" takes exactly one field, which is not null."),
        ("{ by(by: {id: null}) }", "The input \"By\" takes exactly one field, which is not null."),
    ]);
    planned("{ search(where: {tags: [], inner: {tags: \"a\", inner: {tags: []}}}) by(by: {number: 1}) }");
    // Equal names in different objects, and aliases, are no input fields.
    planned("{ json(value: [{a: 1}, {a: 1}]) a: echo b: echo(text: \"a\") }");
}

#[test]
fn variables_are_defined_once_used_and_of_input_types() {
    faults(&[
        ("{ echo(text: $a) }", "The variable \"$a\" is not defined."),
        ("{ json(value: {a: [$a]}) }", "The variable \"$a\" is not defined."),
        ("{ ...F } fragment F on Query { echo(text: $a) }", "The variable \"$a\" is not defined."),
        ("{ echo @skip(if: $a) }", "The variable \"$a\" is not defined."),
        ("query($a: Int) { echo }", "The variable \"$a\" is never used."),
        ("query($a: Int, $a: Int) { echo(number: $a) }", "There can be only one variable \"$a\"."),
        ("query($a: Book) { json(value: $a) }", "The variable \"$a\" cannot be of type \"Book\"."),
        ("query($a: Int = \"1\") { echo(number: $a) }", "This is not a value of type \"Int\"."),
        ("query($a: Int! = null) { echo(number: $a) }", "A value of type \"Int!\" cannot be null."),
        ("query($a: Where = {tags: 1}) { search(where: $a) }", "This is not a value of type \"String\"."),
    ]);
}

#[test]
fn variables_stand_where_they_fit() {
    let refused = |ty: &str, place: &str, expected: &str| {
        let message = format!("The variable \"$a\" of type \"{ty}\" cannot stand where \"{expected}\" is expected.");
        assert_eq!(messages(&format!("query($a: {ty}) {{ {place} }}")), [message]);
    };
    refused("String", "echo(number: $a)", "Int");
    refused("Int", "echo(real: $a)", "Float");
    refused("Int", "sum(numbers: [$a])", "Int!");
    refused("Int!", "sum(numbers: $a)", "[Int!]");
    refused("[Int]", "sum(numbers: $a)", "[Int!]");
    refused("Where", "search(where: $a)", "Where!");
    refused("[String!]", "search(where: {tags: $a})", "[String!]!");
    refused("Boolean", "echo @skip(if: $a)", "Boolean!");
    refused("ID", "by(by: {id: $a})", "ID");
    for (ty, place) in [
        ("Int", "echo(number: $a)"),
        ("Int!", "echo(number: $a)"),
        ("[Int!]!", "sum(numbers: $a)"),
        ("[[Int!]!]!", "matrix(rows: $a)"),
        // A default in either place stands in for null.
        ("Where = {tags: []}", "search(where: $a)"),
        ("Int", "book(number: $a) { id }"),
        ("Int", "search(where: {tags: [], page: $a})"),
        ("Boolean = true", "echo @skip(if: $a)"),
        ("ID!", "by(by: {id: $a})"),
        // What a custom scalar holds has no type.
        ("Int", "json(value: {a: $a})"),
    ] {
        planned(&format!("query($a: {ty}) {{ {place} }}"));
    }
    assert_eq!(messages("query($a: Boolean = null) { echo @skip(if: $a) }").len(), 1);
}

#[test]
fn at_most_twenty_faults_are_reported_in_the_order_of_the_document() {
    let text = format!("{{ book {{ {} }} }}", (0..100).map(|i| format!("f{i:02}\n")).collect::<String>());
    let refusals = refused(&text);
    assert_eq!(refusals.len(), 20);
    assert_eq!(refusals[0].message, "There is no field \"f00\" on type \"Book\".");
    assert_eq!(refusals[19].message, "There is no field \"f19\" on type \"Book\".");
}

/// Definitions are walked in no order, and there are far more faults than are reported.
#[test]
fn the_faults_that_are_reported_are_the_first_of_the_document() {
    let fields = |f: usize| (0..30).map(|i| format!("f{f:02}_{i:02} ")).collect::<String>();
    let fragments: String = (0..49).map(|f| format!("fragment F{f} on Book {{ {}}}\n", fields(f))).collect();
    let spreads: String = (0..49).map(|f| format!("...F{f} ")).collect();
    let refusals = refused(&format!("{fragments} {{ book {{ {spreads} }} }}"));
    let expected = (0..20).map(|i| format!("There is no field \"f00_{i:02}\" on type \"Book\"."));
    assert_eq!(refusals.into_iter().map(|refusal| refusal.message).collect::<Vec<_>>(), expected.collect::<Vec<_>>());
}

#[test]
fn faults_of_one_place_are_reported_by_the_alphabet() {
    let fields: String = (10..40).rev().map(|i| format!("x{i}: 1 ")).collect();
    let expected = (10..30).map(|i| format!("There is no field \"x{i}\" in the input \"Where\"."));
    assert_eq!(messages(&format!("{{ search(where: {{ tags: [] {fields} }}) }}")), expected.collect::<Vec<_>>());
}

#[test]
fn a_fault_that_operations_share_is_reported_once() {
    let text = "query A { ...F } query B { ...F } fragment F on Query { echo(text: $t) }";
    let refusals = plan(shop::model(), &Limits::default(), text, Some("B")).err().unwrap();
    assert_eq!(refusals.len(), 1, "{refusals:#?}");
    assert_eq!(refusals[0].message, "The variable \"$t\" is not defined.");
}

#[test]
fn exactly_one_slicing_argument_is_given_where_the_schema_wants_it() {
    let message = "The field \"wares\" needs exactly one of `first`, `last`.";
    faults(&[("{ wares { __typename } }", message), ("{ wares(first: 1, last: 1) { __typename } }", message)]);
    planned("{ wares(first: 1) { __typename } }");
    planned("{ author { books(first: 1, last: 1) { total } } }");
}

/// What the executor does by itself with documents that the specification says something else of.
#[tokio::test]
async fn what_the_executor_gets_wrong_is_put_right() {
    // It forgets the default of an argument when its variable is left out.
    let (text, data) = ("query($a: Int) { book(number: $a) { pages } }", "{book: {pages: 100}}");
    // It forgets the default of a variable at `@skip`.
    let (skip, rest) = ("query($s: Boolean = true) { echo @skip(if: $s) sum }", "{sum: 0}");
    for (text, data) in [(text, data), (skip, rest)] {
        let (theirs, _) = shop::run_strict(Request::new(text)).await;
        assert_ne!(theirs.data.to_string(), data, "no longer wrong");
        let plan = planned(text);
        let variables = plan.coerce(shop::model(), &Limits::default(), serde_json::Map::new()).unwrap();
        let (ours, _) = shop::run(shop::request(&plan.document, variables)).await;
        assert_eq!((ours.errors.len(), ours.data.to_string().as_str()), (0, data), "{:?}", ours.errors);
    }
    // It does not ask whether a variable fits.
    let text = "query($a: String) { book(number: $a) { id } }";
    let (theirs, _) = shop::run_strict(Request::new(text)).await;
    assert!(!theirs.errors[0].path.is_empty(), "no longer found only when the field runs");
    assert_eq!(refused(text)[0].code, "GRAPHQL_VALIDATION_FAILED");
    // It accepts a text for an input object, and the mutation before has run by then.
    let text = "mutation { inc import(where: \"a\") }";
    let (_, ran) = shop::run_strict(Request::new(text)).await;
    assert_eq!(ran, ["inc"]);
    assert_eq!(messages(text), ["This is not a value of type \"Where\"."]);
}
