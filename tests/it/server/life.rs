//! Start, readiness and end of the real process, over TCP.

use serde_json::{Value, json};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use crate::cli::Desk;
use crate::harness::process::{Served, eventually};

/// Sends the head of a request and gives the stream once the server waits for the body.
fn begin(server: &Served, body: &str) -> TcpStream {
    let mut stream = TcpStream::connect(server.address).unwrap();
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: regie\r\ncontent-type: application/json\r\nexpect: 100-continue\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut said = [0; 25];
    stream.read_exact(&mut said).unwrap();
    assert_eq!(&said, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream
}

#[tokio::test]
async fn an_empty_database_is_migrated_seeded_and_served() {
    let desk = Desk::empty().await;
    let server = Served::start(&desk.folder(), desk.arguments(&["serve"]));
    assert_eq!(server.lines.last().unwrap(), &format!("Regie answers at http://{}/graphql", server.address));
    assert_eq!(server.get("/healthz"), (200, "ok\n".to_owned()));
    let (status, body) = server.get("/readyz");
    assert_eq!((status, body.as_str()), (200, r#"{"ready":true}"#));
    let (status, body) = server.graphql(None, "{ viewer { roles } }", json!({}));
    assert_eq!((status, &body["data"]["viewer"]["roles"]), (200, &json!(["storefront-visitor"])));
    assert_eq!(server.get("/").0, 200, "GraphiQL is on where only this machine can reach it");
    assert_eq!(server.get("/nowhere").0, 404);
}

#[tokio::test]
async fn with_pending_migrations_it_is_alive_but_not_ready_until_somebody_migrates() {
    let desk = Desk::empty().await;
    let server = Served::start(&desk.folder(), desk.arguments(&["serve", "--migrate=never"]));
    let waits = format!("Regie waits at http://{} until the database is migrated", server.address);
    assert_eq!(server.lines.last(), Some(&waits));
    assert_eq!(server.get("/healthz").0, 200);
    let (status, body) = server.get("/readyz");
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((status, &body["ready"], &body["pendingMigrations"][0]), (503, &json!(false), &json!("m0001_kernel")));
    let (status, body) = server.graphql(None, "{ viewer { roles } }", json!({}));
    assert_eq!((status, &body["errors"][0]["extensions"]["code"]), (503, &json!("NOT_READY")));
    assert_eq!(desk.run(&["migrate", "up"]).code, 0);
    eventually("it becomes ready", || server.get("/readyz").0 == 200);
    assert_eq!(server.graphql(None, "{ viewer { roles } }", json!({})).0, 200);
    server.terminate();
    let (code, rest) = server.end();
    assert_eq!(code, Some(0));
    assert!(rest.lines().last().unwrap().starts_with("Regie answers at http://"), "{rest}");
}

#[tokio::test]
async fn a_server_that_waits_can_be_stopped() {
    let desk = Desk::empty().await;
    let server = Served::start(&desk.folder(), desk.arguments(&["serve", "--migrate=never"]));
    server.terminate();
    assert_eq!(server.end().0, Some(0));
}

#[tokio::test]
async fn a_database_of_others_is_migrated_only_when_it_is_asked_for() {
    let desk = Desk::empty().await;
    assert_eq!(desk.run(&["migrate", "up"]).code, 0);
    assert_eq!(desk.run(&["migrate", "down"]).code, 0);
    let server = Served::start(&desk.folder(), desk.arguments(&["serve"]));
    // SQLite has one user, who started this program; PostgreSQL may have older programs at work.
    let expected = if crate::harness::database::on_postgres() { 503 } else { 200 };
    assert_eq!(server.get("/readyz").0, expected);
    server.terminate();
    assert_eq!(server.end().0, Some(0));
    let server = Served::start(&desk.folder(), desk.arguments(&["serve", "--migrate"]));
    assert_eq!(server.get("/readyz").0, 200);
}

#[tokio::test]
async fn told_to_stop_it_finishes_the_request_that_it_has_begun() {
    let desk = Desk::seeded().await;
    let server = Served::start(&desk.folder(), desk.arguments(&["serve"]));
    let body = json!({ "query": "{ viewer { roles } }" }).to_string();
    let mut stream = begin(&server, &body);
    server.terminate();
    eventually("it accepts no more", || TcpStream::connect(server.address).is_err());
    stream.write_all(body.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains("connection: close\r\n"), "{answer}");
    assert!(answer.contains(r#"{"data":{"viewer":{"roles":["storefront-visitor"]}}"#), "{answer}");
    assert_eq!(server.end().0, Some(0));
}

#[tokio::test]
async fn a_client_that_never_ends_does_not_keep_it_from_stopping() {
    let desk = Desk::seeded().await;
    std::fs::write(desk.folder().join("regie.toml"), "[server]\ndrain_secs = 0\n").unwrap();
    let server = Served::start(&desk.folder(), desk.arguments(&["serve"]));
    let mut stream = begin(&server, "{}");
    server.terminate();
    assert_eq!(server.end().0, Some(0));
    let mut rest = Vec::new();
    assert!(matches!(stream.read_to_end(&mut rest), Ok(0) | Err(_)));
}

#[tokio::test]
async fn an_address_that_is_taken_is_told_before_anything_is_made() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folder = tempfile::tempdir().unwrap();
    let said = crate::harness::process::run(folder.path(), ["serve", "--listen", &address]);
    assert_eq!(said.code, 2);
    assert!(said.err.starts_with(&format!("error: cannot listen on {address}: ")), "{said:?}");
    assert!(!folder.path().join("data/regie.db").exists());
}

#[tokio::test]
async fn logs_are_json_and_hold_no_secrets() {
    let desk = Desk::empty().await;
    let server = Served::start(&desk.folder(), desk.arguments(&["demo", "--log", "debug"]));
    let token = server.sign_in("owner@demo.regie.example", "demo-owner-pass");
    let document = "query Who($x: String!) { viewer { roles } node(id: $x) { id } }";
    server.graphql(Some(&token), document, json!({ "x": "a-private-word" }));
    server.terminate();
    assert_eq!(server.end().0, Some(0));
    let log = std::fs::read_to_string(desk.folder().join("stderr.log")).unwrap();
    let lines: Vec<Value> = log.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let said = |message: &str| lines.iter().any(|line| line["message"] == message);
    assert!(said("ready") && said("stopping") && said("stopped"), "{log}");
    for secret in [token.as_str(), "demo-owner-pass", "a-private-word"] {
        assert!(!log.contains(secret), "{secret} is in the log: {log}");
    }
}
