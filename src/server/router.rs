//! One table of routes and layers.

use axum::Router;
use axum::http::HeaderValue;
use axum::routing::get;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tower::ServiceBuilder;

use crate::app::App;
use crate::config::Config;
use crate::engine::Engine;
use crate::engine::clients::Clients;
use crate::engine::known::Known;
use crate::engine::lanes::Loads;
use crate::engine::settings::Settings;
use crate::kernel::queue::{Gate, Load};
use crate::server::admission::Admission;
use crate::server::again::Impatience;
use crate::server::frame::Frame;
use crate::server::peer::{Proxies, Trust};
use crate::server::receive::Receiver;
use crate::server::uploads::Uploads;
use crate::server::websocket::{self, Host, handshake};
use crate::server::{graphiql, graphql, health, sdl};

/// Largest body, in bytes, when nothing else is set.
pub const BODY_MAX: usize = 512 * 1024;

/// How many tokens are looked up at a time, before their requests wait.
const INTRODUCTIONS: usize = 4;

/// How the edge is set up.
#[derive(Clone, Debug)]
pub struct Edge {
    /// GraphiQL on `/`.
    pub graphiql: bool,
    /// Largest body, in bytes.
    pub body_max: usize,
    /// How long a client may take to send one.
    pub body_timeout: Duration,
    /// When a request is answered with an error although it still runs. Longer than a statement may take.
    pub request_timeout: Duration,
    /// How much is done at a time.
    pub load: Load,
    /// How many mutations and logins run and wait.
    pub lanes: Loads,
    /// Whether answers are compressed for clients that understand it.
    pub compression: bool,
    /// The origins whose pages may ask, over HTTP and over WebSocket.
    pub allowed_origins: Vec<HeaderValue>,
    pub proxies: Proxies,
    /// Cancelled when the server begins to stop.
    pub stopping: CancellationToken,
    pub graphql: Settings,
    pub sockets: websocket::Options,
}

impl Default for Edge {
    /// The defaults of the configuration, with room for everybody.
    fn default() -> Self {
        Self {
            load: Load::UNLIMITED,
            lanes: Loads::UNLIMITED,
            ..Self::of(&Config::default(), CancellationToken::new())
        }
    }
}

impl Edge {
    pub fn of(config: &Config, stopping: CancellationToken) -> Self {
        Self {
            graphiql: config.graphiql(),
            body_max: config.server.body_max,
            body_timeout: config.server.body_timeout(),
            request_timeout: config.server.request_timeout(),
            load: config.request_load(),
            lanes: config.lane_loads(),
            compression: config.server.compression,
            allowed_origins: config.server.origins(),
            proxies: config.server.proxies(),
            stopping,
            graphql: config.graphql(),
            sockets: websocket::Options::default(),
        }
    }
}

pub fn router(app: App, edge: Edge) -> Router {
    let stopping = edge.stopping.clone();
    let ready = move |state| health::readyz(state, stopping.clone());
    let engine = Engine::new(app.clone(), edge.graphql.clone(), edge.lanes, edge.stopping.clone());
    let (host, known) = (Host::new(engine.clone(), &edge), engine.known.clone());
    let admitted = Router::new()
        .route("/graphql", get(graphql::get).post(graphql::post).connect(handshake::connect).with_state(host))
        .route("/schema.graphql", get(sdl::get).with_state(engine));
    let mut free = Router::new().route("/healthz", get(health::healthz)).route("/readyz", get(ready));
    if edge.graphiql {
        let page = graphiql::Page::new();
        free = free.route("/", get(async move || page.clone()));
    }
    layered(app, edge, known, admitted, free)
}

/// Routes that cost something, which go through admission, and routes that cost nothing, in the same frame.
pub fn layered(app: App, edge: Edge, known: Known, admitted: Router<App>, free: Router<App>) -> Router {
    let Edge { body_max, body_timeout, request_timeout, load, compression, allowed_origins, .. } = edge;
    let clients = Clients::new(&edge.graphql.clients);
    let trust = Trust { proxies: edge.proxies, clients };
    let frame = Frame::new(app.house.clone(), trust, &allowed_origins, compression);
    let intake = Receiver::intake(body_max, load);
    let admission = Admission {
        gate: Gate::new(load),
        intake: Gate::new(intake),
        introductions: Gate::new(Load { requests_max: INTRODUCTIONS, slow_max: 0, ..load }),
        house: app.house.clone(),
        uploads: Uploads::of(intake.requests_max),
        receiver: Receiver::new(body_max, body_timeout),
        known,
        impatience: Impatience::new(load.waiting_max),
        request_timeout,
    };
    let admitted = admitted.route_layer(ServiceBuilder::new().layer(frame.clone()).layer(admission));
    admitted.merge(free.layer(frame)).with_state(app)
}
