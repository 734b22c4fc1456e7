//! How sockets end.

use futures::{SinkExt as _, StreamExt as _};
use regie::server::router::Edge;
use regie::server::websocket::protocol::Rules;
use regie::server::websocket::{Options, Times};
use serde_json::json;
use std::time::Duration;
use tokio_tungstenite::tungstenite::Message;

use super::{Gateway, within};
use crate::harness::TestApp;
use crate::harness::shop::Shop;

const ORDERS: &str = "subscription { orderChanged { cursor } }";
const ROLES: &str = "{ viewer { roles } }";
/// Long enough for a moment of a busy machine, short enough to wait for.
const SHORT: Duration = Duration::from_millis(300);
const LONG: Duration = Duration::from_secs(3_600);

fn sockets(rules: Rules, times: Times) -> Edge {
    Edge { sockets: Options { rules, times }, ..Edge::default() }
}

#[tokio::test]
async fn a_client_that_says_nothing_is_closed() {
    let app = TestApp::new().await;
    let rules = Rules { init_timeout: SHORT, ..Rules::default() };
    let gateway = Gateway::with(&app.app, sockets(rules, Times::default())).await;
    assert_eq!(gateway.connect().await.closed().await, (4408, "Connection initialisation timeout".to_owned()));
}

#[tokio::test]
async fn what_cannot_be_read_closes_with_its_code() {
    let app = TestApp::new().await;
    let gateway = Gateway::with(&app.app, Edge { body_max: 1_000, ..Edge::default() }).await;
    let text = |len: usize| Message::text(format!(r#"{{"type":"ping"{}}}"#, " ".repeat(len - 15)));
    let cases = [
        (text(1_001), 1009),
        (Message::binary(r#"{"type":"ping"}"#), 4400),
        (Message::text("x"), 4400),
        (Message::text(r#"{"type":"subscribe","id":"1","payload":{"query":"{x}"}}"#), 4401),
    ];
    for (message, code) in cases {
        let mut socket = gateway.connect().await;
        socket.0.send(message.clone()).await.unwrap();
        assert_eq!(socket.closed().await.0, code, "{message:?}");
    }
    let mut socket = gateway.connect().await;
    socket.0.send(text(1_000)).await.unwrap();
    assert_eq!(socket.next().await, json!({ "type": "pong" }));
}

#[tokio::test]
async fn a_client_that_answers_no_ping_is_left_and_one_that_does_is_kept() {
    let app = TestApp::new().await;
    let rules = Rules { ping_every: Duration::from_secs(1), init_timeout: LONG, ..Rules::default() };
    let gateway = Gateway::with(&app.app, sockets(rules, Times::default())).await;
    let mut here = gateway.join(json!({})).await;
    for _ in 0..4 {
        assert!(matches!(here.arrival().await, Message::Ping(_)));
        // Sends the pong.
        here.0.flush().await.unwrap();
    }
    let away = gateway.connect().await;
    // Nobody polls it, so nobody answers. The server ends it without a word.
    let mut stream = away.0.into_inner();
    let mut all = Vec::new();
    let read = within("the end", tokio::io::AsyncReadExt::read_to_end(&mut stream, &mut all)).await;
    assert!(read.is_err() || all.iter().all(|byte| [0x89, 0].contains(byte)), "only pings: {all:?}");
}

#[tokio::test]
async fn a_session_that_ends_closes_its_sockets_and_no_others() {
    let app = TestApp::new().await;
    let (owner, other) = (app.as_role("owner").await, app.as_role("owner").await);
    let gateway = Gateway::open(&app.app).await;
    let (mut idle, mut follows) = (gateway.join_as(owner.token()).await, gateway.join_as(owner.token()).await);
    let mut stays = gateway.join_as(other.token()).await;
    follows.subscribe("orders", ORDERS, json!({})).await;
    follows.ask(ROLES, json!({})).await;
    owner.ok("mutation { sessionEnd { ended } }", json!({})).await;
    gateway.publish().await;
    assert_eq!(idle.closed().await, (4403, "Forbidden".to_owned()));
    assert_eq!(
        follows.closed().await,
        (4403, "Forbidden".to_owned()),
        "and no complete: it is not the end of the matter"
    );
    assert_eq!(stays.ask(ROLES, json!({})).await["data"]["viewer"]["roles"][0], "owner");
}

#[tokio::test]
async fn a_server_that_stops_answers_what_runs_and_closes_every_socket() {
    let shop = Shop::new().await;
    let gateway = Gateway::open(&shop.app.app).await;
    let (mut silent, mut idle) = (gateway.connect().await, gateway.join(json!({})).await);
    let mut follows = gateway.join_as(shop.owner.token()).await;
    follows.subscribe("orders", ORDERS, json!({})).await;
    follows.ask(ROLES, json!({})).await;
    let mut busy = gateway.join_as(shop.owner.token()).await;
    // Held up until the stop has begun: the writer of SQLite, the slug on PostgreSQL.
    let tx = shop.app.begin().await;
    shop.add_channel(&tx, "held", "EUR").await;
    let document = "mutation($input: ChannelCreateInput!) { channelCreate(input: $input) { userErrors { code } } }";
    let input = json!({ "slug": "held", "name": "Held", "currency": "EUR" });
    busy.subscribe("create", document, json!({ "input": input })).await;
    busy.send(json!({ "type": "ping" })).await;
    assert_eq!(busy.next().await["type"], "pong", "the mutation has begun");
    let stopped = tokio::spawn(gateway.stop());
    let away = (1001, "Going away".to_owned());
    for socket in [&mut silent, &mut idle, &mut follows] {
        assert_eq!(socket.closed().await, away);
    }
    assert!(!stopped.is_finished(), "it waits for the mutation");
    drop(tx);
    let answer = busy.payload("create", "next").await;
    assert_eq!(answer["data"]["channelCreate"]["userErrors"], json!([]), "{answer:#}");
    busy.payload("create", "complete").await;
    assert_eq!(busy.closed().await, away);
    within("the end", stopped).await.unwrap();
}

#[tokio::test]
async fn a_client_that_does_not_read_is_closed_while_others_are_served() {
    let app = TestApp::new().await;
    let owner = app.as_role("owner").await;
    let times = Times { stall: SHORT, close: SHORT };
    let rules = Rules { ping_every: LONG, ..Rules::default() };
    let gateway = Gateway::with(&app.app, sockets(rules, times)).await;
    let slow = gateway.join_as(owner.token()).await;
    // More than the system holds on the way: the server has to stop reading, or to keep it all.
    let ping = json!({ "type": "ping", "payload": { "x": "x".repeat(400_000) } }).to_string();
    let (mut send, _unread) = slow.0.split();
    let flood = async {
        let mut sent = 0;
        while sent < 200 && send.send(Message::text(ping.clone())).await.is_ok() {
            sent += 1;
        }
        sent
    };
    let mut other = gateway.join_as(owner.token()).await;
    let asks = async {
        for _ in 0..20 {
            assert!(other.ask(ROLES, json!({})).await["data"].is_object());
        }
    };
    let (sent, ()) = within("both", futures::future::join(flood, asks)).await;
    assert!(sent < 200, "80 MB were not taken in");
}
