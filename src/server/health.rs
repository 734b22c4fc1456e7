//! Is it alive, is it ready.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use regie_migration::{Migrator, MigratorTrait as _};
use serde_json::{Value, json};

use crate::app::App;

/// The process answers.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// The database answers and no migration is pending.
pub async fn readyz(State(app): State<App>) -> (StatusCode, Json<Value>) {
    match Migrator::get_pending_migrations(app.house.db.writer()).await {
        Ok(pending) if pending.is_empty() => (StatusCode::OK, Json(json!({ "ready": true }))),
        Ok(pending) => {
            let names: Vec<&str> = pending.iter().map(|migration| migration.name()).collect();
            (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "ready": false, "pendingMigrations": names })))
        }
        Err(error) => {
            tracing::error!(error = %error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "ready": false, "database": "does not answer" })))
        }
    }
}
