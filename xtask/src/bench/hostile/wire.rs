//! Requests that are too large, too many, too slow, or from where they must not come.

use serde_json::json;

use super::attack::{Attack, JSON, get, post};

const MUTATION: &str = "mutation%7BsessionEnd%7Bended%7D%7D";
const LARGE: usize = 10 << 20;
/// Of a client that sends what it has as it comes.
const CHUNK: usize = 1 << 16;
const HANDSHAKE: &str = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\
    Origin: https://elsewhere.example\r\n";
const HEAD: &str = "POST /graphql HTTP/1.1\r\nHost: regie\r\nContent-Type: application/json\r\n";

pub fn attacks() -> Vec<Attack> {
    let operation = json!({ "query": "{ __typename }" });
    vec![
        Attack::apart("a body of 10 MB", post(JSON, &" ".repeat(LARGE)), "413 PAYLOAD_TOO_LARGE"),
        Attack::apart("a body of 10 MB in chunks", chunked(CHUNK, LARGE), "413 PAYLOAD_TOO_LARGE"),
        Attack::apart("a body of 1 MB in chunks of a byte", chunked(1, LARGE / 10), "413 PAYLOAD_TOO_LARGE"),
        Attack::kept(
            "a batch of 1,000",
            post(JSON, &json!(vec![operation; 1_000]).to_string()),
            "400 BATCH_NOT_ALLOWED",
        ),
        Attack::kept(
            "a batch of 100,000 that are empty",
            post(JSON, &format!("[{}]", vec!["{}"; 100_000].join(","))),
            "413 PAYLOAD_TOO_LARGE",
        ),
        Attack::slow("100 slow heads", &format!("{HEAD}X-Slow: "), "closed"),
        Attack::slow("100 slow bodies", &format!("{HEAD}Content-Length: 1000\r\n\r\n{{"), "408 REQUEST_TIMEOUT"),
        Attack::kept("a mutation with GET", get(&format!("/graphql?query={MUTATION}"), ""), "405 METHOD_NOT_ALLOWED"),
        Attack::kept(
            "a form",
            post("application/x-www-form-urlencoded", &format!("query={MUTATION}")),
            "415 UNSUPPORTED_MEDIA_TYPE",
        ),
        Attack::kept("a WebSocket of another site", get("/graphql", HANDSHAKE), "403 ORIGIN_NOT_ALLOWED"),
    ]
}

/// A body without a length.
fn chunked(chunk: usize, whole: usize) -> Vec<u8> {
    let part = format!("{chunk:x}\r\n{}\r\n", " ".repeat(chunk));
    format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n{}0\r\n\r\n", part.repeat(whole / chunk)).into_bytes()
}
