//! What can be asked with which method.

use axum::body::Body;
use axum::http::Request;
use regie::engine::json::STRUCTURE_MAX;
use regie::engine::settings::{GetMode, Settings};
use serde_json::{Value, json};

use super::{JSON, RESPONSE_JSON, Server};

const QUERY: (&str, &str) = ("query", "{ __typename }");

#[tokio::test]
async fn a_foreign_page_cannot_ask_with_get() {
    let server = Server::new().await;
    let answer = server.get(&[QUERY], &[]).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (405, "METHOD_NOT_ALLOWED"));
    assert_eq!(answer.headers["allow"], "POST");
    // No page can send this header to another origin without asking first.
    for header in ["graphql-require-preflight", "apollo-require-preflight"] {
        let answer = server.get(&[QUERY], &[(header, "1")]).await;
        assert_eq!(answer.status.as_u16(), 200);
    }
    let server = Server::with(Settings { get: GetMode::Off, ..Settings::default() }).await;
    assert_eq!(server.get(&[QUERY], &[("graphql-require-preflight", "1")]).await.status.as_u16(), 405);
}

#[tokio::test]
async fn queries_can_be_asked_with_get_when_it_is_allowed() {
    let server = Server::with(Settings { get: GetMode::Queries, ..Settings::default() }).await;
    assert_eq!(server.get(&[QUERY], &[]).await.json()["data"]["__typename"], "Query");
    let document = "query A($id: ID!) { node(id: $id) { id } } query B { __typename }";
    let answer = server
        .get(
            &[("query", document), ("operationName", "A"), ("variables", r#"{"id":"none"}"#), ("extensions", "{}")],
            &[],
        )
        .await;
    assert_eq!(answer.json()["data"], json!({ "node": Value::Null }));
    for (name, query) in [
        ("no JSON", [QUERY, ("variables", "{")]),
        ("no object", [QUERY, ("variables", "[]")]),
        ("twice", [QUERY, QUERY]),
    ] {
        let answer = server.get(&query, &[("accept", RESPONSE_JSON)]).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (400, "BAD_REQUEST"), "{name}");
    }
    let mutation = ("query", "mutation { sessionEnd { ended } }");
    let both = ("query", "query A { __typename } mutation B { sessionEnd { ended } }");
    for query in [vec![mutation], vec![both, ("operationName", "B")]] {
        let answer = server.get(&query, &[("graphql-require-preflight", "1")]).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (405, "METHOD_NOT_ALLOWED"));
        assert_eq!(answer.headers["allow"], "POST");
    }
    assert_eq!(server.get(&[both, ("operationName", "A")], &[]).await.status.as_u16(), 200);
}

#[tokio::test]
async fn a_head_may_do_no_more_than_a_get() {
    let head = |query: &str| {
        let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("query", query).finish();
        Request::head(format!("/graphql?{query}")).body(Body::empty()).unwrap()
    };
    for (get, expected) in [(GetMode::Queries, 200), (GetMode::Off, 405)] {
        let server = Server::with(Settings { get, ..Settings::default() }).await;
        assert_eq!(server.send(head("{ __typename }")).await.status.as_u16(), expected);
        let answer = server.send(head("mutation { sessionEnd { ended } }")).await;
        assert_eq!(answer.status.as_u16(), 405);
    }
}

#[tokio::test]
async fn a_post_is_json_in_utf_8() {
    let server = Server::new().await;
    let body = r#"{"query":"{ __typename }"}"#;
    let table = [
        (Some("application/json"), 200),
        (Some("Application/JSON; Charset=\"UTF-8\""), 200),
        (None, 415),
        (Some("text/plain"), 415),
        (Some("application/x-www-form-urlencoded"), 415),
        (Some("multipart/form-data; boundary=x"), 415),
        (Some("application/graphql"), 415),
        (Some("application/json; charset=utf-16"), 415),
        (Some("application/jsonp"), 415),
    ];
    for (kind, expected) in table {
        let mut request = Request::post("/graphql");
        if let Some(kind) = kind {
            request = request.header("content-type", kind);
        }
        let answer = server.send(request.body(Body::from(body)).unwrap()).await;
        assert_eq!(answer.status.as_u16(), expected, "{kind:?}");
        if expected == 415 {
            assert_eq!(answer.code(), "UNSUPPORTED_MEDIA_TYPE");
        }
    }
}

#[tokio::test]
async fn a_body_has_a_largest_number_of_values() {
    let server = Server::new().await;
    let body = |structure: usize| {
        // Eleven structural characters around the list, and one comma less than it has items. Those in a text are none.
        let items = vec!["1"; structure - 11].join(",");
        let text = r#"[[[,,,\"{{{:::\\"#;
        format!(r#"{{"query":"{{ __typename }}","extensions":{{"text":"{text}","list":[{items}]}}}}"#)
    };
    let answer = server.post(JSON, body(STRUCTURE_MAX)).await;
    assert_eq!((answer.status.as_u16(), &answer.json()["data"]["__typename"]), (200, &json!("Query")));
    let answer = server.post(JSON, body(STRUCTURE_MAX + 1)).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (413, "PAYLOAD_TOO_LARGE"));
}

#[tokio::test]
async fn other_methods_are_told_which_ones_there_are() {
    let server = Server::new().await;
    for method in ["PUT", "DELETE", "PATCH"] {
        let request = Request::builder().method(method).uri("/graphql").body(Body::empty()).unwrap();
        let answer = server.send(request).await;
        assert_eq!(answer.status.as_u16(), 405, "{method}");
        let allow = answer.headers["allow"].to_str().unwrap();
        assert!(allow.contains("GET") && allow.contains("POST"), "{allow}");
    }
}

#[tokio::test]
async fn a_list_is_refused_unless_it_is_allowed_and_then_it_is_short() {
    let list = |n: usize| json!(vec![json!({ "query": "{ __typename }" }); n]).to_string();
    let server = Server::new().await;
    let answer = server.post(JSON, list(1_000)).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (400, "BATCH_NOT_ALLOWED"));
    let server = Server::with(Settings { batch_max: 3, ..Settings::default() }).await;
    assert_eq!(server.post(JSON, list(3)).await.json().as_array().unwrap().len(), 3);
    for n in [0, 4] {
        assert_eq!(server.post(JSON, list(n)).await.code(), "BATCH_NOT_ALLOWED", "{n}");
    }
    let mixed = json!([{ "query": "{ a: __typename }" }, { "query": "{ nothing }" }, { "query": "{ b: __typename }" }]);
    let answers = server.post(JSON, mixed.to_string()).await.json();
    assert_eq!(answers[0]["data"]["a"], "Query");
    assert_eq!(answers[1]["errors"][0]["extensions"]["code"], "GRAPHQL_VALIDATION_FAILED");
    assert_eq!(answers[2]["data"]["b"], "Query");
}

#[tokio::test]
async fn all_operations_of_a_list_together_cost_no_more_than_one_may_and_mutate_no_more() {
    let server = Server::with(Settings { batch_max: 5, ..Settings::default() }).await;
    let mutations = |n: usize| -> String { (0..n).map(|n| format!("m{n}: sessionEnd {{ ended }} ")).collect() };
    let list = |a: usize, b: usize| {
        let ask = |n| json!({ "query": format!("mutation {{ {} }}", mutations(n)) });
        json!([ask(a), ask(b)]).to_string()
    };
    assert_eq!(server.post(JSON, list(3, 3)).await.code(), "ROOT_FIELD_LIMIT_EXCEEDED");
    let answers = server.post(JSON, list(3, 2)).await.json();
    assert_eq!(answers[1]["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
}

#[tokio::test]
async fn what_stands_in_a_list_behind_the_end_of_ones_own_session_is_not_done() {
    let server = Server::with(Settings { batch_max: 5, ..Settings::default() }).await;
    let admin = server.app.as_role("administrator").await;
    let make = "mutation { channelCreate(input: { slug: \"a\", name: \"A\", currency: \"EUR\" }) { channel { id } } }";
    let all = ["mutation { sessionEnd { ended } }", make, "{ viewer { kind } }"];
    let list = json!(all.map(|query| json!({ "query": query }))).to_string();
    let token = format!("Bearer {}", admin.token());
    let answers = server.post_with(&[("authorization", &token)], list).await.json();
    assert_eq!(answers[0]["data"]["sessionEnd"]["ended"], 1, "{answers}");
    for late in [1, 2] {
        assert_eq!(answers[late]["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{answers}");
    }
    let owner = server.app.as_role("owner").await;
    assert_eq!(owner.ok("{ channels { nodes { id } } }", json!({})).await["channels"]["nodes"], json!([]));
}
