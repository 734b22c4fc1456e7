//! The life of a server: it opens, works, is told to stop, finishes what it has begun, and ends.

use sea_orm::DbBackend;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::task::TaskTracker;

use crate::app::{App, Sources};
use crate::config::Config;
use crate::kernel::db::Db;
use crate::kernel::fault::Fault;
use crate::migrate;
use crate::server::accept::{self, Door};
use crate::server::connection::Stops;
use crate::server::crew::Crew;
use crate::server::files;
use crate::server::holders::LEAVING_MAX;
use crate::server::lobby::Lobby;
use crate::server::router::{Edge, router};
use crate::server::signals::Signals;
use crate::server::tls::{self, Tls};
use crate::staff::password;

/// How often a server that waits for migrations looks again.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Who brings the database up to date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Migrate {
    /// This process, when the database is SQLite or empty.
    Auto,
    /// This process.
    Always,
    /// Somebody else: the server is not ready until it is done.
    Never,
}

/// How a database looks to a server that starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Readiness {
    Ready,
    /// Migrations that somebody else has to apply.
    Pending(Vec<String>),
}

/// Brings the database up to date, if that is ours to do. What the product brings with it is brought in either way.
pub async fn prepare(config: &Config, policy: Migrate, sources: &Sources) -> Result<Readiness, Fault> {
    let options = config.db_options();
    let db = Db::connect(&options).await?;
    let pending = migrate::status(&db.reader).await?.pending;
    let ours = match policy {
        Migrate::Always => true,
        Migrate::Never => false,
        Migrate::Auto => db.backend() == DbBackend::Sqlite || migrate::is_empty(&db.reader).await?,
    };
    db.close().await?;
    if !pending.is_empty() && !ours {
        return Ok(Readiness::Pending(pending));
    }
    migrate::up(&options, sources).await?;
    Ok(Readiness::Ready)
}

/// A server that has its address and does not answer yet.
pub struct Server {
    config: Config,
    listener: TcpListener,
    tls: Option<Arc<Tls>>,
    signals: Signals,
}

impl Server {
    /// Takes the address and reads the certificate first, so that a mistake in them shows before anything is changed.
    pub async fn bind(config: Config) -> Result<Self, String> {
        let listen = config.server.listen;
        files::allow(config.server.connections_max + LEAVING_MAX);
        let tls = config.server.tls.clone().map(Tls::load).transpose()?.map(Arc::new);
        let listener =
            TcpListener::bind(listen).await.map_err(|error| format!("cannot listen on {listen}: {error}"))?;
        let signals = Signals::listen().map_err(|error| format!("cannot listen for signals: {error}"))?;
        Ok(Self { config, listener, tls, signals })
    }

    /// The real address, also when port 0 was asked for.
    fn address(&self) -> SocketAddr {
        self.listener.local_addr().unwrap_or(self.config.server.listen)
    }

    /// Serves until a signal. `opened` is called with the URL when it answers: with the application, or with none while
    /// migrations are pending.
    pub async fn run(
        self,
        policy: Migrate,
        opened: impl AsyncFn(&str, Option<&App>) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let url = format!("{}://{}", self.config.server.scheme(), self.address());
        let Self { config, listener, tls, mut signals } = self;
        let (lobby, connections, stops) = (Lobby::closed(), TaskTracker::new(), Stops::default());
        if let Some(tls) = tls.clone() {
            connections.spawn(tls.follow(tls::LOOK_EVERY, stops.gently.clone()));
        }
        let door = Door {
            lobby: lobby.clone(),
            limits: config.server.limits(),
            proxies: config.server.proxies(),
            tls,
            stops: stops.clone(),
            connections: connections.clone(),
        };
        connections.spawn(accept::run(listener, door));
        let opening = open(&config, policy, &lobby, || opened(&url, None));
        let app = tokio::select! {
            app = opening => Some(app?),
            signal = signals.next() => {
                tracing::info!(signal, "told to stop before it was ready");
                None
            }
        };
        let Some(app) = app else {
            stops.gently.cancel();
            return Ok(());
        };
        // Before the first login, so that an unknown person does not take longer than others.
        password::warm_up().await?;
        lobby.open(router(app.clone(), Edge::of(&config, stops.gently.clone())));
        let crew = Crew::start(&app, config.worker.enabled.then(|| config.poll()));
        tracing::info!(url, database = ?app.house.db.backend(), version = env!("CARGO_PKG_VERSION"), "ready");
        opened(&url, Some(&app)).await?;
        let signal = signals.next().await;
        tracing::info!(signal, "stopping");
        let drained = tokio::select! {
            drained = drain(&app, &connections, &stops, crew, config.server.drain()) => drained,
            signal = signals.next() => {
                tracing::warn!(signal, "told to stop at once");
                false
            }
        };
        stops.now.cancel();
        app.house.db.clone().close().await?;
        tracing::info!(drained, "stopped");
        Ok(())
    }
}

/// Opens the application when its database is ready, which may take until somebody has migrated it.
async fn open(
    config: &Config,
    policy: Migrate,
    lobby: &Lobby,
    waiting: impl AsyncFnOnce() -> Result<(), Fault>,
) -> Result<App, Fault> {
    let sources = Sources::real();
    if let Readiness::Pending(pending) = prepare(config, policy, &sources).await? {
        tracing::warn!(?pending, "migrations are pending: not ready");
        lobby.wait_for(pending);
        waiting().await?;
        while let Readiness::Pending(pending) = prepare(config, Migrate::Never, &sources).await? {
            lobby.wait_for(pending);
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }
    App::open(&config.db_options(), sources).await
}

/// Requests, then mutations that outlived theirs, then the worker; all together no longer than `limit`. Gives whether
/// everything was finished.
async fn drain(app: &App, connections: &TaskTracker, stops: &Stops, crew: Crew, limit: Duration) -> bool {
    stops.gently.cancel();
    connections.close();
    let finished = async {
        connections.wait().await;
        app.house.tasks.close();
        app.house.tasks.wait().await;
        crew.end().await;
    };
    let drained = tokio::time::timeout(limit, finished).await.is_ok();
    if !drained {
        tracing::warn!(limit_secs = limit.as_secs(), "not everything was finished in time");
    }
    drained
}
