//! Which status an answer has, in both profiles.

use axum::body::Body;
use axum::http::Request;
use regie::engine::settings::{Settings, StatusProfile};
use serde_json::json;

use super::{JSON, RESPONSE_JSON, Server};

/// A body, and its status in the profile `audit` as response+json and as json, and in the draft.
type Row = (&'static str, &'static str, u16, u16, u16);

const TABLE: &[Row] = &[
    ("no body", "", 400, 400, 400),
    ("no JSON", "{ \"query", 400, 400, 400),
    ("no object", "7", 400, 400, 422),
    ("no query", r#"{"qeury":"{ __typename }"}"#, 400, 400, 422),
    ("a query that is no text", r#"{"query":{}}"#, 400, 400, 422),
    ("variables that are no object", r#"{"query":"{ __typename }","variables":[]}"#, 400, 400, 422),
    ("extensions that are no object", r#"{"query":"{ __typename }","extensions":"a"}"#, 400, 400, 422),
    ("an operation name that is no text", r#"{"query":"{ __typename }","operationName":0}"#, 400, 400, 422),
    ("a list", r#"[{"query":"{ __typename }"}]"#, 400, 400, 422),
    ("not parsable", r#"{"query":"{"}"#, 400, 200, 400),
    ("not valid", r#"{"query":"{ nothing }"}"#, 400, 200, 422),
    ("no such operation", r#"{"query":"query A { __typename }","operationName":"B"}"#, 400, 200, 422),
    ("which operation", r#"{"query":"query A { __typename } query B { __typename }"}"#, 400, 200, 422),
    ("a variable is missing", r#"{"query":"query($id: ID!) { node(id: $id) { id } }"}"#, 400, 200, 422),
    ("well", r#"{"query":"{ __typename }","variables":null,"extensions":null,"operationName":null}"#, 200, 200, 200),
    ("data and errors", r#"{"query":"{ __typename orders(first: 1) { nodes { id } } }"}"#, 200, 200, 294),
    ("a subscription", r#"{"query":"subscription { orderChanged { cursor } }"}"#, 406, 406, 406),
];

#[tokio::test]
async fn statuses_are_those_of_the_audits() {
    let server = Server::new().await;
    for (name, body, response_json, legacy, _) in TABLE {
        let answer = server.post(RESPONSE_JSON, *body).await;
        assert_eq!(answer.status.as_u16(), *response_json, "{name}: {:#}", answer.json());
        assert_eq!(answer.json().get("data").is_some(), answer.status.is_success(), "{name}");
        let answer = server.post(JSON, *body).await;
        assert_eq!(answer.status.as_u16(), *legacy, "{name}: {:#}", answer.json());
    }
}

#[tokio::test]
async fn statuses_are_those_of_the_draft_when_it_is_chosen() {
    let server = Server::with(Settings { status_profile: StatusProfile::Draft, ..Settings::default() }).await;
    for (name, body, _, _, draft) in TABLE {
        let answer = server.post(RESPONSE_JSON, *body).await;
        assert_eq!(answer.status.as_u16(), *draft, "{name}: {:#}", answer.json());
        let answer = server.post(JSON, *body).await;
        // 294 belongs to the new type, and `application/json` to success.
        let legacy = if *draft == 294 { 200 } else { *draft };
        assert_eq!(answer.status.as_u16(), legacy, "{name}");
        assert_eq!(answer.kind().starts_with("application/json"), answer.status.is_success(), "{name}");
    }
}

#[tokio::test]
async fn who_believes_to_be_signed_in_is_told_that_it_is_over() {
    let server = Server::new().await;
    for credentials in ["Bearer nobody", "Basic bm9ib2R5Og==", "Bearer", ""] {
        let request = Request::post("/graphql").header("content-type", JSON).header("authorization", credentials);
        let answer = server.send(request.body(Body::from(r#"{"query":"{ __typename }"}"#)).unwrap()).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (401, "UNAUTHENTICATED"), "{credentials}");
    }
}

#[tokio::test]
async fn a_mistake_is_told_with_its_place() {
    let server = Server::new().await;
    let answer = server.post(RESPONSE_JSON, r#"{"query":"{ __typename }","variables":7}"#).await;
    let error = &answer.json()["errors"][0];
    assert_eq!(error["extensions"], json!({ "code": "BAD_REQUEST", "field": ["variables"] }));
    let document = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    let body = json!({ "query": document, "variables": { "ids": [1, true] } });
    let answer = server.post(RESPONSE_JSON, body.to_string()).await;
    let error = &answer.json()["errors"][0];
    assert_eq!(error["extensions"]["code"], "BAD_INPUT");
    assert_eq!(error["extensions"]["field"], json!(["variables", "ids", "1"]));
    let answer = server.post(RESPONSE_JSON, r#"{"query":"{\n  nothing\n}"}"#).await;
    assert_eq!(answer.json()["errors"][0]["locations"], json!([{ "line": 2, "column": 3 }]));
}

#[tokio::test]
async fn a_mistake_that_is_made_several_times_is_one_error_with_its_places() {
    let server = Server::new().await;
    let document = "{ a: __typename @nothing @nothing b: __typename @nothing c: __typename @other }";
    let answer = server.post(JSON, json!({ "query": document }).to_string()).await.json();
    let errors = answer["errors"].as_array().unwrap();
    let columns = |error: &serde_json::Value| {
        let places = error["locations"].as_array().unwrap().iter();
        places.map(|place| place["column"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(errors.len(), 2, "{answer:#}");
    assert_eq!(columns(&errors[0]), [17, 26, 49]);
    assert_eq!(columns(&errors[1]), [72]);
}

#[tokio::test]
async fn a_variable_may_be_used_in_introspection_alone() {
    let server = Server::with(Settings { anonymous_introspection: Some(true), ..Settings::default() }).await;
    let document = "query($name: String!, $id: ID!) { __type(name: $name) { name } node(id: $id) { id } }";
    let variables = json!({ "name": "Query", "id": "T3JkZXI6MDFhMjE4ZjFmNjQ5NzBmNTkwZmU0NTRjMjYwMTIxZGY" });
    for (document, variables) in
        [(document, variables), ("query($name: String!) { __type(name: $name) { name } }", json!({ "name": "Query" }))]
    {
        let body = json!({ "query": document, "variables": variables }).to_string();
        let answer = server.post(RESPONSE_JSON, body).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["data"]["__type"]["name"]), (200, &json!("Query")));
    }
}

#[tokio::test]
async fn the_text_of_the_schema_is_refused_with_a_status() {
    let server = Server::with(Settings { anonymous_introspection: Some(false), ..Settings::default() }).await;
    let answer = server.send(Request::get("/schema.graphql").body(Body::empty()).unwrap()).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (401, "INTROSPECTION_DISABLED"));
}
