//! The bus: how every gateway over a database hears at once that there are new events.
//!
//! It carries no event, only the number of the latest one, and may lose even that: whoever listens also looks by themselves once a
//! second. So nothing depends on it but speed.

mod postgres;

use async_trait::async_trait;
use sea_orm::DbBackend;
use std::sync::Arc;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::kernel::db::Db;

/// Carries the number of the latest event between the gateways over one database.
#[async_trait]
pub trait EventBus: Send + Sync + 'static {
    /// Says that the events up to this one are published. Called after the commit that published them.
    fn publish(&self, sequence: i64);
    /// The number of the latest event that was heard of. It only grows.
    fn subscribe(&self) -> watch::Receiver<i64>;
    /// Carries what is said to other processes, and brings in what they say, until `stop`.
    async fn run(&self, stop: CancellationToken);
}

/// The bus that fits a database: PostgreSQL carries the news to other processes, on SQLite they stay in this one.
pub fn over(db: &Db) -> Arc<dyn EventBus> {
    match db.backend() {
        DbBackend::Postgres => Arc::new(postgres::Postgres::over(db.clone())),
        _ => Arc::new(InProcess(Heard::default())),
    }
}

/// The latest event that this process heard of.
struct Heard(watch::Sender<i64>);

impl Default for Heard {
    fn default() -> Self {
        Self(watch::Sender::new(0))
    }
}

impl Heard {
    fn of(&self, sequence: i64) {
        self.0.send_if_modified(|latest| {
            let newer = sequence > *latest;
            *latest = sequence.max(*latest);
            newer
        });
    }
}

struct InProcess(Heard);

#[async_trait]
impl EventBus for InProcess {
    fn publish(&self, sequence: i64) {
        self.0.of(sequence);
    }

    fn subscribe(&self) -> watch::Receiver<i64> {
        self.0.0.subscribe()
    }

    async fn run(&self, stop: CancellationToken) {
        stop.cancelled().await;
    }
}
