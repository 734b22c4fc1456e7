//! The schema, as a caller sees it.

use axum::body::Body;
use axum::http::Request;
use regie::engine::settings::Settings;

use super::{Http, JSON, Server};

async fn sdl(server: &Server, token: Option<&str>, known: Option<&str>) -> Http {
    let mut request = Request::get("/schema.graphql");
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    if let Some(known) = known {
        request = request.header("if-none-match", known);
    }
    server.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn the_schema_is_text_with_a_tag_and_for_whoever_asks() {
    let server = Server::new().await;
    let (agent, owner) = (server.app.as_role("order-agent").await, server.app.as_role("owner").await);
    let answer = sdl(&server, Some(owner.token()), None).await;
    assert_eq!((answer.status.as_u16(), answer.kind()), (200, "application/graphql; charset=utf-8"));
    assert_eq!(String::from_utf8(answer.bytes).unwrap(), regie::schema::sdl());
    let tag = answer.headers["etag"].to_str().unwrap().to_owned();
    for known in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
        let again = sdl(&server, Some(owner.token()), Some(&known)).await;
        assert_eq!((again.status.as_u16(), again.bytes.len()), (304, 0), "{known}");
        assert_eq!(again.headers["etag"].to_str().unwrap(), tag);
    }
    let other = sdl(&server, Some(agent.token()), Some(&tag)).await;
    assert_eq!(other.status.as_u16(), 200);
    let text = String::from_utf8(other.bytes).unwrap();
    assert!(text.contains("orderPlace(") && !text.contains("roleCreate("));
}

#[tokio::test]
async fn visitors_see_the_schema_only_where_it_is_allowed() {
    let ask = r#"{"query":"{ __typename __schema { queryType { name } } }"}"#;
    let server = Server::new().await;
    assert_eq!(server.post(JSON, ask).await.code(), "INTROSPECTION_DISABLED");
    let answer = sdl(&server, None, None).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (401, "INTROSPECTION_DISABLED"));
    // What a type is called is no secret of the schema.
    assert_eq!(server.post(JSON, r#"{"query":"{ __typename }"}"#).await.json()["data"]["__typename"], "Query");
    let server = Server::with(Settings { anonymous_introspection: Some(true), ..Settings::default() }).await;
    assert_eq!(server.post(JSON, ask).await.json()["data"]["__schema"]["queryType"]["name"], "Query");
    assert_eq!(sdl(&server, None, None).await.status.as_u16(), 200);
}

#[tokio::test]
async fn introspection_stands_where_the_document_has_it_and_hides_what_is_not_for_the_caller() {
    let server = Server::new().await;
    let agent = server.app.as_role("order-agent").await;
    let document = "query($name: String!) { e: __typename d: __type(name: $name) { name } c: viewer { kind }
        b: __schema { mutationType { fields { name } } } a: __type(name: \"Role\") { name } }";
    let body = serde_json::json!({ "query": document, "variables": { "name": "Order" } });
    let request = Request::post("/graphql").header("content-type", JSON);
    let request = request.header("authorization", format!("Bearer {}", agent.token()));
    let answer = server.send(request.body(Body::from(body.to_string())).unwrap()).await;
    let text = String::from_utf8(answer.bytes.clone()).unwrap();
    let places = ["e", "d", "c", "b", "a"].map(|key| text.find(&format!("\"{key}\":")).unwrap());
    assert!(places.is_sorted(), "{text}");
    let answer = answer.json()["data"].clone();
    assert_eq!(answer["d"]["name"], "Order");
    let mutations = answer["b"]["mutationType"]["fields"].as_array().unwrap();
    let has = |name: &str| mutations.iter().any(|field| field["name"] == name);
    assert!(has("orderPlace") && !has("roleCreate"));
    assert_eq!(answer["a"], serde_json::Value::Null);
}

#[tokio::test]
async fn a_misspelt_field_is_not_corrected() {
    let server = Server::new().await;
    let answer = server.post(JSON, r#"{"query":"{ viewr { kind } }"}"#).await;
    let text = String::from_utf8(answer.bytes).unwrap();
    assert!(!text.contains("viewer") && !text.to_lowercase().contains("did you mean"), "{text}");
}
