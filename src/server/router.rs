//! One table of routes and layers.

use axum::Router;
use axum::response::Html;
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;

use crate::app::App;
use crate::server::{graphql, health};

/// Largest body, in bytes.
pub const BODY_MAX: usize = 256 * 1024;

/// How the edge is set up.
#[derive(Clone, Copy, Debug)]
pub struct Edge {
    /// GraphiQL on `/`.
    pub graphiql: bool,
}

pub fn router(app: App, edge: Edge) -> Router {
    let mut router = Router::new()
        .route("/graphql", get(graphql::get).post(graphql::post))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz));
    if edge.graphiql {
        router = router.route("/", get(graphiql));
    }
    router.layer(RequestBodyLimitLayer::new(BODY_MAX)).layer(CatchPanicLayer::new()).with_state(app)
}

async fn graphiql() -> Html<String> {
    Html(async_graphql::http::GraphiQLSource::build().endpoint("/graphql").title("Regie").finish())
}
