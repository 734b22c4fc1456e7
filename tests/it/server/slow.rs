//! Clients that take their time, or too much of anything.

use axum::http::Version;
use regie::server::connection::Limits;
use regie::server::peer::Proxies;
use regie::server::places::Places;
use regie::server::pulse::{Pulse, Verdict};
use regie::server::receive::PARTS_MAX;
use regie::server::router::Edge;
use serde_json::Value;
use std::time::Duration;
use tokio::io::AsyncWriteExt as _;
use tokio::time::Instant;
use tokio_util::task::TaskTracker;

use super::shell::{SHORT, Shell, limits, one, post, rest, status, whole};
use crate::harness::TestApp;

fn code(answer: &str) -> String {
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    let body: Value = serde_json::from_str(body).unwrap_or_else(|_| panic!("a GraphQL answer was expected: {answer}"));
    body["errors"][0]["extensions"]["code"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_client_that_does_not_send_the_head_of_its_first_request_is_hung_up_on() {
    let app = TestApp::new().await;
    let shell = Shell::open(&app.app, Limits { head_timeout: SHORT, ..limits() }, Edge::default()).await;
    let settings = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
    for begun in [&b""[..], b"P", b"PRI * HT", b"POST /graphql HTTP/1.1\r\nhost:", settings] {
        let answer = shell.say(begun).await;
        assert!(!answer.contains("HTTP/1.1 200"), "{answer}");
    }
}

#[tokio::test]
async fn the_head_of_a_later_request_has_the_same_time_and_an_idle_connection_another() {
    let app = TestApp::new().await;
    // Long enough for the first request on a machine that is busy.
    let slow = Duration::from_secs(2);
    for (limits, then) in
        [(Limits { head_timeout: slow, ..limits() }, "GET /hea"), (Limits { idle_timeout: slow, ..limits() }, "")]
    {
        let shell = Shell::open(&app.app, limits, Edge::default()).await;
        let mut stream = shell.connect().await;
        stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: regie\r\n\r\n").await.unwrap();
        assert_eq!(status(&one(&mut stream).await), 200);
        stream.write_all(then.as_bytes()).await.unwrap();
        assert_eq!(rest(&mut stream).await, "");
    }
}

#[tokio::test]
async fn a_body_that_does_not_come_is_answered() {
    let app = TestApp::new().await;
    let edge = Edge { body_timeout: SHORT, ..Edge::default() };
    let shell = Shell::open(&app.app, limits(), edge).await;
    let answer = shell.say(post("content-length: 100\r\n", "{\"query\"")).await;
    assert_eq!((status(&answer), code(&answer).as_str()), (408, "REQUEST_TIMEOUT"));
}

#[tokio::test]
async fn a_body_of_ten_megabytes_is_refused_with_and_without_a_length_and_the_client_sees_why() {
    let app = TestApp::new().await;
    let shell = Shell::open(&app.app, limits(), Edge::default()).await;
    let large = " ".repeat(10 << 20);
    let chunk = " ".repeat(1 << 16);
    let chunks = format!("10000\r\n{chunk}\r\n").repeat(160);
    for request in [whole(&large), post("transfer-encoding: chunked\r\n", &format!("{chunks}0\r\n\r\n"))] {
        let answer = shell.say(request).await;
        assert_eq!((status(&answer), code(&answer).as_str()), (413, "PAYLOAD_TOO_LARGE"));
    }
}

#[tokio::test]
async fn a_body_in_too_many_parts_is_refused_however_small_they_are() {
    let app = TestApp::new().await;
    let shell = Shell::open(&app.app, limits(), Edge::default()).await;
    let parts = |count: usize| {
        post("connection: close\r\ntransfer-encoding: chunked\r\n", &format!("{}0\r\n\r\n", "1\r\n \r\n".repeat(count)))
    };
    // Spaces alone are no JSON.
    let answer = shell.say(parts(PARTS_MAX)).await;
    assert_eq!((status(&answer), code(&answer).as_str()), (400, "BAD_REQUEST"));
    let answer = shell.say(parts(PARTS_MAX + 1)).await;
    assert_eq!((status(&answer), code(&answer).as_str()), (413, "PAYLOAD_TOO_LARGE"));
}

#[tokio::test]
async fn a_client_that_asks_first_does_not_send_what_is_too_large() {
    let app = TestApp::new().await;
    let shell = Shell::open(&app.app, limits(), Edge::default()).await;
    let mut stream = shell.connect().await;
    stream.write_all(post("expect: 100-continue\r\ncontent-length: 10000000\r\n", "").as_bytes()).await.unwrap();
    let answer = one(&mut stream).await;
    assert_eq!((status(&answer), code(&answer).as_str()), (413, "PAYLOAD_TOO_LARGE"));
}

#[tokio::test]
async fn heads_and_addresses_have_a_largest_size() {
    let app = TestApp::new().await;
    let shell = Shell::open(&app.app, limits(), Edge::default()).await;
    let get = |query: usize, header: usize| {
        let (query, header) = ("x".repeat(query), "x".repeat(header));
        format!("GET /healthz?{query} HTTP/1.1\r\nhost: regie\r\nconnection: close\r\nx: {header}\r\n\r\n")
    };
    let longest = regie::server::frame::URI_MAX - "/healthz?".len();
    assert_eq!(status(&shell.say(get(longest, 0)).await), 200);
    let answer = shell.say(get(longest + 1, 0)).await;
    assert_eq!((status(&answer), code(&answer).as_str()), (414, "URI_TOO_LONG"));
    assert_eq!(status(&shell.say(get(0, 100_000)).await), 431);
    let many = "x: y\r\n".repeat(101);
    assert_eq!(status(&shell.say(format!("GET /healthz HTTP/1.1\r\n{many}\r\n")).await), 431);
}

#[tokio::test]
async fn nothing_is_due_while_a_request_runs() {
    let limits = Limits { head_timeout: Duration::from_secs(1), idle_timeout: Duration::from_secs(2), ..limits() };
    let begin = Instant::now();
    let place = Places::new(1, Proxies::default()).try_enter(([127, 0, 0, 1], 1).into(), &TaskTracker::new()).unwrap();
    let pulse = Pulse::new(begin, place.presence.clone());
    assert_eq!(pulse.due(&limits), Some((begin + limits.head_timeout, Verdict::TooSlow)));
    let (first, second) = (pulse.begin(Version::HTTP_2), pulse.begin(Version::HTTP_2));
    drop(first);
    assert_eq!(pulse.due(&limits), None);
    drop(second);
    let (at, verdict) = pulse.due(&limits).unwrap();
    assert!(at >= begin + limits.idle_timeout);
    assert_eq!(verdict, Verdict::Idle);
    // What an idle HTTP/2 client says is no head of a request.
    pulse.read();
    assert_eq!(pulse.due(&limits), Some((at, Verdict::Idle)));
}
