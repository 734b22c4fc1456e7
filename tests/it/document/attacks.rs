//! The known attacks, each with what stops it. None of them is timed: what is counted is the work.

use super::{code, shop};
use regie::document::limits::{DOCUMENT_BYTES_MAX, EXPANDED_FIELDS_MAX, TOKENS_MAX};
use regie::document::{Limits, Work, plan, plan_counting};

fn work(text: &str) -> (Option<&'static str>, Work) {
    let mut work = Work::default();
    let result = plan_counting(shop::model(), &Limits::default(), text, None, &mut work);
    (result.err().map(|refusals| refusals[0].code), work)
}

/// `fragment F0 on Query { ...F1 ...F1 }` and so on.
fn doubling(count: usize, last: &str) -> String {
    let chain: String =
        (0..count).map(|i| format!("fragment F{i} on Query {{ ...F{n} ...F{n} }} ", n = i + 1)).collect();
    format!("{{ ...F0 }} {chain} fragment F{count} on Query {{ {last} }}")
}

#[test]
fn a_chain_of_doubling_fragments_is_counted_once_per_fragment() {
    // Two to the power of thirty fields, in 64 visits.
    let (code, work) = work(&doubling(30, "echo"));
    assert_eq!(code, Some("FIELD_LIMIT_EXCEEDED"));
    assert_eq!(work, Work { selections: 1 + 30 * 2 + 1, ..Work::default() });
    // The counts saturate.
    let (code, work) = self::work(&doubling(49, "...on Query { __schema { types { name } } }"));
    assert_eq!(code, Some("FIELD_LIMIT_EXCEEDED"));
    assert_eq!(work.selections, 1 + 49 * 2 + 4);
}

#[test]
fn a_chain_in_a_fragment_that_nothing_spreads_is_not_walked() {
    let chain = doubling(30, "echo").replace("{ ...F0 }", "{ echo }");
    let (code, work) = work(&chain);
    assert_eq!(code, Some("GRAPHQL_VALIDATION_FAILED"));
    assert!(work.selections == 1 && work.normalized == 0, "{work:?}");
}

#[test]
fn cycles_of_fragments_are_refused() {
    for text in [
        "{ ...F } fragment F on Query { ...F }",
        "{ ...F } fragment F on Query { ...G } fragment G on Query { ... { ...F } }",
        "{ book { ...F } } fragment F on Book { author { books { nodes { ...F } } } }",
        "{ __schema { types { ...F } } } fragment F on __Type { ofType { ...F } }",
        "{ echo } fragment F on Query { ...F }",
    ] {
        assert_eq!(code(text), "GRAPHQL_VALIDATION_FAILED", "{text}");
    }
}

#[test]
fn aliases_and_directives_and_fields_in_masses_are_refused() {
    let many = |what: &str, count: usize| {
        format!("{{ {} }}", (0..count).map(|i| what.replace('#', &i.to_string())).collect::<String>())
    };
    assert_eq!(code(&many("a#: __typename ", 101)), "ALIAS_LIMIT_EXCEEDED");
    assert_eq!(code(&many("__typename ", 500)), "ROOT_FIELD_LIMIT_EXCEEDED");
    assert_eq!(code("{ __typename @aa@aa@aa@aa@aa@aa@aa@aa@aa@aa@aa }"), "DIRECTIVE_LIMIT_EXCEEDED");
    assert_eq!(code(&format!("mutation {}", many("m#: inc ", 6))), "ROOT_FIELD_LIMIT_EXCEEDED");
    assert_eq!(code(&many("echo ", TOKENS_MAX)), "DOCUMENT_TOO_LARGE");
    assert_eq!(code(&" ".repeat(10 * 1024 * 1024)), "DOCUMENT_TOO_LARGE");
}

/// A worker of the runtime has this much stack.
fn on_the_stack_of_a_worker(run: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(2 * 1024 * 1024).spawn(run).unwrap().join().unwrap();
}

#[test]
fn nesting_does_not_overflow_the_stack_of_a_worker() {
    on_the_stack_of_a_worker(|| {
        // Refused before anything recurses, closed or not.
        for open in
            ["{ nodes ", "[", "{ json(value: [", "{ json(value: {a: ", "{ ... ", "query($a: [", "{ a(b: {c: [", "("]
        {
            for close in ["", "]", "}", ")"] {
                let count = DOCUMENT_BYTES_MAX / (open.len() + close.len());
                let text = format!("{}{}", open.repeat(count), close.repeat(count));
                let refused = plan(shop::model(), &Limits::default(), &text, None).err().unwrap();
                assert!(["DEPTH_LIMIT_EXCEEDED", "DOCUMENT_TOO_LARGE"].contains(&refused[0].code), "{refused:?}");
            }
        }
    });
}

#[test]
fn the_deepest_documents_that_are_parsed_fit_on_the_stack_of_a_worker() {
    on_the_stack_of_a_worker(|| {
        let limits = Limits::default();
        let inside = |open: &str, middle: &str, close: &str, count: usize| {
            format!("{}{middle}{}", open.repeat(count), close.repeat(count))
        };
        let deepest = limits.nesting - 2;
        for value in
            [inside("[", "1", "]", deepest), inside("{a:", "1", "}", deepest), inside("[{a:", "1", "}]", deepest / 2)]
        {
            plan(shop::model(), &limits, &format!("{{ json(value: {value}) }}"), None).unwrap();
        }
        let chain: String = (0..49).map(|i| format!("fragment F{i} on Query {{ ...F{} }} ", i + 1)).collect();
        plan(shop::model(), &limits, &format!("{{ ...F0 }} {chain} fragment F49 on Query {{ echo }}"), None).unwrap();
        let text = format!("{{ {} }}", inside("... { ", "echo", " }", limits.nesting - 1));
        plan(shop::model(), &limits, &text, None).unwrap();
        let text = format!("query($a: {}) {{ echo }}", inside("[", "Int", "]", limits.nesting - 1));
        let refused = plan(shop::model(), &limits, &text, None).err().unwrap();
        assert_eq!(refused[0].message, "The variable \"$a\" is never used.");
    });
}

#[test]
fn brackets_in_strings_and_comments_are_no_brackets() {
    let text = format!(
        "{{ echo(text: \"{0}\\\"{0}\") a: echo(text: \"\"\"{0} \\\"\"\" \" {0}\"\"\") # {0}\n }}",
        "[{(".repeat(60)
    );
    plan(shop::model(), &Limits::default(), &text, None).unwrap();
    // And a string cannot hide them: what ends for the parser ends here too.
    assert_eq!(code(&format!("{{ json(value: \"\\\\\" {}", "[".repeat(60))), "DEPTH_LIMIT_EXCEEDED");
    assert_eq!(code(&format!("{{ json(value: \"\"\"\\\"\"\"\"\"\" {}", "[".repeat(60))), "DEPTH_LIMIT_EXCEEDED");
    assert_eq!(code(&format!("{{ json(value: [\"\"\"abc {}", "[".repeat(60))), "GRAPHQL_PARSE_FAILED");
    assert_eq!(code(&format!("{{ echo # \r{}", "[".repeat(60))), "DEPTH_LIMIT_EXCEEDED");
}

#[test]
fn what_was_counted_is_all_that_is_normalized() {
    // Twelve levels of two spreads each: the largest expansion that passes.
    let (code, work) = work(&doubling(10, "echo"));
    assert_eq!(code, Some("ROOT_FIELD_LIMIT_EXCEEDED"));
    assert_eq!(work.normalized, 0);
    let chain = doubling(10, "id").replace("on Query", "on Node").replace("{ ...F0 }", "{ nodes { ...F0 } }");
    let (code, work) = self::work(&chain);
    assert_eq!(code, None);
    assert_eq!((work.selections, work.normalized), (1 + 1 + 20 + 1, 1 + 1 + 2046 + 1024));
    assert!(work.normalized <= EXPANDED_FIELDS_MAX);
}

#[test]
fn fields_that_overlap_in_masses_are_compared_in_groups() {
    // Each level has the same key on an interface and on each of its objects.
    let level = |below: &str| {
        format!(
            "related {{ id ... on Book {{ {below} }} ... on Author {{ {below} }} ... on Pen {{ {below} }} ... on Named {{ {below} }} {below} }} "
        )
    };
    let mut text = "id".to_owned();
    for _ in 0..4 {
        text = level(&text);
    }
    let (_, work) = work(&format!("{{ nodes {{ {text} }} }}"));
    assert!(work.compared <= 100_100, "{work:?}");
}

#[test]
fn members_of_unions_multiply_within_a_bound() {
    let text =
        "... on Node { ... on Ware { ... on Node { ... on Ware { ... on Node { ... on Ware { __typename } } } } } }";
    let (code, work) = work(&format!("{{ nodes {{ {text} }} }}"));
    assert_eq!(code, None);
    assert!(work.normalized < 40, "{work:?}");
}

#[test]
fn a_default_of_an_unknown_type_is_refused() {
    // The executor's validation panics here.
    let refusals = super::refused("query($a: [Nope] = [1]) { json(value: $a) }");
    assert_eq!(refusals[0].message, "The variable \"$a\" is of unknown type \"[Nope]\".");
}

#[test]
fn an_unknown_field_cannot_be_hidden_behind_a_directive() {
    let messages = super::messages("{ nothing @ifdef }");
    let expected = ["There is no field \"nothing\" on type \"Query\".", "There is no directive \"@ifdef\"."];
    assert_eq!(messages, expected);
}
