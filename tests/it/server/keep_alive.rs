//! A connection goes on after an answer, or the answer says that it does not.

use http_body_util::{BodyExt as _, Full};
use hyper::Request;
use hyper::body::Bytes;
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use regie::engine::settings::Settings;
use regie::kernel::queue::Load;
use regie::server::router::Edge;
use serde_json::json;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use super::shell::{Held, LONG, PATIENCE, SHORT, Shell, limits, one, rest, status};
use crate::harness::TestApp;

const HEALTH: &[u8] = b"GET /healthz HTTP/1.1\r\nhost: regie\r\n\r\n";

/// What comes of a request whose body is sent after its head, and whether the connection goes on. It does what it says.
async fn exchange(stream: &mut TcpStream, head: &str, body: &str) -> (u16, bool) {
    let length = body.len().max(2);
    let head = format!("{head} HTTP/1.1\r\nhost: regie\r\ncontent-length: {length}\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    // It may be refused before it has sent everything.
    let _ = stream.write_all(body.as_bytes()).await;
    let answer = one(stream).await;
    let closes = answer.contains("connection: close\r\n");
    if closes {
        assert_eq!(rest(stream).await, "", "{answer}");
    } else {
        stream.write_all(HEALTH).await.unwrap();
        assert_eq!(status(&one(stream).await), 200, "{answer}");
    }
    (status(&answer), !closes)
}

#[tokio::test]
async fn after_a_small_body_that_nobody_has_read_the_connection_goes_on() {
    let app = TestApp::new().await;
    let shell = Shell::open(&app.app, limits(), Edge::default()).await;
    let mut stream = shell.connect().await;
    let small = " ".repeat(1_000);
    for (head, expected) in [("POST /nowhere", 404), ("PUT /graphql", 405), ("POST /healthz", 405)] {
        for _ in 0..2 {
            assert_eq!(exchange(&mut stream, head, &small).await, (expected, true), "{head}");
        }
    }
    let long = format!("POST /graphql?{}", "x".repeat(9_000));
    assert_eq!(exchange(&mut stream, &long, &small).await, (414, true));
}

#[tokio::test]
async fn after_a_body_that_is_too_large_to_be_thrown_away_it_says_that_it_ends() {
    let app = TestApp::new().await;
    let shell = Shell::open(&app.app, limits(), Edge::default()).await;
    let large = " ".repeat(100_000);
    for (head, expected) in [("POST /nowhere", 404), ("PUT /graphql", 405)] {
        assert_eq!(exchange(&mut shell.connect().await, head, &large).await, (expected, false), "{head}");
    }
    assert_eq!(exchange(&mut shell.connect().await, "POST /graphql", &" ".repeat(10 << 20)).await, (413, false));
    let chunks = format!("10000\r\n{}\r\n", " ".repeat(1 << 16)).repeat(160);
    let chunked = "POST /graphql HTTP/1.1\r\nhost: regie\r\ntransfer-encoding: chunked\r\n\r\n";
    let mut stream = shell.connect().await;
    stream.write_all(chunked.as_bytes()).await.unwrap();
    let _ = stream.write_all(chunks.as_bytes()).await;
    let answer = one(&mut stream).await;
    assert!(status(&answer) == 413 && answer.contains("connection: close\r\n"), "{answer}");
    assert_eq!(rest(&mut stream).await, "");
}

#[tokio::test]
async fn after_a_body_that_does_not_come_it_says_that_it_ends() {
    let app = TestApp::new().await;
    let shell = Shell::open(&app.app, limits(), Edge { body_timeout: SHORT, ..Edge::default() }).await;
    for (head, expected) in [("POST /graphql", 408), ("PUT /graphql", 405)] {
        assert_eq!(exchange(&mut shell.connect().await, head, "").await, (expected, false), "{head}");
    }
}

#[tokio::test]
async fn a_client_that_is_sent_away_asks_again_on_the_same_connection() {
    let app = TestApp::new().await;
    let held = Held::new();
    let load = Load { requests_max: 1, slow_max: 0, waiting_max: 0, wait_max: LONG };
    let shell = Shell::around(held.router(&app.app, Edge { load, ..Edge::default() }), limits(), None).await;
    let mut first = shell.connect().await;
    first.write_all(super::shell::whole("{}").as_bytes()).await.unwrap();
    held.begun().await;
    let mut second = Client::connect(&shell).await;
    for _ in 0..3 {
        assert_eq!(second.post("/graphql", " ".repeat(10_000)).await, 503);
    }
    held.end(2);
    one(&mut first).await;
    assert_eq!(second.post("/graphql", "{}".to_owned()).await, 200);
}

#[tokio::test]
async fn a_client_without_a_budget_asks_again_on_the_same_connection() {
    let app = TestApp::new().await;
    let anonymous_introspection = Some(true);
    let graphql = Settings { cost_max: 60, budget_max: 60, anonymous_introspection, ..Settings::default() };
    let shell = Shell::open(&app.app, limits(), Edge { graphql, ..Edge::default() }).await;
    let ask = json!({ "query": "{ orders(first: 40) { nodes { id } } }" }).to_string();
    let mut client = Client::connect(&shell).await;
    let statuses = [client.post("/graphql", ask.clone()).await, client.post("/nowhere", ask.clone()).await];
    assert_eq!(statuses, [200, 404]);
    // Nothing was found, so nearly all has come back; a document that costs by itself uses it up.
    let dear = json!({ "query": "{ __schema { queryType { name } } }" }).to_string();
    let mut last = 200;
    for _ in 0..10 {
        last = client.post("/graphql", dear.clone()).await;
    }
    assert_eq!(last, 429);
    assert_eq!(client.post("/graphql", "{}".to_owned()).await, 400);
}

/// A client of hyper on one connection, which is never opened again.
struct Client(hyper::client::conn::http1::SendRequest<Full<Bytes>>);

impl Client {
    async fn connect(shell: &Shell) -> Self {
        let (sender, connection) = handshake(TokioIo::new(shell.connect().await)).await.unwrap();
        tokio::spawn(connection);
        Self(sender)
    }

    async fn post(&mut self, path: &str, body: String) -> u16 {
        let request = Request::post(path).header("host", "regie").header("content-type", "application/json");
        let request = request.body(Full::new(Bytes::from(body))).unwrap();
        let asked = async {
            self.0.ready().await.expect("the connection goes on");
            let answer = self.0.send_request(request).await.expect("an answer");
            assert!(!answer.headers().contains_key("connection"));
            let status = answer.status().as_u16();
            answer.into_body().collect().await.expect("a whole answer");
            status
        };
        tokio::time::timeout(PATIENCE, asked).await.expect("an answer in time")
    }
}
