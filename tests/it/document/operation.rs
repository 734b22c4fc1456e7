//! Which operation runs, and what the plan says of it.

use super::{code, messages, planned, printed, shop};
use async_graphql::parser::types::OperationType;
use regie::document::{Limits, Root, plan};

const TWO: &str = "query Q { echo } mutation M { inc }";

fn chosen(text: &str, name: Option<&str>) -> Result<(OperationType, Option<String>, String), &'static str> {
    match plan(shop::model(), &Limits::default(), text, name) {
        Ok(plan) => Ok((plan.operation, plan.operation_name.clone(), printed::document(&plan.document))),
        Err(refusals) => Err(refusals[0].code),
    }
}

#[test]
fn the_operation_is_the_named_one_or_the_only_one() {
    let mutation = (OperationType::Mutation, Some("M".to_owned()), "mutation M { inc }".to_owned());
    assert_eq!(chosen(TWO, Some("M")), Ok(mutation));
    assert_eq!(chosen(TWO, Some("X")), Err("OPERATION_NOT_FOUND"));
    assert_eq!(chosen(TWO, Some("")), Err("OPERATION_NOT_FOUND"));
    assert_eq!(chosen(TWO, None), Err("OPERATION_NAME_REQUIRED"));
    assert_eq!(chosen("{ echo }", Some("Q")), Err("OPERATION_NOT_FOUND"));
    assert_eq!(chosen("{ echo }", None), Ok((OperationType::Query, None, "query { echo }".to_owned())));
    let named = (OperationType::Query, Some("Q".to_owned()), "query Q { echo }".to_owned());
    assert_eq!(chosen("query Q { echo }", None), Ok(named));
}

#[test]
fn a_document_without_an_operation_is_refused() {
    assert_eq!(code("fragment F on Query { echo }"), "GRAPHQL_VALIDATION_FAILED");
    assert_eq!(code(""), "GRAPHQL_PARSE_FAILED");
    assert_eq!(code("query Q { echo } query Q { echo }"), "GRAPHQL_VALIDATION_FAILED");
    assert_eq!(code("{ echo } query Q { echo }"), "GRAPHQL_VALIDATION_FAILED");
    assert_eq!(code("{ ...F } fragment F on Query { echo } fragment F on Query { sum }"), "GRAPHQL_VALIDATION_FAILED");
}

#[test]
fn a_syntax_error_says_where_it_is() {
    let refusals = super::refused("{\n  echo(text: ) }");
    assert_eq!((refusals[0].code, refusals[0].locations[0].line), ("GRAPHQL_PARSE_FAILED", 2));
    assert_eq!(refusals[0].message, "The document cannot be read: expected value");
}

#[test]
fn an_operation_that_was_not_chosen_is_validated_too() {
    for (other, fault) in [
        ("query B { nothing }", "There is no field \"nothing\" on type \"Query\"."),
        ("query B($a: Int) { echo }", "The variable \"$a\" is never used."),
        ("query B { echo(number: \"x\") }", "This is not a value of type \"Int\"."),
        ("query B { a: echo a: sum }", "The fields \"a\" conflict: \"echo\" and \"sum\" are different fields."),
        ("mutation B($a: Boolean!) { inc @include(if: $a) inc }", "The mutation \"inc\" stands twice"),
        ("subscription B { ticks tocks }", "A subscription selects exactly one field."),
    ] {
        let text = format!("query A {{ echo }} {other}");
        let refusals = plan(shop::model(), &Limits::default(), &text, Some("A")).err().unwrap();
        assert!(refusals[0].message.starts_with(fault), "{refusals:?}");
    }
}

#[test]
fn the_roots_are_listed_in_the_order_of_the_answer_with_their_permissions() {
    let root = |key: &str, field: &str, permission: Option<&str>, introspection| Root {
        response_key: key.to_owned(),
        field: field.to_owned(),
        permission: permission.map(str::to_owned),
        introspection,
    };
    let plan = planned(
        "query($a: Boolean!) { echo t: __typename s: __schema { description } b: book { id } ...F book @skip(if: $a) { id } }
         fragment F on Query { echo book @include(if: $a) { id } __type(name: \"Book\") { name } }",
    );
    let expected = [
        root("echo", "echo", None, false),
        root("t", "__typename", None, false),
        root("s", "__schema", None, true),
        root("b", "book", Some("book.read"), false),
        root("book", "book", Some("book.read"), false),
        root("__type", "__type", None, true),
    ];
    assert_eq!(plan.roots, expected);
    let mutation = planned("mutation { pay { id } }");
    assert_eq!(mutation.roots, [root("pay", "pay", Some("payment.capture"), false)]);
}

#[test]
fn a_subscription_selects_one_field() {
    planned("subscription { ticks }");
    planned("subscription { ticks ...F } fragment F on Subscriptions { ticks }");
    for text in [
        "subscription { ticks tocks }",
        "subscription { ticks again: ticks }",
        "subscription { ticks ...F } fragment F on Subscriptions { tocks }",
        "subscription { __typename }",
        "subscription($a: Boolean!) { ticks @skip(if: $a) }",
        "subscription($a: Boolean!) { ticks @skip(if: $a) tocks @include(if: $a) }",
    ] {
        assert_eq!(code(text), "GRAPHQL_VALIDATION_FAILED", "{text}");
        assert!(messages(text)[0].contains("subscription"), "{:?}", messages(text));
    }
}

#[test]
fn an_escape_that_is_no_character_is_a_syntax_error() {
    let quoted = |escape: &str| format!("{{ echo(text: \"{escape}\") }}");
    for broken in ["\\ud83d", "\\ud83d\\ude00", "\\udfff", "\\u12", "\\u", "\\uzzzz", "\\u{1F600}"] {
        assert_eq!(code(&quoted(broken)), "GRAPHQL_PARSE_FAILED", "{broken}");
    }
    for well in ["\\u00e9", "\\u0041", "\\\\ud83d"] {
        assert!(chosen(&quoted(well), None).is_ok(), "{well}");
    }
}
