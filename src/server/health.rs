//! Is it alive, is it ready.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::migrate;

/// The process answers.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// The server is not about to stop, the database answers and no migration is pending.
pub async fn readyz(State(app): State<App>, stopping: CancellationToken) -> (StatusCode, Json<Value>) {
    let unready = |body: Value| (StatusCode::SERVICE_UNAVAILABLE, Json(body));
    if stopping.is_cancelled() {
        return unready(json!({ "ready": false, "stopping": true }));
    }
    match migrate::status(&app.house.db.reader).await {
        Ok(status) if status.pending.is_empty() => (StatusCode::OK, Json(json!({ "ready": true }))),
        Ok(status) => unready(json!({ "ready": false, "pendingMigrations": status.pending })),
        Err(fault) => {
            tracing::error!(error = fault.cause(), code = fault.code(), "the database does not answer");
            unready(json!({ "ready": false, "database": "does not answer" }))
        }
    }
}
