//! One table of routes and layers.

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{self, Next};
use axum::response::{Html, Response};
use axum::routing::get;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;

use crate::app::App;
use crate::engine::Engine;
use crate::engine::settings::Settings;
use crate::server::{graphql, health, lobby};

/// Largest body, in bytes, when nothing else is set.
pub const BODY_MAX: usize = 512 * 1024;

/// How the edge is set up.
#[derive(Clone, Debug)]
pub struct Edge {
    /// GraphiQL on `/`.
    pub graphiql: bool,
    /// Largest body, in bytes.
    pub body_max: usize,
    /// When a request is answered with an error although it still runs. Longer than a statement may take.
    pub request_timeout: Duration,
    /// Cancelled when the server begins to stop.
    pub stopping: CancellationToken,
    pub graphql: Settings,
}

impl Default for Edge {
    fn default() -> Self {
        Self {
            graphiql: false,
            body_max: BODY_MAX,
            request_timeout: Duration::from_secs(10),
            stopping: CancellationToken::new(),
            graphql: Settings::default(),
        }
    }
}

pub fn router(app: App, edge: Edge) -> Router {
    let Edge { graphiql, body_max, request_timeout, stopping, graphql } = edge;
    let engine = Engine::new(app.clone(), graphql, stopping.clone());
    let ready = move |state| health::readyz(state, stopping.clone());
    let mut router = Router::new()
        .route("/graphql", get(graphql::get).post(graphql::post).with_state(engine))
        .route_layer(middleware::from_fn_with_state(request_timeout, timeout))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(ready));
    if graphiql {
        router = router.route("/", get(graphiql_page));
    }
    router.layer(RequestBodyLimitLayer::new(body_max)).layer(CatchPanicLayer::new()).with_state(app)
}

/// Answers in time. What a mutation has begun goes on in its own task.
async fn timeout(State(limit): State<Duration>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            tracing::warn!(limit_secs = limit.as_secs_f32(), "a request took too long");
            let message = "This took too long. A mutation may still happen: ask again with the same idempotency key.";
            lobby::unavailable("TIMEOUT", message)
        }
    }
}

async fn graphiql_page() -> Html<String> {
    Html(async_graphql::http::GraphiQLSource::build().endpoint("/graphql").title("Regie").finish())
}
