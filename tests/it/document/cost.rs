//! What operations cost, before they run and after.

use super::{planned, shop};
use async_graphql::Variables;
use regie::document::{Limits, Plan};
use serde_json::{Value, json};

fn variables(plan: &Plan, given: Value) -> Variables {
    let Value::Object(given) = given else { panic!("variables are an object") };
    plan.coerce(shop::model(), &Limits::default(), given).unwrap()
}

fn requested(text: &str, given: Value) -> u64 {
    let plan = planned(text);
    plan.requested_cost(&variables(&plan, given))
}

/// Requested and actual.
async fn costs(text: &str, given: Value) -> (u64, u64) {
    let plan = planned(text);
    let variables = variables(&plan, given);
    let (response, _) = shop::run(shop::request(&plan.document, variables.clone())).await;
    assert!(response.errors.is_empty(), "{:?}", response.errors);
    (plan.requested_cost(&variables), plan.actual_cost(&variables, &response.data))
}

#[test]
fn weights_of_types_and_fields_add_up() {
    for (text, cost) in [
        ("{ echo __typename }", 0),
        // One object; two; one and a field of five points.
        ("{ book { id } }", 1),
        ("{ book { author { id } } }", 2),
        ("{ book { title id } }", 6),
        ("{ book { title } b: book { title } }", 12),
        // A mutation, and the object that it answers.
        ("mutation { inc }", 10),
        ("mutation { pay { id } inc }", 21),
        ("mutation { import }", 50),
        // Introspection, whatever it selects.
        ("{ __schema { types { name fields { name } } } echo }", 10),
        ("subscription { ticks }", 0),
    ] {
        assert_eq!(requested(text, json!({})), cost, "{text}");
    }
}

#[test]
fn lists_multiply_what_is_below_by_their_length() {
    for (text, cost) in [
        // Three assumed, of which a pen is the dearest.
        ("{ nodes { id } }", 3 * 3),
        ("{ author { related { related { id } } } }", 1 + 3 * (3 + 3 * 3)),
        // Nothing is said: a hundred.
        ("{ words { name } }", 100),
        // A connection, and its nodes by the argument, by the larger of two, by the default.
        ("{ author { books(first: 3) { total nodes { id } } } }", 1 + 1 + 3),
        ("{ author { books(first: 3, last: 7) { nodes { id } } } }", 1 + 1 + 7),
        ("{ author { books { nodes { author { id } } } } }", 1 + 1 + 2 * 2),
        ("{ author { books(last: null) { nodes { id } } } }", 1 + 1 + 2),
        ("{ wares(first: 100) { __typename } }", 100 * 3),
        // The argument is refused when it runs.
        ("{ author { books(first: -5) { nodes { id } } } }", 1 + 1 + 2),
    ] {
        assert_eq!(requested(text, json!({})), cost, "{text}");
    }
}

#[test]
fn an_object_of_several_types_costs_as_much_as_the_dearest() {
    for (text, cost) in [
        ("{ nodes { ... on Pen { id } } }", 3 * 3),
        (
            "{ nodes { id ... on Book { title author { id } } ... on Author { books(first: 2) { nodes { id } } } } }",
            3 * (3 + 6),
        ),
        (
            "{ nodes { ... on Book { author { id } } ... on Named { related { id } } ... on Pen { related { kind } } } }",
            3 * (3 + 9 + 9),
        ),
        ("{ ware { ... on Book { title } ... on Pen { color } } }", 3 + 5),
    ] {
        assert_eq!(requested(text, json!({})), cost, "{text}");
    }
}

#[test]
fn the_length_of_a_list_is_asked_of_the_variables() {
    let text = "query($n: Int, $m: Int! = 4) { author { books(first: $n, last: $m) { nodes { id } } } }";
    for (given, length) in [
        (json!({}), 4),
        (json!({"n": 9}), 9),
        (json!({"n": 3}), 4),
        (json!({"n": 3, "m": 1}), 3),
        (json!({"m": 1}), 1),
        (json!({"n": i32::MAX}), 2_147_483_647),
    ] {
        assert_eq!(requested(text, given.clone()), 2 + length, "{given}");
    }
    assert_eq!(requested("query($n: Int) { author { books(first: $n) { nodes { id } } } }", json!({})), 2 + 2);
}

#[tokio::test]
async fn a_list_of_what_is_looked_for_is_as_long_as_it_names() {
    let text = "query($ids: [ID!]!, $id: ID!) { found(ids: $ids) { id } a: found(ids: [\"x\", $id]) { id } b: found(ids: \"x\") { id } }";
    let given = json!({"ids": ["x", "none", "x", "x"], "id": "none"});
    assert_eq!(costs(text, given).await, (4 + 2 + 1, 3 + 1 + 1));
}

#[test]
fn what_is_skipped_costs_nothing() {
    let text =
        "query($a: Boolean!, $b: Boolean = false) { book @include(if: $a) { title } author @skip(if: $b) { id } }";
    for (given, cost) in [
        (json!({"a": true}), 7),
        (json!({"a": false}), 1),
        (json!({"a": true, "b": true}), 6),
        (json!({"a": false, "b": true}), 0),
    ] {
        assert_eq!(requested(text, given), cost);
    }
    // Without variables, the most.
    assert_eq!(planned(text).requested_cost(&Variables::default()), 7);
}

#[test]
fn costs_saturate() {
    let text = "query($n: Int!) { author { ...F } }
        fragment F on Author { books(first: $n) { nodes { author { books(first: $n) { nodes { author { books(first: $n) { nodes { id } } } } } } } } }";
    assert_eq!(requested(text, json!({"n": i32::MAX})), u64::MAX);
}

#[test]
fn an_operation_that_may_cost_too_much_is_refused() {
    let plan = planned("query($n: Int!) { author { books(first: $n) { nodes { id } } } }");
    let limits = Limits::default();
    let check = |n: u64| plan.check_cost(&limits, &variables(&plan, json!({"n": n})));
    assert_eq!(check(limits.cost - 2), Ok(limits.cost));
    let refused = check(limits.cost - 1).unwrap_err();
    assert_eq!((refused.code, refused.limit), ("COST_LIMIT_EXCEEDED", Some(limits.cost)));
    assert!(!refused.message.contains(|c: char| c.is_ascii_digit()));
}

#[tokio::test]
async fn the_actual_cost_counts_what_was_answered() {
    for (text, given, expected) in [
        // Null: nothing below.
        ("{ book(number: 0) { title author { id } } }", json!({}), (7, 0)),
        ("{ book { title author { id } } }", json!({}), (7, 7)),
        // Lists are as long as they are.
        ("{ author { books(first: 100) { nodes { title } } } }", json!({}), (2 + 600, 2 + 18)),
        ("{ wares(first: 0) { __typename } }", json!({}), (0, 0)),
        ("{ words { name } }", json!({}), (100, 0)),
        ("mutation { pay { id } inc }", json!({}), (21, 21)),
        ("{ node(kind: PEN) { ... on Book { title } ... on Pen { color id } } }", json!({}), (3 + 5, 3)),
        ("query($a: Boolean!) { book @include(if: $a) { title } }", json!({"a": false}), (0, 0)),
    ] {
        assert_eq!(costs(text, given).await, expected, "{text}");
    }
}

#[test]
fn a_weight_that_is_no_number_is_refused_with_the_schema() {
    let parse = |field: &str| regie::document::SchemaModel::parse(&format!("type Query {{ {field} }}")).map(drop);
    assert_eq!(parse("a: Int @cost(weight: \"1.5\")"), Err("1.5 is no weight in whole points".to_owned()));
    assert_eq!(parse("a: [Int] @listSize(assumed: 5)"), Err("@listSize does not know assumed: 5".to_owned()));
    assert_eq!(parse("a: Nope"), Err("Query names the type Nope, which is not defined".to_owned()));
    assert_eq!(parse("a: [Int] @listSize(assumedSize: 5) @cost(weight: \"2\")"), Ok(()));
}
