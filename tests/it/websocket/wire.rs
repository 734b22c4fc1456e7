//! The bytes of a socket, in memory.

use futures::{FutureExt as _, SinkExt as _, StreamExt as _};
use regie::server::websocket::message::Close;
use regie::server::websocket::wire::{Arrival, Wire};
use std::time::Duration;
use tokio::io::DuplexStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::Role;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

use super::within;

/// Much less than an answer.
const PIPE: usize = 1_024;

async fn pair() -> (Wire<DuplexStream>, WebSocketStream<DuplexStream>) {
    let (ours, theirs) = tokio::io::duplex(PIPE);
    (Wire::new(ours, 1_000_000).await, WebSocketStream::from_raw_socket(theirs, Role::Client, None).await)
}

#[tokio::test]
async fn while_much_waits_to_be_sent_nothing_is_read() {
    let (mut wire, mut client) = pair().await;
    wire.send("a".repeat(300_000));
    client.send(Message::text("more")).await.unwrap();
    assert!(wire.arrival().now_or_never().is_none(), "the question waits, and so does whoever asks");
    assert!(wire.stalled_since().is_some());
    let read = tokio::spawn(async move { (client.next().await.unwrap().unwrap(), client) });
    assert!(matches!(within("the question", wire.arrival()).await, Arrival::Message(Message::Text(_))));
    assert!(matches!(within("the end of it", wire.arrival()).await, Arrival::Sent));
    assert_eq!(wire.stalled_since(), None);
    let (text, _client) = read.await.unwrap();
    assert_eq!(text.into_text().unwrap().len(), 300_000, "it arrives in frames and is whole");
}

#[tokio::test]
async fn a_ping_overtakes_what_waits() {
    let (mut wire, mut client) = pair().await;
    let long = "ä".repeat(100_000);
    wire.send(long.clone());
    assert!(wire.arrival().now_or_never().is_none());
    wire.ping();
    let read = tokio::spawn(async move { [client.next().await, client.next().await] });
    let sent = tokio::spawn(async move { while !matches!(wire.arrival().await, Arrival::Sent | Arrival::Gone) {} });
    let [first, second] = within("both", read).await.unwrap();
    assert!(matches!(first.unwrap().unwrap(), Message::Ping(_)));
    assert_eq!(second.unwrap().unwrap(), Message::Text(Utf8Bytes::from(long)));
    within("the end of it", sent).await.unwrap();
}

#[tokio::test]
async fn a_gentle_close_sends_what_waits_and_another_does_not() {
    for (close, waiting, texts) in [(Close::GoingAway, 1, 1), (Close::GoingAway, 0, 0), (Close::Forbidden, 1, 0)] {
        let (mut wire, client) = pair().await;
        for _ in 0..waiting {
            wire.send("answer".to_owned());
        }
        let reads = tokio::spawn(client.filter_map(async |message| message.ok()).collect::<Vec<_>>());
        within("the end", wire.close(&close, Duration::from_secs(3_600))).await;
        let messages = within("all messages", reads).await.unwrap();
        assert_eq!(messages.iter().filter(|message| message.is_text()).count(), texts);
        assert!(matches!(messages.last(), Some(Message::Close(Some(frame))) if u16::from(frame.code) == close.code()));
    }
}
