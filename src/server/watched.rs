//! The bytes of a connection: tells the pulse when some come, and keeps the place of the connection as long as it lives, also
//! when it has become a WebSocket.

use std::io;
use std::mem::MaybeUninit;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Sleep, sleep};
use tokio_util::task::task_tracker::TaskTrackerToken;

use crate::server::pulse::Pulse;

/// How long and how much is read, and thrown away, from a client that was refused while it was sending. A connection that is
/// closed with bytes unread is reset, and the client would never see why it was refused.
const LINGER: Duration = Duration::from_secs(2);
const LINGER_MAX: usize = 64 * 1024 * 1024;
/// So much of it at once: with less, ten megabytes cost more in system calls than in bytes.
const SINK: usize = 64 * 1024;

/// What a connection takes up: one of `connections_max`, and a turn in what the end of the server waits for.
pub struct Place {
    pub permit: OwnedSemaphorePermit,
    pub token: TaskTrackerToken,
    /// Who is at the other end.
    pub peer: SocketAddr,
}

/// A stream under watch.
pub struct Watched<T> {
    stream: T,
    pulse: Arc<Pulse>,
    lingering: Option<Pin<Box<Sleep>>>,
    thrown_away: usize,
    _place: Place,
}

impl<T> Watched<T> {
    pub fn new(stream: T, pulse: Arc<Pulse>, place: Place) -> Self {
        Self { stream, pulse, lingering: None, thrown_away: 0, _place: place }
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> Watched<T> {
    /// Reads until the client has closed its side, or enough.
    fn poll_linger(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let mut sink = [const { MaybeUninit::uninit() }; SINK];
        let alarm = self.lingering.get_or_insert_with(|| Box::pin(sleep(LINGER)));
        if alarm.as_mut().poll(cx).is_ready() {
            return Poll::Ready(());
        }
        while self.thrown_away < LINGER_MAX {
            let mut buffer = ReadBuf::uninit(&mut sink);
            let read = ready!(Pin::new(&mut self.stream).poll_read(cx, &mut buffer));
            if read.is_err() || buffer.filled().is_empty() {
                break;
            }
            self.thrown_away += buffer.filled().len();
        }
        Poll::Ready(())
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

impl<T: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Watched<T> {
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
            ready!(self.poll_linger(cx));
        }
        Poll::Ready(Ok(()))
    }
}
