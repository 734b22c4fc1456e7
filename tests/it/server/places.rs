//! Who has a place when many connections are open, over real sockets.

use axum::http::Request;
use http_body_util::Full;
use hyper::ext::Protocol;
use regie::server::connection::Limits;
use regie::server::peer::Proxies;
use regie::server::router::{Edge, router};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use super::http2::{END_HEADERS, END_STREAM, HEADERS, farewell, frame, greet, next};
use super::shell::{Held, Http2, SHORT, Shell, limits, one, rest, status, whole};
use crate::harness::TestApp;

const HEALTH: &[u8] = b"GET /healthz HTTP/1.1\r\nhost: regie\r\n\r\n";
const SOCKET: &[u8] = b"GET /graphql HTTP/1.1\r\nhost: regie\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
    sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
    sec-websocket-protocol: graphql-transport-ws\r\n\r\n";

/// Asks whether the process lives, which is answered at once.
async fn ask(stream: &mut TcpStream) -> u16 {
    stream.write_all(HEALTH).await.unwrap();
    status(&one(stream).await)
}

/// Connects and is answered once, so that the connection is idle.
async fn idle(shell: &Shell, from: u8) -> TcpStream {
    let mut stream = shell.connect_from(from).await;
    assert_eq!(ask(&mut stream).await, 200);
    stream
}

/// Whether nothing comes, and the connection stays open.
async fn waits(stream: &TcpStream) -> bool {
    tokio::time::timeout(SHORT * 3, stream.readable()).await.is_err()
}

fn few(connections_max: usize) -> Limits {
    Limits { connections_max, ..limits() }
}

#[tokio::test]
async fn when_all_connections_are_taken_an_idle_one_is_closed_between_requests_and_the_newcomer_is_served() {
    let app = TestApp::new().await;
    let shell = Shell::open(&app.app, few(8), Edge::default()).await;
    let mut held = Vec::new();
    for from in [2, 3, 4, 5, 5, 6, 7] {
        held.push(idle(&shell, from).await);
    }
    // One that has said nothing is idle as well.
    let _silent = shell.connect_from(8).await;
    assert_eq!(ask(&mut held[3]).await, 200);
    let mut newcomer = idle(&shell, 9).await;
    assert_eq!(rest(&mut held.remove(4)).await, "", "the other one of the fifth was used lately");
    for stream in held.iter_mut().chain([&mut newcomer]) {
        assert_eq!(ask(stream).await, 200);
    }
}

#[tokio::test]
async fn a_connection_that_something_happens_on_makes_no_room_and_the_newcomer_waits_until_one_ends() {
    let app = TestApp::new().await;
    let held = Held::new();
    let shell = Shell::around(held.router(&app.app, Edge::default()), few(1), None).await;
    let mut first = shell.connect_from(2).await;
    first.write_all(whole("{}").as_bytes()).await.unwrap();
    held.begun().await;
    let mut second = shell.connect_from(3).await;
    second.write_all(HEALTH).await.unwrap();
    assert!(waits(&second).await);
    held.end(1);
    assert_eq!(status(&one(&mut first).await), 200);
    assert_eq!(status(&one(&mut second).await), 200, "the first is idle now");
    assert_eq!(rest(&mut first).await, "");
    // A head that has begun to come is something, too.
    second.write_all(b"GET /hea").await.unwrap();
    let mut third = shell.connect_from(4).await;
    third.write_all(HEALTH).await.unwrap();
    assert!(waits(&third).await);
    drop(second);
    assert_eq!(status(&one(&mut third).await), 200);
}

#[tokio::test]
async fn a_socket_is_not_idle_though_nothing_is_said_on_it() {
    let app = TestApp::new().await;
    let shell = Shell::open(&app.app, few(1), Edge::default()).await;
    let mut socket = shell.connect_from(2).await;
    socket.write_all(SOCKET).await.unwrap();
    assert_eq!(status(&one(&mut socket).await), 101);
    let mut newcomer = shell.connect_from(3).await;
    newcomer.write_all(HEALTH).await.unwrap();
    assert!(waits(&newcomer).await);
    drop(socket);
    assert_eq!(status(&one(&mut newcomer).await), 200);
}

#[tokio::test]
async fn a_connection_with_a_socket_over_http_2_is_not_idle_until_the_socket_ends() {
    let app = TestApp::new().await;
    let shell = Shell::open(&app.app, few(1), Edge::default()).await;
    let client = Http2::on(shell.connect_from(2).await).await;
    // Its answer comes behind the settings, which say that there are sockets.
    client.post(r#"{"query":"{ viewer { roles } }"}"#).await.unwrap();
    let request = Request::connect("http://regie/graphql")
        .extension(Protocol::from_static("websocket"))
        .header("sec-websocket-version", "13")
        .header("sec-websocket-protocol", "graphql-transport-ws");
    let answer = client.send(request.body(Full::default()).unwrap()).await.unwrap();
    assert_eq!(answer.status(), 200);
    let socket = hyper::upgrade::on(answer).await.unwrap();
    let mut newcomer = shell.connect_from(3).await;
    newcomer.write_all(HEALTH).await.unwrap();
    assert!(waits(&newcomer).await);
    drop(socket);
    assert_eq!(status(&one(&mut newcomer).await), 200);
}

#[tokio::test]
async fn one_address_has_a_quarter_of_the_connections_unless_it_is_a_proxy_of_ours() {
    let app = TestApp::new().await;
    let held = Held::new();
    let routes = || held.router(&app.app, Edge::default());
    let shell = Shell::around(routes(), few(8), None).await;
    let mut running = Vec::new();
    for _ in 0..2 {
        let mut stream = shell.connect_from(2).await;
        stream.write_all(whole("{}").as_bytes()).await.unwrap();
        held.begun().await;
        running.push(stream);
    }
    assert_eq!(rest(&mut shell.connect_from(2).await).await, "", "it is closed at once");
    idle(&shell, 3).await;
    held.end(1);
    for stream in &mut running[..1] {
        assert_eq!(status(&one(stream).await), 200);
    }
    let mut own = idle(&shell, 2).await;
    assert_eq!(rest(&mut running[0]).await, "", "it has made room for one of its own");
    assert_eq!(ask(&mut own).await, 200);
    let proxies = Proxies { count: 1, ..Proxies::default() };
    let shell = Shell::behind(proxies, router(app.app.clone(), Edge::default()), few(8), None).await;
    let mut all = Vec::new();
    for _ in 0..8 {
        all.push(idle(&shell, 2).await);
    }
    for stream in &mut all {
        assert_eq!(ask(stream).await, 200);
    }
}

#[tokio::test]
async fn an_http_2_client_is_told_good_bye_and_cut_when_it_does_not_go() {
    let app = TestApp::new().await;
    let shell = Shell::open(&app.app, Limits { linger: SHORT, ..few(1) }, Edge::default()).await;
    let mut first = greet(shell.connect_from(2).await).await;
    // By the static table: `:method: GET`, `:scheme: http`, then `:authority` and `:path` with values of their own.
    let block = [&[0x82, 0x86, 0x01, 5][..], b"regie", &[0x04, 8], b"/healthz"].concat();
    first.write_all(&frame(HEADERS, END_HEADERS | END_STREAM, 1, &block)).await.unwrap();
    while next(&mut first).await.unwrap() != (0, b"ok\n".to_vec()) {}
    let mut newcomer = shell.connect_from(3).await;
    assert_eq!(ask(&mut newcomer).await, 200);
    assert_eq!(farewell(&mut first).await, Some(0), "NO_ERROR, though it has not answered the ping");
}
