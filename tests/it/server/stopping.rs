//! The end under load: no admitted request is lost, over either protocol, with and without TLS.

use axum::routing::any;
use regie::engine::known::Known;
use regie::server::connection::Limits;
use regie::server::router::{Edge, layered};
use regie::server::tls::Tls;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};
use tokio_rustls::rustls::version::TLS13;

use super::shell::{Held, Http2, PATIENCE, Shell, limits, one, rest, status, whole};
use super::tls::{connect, write};
use crate::harness::TestApp;

const REQUESTS: usize = 8;

trait Line: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Line for T {}

#[tokio::test]
async fn told_to_stop_it_answers_every_request_that_it_has_begun() {
    let (app, folder) = (TestApp::new().await, tempfile::tempdir().unwrap());
    let (files, certificate) = write(folder.path());
    for (protocol, encrypted) in [("http/1.1", false), ("h2", false), ("http/1.1", true), ("h2", true)] {
        let held = Held::new();
        let tls = encrypted.then(|| Arc::new(Tls::load(files.clone()).unwrap()));
        let shell = Shell::around(held.router(&app.app, Edge::default()), limits(), tls).await;
        let line = async || {
            let stream = shell.connect().await;
            let line: Box<dyn Line> = match encrypted {
                false => Box::new(stream),
                true => Box::new(connect(stream, &certificate, protocol, &[&TLS13]).await.unwrap()),
            };
            line
        };
        let mut requests = Vec::new();
        let client = if protocol == "h2" { Some(Http2::on(line().await).await) } else { None };
        for _ in 0..REQUESTS {
            requests.push(match &client {
                Some(client) => {
                    let client = client.clone();
                    tokio::spawn(async move { client.post("{}").await.unwrap().into_body() })
                }
                None => {
                    let mut stream = line().await;
                    stream.write_all(whole("{}").as_bytes()).await.unwrap();
                    tokio::spawn(async move { rest(&mut stream).await })
                }
            });
            held.begun().await;
        }
        shell.stops.gently.cancel();
        shell.connections.close();
        held.end(REQUESTS);
        for request in requests {
            let answer = request.await.unwrap();
            assert!(answer.ends_with("done"), "{protocol} {encrypted}: {answer:?}");
        }
        tokio::time::timeout(PATIENCE, shell.connections.wait()).await.expect("every connection ends");
    }
}

#[tokio::test]
async fn a_request_that_is_on_its_way_when_the_server_stops_is_answered_with_a_farewell() {
    let app = TestApp::new().await;
    let routes = axum::Router::new().route("/graphql", any(async || "done"));
    let shell = Shell::around(
        layered(app.app.clone(), Edge::default(), Known::default(), routes, axum::Router::new()),
        limits(),
        None,
    )
    .await;
    let mut stream = shell.connect().await;
    stream.write_all(whole("{}").as_bytes()).await.unwrap();
    assert_eq!(status(&one(&mut stream).await), 200);
    // Connected before the end, and not accepted yet, perhaps.
    let mut late = shell.connect().await;
    shell.stops.gently.cancel();
    for stream in [&mut stream, &mut late] {
        stream.write_all(whole("{}").as_bytes()).await.unwrap();
        let answer = rest(stream).await;
        assert!(answer.contains("connection: close\r\n") && answer.ends_with("done"), "{answer:?}");
    }
    shell.connections.close();
    tokio::time::timeout(PATIENCE, shell.connections.wait()).await.expect("every connection ends");
}

#[tokio::test]
async fn idle_connections_do_not_keep_it_from_stopping() {
    let app = TestApp::new().await;
    let limits = Limits { linger: std::time::Duration::ZERO, ..limits() };
    let held = Held::new();
    let shell = Shell::around(held.router(&app.app, Edge::default()), limits, None).await;
    let mut idle = [shell.connect().await, shell.connect().await];
    idle[0].write_all(b"GET /healthz HTTP/1.1\r\nhost: regie\r\n\r\n").await.unwrap();
    assert_eq!(status(&one(&mut idle[0]).await), 200);
    let client = Http2::on(shell.connect().await).await;
    held.end(1);
    client.post("{}").await.unwrap();
    shell.stops.gently.cancel();
    shell.connections.close();
    tokio::time::timeout(PATIENCE, shell.connections.wait()).await.expect("every connection ends");
    for stream in &mut idle {
        assert_eq!(rest(stream).await, "");
    }
}
