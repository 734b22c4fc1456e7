//! Every check that graphql-cop makes, with what it sends.

use serde_json::json;

use super::attack::{Attack, JSON, get, post, times};
use super::documents::circles;

/// Where it looks for a console.
const CONSOLES: [&str; 3] = ["/graphiql", "/playground", "/console"];

pub fn attacks() -> Vec<Attack> {
    let operation = json!({ "query": "query cop { __typename }" });
    let mut attacks = vec![
        Attack::document(
            "cop: alias overloading",
            &format!("query cop {{ {} }}", times(101, |i| format!("alias{i}: __typename"))),
            "200 ALIAS_LIMIT_EXCEEDED",
        ),
        Attack::kept("cop: batch", post(JSON, &json!(vec![operation; 10]).to_string()), "400 BATCH_NOT_ALLOWED"),
        Attack::document(
            "cop: directive overloading",
            &format!("query cop {{ __typename {} }}", "@aa".repeat(10)),
            "200 GRAPHQL_VALIDATION_FAILED",
        ),
        Attack::document(
            "cop: field duplication",
            &format!("query cop {{ {} }}", times(500, |_| "__typename".to_owned())),
            "200 ROOT_FIELD_LIMIT_EXCEEDED",
        ),
        Attack::document(
            "cop: circular introspection",
            &format!("query cop {{ __schema {{ types {{ {} }} }} }}", circles(4)),
            "200 DEPTH_LIMIT_EXCEEDED",
        ),
        Attack::document(
            "cop: circular fragment",
            "query { __schema { ...A } } fragment A on __Schema { __typename ...B } fragment B on __Schema { ...A }",
            "200 GRAPHQL_VALIDATION_FAILED",
        ),
        Attack::document(
            "cop: introspection",
            "query cop { __schema { types { name fields { name } } } }",
            "200 INTROSPECTION_DISABLED",
        ),
        Attack::document("cop: suggestions", "query cop { __schema { directive } }", "200 GRAPHQL_VALIDATION_FAILED"),
        // Not refused: what it looks for is not in the answer.
        Attack::document("cop: tracing", "query cop { __typename }", "200 data"),
        Attack::document("cop: unhandled error", "qwerty cop { abc }", "200 GRAPHQL_PARSE_FAILED"),
        asked_with_get("cop: query with GET", "query%20cop%20%7B__typename%7D"),
        asked_with_get("cop: mutation with GET", "mutation%20cop%20%7B__typename%7D"),
        Attack::kept(
            "cop: form post",
            post("application/x-www-form-urlencoded", "query=query+cop+%7B__typename%7D"),
            "415 UNSUPPORTED_MEDIA_TYPE",
        ),
        Attack::kept("cop: console at /graphql", get("/graphql", "Accept: text/html\r\n"), "406 NOT_ACCEPTABLE"),
    ];
    attacks.extend(CONSOLES.map(|path| Attack::kept(&format!("cop: console at {path}"), get(path, ""), "404")));
    attacks
}

fn asked_with_get(name: &str, query: &str) -> Attack {
    Attack::kept(name, get(&format!("/graphql?query={query}"), ""), "405 METHOD_NOT_ALLOWED")
}
