//! The handshake: who may, and what is agreed.

use axum::http::Request as HttpRequest;
use http_body_util::Full;
use hyper::ext::Protocol;
use hyper_util::rt::TokioIo;
use regie::server::router::Edge;
use serde_json::{Value, json};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::protocol::Role;

use super::{Gateway, Socket, within};
use crate::harness::TestApp;
use crate::harness::process::exchange;
use crate::server::shell::Http2;

const ELSEWHERE: &str = "https://elsewhere.example";

/// The status and the code of a refused handshake.
fn refused<T>(answer: Result<T, Error>) -> (u16, String) {
    let Err(Error::Http(response)) = answer else { panic!("a refusal was expected") };
    let body: Value = serde_json::from_slice(response.body().as_deref().unwrap_or_default()).unwrap_or_default();
    (response.status().as_u16(), body["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_page_of_a_foreign_origin_gets_no_socket() {
    let app = TestApp::new().await;
    let allowed_origins = vec!["https://admin.example".parse().unwrap()];
    let gateway = Gateway::with(&app.app, Edge { allowed_origins, ..Edge::default() }).await;
    let dial = async |origins: &[&str]| {
        let mut request = gateway.request();
        for origin in origins {
            request.headers_mut().append("origin", origin.parse().unwrap());
        }
        gateway.dial(request).await
    };
    let (own, foreign) = (format!("http://{}", gateway.shell.address), (403, "ORIGIN_NOT_ALLOWED".to_owned()));
    let other_port = format!("http://127.0.0.1:{}", gateway.shell.address.port() ^ 1);
    for origin in [ELSEWHERE, "null", "", "https://127.0.0.1", "https://admin.example.evil", &other_port, "file://"] {
        assert_eq!(refused(dial(&[origin]).await), foreign, "{origin}");
    }
    assert_eq!(refused(dial(&[&own, ELSEWHERE]).await), foreign);
    for origins in [vec![], vec![own.as_str()], vec!["https://admin.example"]] {
        assert!(dial(&origins).await.is_ok(), "{origins:?}");
    }
    let mut request = gateway.request();
    request.headers_mut().insert("host", "shop.example".parse().unwrap());
    request.headers_mut().insert("origin", "https://SHOP.example:443".parse().unwrap());
    assert!(gateway.dial(request).await.is_ok(), "behind a proxy that takes the encryption off");
}

#[tokio::test]
async fn without_the_sub_protocol_the_socket_is_closed_with_a_code_that_says_so() {
    let app = TestApp::new().await;
    let gateway = Gateway::open(&app.app).await;
    let mut request = gateway.request();
    request.headers_mut().remove("sec-websocket-protocol");
    let mut socket = Socket(gateway.dial(request).await.unwrap());
    assert_eq!(socket.closed().await, (4406, "Subprotocol not acceptable".to_owned()));
    let mut request = gateway.request();
    request.headers_mut().insert("sec-websocket-protocol", "graphql-ws, graphql-transport-ws".parse().unwrap());
    let mut socket = Socket(gateway.dial(request).await.unwrap());
    socket.send(json!({ "type": "connection_init" })).await;
    assert_eq!(socket.next().await["type"], "connection_ack");
}

#[tokio::test]
async fn what_is_no_good_handshake_is_refused_and_what_is_none_is_a_request() {
    let app = TestApp::new().await;
    let gateway = Gateway::open(&app.app).await;
    let ask = |headers: &str| {
        let request = format!(
            "GET /graphql?query=%7B__typename%7D HTTP/1.1\r\nhost: regie\r\nconnection: close\r\n{headers}\r\n"
        );
        let address = gateway.shell.address;
        tokio::task::spawn_blocking(move || exchange(address, &request))
    };
    let upgrade = "connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    let (status, body) = ask(&format!("{upgrade}sec-websocket-version: 12\r\n")).await.unwrap();
    assert_eq!((status, body.contains("BAD_REQUEST")), (400, true), "{body}");
    let (status, _) = ask("connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n").await.unwrap();
    assert_eq!(status, 400, "there is no key");
    let (status, body) = ask("graphql-require-preflight: 1\r\n").await.unwrap();
    assert_eq!((status, body.contains(r#""__typename":"Query""#)), (200, true), "{body}");
}

#[tokio::test]
async fn over_http_2_a_socket_is_a_stream_of_the_connection() {
    let app = TestApp::new().await;
    let gateway = Gateway::open(&app.app).await;
    let http = Http2::on(gateway.shell.connect().await).await;
    // Its answer comes behind the settings, which say that there are sockets.
    http.post(r#"{"query":"{ viewer { roles } }"}"#).await.unwrap();
    let request = HttpRequest::connect("http://regie/graphql")
        .extension(Protocol::from_static("websocket"))
        .header("sec-websocket-version", "13")
        .header("sec-websocket-protocol", "graphql-transport-ws");
    let answer = http.send(request.body(Full::default()).unwrap()).await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["sec-websocket-protocol"], "graphql-transport-ws");
    let upgraded = TokioIo::new(hyper::upgrade::on(answer).await.unwrap());
    let mut socket = Socket(WebSocketStream::from_raw_socket(upgraded, Role::Client, None).await);
    socket.send(json!({ "type": "connection_init" })).await;
    assert_eq!(socket.next().await["type"], "connection_ack");
    let answer = socket.ask("{ viewer { roles } }", json!({})).await;
    assert_eq!(answer["data"]["viewer"]["roles"], json!(["storefront-visitor"]));
    let stopped = gateway.stop();
    assert_eq!(socket.closed().await.0, 1001);
    within("the end", stopped).await;
}
