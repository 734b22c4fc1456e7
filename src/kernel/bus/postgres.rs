//! The bus of PostgreSQL: `NOTIFY` outward, a connection that only listens inward.

use async_trait::async_trait;
use sea_orm::sqlx::postgres::{PgListener, PgPoolOptions};
use sea_orm::{ConnectionTrait as _, DbBackend, DbErr, SqlxError, Statement};
use std::time::Duration;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::{EventBus, Heard};
use crate::kernel::db::Db;

const CHANNEL: &str = "regie_events";
/// At most so often is anything said. `NOTIFY` takes a lock of the whole server when it is committed.
const SAY_EVERY: Duration = Duration::from_millis(50);
/// How long a connection may take to be made.
const CONNECT_MAX: Duration = Duration::from_secs(5);
/// The first pause before a connection that was lost is made again; each next one is twice as long.
const PAUSE_MIN: Duration = Duration::from_millis(100);
/// The longest pause.
const PAUSE_MAX: Duration = Duration::from_secs(10);

pub struct Postgres {
    db: Db,
    heard: Heard,
    /// The latest event that this process published itself.
    said: Heard,
}

impl Postgres {
    pub fn over(db: Db) -> Self {
        Self { db, heard: Heard::default(), said: Heard::default() }
    }

    /// Says what was published, the latest only.
    async fn say(&self) {
        let mut said = self.said.0.subscribe();
        while said.wait_for(|latest| *latest > 0).await.is_ok() {
            let latest = *said.borrow_and_update();
            if let Err(error) = self.notify(latest).await {
                tracing::warn!(%error, "other gateways were not told of events; they look by themselves");
            }
            tokio::time::sleep(SAY_EVERY).await;
            if said.changed().await.is_err() {
                return;
            }
        }
    }

    async fn notify(&self, latest: i64) -> Result<(), DbErr> {
        let values = [CHANNEL.into(), latest.to_string().into()];
        let notify = Statement::from_sql_and_values(DbBackend::Postgres, "SELECT pg_notify($1, $2)", values);
        self.db.writer().query_one_raw(notify).await.map(|_| ())
    }

    /// Listens, and begins again whenever the connection is lost.
    async fn listen(&self) {
        let mut pause = PAUSE_MIN;
        loop {
            if let Err(error) = self.hear(&mut pause).await {
                tracing::warn!(%error, pause_millis = pause.as_millis(), "cannot listen to other gateways");
            }
            tokio::time::sleep(pause).await;
            pause = PAUSE_MAX.min(pause * 2);
        }
    }

    /// Hears until the connection is lost. It is one of its own: it would never come back to a pool.
    async fn hear(&self, pause: &mut Duration) -> Result<(), SqlxError> {
        let Some(options) = self.db.postgres() else { return Err(SqlxError::PoolClosed) };
        let own =
            PgPoolOptions::new().max_connections(1).acquire_timeout(CONNECT_MAX).idle_timeout(None).max_lifetime(None);
        let own = own.connect_lazy_with(options.clone());
        let mut listener = PgListener::connect_with(&own).await?;
        listener.eager_reconnect(false);
        listener.listen(CHANNEL).await?;
        *pause = PAUSE_MIN;
        while let Some(news) = listener.try_recv().await? {
            if let Ok(latest) = news.payload().parse() {
                self.heard.of(latest);
            }
        }
        Ok(())
    }
}

#[async_trait]
impl EventBus for Postgres {
    fn publish(&self, sequence: i64) {
        self.heard.of(sequence);
        self.said.of(sequence);
    }

    fn subscribe(&self) -> watch::Receiver<i64> {
        self.heard.0.subscribe()
    }

    async fn run(&self, stop: CancellationToken) {
        tokio::select! {
            () = stop.cancelled() => {}
            () = self.say() => {}
            () = self.listen() => {}
        }
    }
}
