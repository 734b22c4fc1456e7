//! Documents and variables that are small to send and would be large to execute.

use serde_json::json;

use super::attack::{Attack, JSON, post, times};

/// A body of about this many bytes is within the limit.
const NEARLY_TOO_LARGE: usize = 500_000;
const NODES: &str = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";

pub fn attacks() -> Vec<Attack> {
    let doubling = times(30, |i| format!("fragment F{i} on Query {{ ...F{n} ...F{n} }}", n = i + 1));
    let typenames = |count| times(count, |_| "__typename".to_owned());
    let spreads = times(400, |_| "...W".to_owned());
    vec![
        Attack::document(
            "fragment bomb: a chain that doubles 30 times",
            &format!("{{ ...F0 }} {doubling} fragment F30 on Query {{ __typename }}"),
            "200 FIELD_LIMIT_EXCEEDED",
        ),
        Attack::document(
            "fragment bomb: a cycle",
            "{ ...A } fragment A on Query { __typename ...B } fragment B on Query { ...A }",
            "200 GRAPHQL_VALIDATION_FAILED",
        ),
        Attack::document(
            "fragment bomb: 400 fields, 400 times",
            &format!("{{ {spreads} }} fragment W on Query {{ {} }}", typenames(400)),
            "200 FIELD_LIMIT_EXCEEDED",
        ),
        Attack::document(
            "200 fragments",
            &format!("{{ __typename }} {}", times(200, |i| format!("fragment F{i} on Query {{ __typename }}"))),
            "200 FRAGMENT_LIMIT_EXCEEDED",
        ),
        Attack::document(
            "10,000 aliases",
            &format!("{{ {} }}", times(10_000, |i| format!("a{i}:__typename"))),
            "200 DOCUMENT_TOO_LARGE",
        ),
        Attack::document(
            "10,000 directives",
            &format!("{{ __typename {} }}", times(10_000, |_| "@aa".to_owned())),
            "200 DOCUMENT_TOO_LARGE",
        ),
        Attack::document(
            "11 directives that are known",
            &format!("{{ __typename {} }}", times(11, |_| "@skip(if: false)".to_owned())),
            "200 DIRECTIVE_LIMIT_EXCEEDED",
        ),
        Attack::document("10,000 fields", &format!("{{ {} }}", typenames(10_000)), "200 DOCUMENT_TOO_LARGE"),
        Attack::document(
            "1,900 fields that nobody knows",
            &format!("{{ viewer {{ {} }} }}", times(1_900, |i| format!("x{i}"))),
            "200 GRAPHQL_VALIDATION_FAILED",
        ),
        Attack::document(
            "a list 10,000 deep",
            &format!("{{ nodes(ids: {}{}) {{ id }} }}", "[".repeat(10_000), "]".repeat(10_000)),
            "200 DEPTH_LIMIT_EXCEEDED",
        ),
        Attack::document(
            "a list of 1,500",
            &format!("{{ nodes(ids: [{}]) {{ id }} }}", times(1_500, |_| "\"\"".to_owned())),
            "200 LIST_TOO_LONG",
        ),
        variable("a variable 100 deep", &nested(100), "200 BAD_INPUT"),
        variable("a variable 10,000 deep", &nested(10_000), "400 BAD_REQUEST"),
        variable("a variable 100,000 deep", &nested(100_000), "413 PAYLOAD_TOO_LARGE"),
        variable("a variable of 29,000 items", &many("\"\"", 29_000), "200 LIST_TOO_LONG"),
        variable("a variable of 500 kB of items", &many("[[]]", NEARLY_TOO_LARGE / 5), "413 PAYLOAD_TOO_LARGE"),
        variable(
            "a variable of 500 kB of lists 120 deep",
            &many(&nested(120), NEARLY_TOO_LARGE / 241),
            "413 PAYLOAD_TOO_LARGE",
        ),
        variable("a variable of 500 kB of fields", &fields(NEARLY_TOO_LARGE / 12), "413 PAYLOAD_TOO_LARGE"),
        Attack::document(
            "introspection in 9 circles",
            &format!("{{ __schema {{ types {{ {} }} }} }}", circles(9)),
            "200 DEPTH_LIMIT_EXCEEDED",
        ),
    ]
}

/// Fields of types of fields of types.
pub fn circles(count: usize) -> String {
    format!("{}name{}", "fields { type { ".repeat(count), " } }".repeat(count))
}

/// The value is JSON already: some of them no library would write.
fn variable(name: &str, value: &str, expected: &'static str) -> Attack {
    let body = format!("{{\"query\":{},\"variables\":{{\"ids\":{value}}}}}", json!(NODES));
    Attack::kept(name, post(JSON, &body), expected)
}

fn nested(depth: usize) -> String {
    "[".repeat(depth) + &"]".repeat(depth)
}

fn many(item: &str, count: usize) -> String {
    format!("[{}]", vec![item; count].join(","))
}

fn fields(count: usize) -> String {
    format!("{{{}}}", (0..count).map(|i| format!("\"f{i:05}\":1")).collect::<Vec<_>>().join(","))
}
