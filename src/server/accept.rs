//! The accept loop. Ours, because the one of axum has no limits of time, so that anybody could hold connections open for
//! nothing.

use futures::FutureExt as _;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::task::TaskTracker;

use crate::server::connection::{self, Limits, Stops};
use crate::server::holders::Crowded;
use crate::server::lobby::Lobby;
use crate::server::peer::Proxies;
use crate::server::places::{Place, Places};
use crate::server::tls::Tls;

/// The pause after the system has no more files to give.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Where connections come in, and how they are served.
#[derive(Clone)]
pub struct Door {
    pub lobby: Lobby,
    pub limits: Limits,
    /// Through whom many come.
    pub proxies: Proxies,
    pub tls: Option<Arc<Tls>>,
    pub stops: Stops,
    /// Connections, and the requests on them, live here.
    pub connections: TaskTracker,
}

/// Accepts until `stops.gently`.
pub async fn run(listener: TcpListener, door: Door) {
    let places = Places::new(door.limits.connections_max, door.proxies.clone());
    let door = Arc::new(door);
    loop {
        let next = async {
            let (stream, peer) = listener.accept().await?;
            Ok((stream, places.enter(peer, &door.connections).await))
        };
        let next: io::Result<_> = tokio::select! {
            () = door.stops.gently.cancelled() => break,
            next = next => next,
        };
        match next {
            Ok((stream, Ok(place))) => open(&door, stream, place),
            Ok((_, Err(_))) => {}
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    // Who was connected before the end is served: closing the listener would reset what waits in its queue.
    while let Some(Ok((stream, peer))) = listener.accept().now_or_never() {
        match places.try_enter(peer, &door.connections) {
            Ok(place) => open(&door, stream, place),
            Err(Crowded::Address) => {}
            Err(Crowded::All) => break,
        }
    }
}

fn open(door: &Arc<Door>, stream: TcpStream, place: Place) {
    let door = Arc::clone(door);
    door.connections.clone().spawn(async move { serve(stream, place, &door).await });
}

async fn serve(stream: TcpStream, place: Place, door: &Door) {
    // An answer is one small write; waiting for more of it would only delay it.
    let _ = stream.set_nodelay(true);
    let Door { lobby, limits, proxies: _, tls, stops, connections } = door;
    let Some(tls) = tls else {
        return connection::serve(stream, place, lobby.clone(), limits, stops, connections).await;
    };
    let shaken = tokio::time::timeout(limits.handshake_timeout, tls.accept(stream));
    let shaken = tokio::select! {
        shaken = shaken => shaken,
        () = stops.now.cancelled() => return,
        () = place.presence.displaced() => return,
    };
    match shaken {
        Ok(Ok(stream)) => connection::serve(stream, place, lobby.clone(), limits, stops, connections).await,
        Ok(Err(error)) => tracing::debug!(%error, "a TLS handshake failed"),
        Err(_) => tracing::debug!("a client took too long for the TLS handshake"),
    }
}
