//! What answers while the house is not open: alive, not ready, nothing else. The router of the house takes its place.

use arc_swap::ArcSwap;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use axum::{Json, Router, middleware};
use serde_json::json;
use std::sync::Arc;

use crate::server::refusal::NOT_READY;
use crate::server::{frame, health};

/// The router in charge; swapped whole.
#[derive(Clone)]
pub struct Lobby(Arc<ArcSwap<Router>>);

impl Lobby {
    /// Before it is known what state the database is in.
    pub fn closed() -> Self {
        Self(Arc::new(ArcSwap::from_pointee(closed(Vec::new()))))
    }

    pub fn current(&self) -> Router {
        Router::clone(&self.0.load())
    }

    /// The database waits for these migrations.
    pub fn wait_for(&self, pending: Vec<String>) {
        self.0.store(Arc::new(closed(pending)));
    }

    pub fn open(&self, router: Router) {
        self.0.store(Arc::new(router));
    }
}

fn closed(pending: Vec<String>) -> Router {
    let ready = move || {
        let pending = pending.clone();
        async move { (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "ready": false, "pendingMigrations": pending }))) }
    };
    Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(ready))
        .fallback(|| async { NOT_READY })
        .layer(middleware::map_response(async |mut response: Response| {
            frame::harden(&mut response);
            response
        }))
}
