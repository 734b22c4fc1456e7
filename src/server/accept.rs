//! The accept loop. Ours, because the one of axum has no time limit for reading the head of a request, so that anybody could
//! hold connections open for nothing.

use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

use crate::server::lobby::Lobby;

/// How long a client may take to send the head of a request, and how long an idle connection is kept.
const HEAD_TIMEOUT: Duration = Duration::from_secs(5);
/// Largest head of a request, in bytes.
const HEAD_MAX: usize = 64 * 1024;
/// The pause after the system has no more files to give.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// How connections end.
#[derive(Clone, Default)]
pub struct Stops {
    /// Accept no more; end each connection after the request that it is at.
    pub gently: CancellationToken,
    /// End what is left.
    pub now: CancellationToken,
}

/// Accepts until `stops.gently`. The connections live on `connections`.
pub async fn run(listener: TcpListener, lobby: Lobby, connections: TaskTracker, max: usize, stops: Stops) {
    let free = Arc::new(Semaphore::new(max));
    loop {
        let next = async {
            let permit = Arc::clone(&free).acquire_owned().await;
            (listener.accept().await, permit)
        };
        let (accepted, permit) = tokio::select! {
            () = stops.gently.cancelled() => return,
            next = next => next,
        };
        match accepted {
            Ok((stream, _)) => {
                let (lobby, stops) = (lobby.clone(), stops.clone());
                connections.spawn(async move {
                    serve(stream, lobby, stops).await;
                    drop(permit);
                });
            }
            Err(error) => {
                tracing::warn!(error = %error, "a connection could not be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

async fn serve(stream: TcpStream, lobby: Lobby, stops: Stops) {
    // An answer is one small write; waiting for more of it would only delay it.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: Request<Incoming>| lobby.current().oneshot(request.map(Body::new)));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(HEAD_MAX)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stops.gently.cancelled() => {
            connection.as_mut().graceful_shutdown();
            tokio::select! {
                ended = connection.as_mut() => ended,
                () = stops.now.cancelled() => Ok(()),
            }
        }
    };
    if let Err(error) = ended {
        tracing::debug!(error = %error, "a connection ended early");
    }
}
