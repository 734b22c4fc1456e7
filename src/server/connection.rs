//! One connection, HTTP/1.1 or HTTP/2, from its first byte to its end; and how long it may take for what.

use axum::body::Body;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, Request, Response, StatusCode, Version, header};
use axum::response::IntoResponse as _;
use hyper::body::Incoming;
use hyper::rt::Executor;
use hyper::service::service_fn;
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use std::convert::Infallible;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

use crate::server::discard::Discard;
use crate::server::frame;
use crate::server::lent;
use crate::server::lobby::Lobby;
use crate::server::peer::Peer;
use crate::server::places::{Place, Presence};
use crate::server::pulse::{Pulse, Running, RunningBody, Verdict};
use crate::server::refusal::HOST_INVALID;
use crate::server::watched::Watched;

/// What connections may cost.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Connections at the same time. Beyond, those that are idle make room.
    pub connections_max: usize,
    /// From the first byte of a TLS connection to the end of its handshake.
    pub handshake_timeout: Duration,
    /// From the first byte (of the first request: from the connection) to the end of the head of a request.
    pub head_timeout: Duration,
    /// How long a connection without a request is kept.
    pub idle_timeout: Duration,
    /// How long a server that stops listens to idle HTTP/1.1 connections, on which a request may be on its way; and how long a
    /// connection takes that was told to make room.
    pub linger: Duration,
    /// Largest head of a request, in bytes.
    pub head_max: usize,
    /// Requests at the same time on one HTTP/2 connection.
    pub streams_max: u32,
    /// How often a silent HTTP/2 client is asked whether it is there, and how long it may take to say so.
    pub ping_every: Duration,
    pub ping_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections_max: 1_024,
            handshake_timeout: Duration::from_secs(5),
            head_timeout: Duration::from_secs(5),
            idle_timeout: Duration::from_secs(75),
            linger: Duration::from_secs(1),
            head_max: 64 * 1024,
            streams_max: 100,
            ping_every: Duration::from_secs(20),
            ping_timeout: Duration::from_secs(20),
        }
    }
}

/// Bytes of a body that an HTTP/2 client may send before we have read them: per request, and per connection.
const STREAM_WINDOW: u32 = 128 * 1024;
const CONNECTION_WINDOW: u32 = 512 * 1024;
/// Requests that a client takes back before we have seen them, until it is told to calm down (rapid reset).
const RESETS_MAX: usize = 20;
/// Headers of one request.
const HEADERS_MAX: usize = 100;

/// How connections end.
#[derive(Clone, Default)]
pub struct Stops {
    /// Accept no more; end each connection after the requests that it is at. Streams end when they can.
    pub gently: CancellationToken,
    /// End what is left.
    pub now: CancellationToken,
}

/// Puts the requests of an HTTP/2 connection where the end of the server waits for them.
#[derive(Clone)]
struct Tasks(TaskTracker);

impl<F> Executor<F> for Tasks
where
    F: Future<Output = ()> + Send + 'static,
{
    fn execute(&self, task: F) {
        self.0.spawn(task);
    }
}

/// Serves a connection to its end.
pub async fn serve<T>(stream: T, place: Place, lobby: Lobby, limits: &Limits, stops: &Stops, tasks: &TaskTracker)
where
    T: AsyncRead + AsyncWrite + Discard + Unpin + Send + 'static,
{
    let (presence, peer) = (place.presence.clone(), Peer(place.peer.ip()));
    let pulse = Pulse::new(Instant::now(), presence.clone());
    let io = TokioIo::new(Watched::new(stream, Arc::clone(&pulse), place));
    let (beat, gently) = (Arc::clone(&pulse), stops.gently.clone());
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        let running = beat.begin(request.version());
        if request.extensions().get::<OnUpgrade>().is_some() {
            request.extensions_mut().insert(running.clone());
        }
        answer(lobby.current(), request, running, gently.clone())
    });
    let builder = builder(limits, tasks);
    let mut connection = pin!(builder.serve_connection_with_upgrades(io, service));
    let verdict = tokio::select! {
        biased;
        ended = connection.as_mut() => return told(ended),
        () = stops.gently.cancelled() => None,
        () = presence.displaced() => Some(Verdict::Displaced),
        verdict = verdict(&pulse, limits) => Some(verdict),
    };
    match verdict {
        Some(Verdict::TooSlow) => return tracing::debug!("a client took too long to send the head of a request"),
        None if pulse.is_idle_http1() => {
            tokio::select! {
                biased;
                ended = connection.as_mut() => return told(ended),
                () = sleep(limits.linger) => {}
                () = stops.now.cancelled() => return,
            }
        }
        // There is nothing to say good-bye to.
        Some(Verdict::Displaced) if pulse.is_new() => return,
        Some(Verdict::Idle | Verdict::Displaced) | None => {}
    }
    connection.as_mut().graceful_shutdown();
    tokio::select! {
        ended = connection => told(ended),
        () = stops.now.cancelled() => {}
        () = late(&presence, &pulse, verdict == Some(Verdict::Displaced), limits) => {}
    }
}

/// Until a connection that makes room has had its time to end: one that does not end would keep the place. A request that has
/// come in the same moment is answered.
async fn late(presence: &Presence, pulse: &Pulse, displaced: bool, limits: &Limits) {
    if !displaced {
        presence.displaced().await;
    }
    sleep(if pulse.is_running() { limits.idle_timeout } else { limits.linger }).await;
}

fn builder(limits: &Limits, tasks: &TaskTracker) -> auto::Builder<Tasks> {
    let mut builder = auto::Builder::new(Tasks(tasks.clone()));
    // Its own time limit counts the idle time too, so the time of a head is taken by the pulse.
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(None)
        .max_buf_size(limits.head_max)
        .max_headers(HEADERS_MAX);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(limits.streams_max)
        .max_header_list_size(u32::try_from(limits.head_max).unwrap_or(u32::MAX))
        .max_pending_accept_reset_streams(RESETS_MAX)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .keep_alive_interval(limits.ping_every)
        .keep_alive_timeout(limits.ping_timeout)
        .enable_connect_protocol();
    builder
}

async fn answer(
    router: axum::Router,
    request: Request<Incoming>,
    running: Running,
    gently: CancellationToken,
) -> Result<Response<RunningBody>, Infallible> {
    let http1 = request.version() <= Version::HTTP_11;
    let (head, body) = request.into_parts();
    let (body, lender) = lent::lend(&head.headers, body);
    let names_host = names_host(head.version, &head.headers);
    let request = Request::from_parts(head, Body::new(body));
    let mut response = if names_host {
        router.oneshot(request).await?
    } else {
        drop(request);
        let mut response = HOST_INVALID.into_response();
        frame::harden(&mut response);
        response
    };
    // Over HTTP/2 each body ends by itself, and the connection goes on.
    let whole = match lender {
        Some(lender) if http1 => lender.finish(response.status() != StatusCode::REQUEST_TIMEOUT).await,
        Some(_) | None => true,
    };
    if http1 && (!whole || gently.is_cancelled()) {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    if !whole {
        running.refused_unread();
    }
    Ok(response.map(|body| RunningBody::new(body, running)))
}

/// Whether a request says once which host it asks. Before HTTP/1.1 it need not, and since HTTP/2 it says so in another place.
fn names_host(version: Version, headers: &HeaderMap) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (None, _) => version != Version::HTTP_11,
        (Some(host), None) => is_host(host),
        (Some(_), Some(_)) => false,
    }
}

/// A name or an address, perhaps with a port; or nothing, where the address of a request has none (RFC 9110, section 7.2).
fn is_host(host: &HeaderValue) -> bool {
    let sound = Authority::try_from(host.as_bytes()).is_ok_and(|authority| !authority.as_str().contains('@'));
    host.is_empty() || sound
}

/// Waits until the pulse says that the connection has to end. Lives in the task of the connection, so that it sees what each
/// turn of it has changed.
async fn verdict(pulse: &Pulse, limits: &Limits) -> Verdict {
    let mut alarm = pin!(sleep(limits.head_timeout));
    std::future::poll_fn(|cx| {
        if let Some((at, _)) = pulse.due(limits)
            && at < alarm.deadline()
        {
            alarm.as_mut().reset(at);
        }
        loop {
            ready!(alarm.as_mut().poll(cx));
            let now = Instant::now();
            match pulse.due(limits) {
                Some((at, verdict)) if at <= now => return Poll::Ready(verdict),
                Some((at, _)) => alarm.as_mut().reset(at),
                // Looks again later, because the end of an answer wakes nobody.
                None => alarm.as_mut().reset(now + limits.idle_timeout),
            }
        }
    })
    .await
}

fn told<E: std::fmt::Display>(ended: Result<(), E>) {
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}
