//! The bytes of a connection: tells the pulse when some come, and keeps the place of the connection as long as it lives, also
//! when it has become a WebSocket.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

use crate::server::discard::{self, Discard};
use crate::server::places::Place;
use crate::server::pulse::Pulse;

/// How long and how much is read, and thrown away, from a client that was refused while it was sending. A connection that is
/// closed with bytes unread is reset, and the client would never see why it was refused.
const LINGER: Duration = Duration::from_secs(2);
const LINGER_MAX: usize = 64 * 1024 * 1024;

/// A stream under watch.
pub struct Watched<T> {
    stream: T,
    pulse: Arc<Pulse>,
    lingering: Option<Linger>,
    _place: Place,
}

/// The end of a connection whose client is still sending.
struct Linger {
    alarm: Pin<Box<Sleep>>,
    sink: Box<[u8]>,
    thrown_away: usize,
}

impl Linger {
    fn begin() -> Self {
        Self { alarm: Box::pin(sleep(LINGER)), sink: discard::sink(), thrown_away: 0 }
    }

    /// Reads until the client has closed its side, or enough.
    fn poll(&mut self, stream: &mut impl Discard, cx: &mut Context<'_>) -> Poll<()> {
        if self.alarm.as_mut().poll(cx).is_ready() {
            return Poll::Ready(());
        }
        while self.thrown_away < LINGER_MAX {
            match ready!(stream.poll_discard(cx, &mut self.sink)) {
                Ok(0) | Err(_) => break,
                Ok(dropped) => self.thrown_away += dropped,
            }
        }
        Poll::Ready(())
    }
}

impl<T> Watched<T> {
    pub fn new(stream: T, pulse: Arc<Pulse>, place: Place) -> Self {
        Self { stream, pulse, lingering: None, _place: place }
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Watched<T> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buffer))?;
        if buffer.filled().len() > before {
            self.pulse.read();
        }
        Poll::Ready(Ok(()))
    }
}

impl<T: AsyncWrite + Discard + Unpin> AsyncWrite for Watched<T> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.lingering.is_none() {
            ready!(Pin::new(&mut self.stream).poll_shutdown(cx))?;
        }
        if self.pulse.was_refused_unread() {
            let Self { stream, lingering, .. } = &mut *self;
            ready!(lingering.get_or_insert_with(Linger::begin).poll(stream, cx));
        }
        Poll::Ready(Ok(()))
    }
}
