//! Variables become what their types ask for, before anything runs.

use super::{planned, printed, shop};
use async_graphql::Variables;
use regie::document::{Limits, Refusal};
use serde_json::{Value, json};

fn coerce(limits: &Limits, text: &str, given: Value) -> Result<Variables, Vec<Refusal>> {
    let Value::Object(given) = given else { panic!("variables are an object") };
    planned(text).coerce(shop::model(), limits, given)
}

/// The variables as they are given to the executor.
#[track_caller]
fn read(text: &str, given: Value) -> String {
    coerce(&Limits::default(), text, given).unwrap().to_string()
}

/// The code, the path and the message of each refusal.
fn refusals(text: &str, given: Value) -> Vec<(&'static str, String, String)> {
    let refusals = coerce(&Limits::default(), text, given).unwrap_err();
    refusals.into_iter().map(|it| (it.code, it.path.join("."), it.message)).collect()
}

const SCALARS: &str = "query($t: String, $n: Int, $r: Float, $f: Boolean, $i: ID) { echo(text: $t, number: $n, real: $r, flag: $f, id: $i) }";

#[test]
fn scalars_are_read() {
    assert_eq!(
        read(SCALARS, json!({"t": "a", "n": -7, "r": 1.5, "f": true, "i": "x", "unknown": {"ignored": []}})),
        r#"{f: true, i: "x", n: -7, r: 1.5, t: "a"}"#
    );
    assert_eq!(read(SCALARS, json!({"n": 3.0, "r": 3, "i": 12})), r#"{i: "12", n: 3, r: 3}"#);
    // What is left out stays out; null is null.
    assert_eq!(read(SCALARS, json!({"n": null})), "{n: null}");
}

#[test]
fn values_of_another_type_are_refused_with_their_path() {
    for (name, ty, values) in [
        ("t", "String", vec![json!(1), json!(true), json!([]), json!({})]),
        (
            "n",
            "Int",
            vec![
                json!("1"),
                json!(1.5),
                json!(2_147_483_648_i64),
                json!(-2_147_483_649_i64),
                json!(1e40),
                json!(u64::MAX),
            ],
        ),
        ("r", "Float", vec![json!("1"), json!(false)]),
        ("f", "Boolean", vec![json!("true"), json!(0)]),
        ("i", "ID", vec![json!(1.5), json!(true), json!(["a"])]),
    ] {
        for value in values {
            let expected = ("BAD_INPUT", format!("variables.{name}"), format!("This is not a value of type \"{ty}\"."));
            assert_eq!(refusals(SCALARS, json!({name: value})), [expected]);
        }
    }
}

#[test]
fn a_text_without_nul_is_a_text() {
    for name in ["t", "i"] {
        let expected =
            ("BAD_INPUT", format!("variables.{name}"), "A text cannot have the character U+0000.".to_owned());
        assert_eq!(refusals(SCALARS, json!({name: "a\0b"})), [expected]);
        assert!(read(SCALARS, json!({name: "a\u{1}b"})).starts_with(&format!("{{{name}: ")));
    }
}

#[test]
fn a_missing_variable_has_its_default_or_is_refused() {
    let text = "query($a: Int = 7, $b: [Int!]! = [1, 2], $c: Int!) { echo(number: $a) sum(numbers: $b) s: sum(numbers: [$c]) }";
    assert_eq!(read(text, json!({"c": 1})), "{a: 7, b: [1, 2], c: 1}");
    // Null is not missing.
    assert_eq!(read(text, json!({"a": null, "c": 1})), "{a: null, b: [1, 2], c: 1}");
    let missing = |name: &str, ty: &str| {
        ("BAD_INPUT", format!("variables.{name}"), format!("A value of type \"{ty}\" is missing."))
    };
    assert_eq!(refusals(text, json!({})), [missing("c", "Int!")]);
    let null = |name: &str, ty: &str| {
        ("BAD_INPUT", format!("variables.{name}"), format!("A value of type \"{ty}\" cannot be null."))
    };
    assert_eq!(refusals(text, json!({"b": null, "c": null})), [null("b", "[Int!]!"), null("c", "Int!")]);
}

#[test]
fn one_value_stands_for_a_list_of_one() {
    let text = "query($a: [Int!], $m: [[Int!]!]!) { sum(numbers: $a) matrix(rows: $m) }";
    assert_eq!(read(text, json!({"a": 1, "m": 2})), "{a: [1], m: [[2]]}");
    assert_eq!(read(text, json!({"a": [1], "m": [[1, 2], 3]})), "{a: [1], m: [[1, 2], [3]]}");
    let bad = |path: &str, message: &str| ("BAD_INPUT", path.to_owned(), message.to_owned());
    assert_eq!(
        refusals(text, json!({"a": [1, null, "x"], "m": [[1], [null]]})),
        [
            bad("variables.a.1", "A value of type \"Int!\" cannot be null."),
            bad("variables.a.2", "This is not a value of type \"Int\"."),
            bad("variables.m.1.0", "A value of type \"Int!\" cannot be null."),
        ]
    );
}

const SEARCH: &str = "query($w: Where!) { search(where: $w) }";

#[test]
fn input_objects_are_read_field_by_field() {
    assert_eq!(
        read(SEARCH, json!({"w": {"tags": "a", "kinds": ["BOOK"], "title": null, "inner": {"tags": [], "page": 2}}})),
        "{w: {inner: {page: 2, tags: []}, kinds: [BOOK], tags: [\"a\"], title: null}}"
    );
    let bad = |path: &str, message: &str| ("BAD_INPUT", path.to_owned(), message.to_owned());
    assert_eq!(
        refusals(SEARCH, json!({"w": {"kinds": ["BOOK", "NOTHING"], "inner": {"tags": [1], "sku": 1}, "page": null}})),
        [
            bad("variables.w.inner.tags.0", "This is not a value of type \"String\"."),
            bad("variables.w.inner.sku", "There is no such field in the input \"Where\"."),
            bad("variables.w.kinds.1", "This is not a value of type \"Kind\"."),
            bad("variables.w.page", "A value of type \"Int!\" cannot be null."),
            bad("variables.w.tags", "A value of type \"[String!]!\" is missing."),
        ]
    );
    assert_eq!(refusals(SEARCH, json!({"w": "a"})), [bad("variables.w", "This is not a value of type \"Where\".")]);
}

#[test]
fn one_of_takes_one() {
    let text = "query($b: By!) { by(by: $b) }";
    assert_eq!(read(text, json!({"b": {"number": 1}})), "{b: {number: 1}}");
    for given in [json!({}), json!({"number": 1, "id": "a"}), json!({"id": null}), json!({"number": 1, "id": null})] {
        let refusals = refusals(text, json!({"b": given}));
        assert_eq!((refusals.len(), refusals[0].1.as_str()), (1, "variables.b"));
        assert_eq!(refusals[0].2, "The input \"By\" takes exactly one field, which is not null.");
    }
}

#[tokio::test]
async fn a_bad_variable_of_a_second_mutation_keeps_the_first_from_running() {
    let text = "mutation($w: Where) { inc import(where: $w) }";
    assert_eq!(refusals(text, json!({"w": {"tags": [1]}}))[0].1, "variables.w.tags.0");
    let plan = planned(text);
    let variables = plan.coerce(shop::model(), &Limits::default(), serde_json::Map::new()).unwrap();
    let (response, ran) = shop::run(shop::request(&plan.document, variables)).await;
    assert_eq!((response.data.to_string().as_str(), ran.len()), ("{inc: 1, import: 0}", 2));
}

#[tokio::test]
async fn an_argument_has_its_default_when_its_variable_is_left_out() {
    let text = "query($n: Int, $n_1: Int = 3) { book(number: $n) { id author { books(first: $n) { nodes { id } } } }
                b: book(number: $n_1) { id } }";
    let plan = planned(text);
    // Two stand-ins, as the defaults are two; the name that is taken is not taken again.
    assert_eq!(
        printed::document(&plan.document),
        "query($n_2: Int = 1, $n_3: Int = 2, $n_1: Int = 3) \
         { book(number: $n_2) { id author { books(first: $n_3) { nodes { id } } } } b: book(number: $n_1) { id } }"
    );
    for (given, answer) in [
        (
            json!({}),
            "{book: {id: \"book-1\", author: {books: {nodes: [{id: \"book-0\"}, {id: \"book-1\"}]}}}, b: {id: \"book-3\"}}",
        ),
        (
            json!({"n": 1, "n_1": 2}),
            "{book: {id: \"book-1\", author: {books: {nodes: [{id: \"book-0\"}]}}}, b: {id: \"book-2\"}}",
        ),
    ] {
        let variables = coerce(&Limits::default(), text, given).unwrap();
        let (response, _) = shop::run(shop::request(&plan.document, variables)).await;
        assert_eq!((response.errors.len(), response.data.to_string().as_str()), (0, answer));
    }
    let null = ("BAD_INPUT", "variables.n".to_owned(), "This variable is used where null is not allowed.".to_owned());
    assert_eq!(refusals(text, json!({"n": null})), [null]);
}

#[test]
fn custom_scalars_are_passed_as_they_are() {
    let text = "query($j: JSON!) { json(value: $j) }";
    assert_eq!(read(text, json!({"j": {"a b": [1, "x", null]}})), r#"{j: {a b: [1, "x", null]}}"#);
}

/// Lists in lists, so many.
fn nested(depth: usize) -> Value {
    (0..depth).fold(json!(1), |inner, _| json!([inner]))
}

#[test]
fn variables_are_not_too_deep() {
    let limits = Limits::default();
    let scalar = "query($j: JSON!) { json(value: $j) }";
    coerce(&limits, scalar, json!({"j": nested(limits.variables_depth)})).unwrap();
    // The JSON parser ends at 128 levels.
    for depth in [limits.variables_depth + 1, 120] {
        let refused = coerce(&limits, scalar, json!({"j": nested(depth)})).unwrap_err();
        assert_eq!((refused[0].code, refused[0].path.join(".").as_str()), ("VARIABLES_TOO_DEEP", "variables.j"));
        assert_eq!(refused[0].limit, Some(16));
    }
    let input = |depth| (1..depth).fold(json!({"tags": "a"}), |inner, _| json!({"tags": "a", "inner": inner}));
    coerce(&limits, SEARCH, json!({"w": input(16)})).unwrap();
    assert_eq!(coerce(&limits, SEARCH, json!({"w": input(17)})).unwrap_err()[0].code, "VARIABLES_TOO_DEEP");
}

#[test]
fn lists_are_not_too_long() {
    let limits = Limits::default();
    let text = "query($a: [Int!]) { sum(numbers: $a) }";
    coerce(&limits, text, json!({"a": vec![1; limits.list_items]})).unwrap();
    let refused = coerce(&limits, text, json!({"a": vec![1; limits.list_items + 1]})).unwrap_err();
    assert_eq!((refused[0].code, refused[0].path.join(".").as_str()), ("LIST_TOO_LONG", "variables.a"));
}

#[test]
fn a_large_variable_is_not_copied_without_end() {
    // Nineteen uses, each of which copies the value.
    let uses: String = (0..19).map(|i| format!("a{i}: echo(text: $t) ")).collect();
    let text = format!("query($t: String) {{ {uses} }}");
    let limits = Limits::default();
    let longest = limits.variables_copied / 19 - size_of::<async_graphql::Value>();
    coerce(&limits, &text, json!({"t": "x".repeat(longest)})).unwrap();
    let refused = coerce(&limits, &text, json!({"t": "x".repeat(longest + 1)})).unwrap_err();
    assert_eq!((refused[0].code, refused[0].path.join(".").as_str()), ("VARIABLES_TOO_DEEP", "variables"));
}

#[test]
fn at_most_twenty_faults_are_reported() {
    let text = "query($a: [Int!]) { sum(numbers: $a) }";
    assert_eq!(refusals(text, json!({"a": vec!["x"; 100]})).len(), 20);
}
