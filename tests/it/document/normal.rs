//! The normal form: what is merged, in which order, and what is left side by side.

use super::{code, messages, normal, planned, refused, shop};
use async_graphql::Variables;
use regie::document::{Limits, plan};

#[tokio::test]
async fn a_mutation_that_stands_twice_runs_once() {
    for text in [
        "mutation { inc inc }",
        "mutation { inc ...F } fragment F on Mutation { inc }",
        "mutation { ...F ...F ... on Mutation { inc ... { inc } } } fragment F on Mutation { inc }",
        "mutation { inc inc @include(if: true) inc @skip(if: false) }",
        "query Q { echo } mutation M { inc inc }",
        "mutation($a: Boolean = true) { inc inc @include(if: $a) inc @skip(if: $a) }",
    ] {
        let name = text.contains("mutation M").then_some("M");
        let plan = plan(shop::model(), &Limits::default(), text, name).unwrap();
        let (response, ran) = shop::run(shop::request(&plan.document, Variables::default())).await;
        assert_eq!((response.errors.len(), ran), (0, vec!["inc".to_owned()]), "{text}");
    }
    let plan = planned(
        "mutation { pay(order: 3) { id } pay(order: 3) { total } ...F } fragment F on Mutation { pay(order: 3) { total id } }",
    );
    let (response, ran) = shop::run(shop::request(&plan.document, Variables::default())).await;
    assert_eq!(ran, ["pay(3)"]);
    assert_eq!(response.data.to_string(), "{pay: {id: 3, total: 30}}");
}

#[tokio::test]
async fn a_resolver_that_stands_twice_runs_once() {
    let plan = planned("{ book { title } book { title author { id } } ...F } fragment F on Query { book { title } }");
    let (_, ran) = shop::run(shop::request(&plan.document, Variables::default())).await;
    assert_eq!(ran, ["book(1)", "book-1.title", "book-1.author"]);
}

#[test]
fn fragments_are_inlined_and_conditions_that_always_hold_are_dropped() {
    assert_eq!(
        normal(
            "{ ...Q } fragment Q on Query { book { ...N ... on Book { pages } } } fragment N on Node { id ...K } fragment K on Node { kind }"
        ),
        "query { book { id kind pages } }"
    );
    // A union that the object belongs to always holds too.
    assert_eq!(
        normal("{ book { ... on Ware { __typename ... on Book { pages } } } }"),
        "query { book { __typename pages } }"
    );
    // So does an interface on itself.
    assert_eq!(normal("{ nodes { ... on Node { id } } }"), "query { nodes { id } }");
}

#[test]
fn conditions_that_depend_on_the_object_stay() {
    assert_eq!(
        normal("{ nodes { id ...B ... on Named { name } } } fragment B on Book { pages }"),
        "query { nodes { id ... on Book { pages } ... on Named { name } } }"
    );
    // The narrower condition implies the wider one.
    assert_eq!(
        normal("{ nodes { ... on Named { ... on Pen { color } } } }"),
        "query { nodes { ... on Pen { color } } }"
    );
    // Neither implies the other one.
    assert_eq!(
        normal("{ ware { ... on Named { name ... on Node { id } } } }"),
        "query { ware { ... on Named { name } ... on Named { ... on Node { id } } } }"
    );
}

#[test]
fn a_union_inside_of_an_interface_becomes_its_members() {
    // The executor would find no object in `... on Ware` there.
    assert_eq!(
        normal("{ nodes { ... on Ware { __typename ... on Pen { color } } } }"),
        "query { nodes { ... on Book { __typename } ... on Pen { __typename color } } }"
    );
}

#[test]
fn conditions_that_together_never_hold_select_nothing() {
    // A named thing can be a pen, a pen can be a ware, a ware can be a book: but no book is named.
    assert_eq!(
        normal("{ nodes { id ... on Named { ... on Ware { ... on Book { pages } ... on Pen { color } } } } }"),
        "query { nodes { id ... on Pen { color } } }"
    );
    // A node can be a book, but this one is an author.
    assert_eq!(
        normal("{ author { ...F } } fragment F on Node { id ... on Book { pages } ... on Named { name } }"),
        "query { author { id name } }"
    );
}

#[test]
fn equal_fields_under_equal_conditions_are_merged_wherever_they_stand() {
    assert_eq!(
        normal("query($a: Boolean!) { book @include(if: $a) { id } ... @include(if: $a) { book { pages } } }"),
        "query($a: Boolean!) { ... @include(if: $a) { book { id pages } } }"
    );
    assert_eq!(
        normal(
            "query($a: Boolean!, $b: Boolean!) { ... @include(if: $a) { ... @skip(if: $b) { author { id } } } author @skip(if: $b) @include(if: $a) { name } }"
        ),
        "query($a: Boolean!, $b: Boolean!) { ... @include(if: $a) @skip(if: $b) { author { id name } } }"
    );
    // The same condition twice is one; two of a kind need two fragments.
    assert_eq!(
        normal(
            "query($a: Boolean!, $b: Boolean!) { ... @include(if: $a) { ... @include(if: $b) { ... @include(if: $a) { author { id } } } } }"
        ),
        "query($a: Boolean!, $b: Boolean!) { ... @include(if: $a) { ... @include(if: $b) { author { id } } } }"
    );
}

#[test]
fn a_field_that_is_selected_in_any_case_takes_in_the_others() {
    assert_eq!(
        normal("query($a: Boolean!) { author { id } author @include(if: $a) { name } }"),
        "query($a: Boolean!) { author { id ... @include(if: $a) { name } } }"
    );
    assert_eq!(
        normal(
            "query($a: Boolean!, $b: Boolean!) { author @skip(if: $a) { id }
             ... @skip(if: $a) { author @include(if: $b) { books { total } name } } }"
        ),
        "query($a: Boolean!, $b: Boolean!) \
         { ... @skip(if: $a) { author { id ... @include(if: $b) { books { total } name } } } }"
    );
}

#[test]
fn unequal_conditions_are_left_side_by_side_in_a_query() {
    assert_eq!(
        normal("query($a: Boolean!) { author @skip(if: $a) { id } author @include(if: $a) { id } }"),
        "query($a: Boolean!) { ... @skip(if: $a) { author { id } } ... @include(if: $a) { author { id } } }"
    );
    // Whether the key comes before or after the other one depends on the variable.
    assert_eq!(
        normal("query($a: Boolean!) { author @include(if: $a) { id } echo author { name } }"),
        "query($a: Boolean!) { ... @include(if: $a) { author { id } } echo author { name } }"
    );
}

#[test]
fn what_is_selected_in_any_case_is_not_selected_again_for_some() {
    assert_eq!(
        normal("query($a: Boolean!) { nodes { id kind ... on Book { id pages kind } id @include(if: $a) } }"),
        "query { nodes { id kind ... on Book { pages } } }"
    );
}

#[test]
fn the_order_of_the_answer_is_the_order_of_the_document() {
    assert_eq!(
        normal(
            "query($a: Boolean!) { a: echo @include(if: $a) b: echo c: echo @include(if: $a) d: echo @include(if: $a) }"
        ),
        "query($a: Boolean!) { ... @include(if: $a) { a: echo } b: echo ... @include(if: $a) { c: echo d: echo } }"
    );
    assert_eq!(normal("{ author { id } b: echo author { name } }"), "query { author { id name } b: echo }");
}

#[test]
fn a_mutation_under_unequal_conditions_is_refused() {
    for text in [
        "mutation($a: Boolean!) { inc @include(if: $a) inc }",
        "mutation($a: Boolean!) { inc @skip(if: $a) inc @include(if: $a) }",
        "mutation($a: Boolean!) { ... @include(if: $a) { pay { id } } ...F } fragment F on Mutation { pay { id } }",
        "mutation { inc @once(key: \"a\") inc @once(key: \"b\") }",
        "mutation { inc @once(key: \"a\") inc }",
    ] {
        let refusals = refused(text);
        assert_eq!(refusals.len(), 1);
        assert_eq!((refusals[0].code, refusals[0].locations.len()), ("GRAPHQL_VALIDATION_FAILED", 2), "{text}");
        assert!(refusals[0].message.contains("would run twice"), "{refusals:?}");
    }
    // Different keys are different runs.
    planned("mutation($a: Boolean!) { inc second: inc @include(if: $a) }");
}

#[test]
fn equal_directives_are_merged_and_kept() {
    assert_eq!(
        normal("mutation { inc @once(key: \"a\") inc @once(key: \"a\") }"),
        "mutation { inc @once(key: \"a\") }"
    );
}

#[test]
fn fields_that_conflict_are_refused_with_both_places() {
    let refusals = refused("{ book { id: pages\n id } }");
    assert_eq!(refusals[0].code, "GRAPHQL_VALIDATION_FAILED");
    let places: Vec<_> = refusals[0].locations.iter().map(|at| (at.line, at.column)).collect();
    assert_eq!(places, [(1, 10), (2, 2)]);
    for text in [
        // Different fields and different arguments, directly, in fragments, in two parts of a parent, under conditions.
        "{ a: echo a: sum }",
        "{ book(number: 1) { id } book(number: 2) { id } }",
        "{ book { id } book(number: 1) { id } }",
        "{ book { a: id } ...F } fragment F on Query { book { a: kind } }",
        "{ book { author { a: id } } book { author { a: name } } }",
        "query($c: Boolean!) { a: echo @include(if: $c) a: sum @skip(if: $c) }",
        // An interface and an object that can be one.
        "{ nodes { a: id ... on Book { a: kind } } }",
        "{ nodes { ... on Named { a: name } ... on Pen { a: color } } }",
        "{ nodes { ... on Named { related { a: id } } ... on Pen { related { a: kind } } } }",
        // Objects that are never one, but whose answers have different shapes.
        "{ nodes { ... on Book { a: pages } ... on Author { a: name } } }",
        "{ nodes { ... on Book { pages } ... on Author { pages } } }",
        "{ nodes { ... on Book { a: author { id } } ... on Author { a: name } } }",
        "{ nodes { ... on Book { a: author { b: id } } ... on Author { a: books { b: total } } } }",
    ] {
        assert_eq!(code(text), "GRAPHQL_VALIDATION_FAILED", "{text}");
        assert!(messages(text)[0].contains("conflict"), "{:?}", messages(text));
    }
}

#[test]
fn fields_that_never_meet_do_not_conflict() {
    for text in [
        "{ nodes { ... on Book { a: title } ... on Author { a: name } ... on Pen { a: color } } }",
        "{ nodes { ... on Book { a: author { b: id } } ... on Author { a: books { c: total } } ... on Pen { b: id } } }",
        "{ book(number: 1) { id } other: book(number: 2) { id } }",
        "query($a: Int!) { sum(numbers: [1, $a]) sum(numbers: [1, $a]) }",
    ] {
        planned(text);
    }
}

#[test]
fn the_order_of_arguments_and_of_input_fields_is_no_difference() {
    assert_eq!(
        normal("{ echo(number: 1, text: \"a\") echo(text: \"a\", number: 1) }"),
        "query { echo(number: 1, text: \"a\") }"
    );
    planned("{ search(where: {title: \"a\", tags: []}) search(where: {tags: [], title: \"a\"}) }");
}
