//! A socket as bytes: what is to be sent waits in a short queue and goes out in frames of a bounded size, so that a long answer
//! neither keeps its memory nor hides whether the client reads.

use futures::{Sink as _, SinkExt as _, Stream as _, StreamExt as _};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::time::{Instant, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::tungstenite::protocol::frame::{CloseFrame, Frame, Utf8Bytes};
use tokio_tungstenite::tungstenite::protocol::{Message, Role, WebSocketConfig};

use axum::body::Bytes;

use crate::server::websocket::message::Close;

/// Bytes that are read at once. Each socket keeps as much.
const READ_SIZE: usize = 2 * 1024;
/// Largest frame that is sent. Each socket keeps up to three times as much once it has sent a long answer.
const FRAME_MAX: usize = 16 * 1024;
/// Bytes of answers that wait to be sent, above which nothing more is read, so that nothing more is asked.
const QUEUE_MAX: usize = 64 * 1024;

/// What a socket brings.
#[derive(Debug)]
pub enum Arrival {
    /// All that waited has been sent.
    Sent,
    Message(Message),
    /// What came cannot be read.
    Unreadable(Close),
    /// The client has closed it, or is gone.
    Gone,
}

/// A text on its way.
struct Text {
    rest: Bytes,
    begun: bool,
}

pub struct Wire<T> {
    socket: WebSocketStream<T>,
    queue: VecDeque<Text>,
    queued: usize,
    ping: bool,
    /// Since when something waits to be sent and nothing has been.
    stalled_since: Option<Instant>,
}

impl<T: AsyncRead + AsyncWrite + Unpin> Wire<T> {
    /// Over a stream whose handshake is done.
    pub async fn new(stream: T, message_max: usize) -> Self {
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_SIZE)
            .write_buffer_size(FRAME_MAX)
            .max_message_size(Some(message_max))
            .max_frame_size(Some(message_max));
        let socket = WebSocketStream::from_raw_socket(stream, Role::Server, Some(config)).await;
        Self { socket, queue: VecDeque::new(), queued: 0, ping: false, stalled_since: None }
    }

    pub fn send(&mut self, text: String) {
        self.queued += text.len();
        self.queue.push_back(Text { rest: text.into(), begun: false });
        self.stalled_since.get_or_insert_with(Instant::now);
    }

    pub fn ping(&mut self) {
        self.ping = true;
        self.stalled_since.get_or_insert_with(Instant::now);
    }

    /// Since when the client takes nothing of what waits for it.
    pub fn stalled_since(&self) -> Option<Instant> {
        self.stalled_since
    }

    /// Sends what waits, and receives what comes while little waits. May be dropped and called again at any time.
    pub async fn arrival(&mut self) -> Arrival {
        poll_fn(|cx| self.poll_arrival(cx)).await
    }

    fn poll_arrival(&mut self, cx: &mut Context<'_>) -> Poll<Arrival> {
        if self.stalled_since.is_some() {
            match self.poll_send(cx) {
                Poll::Ready(Ok(())) => {
                    self.stalled_since = None;
                    return Poll::Ready(Arrival::Sent);
                }
                Poll::Ready(Err(_)) => return Poll::Ready(Arrival::Gone),
                Poll::Pending => {}
            }
        }
        if self.queued > QUEUE_MAX {
            return Poll::Pending;
        }
        let arrived = ready!(Pin::new(&mut self.socket).poll_next(cx));
        Poll::Ready(match arrived {
            None | Some(Ok(Message::Close(_))) => Arrival::Gone,
            Some(Ok(message)) => Arrival::Message(message),
            Some(Err(error)) => unreadable(&error),
        })
    }

    fn poll_send(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        loop {
            ready!(Pin::new(&mut self.socket).poll_ready(cx))?;
            let Some(frame) = self.next_frame() else { break };
            Pin::new(&mut self.socket).start_send(Message::Frame(frame))?;
            self.stalled_since = Some(Instant::now());
        }
        Pin::new(&mut self.socket).poll_flush(cx)
    }

    /// The next frame that waits. A ping may stand between the frames of a text.
    fn next_frame(&mut self) -> Option<Frame> {
        if std::mem::take(&mut self.ping) {
            return Some(Frame::ping(Bytes::new()));
        }
        let text = self.queue.front_mut()?;
        let part = text.rest.split_to(text.rest.len().min(FRAME_MAX));
        self.queued -= part.len();
        let kind = if std::mem::replace(&mut text.begun, true) { Data::Continue } else { Data::Text };
        let last = text.rest.is_empty();
        if last {
            self.queue.pop_front();
        }
        Some(Frame::message(part, OpCode::Data(kind), last))
    }

    /// Closes the socket from our side, and waits no longer than `limit` until the client has heard it.
    pub async fn close(mut self, close: &Close, limit: Duration) {
        let closed = timeout(limit, async {
            while close.is_gentle() && self.stalled_since.is_some() {
                if let Arrival::Gone = self.arrival().await {
                    return;
                }
            }
            let frame = CloseFrame { code: close.code().into(), reason: Utf8Bytes::from(close.reason()) };
            if self.socket.send(Message::Close(Some(frame))).await.is_ok() && !self.acknowledged().await {
                self.linger().await;
            }
        });
        if closed.await.is_err() {
            tracing::debug!(code = close.code(), "a client did not hear that its socket was closed");
        }
    }

    /// Waits for the answer to a close; gives whether it came.
    async fn acknowledged(&mut self) -> bool {
        while let Some(Ok(message)) = self.socket.next().await {
            if message.is_close() {
                return true;
            }
        }
        false
    }

    /// Throws away what a client sends that we cannot read any more. A stream that is closed with bytes unread is reset, and the
    /// client would not see why.
    async fn linger(&mut self) {
        let stream = self.socket.get_mut();
        let _ = stream.shutdown().await;
        let mut rest = [0; 1024];
        while let Ok(1..) = stream.read(&mut rest).await {}
    }

    /// Answers a client that has closed its side.
    pub async fn finish(mut self, limit: Duration) {
        let _ = timeout(limit, async { while let Some(Ok(_)) = self.socket.next().await {} }).await;
    }
}

fn unreadable(error: &Error) -> Arrival {
    match error {
        Error::Capacity(_) => Arrival::Unreadable(Close::TooLarge),
        Error::Utf8(_) => Arrival::Unreadable(Close::NotText),
        Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => Arrival::Gone,
        Error::Protocol(_) => Arrival::Unreadable(Close::Violation),
        Error::ConnectionClosed
        | Error::AlreadyClosed
        | Error::Io(_)
        | Error::Tls(_)
        | Error::WriteBufferFull(_)
        | Error::AttackAttempt
        | Error::Url(_)
        | Error::Http(_)
        | Error::HttpFormat(_) => Arrival::Gone,
    }
}
