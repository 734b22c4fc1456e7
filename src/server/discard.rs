//! Throwing away what a client still sends.

use std::io;
use std::task::{Context, Poll, ready};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

/// So many bytes at once: with less, ten megabytes cost more in system calls than in bytes.
const SINK: usize = 64 * 1024;

/// Room for what is thrown away at once.
pub fn sink() -> Box<[u8]> {
    vec![0; SINK].into_boxed_slice()
}

/// A stream of which the rest is of no interest to anybody.
pub trait Discard {
    /// Takes some bytes out of the stream, of which nobody will know; none are the end. `sink` may hold anything afterwards.
    fn poll_discard(&mut self, cx: &mut Context<'_>, sink: &mut [u8]) -> Poll<io::Result<usize>>;
}

impl Discard for TcpStream {
    /// The system drops the bytes instead of copying them (tcp(7), `MSG_TRUNC`).
    #[cfg(target_os = "linux")]
    fn poll_discard(&mut self, cx: &mut Context<'_>, sink: &mut [u8]) -> Poll<io::Result<usize>> {
        use rustix::net::{RecvFlags, recv};
        loop {
            ready!(self.poll_read_ready(cx))?;
            let dropped = self.try_io(tokio::io::Interest::READABLE, || {
                Ok(recv(&*self, &mut *sink, RecvFlags::TRUNC).map(|(_, dropped)| dropped)?)
            });
            match dropped {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                dropped => return Poll::Ready(dropped),
            }
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn poll_discard(&mut self, cx: &mut Context<'_>, sink: &mut [u8]) -> Poll<io::Result<usize>> {
        let mut buffer = tokio::io::ReadBuf::new(sink);
        ready!(tokio::io::AsyncRead::poll_read(std::pin::Pin::new(self), cx, &mut buffer))?;
        Poll::Ready(Ok(buffer.filled().len()))
    }
}

/// As it comes, encrypted.
impl Discard for TlsStream<TcpStream> {
    fn poll_discard(&mut self, cx: &mut Context<'_>, sink: &mut [u8]) -> Poll<io::Result<usize>> {
        self.get_mut().0.poll_discard(cx, sink)
    }
}
