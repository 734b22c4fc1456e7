//! The bytes of a socket: whatever a client sends, what it hears is the protocol, and ends with the close that it deserves.
#![no_main]

use futures::StreamExt as _;
use libfuzzer_sys::fuzz_target;
use regie::server::websocket::message::Close;
use regie::server::websocket::wire::{Arrival, Wire};
use std::sync::LazyLock;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, join, sink};
use tokio::runtime::{Builder, Runtime};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::error::{Error, ProtocolError};
use tokio_tungstenite::tungstenite::protocol::{Message, Role};

/// Largest message that is taken, in bytes.
const MESSAGE_MAX: usize = 1_000;
/// Nobody waits: all bytes are there.
const LIMIT: Duration = Duration::from_secs(3_600);

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_current_thread().enable_time().build().expect("a runtime needs nothing but memory"));

// The first byte says where the others are torn apart.
fuzz_target!(|bytes: &[u8]| {
    let Some((at, bytes)) = bytes.split_first() else { return };
    let mut said = Vec::new();
    RUNTIME.block_on(async {
        let close = talk(bytes.split_at(bytes.len().min((*at).into())), &mut said).await;
        let code = heard(&said).await;
        if let Some(close) = close {
            assert_eq!(code, Some(close.code()));
        }
    });
});

/// Answers every message. Gives why we have closed the socket, if it was us.
async fn talk((one, two): (&[u8], &[u8]), said: &mut Vec<u8>) -> Option<Close> {
    let mut wire = Wire::new(join(one.chain(two), said), MESSAGE_MAX).await;
    loop {
        match wire.arrival().await {
            Arrival::Sent => {}
            Arrival::Message(message) => {
                assert!(message.len() <= MESSAGE_MAX);
                wire.send("{}".to_owned());
            }
            Arrival::Unreadable(close) => {
                wire.close(&close, LIMIT).await;
                return Some(close);
            }
            Arrival::Gone => {
                wire.finish(LIMIT).await;
                return None;
            }
        }
    }
}

/// Reads as a client what we have said. Gives the code that it ends with.
async fn heard(said: &[u8]) -> Option<u16> {
    let mut socket = WebSocketStream::from_raw_socket(join(said, sink()), Role::Client, None).await;
    let mut code = None;
    while let Some(message) = socket.next().await {
        match message {
            Ok(Message::Close(close)) => code = close.map(|close| close.code.into()),
            Ok(_) => assert_eq!(code, None, "nothing comes after a close"),
            Err(Error::Protocol(ProtocolError::ResetWithoutClosingHandshake)) => {}
            Err(error) => panic!("{error}"),
        }
    }
    code
}
