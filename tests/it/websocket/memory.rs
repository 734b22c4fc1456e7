//! What idle sockets cost.

use regie::kernel::clock::Timestamp;
use serde_json::json;
use std::time::Duration;
use tokio::time::timeout;

use super::{Socket, within};
use crate::cli::Desk;
use crate::harness::process::{Served, exchange, post};
use crate::harness::shop::{GOODS, Shop};
use tokio::net::TcpStream;
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;

const SOCKETS: usize = 1_000;
/// Bytes for each of them, in an unoptimized build.
const EACH_MAX: usize = 30_000;
const STOCK: &str = "subscription($after: String) { stockChanged(after: $after) { cursor stock { onHand } } }";

/// The resident memory of a process, in bytes.
fn resident(server: &Served) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() * 1_024
}

/// How many files this process may have open, and the one that it starts.
fn files_max() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap();
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files")).unwrap();
    line.split_whitespace().next().unwrap().parse().unwrap_or(usize::MAX)
}

async fn follow(server: &Served, token: &str, after: Option<&str>) -> Socket {
    let mut request = format!("ws://{}/graphql", server.address).into_client_request().unwrap();
    request.headers_mut().insert("sec-websocket-protocol", "graphql-transport-ws".parse().unwrap());
    let stream = TcpStream::connect(server.address).await.unwrap();
    let (socket, _) = within("a handshake", client_async(request, stream)).await.unwrap();
    let mut socket = Socket(socket);
    socket.send(json!({ "type": "connection_init", "payload": { "token": token } })).await;
    assert_eq!(socket.next().await["type"], "connection_ack");
    socket.subscribe("stock", STOCK, json!({ "after": after })).await;
    socket
}

#[tokio::test]
async fn a_thousand_sockets_with_a_subscription_each_cost_less_than_thirty_megabytes() {
    let shop = Shop::new().await;
    let variant = shop.stocked(GOODS, 5).await;
    // The clock of the process is the real one, and sessions end.
    shop.app.clock.set(Timestamp::from_utc(chrono::Utc::now()));
    let (token, warehouse) = (shop.app.as_role("owner").await.token().to_owned(), shop.warehouse);
    let desk = Desk::over(shop.app.leave().await);
    std::fs::write(
        desk.folder().join("regie.toml"),
        "[server]\nconnections_max = 5000\n[graphql]\nstreams_max = 100000\n",
    )
    .unwrap();
    let server = Served::start(&desk.folder(), desk.arguments(&["serve"]));
    let adjust = |n: usize| {
        let input = json!({ "variantId": variant, "warehouseId": warehouse, "delta": 1, "reason": "RECEIVED" });
        let document = "mutation($input: StockAdjustInput!) { stockAdjust(input: $input) { userErrors { code } } }";
        let key = format!("memory-{n}");
        let request = post(Some(&token), &[("idempotency-key", &key)], document, json!({ "input": input }));
        let (status, body) = exchange(server.address, &request);
        assert!(status == 200 && body.contains(r#""userErrors":[]"#), "{status} {body}");
    };
    // Nothing says when a subscription is open, so there are changes until it tells of one.
    let mut first = follow(&server, &token, None).await;
    let mut changes = 0;
    let heard = loop {
        adjust(changes);
        changes += 1;
        if let Ok(heard) = timeout(Duration::from_millis(500), first.payload("stock", "next")).await {
            break heard;
        }
    };
    let after = heard["data"]["stockChanged"]["cursor"].as_str().unwrap();
    let count = SOCKETS.min(files_max() / 2);
    let before = resident(&server);
    let mut sockets = Vec::with_capacity(count);
    for _ in 0..count {
        sockets.push(follow(&server, &token, Some(after)).await);
    }
    adjust(changes);
    for socket in &mut sockets {
        assert!(socket.payload("stock", "next").await["data"]["stockChanged"]["stock"].is_object());
    }
    let each = resident(&server).saturating_sub(before) / count;
    println!("{each} bytes for a socket with a subscription, of {count}");
    assert!(each < EACH_MAX, "{each} bytes each");
}
