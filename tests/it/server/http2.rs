//! HTTP/2: what is promised, what is bounded.

use axum::http::Version;
use regie::server::connection::Limits;
use regie::server::router::Edge;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::shell::{Held, Http2, PATIENCE, Shell, limits};
use crate::harness::TestApp;

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const DATA: u8 = 0;
pub const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const GOAWAY: u8 = 7;
pub const END_HEADERS: u8 = 4;
pub const END_STREAM: u8 = 1;
const ENHANCE_YOUR_CALM: u32 = 11;

pub fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// The head of a POST whose body is to come.
fn head(stream: u32) -> Vec<u8> {
    // By the static table: `:method: POST`, `:scheme: http`, then `:authority` and `:path` with values of their own.
    let block = [&[0x83, 0x86, 0x01, 5][..], b"regie", &[0x04, 8], b"/graphql"].concat();
    frame(HEADERS, END_HEADERS, stream, &block)
}

async fn begin(shell: &Shell) -> TcpStream {
    greet(shell.connect().await).await
}

/// Says that this is HTTP/2.
pub async fn greet(mut stream: TcpStream) -> TcpStream {
    stream.write_all(PREFACE).await.unwrap();
    stream.write_all(&frame(SETTINGS, 0, 0, &[])).await.unwrap();
    stream
}

/// The next frame: kind and payload. None at the end.
pub async fn next(stream: &mut TcpStream) -> Option<(u8, Vec<u8>)> {
    let read = async {
        let mut head = [0; 9];
        stream.read_exact(&mut head).await.ok()?;
        let mut payload = vec![0; usize::from(u16::from_be_bytes([head[1], head[2]]))];
        stream.read_exact(&mut payload).await.ok()?;
        Some((head[3], payload))
    };
    tokio::time::timeout(PATIENCE, read).await.expect("the server says something or hangs up")
}

/// The reason with which the server says good-bye.
pub async fn farewell(stream: &mut TcpStream) -> Option<u32> {
    let mut reason = None;
    while let Some((kind, payload)) = next(stream).await {
        if kind == GOAWAY {
            reason = Some(u32::from_be_bytes(payload[4..8].try_into().unwrap()));
        }
    }
    reason
}

#[tokio::test]
async fn a_client_that_knows_beforehand_is_answered_over_http_2() {
    let app = TestApp::new().await;
    let shell = Shell::open(&app.app, limits(), Edge::default()).await;
    let answer = Http2::on(shell.connect().await).await.post(r#"{"query":"{ viewer { roles } }"}"#).await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.version()), (200, Version::HTTP_2));
    assert!(answer.body().starts_with(r#"{"data":{"viewer":{"roles":["storefront-visitor"]}}"#), "{}", answer.body());
}

#[tokio::test]
async fn the_server_says_how_much_it_takes_and_that_websockets_are_welcome() {
    let app = TestApp::new().await;
    let shell = Shell::open(&app.app, Limits { streams_max: 7, head_max: 9_000, ..limits() }, Edge::default()).await;
    let (kind, settings) = next(&mut begin(&shell).await).await.unwrap();
    assert_eq!(kind, SETTINGS);
    let value = |id: u16| {
        let found = settings.chunks(6).find(|setting| setting[..2] == id.to_be_bytes());
        found.map(|setting| u32::from_be_bytes(setting[2..].try_into().unwrap()))
    };
    assert_eq!(value(3), Some(7), "SETTINGS_MAX_CONCURRENT_STREAMS");
    assert_eq!(value(6), Some(9_000), "SETTINGS_MAX_HEADER_LIST_SIZE");
    assert_eq!(value(8), Some(1), "SETTINGS_ENABLE_CONNECT_PROTOCOL");
}

#[tokio::test]
async fn more_requests_than_one_connection_may_have_wait_in_the_client() {
    let app = TestApp::new().await;
    let held = Held::new();
    let router = held.router(&app.app, Edge::default());
    let shell = Shell::around(router, Limits { streams_max: 2, ..limits() }, None).await;
    let client = Http2::on(shell.connect().await).await;
    // The first answer has the settings of the server before it.
    held.end(1);
    client.post("{}").await.unwrap();
    held.begun().await;
    let requests = tokio::spawn(async move { futures::future::join_all((0..3).map(|_| client.post("{}"))).await });
    held.begun().await;
    held.begun().await;
    assert!(!held.another_has_begun());
    held.end(3);
    for answer in requests.await.unwrap() {
        assert_eq!(answer.unwrap().status(), 200);
    }
}

#[tokio::test]
async fn a_flood_of_empty_data_frames_ends_the_connection() {
    let app = TestApp::new().await;
    let shell = Shell::open(&app.app, limits(), Edge::default()).await;
    let mut stream = begin(&shell).await;
    let flood = frame(DATA, 0, 1, &[]).repeat(200);
    stream.write_all(&[head(1), flood].concat()).await.unwrap();
    assert_eq!(farewell(&mut stream).await, Some(ENHANCE_YOUR_CALM));
}

#[tokio::test]
async fn a_client_that_takes_back_all_it_asks_is_told_to_calm_down() {
    let app = TestApp::new().await;
    let shell = Shell::open(&app.app, limits(), Edge::default()).await;
    let mut stream = begin(&shell).await;
    let cancel = 8_u32.to_be_bytes();
    let resets: Vec<u8> =
        (0..100).flat_map(|n| [head(2 * n + 1), frame(RST_STREAM, 0, 2 * n + 1, &cancel)].concat()).collect();
    stream.write_all(&resets).await.unwrap();
    assert_eq!(farewell(&mut stream).await, Some(ENHANCE_YOUR_CALM));
}
