//! Is it alive, is it ready.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::kernel::fault::Fault;
use crate::kernel::readiness;
use crate::migrate;

/// The process answers.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// The server is not about to stop, the database answers, no migration is pending, and what is written is kept.
pub async fn readyz(State(app): State<App>, stopping: CancellationToken) -> (StatusCode, Json<Value>) {
    let unready = |body: Value| (StatusCode::SERVICE_UNAVAILABLE, Json(body));
    if stopping.is_cancelled() {
        return unready(json!({ "ready": false, "stopping": true }));
    }
    match migrate::status(&app.house.db.reader).await {
        Ok(status) if status.pending.is_empty() => {}
        Ok(status) => return unready(json!({ "ready": false, "pendingMigrations": status.pending })),
        Err(fault) => {
            tracing::error!(error = fault.cause(), code = fault.code(), "the database does not answer");
            return unready(match fault {
                Fault::StorageFull(_) | Fault::StorageFailed(_) => {
                    json!({ "ready": false, "storage": storage(&fault) })
                }
                _ => json!({ "ready": false, "database": "does not answer" }),
            });
        }
    }
    match readiness::storage(&app.house).await {
        Ok(()) => (StatusCode::OK, Json(json!({ "ready": true }))),
        Err(fault) => {
            tracing::error!(error = fault.cause(), code = fault.code(), "what is written is not kept");
            unready(json!({ "ready": false, "storage": storage(&fault) }))
        }
    }
}

/// How a failure of the storage is told.
fn storage(fault: &Fault) -> &'static str {
    match fault {
        Fault::Busy | Fault::Retry(_) => "busy",
        Fault::StorageFull(_) => "full",
        _ => "fails",
    }
}
