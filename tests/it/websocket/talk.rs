//! Queries, mutations and subscriptions on a socket.

use regie::engine::lanes::Loads;
use regie::engine::settings::Settings;
use regie::kernel::queue::Load;
use regie::server::router::Edge;
use serde_json::{Value, json};
use std::time::Duration;

use super::Gateway;
use crate::harness::TestApp;
use crate::harness::shop::{GOODS, Shop};

const STOCK: &str = "subscription($after: String) { stockChanged(after: $after) { cursor stock { onHand } } }";
const ROLES: &str = "{ viewer { roles } }";

fn on_hand(answer: &Value) -> &Value {
    assert!(answer.get("errors").is_none(), "{answer:#}");
    &answer["data"]["stockChanged"]["stock"]["onHand"]
}

#[tokio::test]
async fn a_query_is_answered_as_whoever_the_token_says() {
    let app = TestApp::new().await;
    let owner = app.as_role("owner").await;
    let gateway = Gateway::open(&app.app).await;
    let token = owner.token();
    let (staff, visitor) = (json!(["owner", "storefront-visitor"]), json!(["storefront-visitor"]));
    let inits = [
        (json!({ "authorization": format!("Bearer {token}") }), &staff),
        (json!({ "Authorization": format!("bearer {token}") }), &staff),
        (json!({ "token": token }), &staff),
        (json!({ "authorization": null }), &visitor),
        (Value::Null, &visitor),
    ];
    for (init, roles) in inits {
        let mut socket = gateway.join(init.clone()).await;
        assert_eq!(socket.ask(ROLES, json!({})).await["data"]["viewer"]["roles"], *roles, "{init}");
    }
    let mut request = gateway.request();
    request.headers_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
    let mut socket = super::Socket(gateway.dial(request).await.unwrap());
    socket.send(json!({ "type": "connection_init" })).await;
    assert_eq!(socket.next().await["type"], "connection_ack");
    assert_eq!(socket.ask(ROLES, json!({})).await["data"]["viewer"]["roles"], staff, "by the header");
}

#[tokio::test]
async fn a_bad_token_closes_the_socket() {
    let app = TestApp::new().await;
    let gateway = Gateway::open(&app.app).await;
    for init in [json!({ "token": "wrong" }), json!({ "authorization": "Basic x" }), json!({ "authorization": 1 })] {
        let mut socket = gateway.connect().await;
        socket.send(json!({ "type": "connection_init", "payload": init })).await;
        assert_eq!(socket.closed().await, (4403, "Forbidden".to_owned()), "{init}");
    }
}

#[tokio::test]
async fn a_mutation_runs_once_for_its_key_and_its_subscription_hears_of_it() {
    let shop = Shop::new().await;
    let variant = shop.stocked(GOODS, 5).await;
    let gateway = Gateway::open(&shop.app.app).await;
    let mut socket = gateway.join_as(shop.owner.token()).await;
    socket.subscribe("stock", STOCK, json!({ "after": gateway.cursor().await })).await;
    let adjust = "mutation($input: StockAdjustInput!) { stockAdjust(input: $input) @idempotent(key: \"once\") {
        stock { onHand } userErrors { code } } }";
    let input = json!({ "variantId": variant, "warehouseId": shop.warehouse, "delta": 2, "reason": "RECEIVED" });
    for _ in 0..2 {
        let answer = socket.ask(adjust, json!({ "input": input })).await;
        assert_eq!(answer["data"]["stockAdjust"]["stock"]["onHand"], 7, "{answer:#}");
    }
    gateway.publish().await;
    let first = socket.payload("stock", "next").await;
    assert_eq!(on_hand(&first), 7);
    shop.receive(variant, shop.warehouse, 1).await;
    gateway.publish().await;
    assert_eq!(on_hand(&socket.payload("stock", "next").await), 8, "the repetition was no change");

    socket.complete("stock").await;
    let after = first["data"]["stockChanged"]["cursor"].clone();
    socket.subscribe("stock", STOCK, json!({ "after": after })).await;
    assert_eq!(on_hand(&socket.payload("stock", "next").await), 8, "it goes on behind the cursor, under the same id");
}

#[tokio::test]
async fn what_is_wrong_with_an_operation_is_an_error_and_the_socket_stays() {
    let app = TestApp::new().await;
    let gateway = Gateway::open(&app.app).await;
    let mut socket = gateway.join(json!({})).await;
    let cases = [
        ("{", json!({}), "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", json!({}), "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { stockChanged { cursor } }", json!({}), "UNAUTHENTICATED"),
    ];
    for (document, variables, code) in cases {
        socket.subscribe("bad", document, variables).await;
        assert_eq!(socket.error("bad").await, code, "{document}");
    }
    // What fails inside an answer is part of it.
    let answer = socket.ask("{ orders(first: 1) { nodes { id } } }", json!({})).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{answer:#}");
    assert!(answer.as_object().unwrap().contains_key("data"));
}

#[tokio::test]
async fn a_permission_that_is_taken_away_ends_the_subscription_and_not_the_socket() {
    let shop = Shop::new().await;
    let gateway = Gateway::open(&shop.app.app).await;
    let auditor = shop.app.as_role("auditor").await;
    let mut socket = gateway.join_as(auditor.token()).await;
    socket.subscribe("stock", STOCK, json!({})).await;
    // Answered behind it, because documents are prepared in the order in which they are asked for.
    socket.ask(ROLES, json!({})).await;
    shop.app.line("auditor", "stock.read", "DENY", None, None).await;
    assert_eq!(socket.error("stock").await, "FORBIDDEN");
    assert_eq!(socket.ask(ROLES, json!({})).await["data"]["viewer"]["roles"][0], "auditor");
    socket.subscribe("stock", STOCK, json!({})).await;
    assert_eq!(socket.error("stock").await, "FORBIDDEN");
}

#[tokio::test]
async fn a_caller_has_so_many_sockets_and_no_more() {
    let app = TestApp::new().await;
    let (owner, other) = (app.as_role("owner").await, app.as_role("owner").await);
    let graphql = Settings { streams_max: 1, ..Settings::default() };
    let gateway = Gateway::with(&app.app, Edge { graphql, ..Edge::default() }).await;
    let first = gateway.join_as(owner.token()).await;
    let mut second = gateway.connect().await;
    second.send(json!({ "type": "connection_init", "payload": { "token": owner.token() } })).await;
    assert_eq!(second.closed().await.0, 1013);
    gateway.join_as(other.token()).await;
    let mut first = first;
    first.0.close(None).await.unwrap();
    while let Some(Ok(_)) = super::within("the end", futures::StreamExt::next(&mut first.0)).await {}
    // The seat is given back before the client hears of the end.
    gateway.join_as(owner.token()).await;
}

#[tokio::test]
async fn each_subscription_of_a_socket_has_a_seat_and_gives_it_back() {
    let app = TestApp::new().await;
    let auditor = app.as_role("auditor").await;
    let graphql = Settings { streams_max: 2, ..Settings::default() };
    let gateway = Gateway::with(&app.app, Edge { graphql, ..Edge::default() }).await;
    let mut socket = gateway.join_as(auditor.token()).await;
    socket.subscribe("first", STOCK, json!({})).await;
    socket.subscribe("second", STOCK, json!({})).await;
    assert_eq!(socket.error("second").await, "TOO_MANY_STREAMS", "the socket has one as well");
    assert_eq!(socket.ask(ROLES, json!({})).await["data"]["viewer"]["roles"][0], "auditor", "a query needs none");
    socket.complete("first").await;
    socket.subscribe("third", STOCK, json!({})).await;
    socket.subscribe("fourth", STOCK, json!({})).await;
    assert_eq!(socket.error("fourth").await, "TOO_MANY_STREAMS");
    app.line("auditor", "stock.read", "DENY", None, None).await;
    assert_eq!(socket.error("third").await, "FORBIDDEN", "it was open");
}

#[tokio::test]
async fn what_is_too_much_is_refused_on_a_socket_with_the_time_to_come_again() {
    let app = TestApp::new().await;
    let owner = app.as_role("owner").await;
    let closed = Load { requests_max: 0, slow_max: 0, waiting_max: 0, wait_max: Duration::from_secs(2) };
    let lanes = Loads { mutations: closed, ..Loads::UNLIMITED };
    let graphql = Settings { cost_max: 25, budget_max: 25, budget_restore: 4, ..Settings::default() };
    let gateway = Gateway::with(&app.app, Edge { lanes, graphql, ..Edge::default() }).await;
    let mut socket = gateway.join_as(owner.token()).await;
    socket.subscribe("change", "mutation { __typename }", json!({})).await;
    let errors = socket.payload("change", "error").await;
    assert_eq!(errors[0]["extensions"], json!({ "code": "OVERLOADED", "retryAfterSecs": 1 }));
    let dear = "{ __schema { queryType { name } } }";
    for _ in 0..2 {
        socket.ask(dear, json!({})).await;
    }
    socket.subscribe("third", dear, json!({})).await;
    let errors = socket.payload("third", "error").await;
    // Five points are missing, at four a second.
    assert_eq!(
        (&errors[0]["extensions"]["code"], &errors[0]["extensions"]["retryAfterSecs"]),
        (&json!("THROTTLED"), &json!(2))
    );
    // The one lane that is closed is not everybody's.
    assert_eq!(socket.ask(ROLES, json!({})).await["data"]["viewer"]["roles"][0], "owner");
}
