//! Which host a request asks.

use regie::server::router::Edge;

use super::shell::{Shell, limits, status};
use crate::harness::TestApp;

#[tokio::test]
async fn a_request_of_http_1_1_names_its_host_once() {
    let app = TestApp::new().await;
    let shell = Shell::open(&app.app, limits(), Edge::default()).await;
    let table = [
        ("1.1", "", 400),
        ("1.1", "host: regie\r\nhost: regie\r\n", 400),
        ("1.1", "host: regie, other\r\n", 400),
        ("1.1", "host: a b\r\n", 400),
        ("1.1", "host: me@regie\r\n", 400),
        ("1.1", "host: regie/path\r\n", 400),
        ("1.1", "host: regie\r\n", 200),
        ("1.1", "host: regie.example:8080\r\n", 200),
        ("1.1", "host: [::1]:8080\r\n", 200),
        ("1.1", "host:\r\n", 200),
        ("1.0", "", 200),
        ("1.0", "host: regie\r\nhost: regie\r\n", 400),
    ];
    for (version, hosts, expected) in table {
        let answer = shell.say(format!("GET /healthz HTTP/{version}\r\n{hosts}connection: close\r\n\r\n")).await;
        assert_eq!(status(&answer), expected, "{version} {hosts:?}: {answer}");
        assert_eq!(answer.contains(r#""code":"BAD_REQUEST""#), expected == 400, "{answer}");
    }
}

#[tokio::test]
async fn after_a_request_without_a_host_the_connection_goes_on() {
    let app = TestApp::new().await;
    let shell = Shell::open(&app.app, limits(), Edge::default()).await;
    let next = "GET /healthz HTTP/1.1\r\nhost: regie\r\nconnection: close\r\n\r\n";
    let answers = shell.say(format!("POST /graphql HTTP/1.1\r\ncontent-length: 2\r\n\r\n{{}}{next}")).await;
    assert_eq!((status(&answers), answers.matches("HTTP/1.1 200").count()), (400, 1), "{answers}");
}
