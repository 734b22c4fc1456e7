//! Documents that the server knows: trusted ones, and automatic persisted queries.

use axum::http::StatusCode;
use regie::engine::settings::{DocumentMode, Settings};
use regie::kernel::tx::Meta;
use regie::persisted::DocumentId;
use regie::persisted::register::{Checked, register};
use serde_json::{Value, json};

use super::{Http, JSON, Server};

const TEXT: &str = "query Kind { viewer { kind } }";
const CLIENT: (&str, &str) = ("graphql-client-name", "storefront");

fn settings(documents: DocumentMode) -> Settings {
    Settings { documents, ..Settings::default() }
}

async fn trust(server: &Server, client: &str, alias: Option<&str>, text: &str) {
    let house = &server.app.app.house;
    let meta = Meta::system("test", "documents.register", house.clock.now());
    let alias = alias.map(|alias| DocumentId::parse(alias).unwrap());
    let document = Checked { alias, operations: vec!["Kind".to_owned()], text: text.to_owned() };
    register(house, meta, client, &[document]).await.unwrap();
}

fn id() -> String {
    DocumentId::of(TEXT).as_str().to_owned()
}

fn hash() -> String {
    id().trim_start_matches("sha256:").to_owned()
}

fn persisted(hash: &str, query: Option<&str>) -> Value {
    let mut body = json!({ "extensions": { "persistedQuery": { "version": 1, "sha256Hash": hash } } });
    if let Some(query) = query {
        body["query"] = query.into();
    }
    body
}

fn kind(answer: &Http) -> Value {
    answer.json()["data"]["viewer"]["kind"].clone()
}

async fn ask(server: &Server, body: &Value) -> Http {
    server.post(JSON, body.to_string()).await
}

#[tokio::test]
async fn a_trusted_document_is_executed_by_its_id_also_with_get() {
    let server = Server::new().await;
    trust(&server, "storefront", Some("kind.v1"), TEXT).await;
    assert_eq!(kind(&ask(&server, &json!({ "documentId": id() })).await), "VISITOR");
    // Another name than the hash is the client's own, so it has to say who it is.
    let named = [("documentId", "kind.v1")];
    assert_eq!(server.get(&named, &[]).await.code(), "PERSISTED_QUERY_NOT_FOUND");
    assert_eq!(server.get(&named, &[("graphql-client-name", "dashboard")]).await.code(), "PERSISTED_QUERY_NOT_FOUND");
    assert_eq!(kind(&server.get(&named, &[CLIENT]).await), "VISITOR");
    assert_eq!(kind(&server.get(&[("documentId", &id())], &[]).await), "VISITOR");
    for (body, code) in [
        (json!({ "documentId": "sha256:00" }), "BAD_REQUEST"),
        (json!({ "documentId": "no spaces" }), "BAD_REQUEST"),
        (json!({ "documentId": id(), "query": TEXT }), "BAD_REQUEST"),
        (json!({ "documentId": format!("sha256:{}", "0".repeat(64)) }), "PERSISTED_QUERY_NOT_FOUND"),
    ] {
        assert_eq!(ask(&server, &body).await.code(), code, "{body}");
    }
}

#[tokio::test]
async fn with_trusted_documents_only_nothing_else_is_executed() {
    let server = Server::with(settings(DocumentMode::Trusted)).await;
    trust(&server, "storefront", None, TEXT).await;
    assert_eq!(kind(&ask(&server, &json!({ "documentId": id() })).await), "VISITOR");
    // A client that still sends the text of a registered document is served.
    assert_eq!(kind(&ask(&server, &json!({ "query": TEXT })).await), "VISITOR");
    assert_eq!(kind(&ask(&server, &persisted(&hash(), None)).await), "VISITOR");
    for other in
        ["query Kind { viewer { roles } }", "query Kind { viewer { kind } } ", "{ __schema { types { name } } }"]
    {
        assert_eq!(ask(&server, &json!({ "query": other })).await.code(), "DOCUMENT_NOT_TRUSTED", "{other}");
        let hash = DocumentId::of(other).as_str().trim_start_matches("sha256:").to_owned();
        assert_eq!(ask(&server, &persisted(&hash, Some(other))).await.code(), "DOCUMENT_NOT_TRUSTED", "{other}");
    }
}

#[tokio::test]
async fn an_automatic_document_is_sent_once_and_its_hash_from_then_on() {
    let server = Server::with(settings(DocumentMode::Automatic)).await;
    let answer = ask(&server, &persisted(&hash(), None)).await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::OK, "PERSISTED_QUERY_NOT_FOUND"));
    assert_eq!(answer.json()["errors"][0]["message"], "PersistedQueryNotFound");
    assert_eq!(kind(&ask(&server, &persisted(&hash(), Some(TEXT))).await), "VISITOR");
    assert_eq!(kind(&ask(&server, &persisted(&hash(), None)).await), "VISITOR");
    // Nobody vouches for it.
    let extensions = persisted(&hash(), None)["extensions"].to_string();
    let query = [("extensions", extensions.as_str())];
    assert_eq!(server.get(&query, &[]).await.code(), "METHOD_NOT_ALLOWED");
    assert_eq!(kind(&server.get(&query, &[("apollo-require-preflight", "true")]).await), "VISITOR");
}

#[tokio::test]
async fn an_automatic_document_is_kept_only_when_it_is_good_and_is_what_it_says() {
    let server = Server::with(settings(DocumentMode::Automatic)).await;
    let bad = "query Kind { viewer { nothing } }";
    let of = |text: &str| DocumentId::of(text).as_str().trim_start_matches("sha256:").to_owned();
    assert_eq!(ask(&server, &persisted(&of(bad), Some(bad))).await.code(), "GRAPHQL_VALIDATION_FAILED");
    assert_eq!(ask(&server, &persisted(&of(bad), None)).await.code(), "PERSISTED_QUERY_NOT_FOUND");
    assert_eq!(ask(&server, &persisted(&of(bad), Some(TEXT))).await.code(), "BAD_REQUEST");
    assert_eq!(ask(&server, &persisted("12", Some(TEXT))).await.code(), "BAD_REQUEST");
    let body = json!({ "query": TEXT, "extensions": { "persistedQuery": { "version": 2, "sha256Hash": hash() } } });
    assert_eq!(ask(&server, &body).await.code(), "BAD_REQUEST");
    let server = Server::new().await;
    let answer = ask(&server, &persisted(&hash(), None)).await;
    assert_eq!(answer.code(), "PERSISTED_QUERY_NOT_SUPPORTED");
    assert_eq!(kind(&ask(&server, &persisted(&hash(), Some(TEXT))).await), "VISITOR");
}
