//! What a connection is doing, so that it is known what it may take its time for.

use axum::body::{Body, Bytes};
use axum::http::Version;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use tokio::time::Instant;

use crate::server::connection::Limits;
use crate::server::places::Presence;

/// Why a connection has to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The head of a request does not come.
    TooSlow,
    /// No request comes.
    Idle,
    /// Another needs the place.
    Displaced,
}

/// The pulse of one connection.
pub struct Pulse {
    presence: Presence,
    state: Mutex<State>,
    refused_unread: AtomicBool,
}

struct State {
    /// Of the last request; none before the first.
    version: Option<Version>,
    /// Requests whose answers are not sent.
    running: usize,
    /// Since when none runs.
    idle_since: Instant,
    /// When the first byte of the next head came, over HTTP/1.1.
    head_since: Option<Instant>,
}

impl Pulse {
    pub fn new(now: Instant, presence: Presence) -> Arc<Self> {
        let state = State { version: None, running: 0, idle_since: now, head_since: None };
        Arc::new(Self { presence, state: Mutex::new(state), refused_unread: AtomicBool::new(false) })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Bytes have come.
    pub fn read(&self) {
        let mut state = self.state();
        let http1 = state.version.is_some_and(|version| version <= Version::HTTP_11);
        if http1 && state.running == 0 && state.head_since.is_none() {
            state.head_since = Some(Instant::now());
            self.presence.busy();
        }
    }

    /// A request has come.
    pub fn begin(self: &Arc<Self>, version: Version) -> Running {
        let mut state = self.state();
        state.version = Some(version);
        state.running += 1;
        state.head_since = None;
        self.presence.busy();
        self.refused_unread.store(false, Ordering::Relaxed);
        Running(Arc::new(Beat(Arc::clone(self))))
    }

    /// When the connection has to end if nothing happens until then, and why. While a request runs it need not.
    pub fn due(&self, limits: &Limits) -> Option<(Instant, Verdict)> {
        let state = self.state();
        match *state {
            State { version: None, idle_since, .. } => Some((idle_since + limits.head_timeout, Verdict::TooSlow)),
            State { head_since: Some(since), .. } => Some((since + limits.head_timeout, Verdict::TooSlow)),
            State { running: 0, idle_since, .. } => Some((idle_since + limits.idle_timeout, Verdict::Idle)),
            State { .. } => None,
        }
    }

    /// Whether a client may be about to send a request that it could not take back.
    pub fn is_idle_http1(&self) -> bool {
        let state = self.state();
        state.running == 0 && state.version.is_none_or(|version| version <= Version::HTTP_11)
    }

    /// Whether an answer is not sent yet.
    pub fn is_running(&self) -> bool {
        self.state().running > 0
    }

    /// Whether no request has come yet.
    pub fn is_new(&self) -> bool {
        self.state().version.is_none()
    }

    /// Whether the client was refused while it may still have been sending.
    pub fn was_refused_unread(&self) -> bool {
        self.refused_unread.load(Ordering::Relaxed)
    }
}

/// A request, until its answer is sent; or a socket that has come of one, until it ends. Cheap to clone: it runs until the last
/// clone is dropped.
#[derive(Clone)]
pub struct Running(Arc<Beat>);

struct Beat(Arc<Pulse>);

impl Running {
    /// It is refused before its body has been read.
    pub fn refused_unread(&self) {
        self.0.0.refused_unread.store(true, Ordering::Relaxed);
    }
}

impl Drop for Beat {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.running -= 1;
        state.idle_since = Instant::now();
        if state.running == 0 {
            self.0.presence.idle();
        }
    }
}

/// The body of an answer; its request runs until it is sent.
pub struct RunningBody {
    body: Body,
    _running: Running,
}

impl RunningBody {
    pub fn new(body: Body, running: Running) -> Self {
        Self { body, _running: running }
    }
}

impl HttpBody for RunningBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
