//! What a request costs, and what happens when the budget is used up.

use axum::body::Body;
use axum::http::Request;
use chrono::TimeDelta;
use regie::engine::clients::Client;
use regie::engine::settings::{BUDGET_MAX, BUDGET_RESTORE, Settings};
use regie::kernel::tx::Meta;
use regie::persisted::DocumentId;
use regie::persisted::register::{Checked, register};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{Http, JSON, Server};

fn ask(first: usize) -> String {
    json!({ "query": format!("{{ orders(first: {first}) {{ nodes {{ id }} }} }}") }).to_string()
}

fn cost(answer: &Value) -> &Value {
    &answer["extensions"]["cost"]
}

#[tokio::test]
async fn an_answer_tells_its_cost_and_gives_back_what_was_not_used() {
    let server = Server::new().await;
    let answer = server.post(JSON, ask(50)).await.json();
    let requested = cost(&answer)["requestedQueryCost"].as_u64().unwrap();
    let actual = cost(&answer)["actualQueryCost"].as_u64().unwrap();
    assert!(requested >= 50, "{requested}");
    assert!(actual < requested, "nothing was found: {actual}");
    let state = &cost(&answer)["throttleStatus"];
    assert_eq!(state["maximumAvailable"], BUDGET_MAX);
    assert_eq!(state["restoreRate"], BUDGET_RESTORE);
    assert_eq!(state["currentlyAvailable"].as_u64().unwrap(), BUDGET_MAX - actual);
}

/// A document that costs what it asks for, whatever is found: 10 points.
fn dear() -> String {
    json!({ "query": "{ __schema { queryType { name } } }" }).to_string()
}

/// A budget that is soon used up.
fn small() -> Settings {
    Settings { cost_max: 60, budget_max: 60, anonymous_introspection: Some(true), ..Settings::default() }
}

/// Asks until it is refused; gives how often it was answered, and the refusal.
async fn spend(server: &Server, headers: &[(&str, &str)]) -> (usize, Http) {
    for answered in 0..100 {
        let answer = server.post_with(headers, dear()).await;
        if answer.status != 200 {
            return (answered, answer);
        }
    }
    panic!("it is never refused");
}

#[tokio::test]
async fn whoever_has_used_up_the_budget_is_told_when_to_come_and_is_served_then() {
    let server = Server::with(Settings { budget_restore: 4, ..small() }).await;
    let (answered, refusal) = spend(&server, &[]).await;
    assert_eq!((answered, refusal.status.as_u16(), refusal.code().as_str()), (6, 429, "THROTTLED"));
    // Ten points at four a second.
    assert_eq!(refusal.headers["retry-after"], "3");
    let body = refusal.json();
    assert_eq!(body["errors"][0]["extensions"]["retryAfterSecs"], 3);
    assert!(body.get("data").is_none());
    assert_eq!(cost(&body)["actualQueryCost"], Value::Null);
    assert_eq!(cost(&body)["throttleStatus"]["currentlyAvailable"], 0);
    server.app.clock.advance(TimeDelta::seconds(2));
    assert_eq!(server.post(JSON, dear()).await.status.as_u16(), 429);
    server.app.clock.advance(TimeDelta::seconds(1));
    assert_eq!(server.post(JSON, dear()).await.status.as_u16(), 200);
}

#[tokio::test]
async fn what_no_budget_holds_is_refused_for_good() {
    let server = Server::with(Settings { budget_max: 60, ..Settings::default() }).await;
    assert_eq!(server.post(JSON, ask(100)).await.code(), "COST_LIMIT_EXCEEDED");
}

/// A document that is registered for the client `app`.
async fn registered(server: &Server, text: &str) -> String {
    let house = &server.app.app.house;
    let document = Checked { alias: None, operations: vec!["Kind".to_owned()], text: text.to_owned() };
    let meta = Meta::system("test", "documents.register", house.clock.now());
    register(house, meta, "app", &[document]).await.unwrap();
    DocumentId::of(text).as_str().to_owned()
}

fn client(name: &str, key: Option<&str>) -> Client {
    let key_sha256 = key.map(|key| data_encoding::HEXLOWER.encode(&Sha256::digest(key)));
    Client { name: name.to_owned(), key_sha256, budget_max: 100, budget_restore: 10, weight: 1 }
}

#[tokio::test]
async fn a_server_with_a_key_has_a_budget_of_its_own_and_so_has_each_visitor_that_it_names() {
    let clients = vec![client("shop", Some("the key of the shop"))];
    let server = Server::with(Settings { clients, ..small() }).await;
    assert_eq!(spend(&server, &[]).await.0, 6, "the others");
    let key = ("graphql-client-key", "the key of the shop");
    let (answered, refusal) = spend(&server, &[key]).await;
    assert_eq!((answered, refusal.code().as_str()), (10, "THROTTLED"));
    assert_eq!(cost(&refusal.json())["throttleStatus"]["maximumAvailable"], 100);
    for visitor in ["192.0.2.1", "192.0.2.2", "2001:db8:0:1::1", "2001:db8:0:2::1"] {
        assert_eq!(spend(&server, &[key, ("x-forwarded-for", visitor)]).await.0, 6, "{visitor}");
    }
    // Of the same network as one before.
    assert_eq!(spend(&server, &[key, ("x-forwarded-for", "2001:db8:0:1:ffff::7")]).await.0, 0);
    // Without a key nobody is believed.
    assert_eq!(spend(&server, &[("x-forwarded-for", "192.0.2.9")]).await.0, 0);
    assert_eq!(spend(&server, &[("graphql-client-name", "shop")]).await.0, 0, "a name is no key");
}

#[tokio::test]
async fn a_key_that_nobody_has_is_refused_and_not_served_as_a_visitor() {
    let server = Server::with(Settings { clients: vec![client("shop", Some("the key of the shop"))], ..small() }).await;
    let key = |key| ("graphql-client-key", key);
    let others: [&[(&str, &str)]; 4] = [
        &[key("wrong")],
        &[key("")],
        &[key("the key of the shop "), key("x")],
        &[key("the key of the shop"), key("the key of the shop")],
    ];
    for headers in others {
        let (answered, refusal) = spend(&server, headers).await;
        assert_eq!((answered, refusal.status.as_u16(), refusal.code().as_str()), (0, 401, "CLIENT_KEY_UNKNOWN"));
        let schema = headers
            .iter()
            .fold(Request::get("/schema.graphql"), |request, (name, value)| request.header(*name, *value));
        assert_eq!(server.send(schema.body(Body::empty()).unwrap()).await.status, 401);
    }
    assert_eq!(spend(&server, &[key("the key of the shop")]).await.0, 10);
    // Where nobody has a key, none is known.
    let server = Server::with(small()).await;
    assert_eq!(spend(&server, &[key("the key of the shop")]).await.1.code(), "CLIENT_KEY_UNKNOWN");
}

#[tokio::test]
async fn the_name_of_a_client_counts_with_its_documents_and_for_each_caller_apart() {
    let settings = Settings { clients: vec![client("app", None)], ..small() };
    let server = Server::with(settings).await;
    let id = registered(&server, "query Kind { __type(name: \"Order\") { kind } }").await;
    let trusted = json!({ "documentId": id }).to_string();
    let name = ("graphql-client-name", "app");
    assert_eq!(spend(&server, &[name]).await.0, 6, "with a document of one's own it is as for everybody");
    let mut answered = 0;
    while server.post_with(&[name], trusted.clone()).await.status == 200 {
        answered += 1;
    }
    assert_eq!(answered, 10);
    let owner = server.app.as_role("owner").await;
    let token = format!("Bearer {}", owner.token());
    let answer = server.post_with(&[name, ("authorization", &token)], trusted).await;
    assert_eq!(cost(&answer.json())["throttleStatus"]["currentlyAvailable"], 90);
}

#[tokio::test]
async fn one_operation_has_a_ceiling_for_everybody() {
    let server = Server::with(Settings { cost_max: 60, ..Settings::default() }).await;
    assert_eq!(server.post(JSON, ask(20)).await.status.as_u16(), 200);
    assert_eq!(server.post(JSON, ask(61)).await.code(), "COST_LIMIT_EXCEEDED");
}
