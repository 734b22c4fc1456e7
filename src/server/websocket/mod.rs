//! GraphQL over WebSocket: the sub-protocol `graphql-transport-ws`.
//!
//! ```text
//! handshake.rs   the upgrade of a request; origin and sub-protocol are looked at once, here
//! protocol.rs    the machine: what a socket does with what happens. No IO, no clock
//! message.rs     the messages and the codes of a close
//! meter.rs       how much is too much
//! socket.rs      the task of a socket: carries events to the machine and does what it says
//! operation.rs   one operation, through the same engine as over HTTP
//! wire.rs        frames in and out, in bounded memory
//! ```

pub mod handshake;
pub mod message;
pub mod meter;
pub mod operation;
pub mod protocol;
pub mod socket;
pub mod wire;

use axum::extract::FromRef;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method};
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use std::sync::Arc;
use std::time::Duration;
use tracing::Instrument as _;

use crate::engine::Engine;
use crate::engine::prepare::Carrier;
use crate::kernel::queue::{Gate, Load};
use crate::server::frame::RequestId;
use crate::server::graphql;
use crate::server::negotiate::Media;
use crate::server::pulse::Running;
use crate::server::router::Edge;
use crate::server::websocket::message::Close;
use crate::server::websocket::protocol::Rules;
use crate::server::websocket::wire::Wire;

/// How sockets are served.
#[derive(Clone, Debug, Default)]
pub struct Options {
    pub rules: Rules,
    pub times: Times,
}

/// How long a socket waits for its client.
#[derive(Clone, Debug)]
pub struct Times {
    /// To read some of what is sent.
    pub stall: Duration,
    /// To answer a close.
    pub close: Duration,
}

impl Default for Times {
    fn default() -> Self {
        Self { stall: Duration::from_secs(10), close: Duration::from_secs(2) }
    }
}

/// What every socket of a server shares. Cheap to clone.
#[derive(Clone)]
pub struct Host {
    pub engine: Engine,
    options: Arc<Options>,
    allowed_origins: Arc<[HeaderValue]>,
    /// Largest message of a client, in bytes.
    message_max: usize,
    /// How long a query or mutation may take.
    operation_timeout: Duration,
}

impl FromRef<Host> for Engine {
    fn from_ref(host: &Host) -> Self {
        host.engine.clone()
    }
}

impl Host {
    pub fn new(engine: Engine, edge: &Edge) -> Self {
        Self {
            engine,
            options: Arc::new(edge.sockets.clone()),
            allowed_origins: edge.allowed_origins.clone().into(),
            message_max: edge.body_max,
            operation_timeout: edge.request_timeout,
        }
    }

    /// Serves what a request becomes, in a task that the end of the server waits for.
    fn open(&self, head: &Parts, on_upgrade: OnUpgrade, agreed: bool) {
        let (host, visit) = (self.clone(), Visit::of(head));
        // The connection is not idle as long as the socket is open.
        let running = head.extensions.get::<Running>().cloned();
        let work = async move {
            match on_upgrade.await {
                Ok(upgraded) => {
                    let wire = Wire::new(TokioIo::new(upgraded), host.message_max).await;
                    if agreed {
                        socket::run(host, visit, wire).await;
                    } else {
                        wire.close(&Close::SubprotocolNotAcceptable, host.options.times.close).await;
                    }
                }
                Err(error) => tracing::debug!(%error, "a request did not become a socket"),
            }
            drop(running);
        };
        self.engine.app.house.tasks.spawn(work.in_current_span());
    }
}

/// What the request said that became a socket.
pub struct Visit {
    credentials: Option<String>,
    carrier: Carrier,
    gate: Gate,
    request_id: String,
}

impl Visit {
    fn of(head: &Parts) -> Self {
        let request_id = head.extensions.get::<RequestId>().map(RequestId::as_str).unwrap_or_default();
        Self {
            credentials: graphql::credentials(&head.headers).map(str::to_owned),
            carrier: graphql::carrier(&Method::POST, &head.extensions, &head.headers, Media::EventStream),
            gate: head.extensions.get().cloned().unwrap_or_else(|| Gate::new(Load::UNLIMITED)),
            request_id: request_id.to_owned(),
        }
    }
}
