//! The one way in which a database gets its tables and what the product brings with it.
//!
//! Only one process at a time: the migrator of SeaORM takes no lock, so PostgreSQL holds an advisory lock on the connection
//! that migrates, and beside a SQLite file lies a lock file.

use regie_migration::status::{self, Status};
use regie_migration::{Migrator, MigratorTrait as _};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend};
use std::fs::{File, TryLockError};
use std::time::Duration;

use crate::app::{self, Sources};
use crate::config::sqlite_path;
use crate::kernel::db::{Db, DbOptions};
use crate::kernel::fault::Fault;

/// The key of the advisory lock: "regi" in ASCII.
const LOCK: i64 = 0x7265_6769;
/// How long to wait for another process that migrates.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often a lock file is tried.
const TRY_EVERY: Duration = Duration::from_millis(50);

/// What stands in a database and what is missing. Changes nothing.
pub async fn status(db: &impl ConnectionTrait) -> Result<Status, Fault> {
    Ok(status::status(db).await?)
}

/// Whether there is no table at all.
pub async fn is_empty(db: &impl ConnectionTrait) -> Result<bool, Fault> {
    Ok(status::is_empty(db).await?)
}

/// Applies what is pending, then brings in built-in roles and definitions. Gives the names of what was applied.
pub async fn up(options: &DbOptions, sources: &Sources) -> Result<Vec<String>, Fault> {
    let site = Site::enter(options).await?;
    let pending = status(&site.db).await?.pending;
    if !pending.is_empty() {
        tracing::info!(pending = pending.len(), "migrating");
        Migrator::up(&site.db, None).await?;
    }
    seed(options, sources).await?;
    site.leave().await?;
    Ok(pending)
}

/// Takes back the latest migrations, with the data in their tables; all of them without `steps`.
pub async fn down(options: &DbOptions, steps: Option<u32>) -> Result<Vec<String>, Fault> {
    let site = Site::enter(options).await?;
    let before = status(&site.db).await?.applied;
    Migrator::down(&site.db, steps).await?;
    let after = status(&site.db).await?.applied;
    site.leave().await?;
    Ok(before.into_iter().rev().filter(|name| !after.contains(name)).collect())
}

async fn seed(options: &DbOptions, sources: &Sources) -> Result<(), Fault> {
    let db = Db::connect(&DbOptions { readers: 1, writers: 1, ..options.clone() }).await?;
    app::seed(&db, sources).await?;
    Ok(db.close().await?)
}

/// A connection for migrations, with the lock held.
struct Site {
    db: DatabaseConnection,
    /// Unlocked when it is closed.
    file: Option<File>,
}

impl Site {
    async fn enter(options: &DbOptions) -> Result<Self, Fault> {
        let file = match sqlite_path(&options.url) {
            Some(path) => Some(lock_file(&path.with_extension("lock")).await?),
            None => None,
        };
        let mut connect = ConnectOptions::new(options.url.clone());
        // One session that lives until the end: the lock belongs to it. No time limit for statements, because an index may
        // take long, but a short one for locks, so that a waiting migration does not hold up everybody behind it.
        connect
            .max_connections(1)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .sqlx_logging_level(log::LevelFilter::Off);
        let db = Database::connect(connect).await?;
        if db.get_database_backend() == DbBackend::Postgres {
            let patience = PATIENCE.as_secs();
            db.execute_unprepared(&format!("SET lock_timeout = '{patience}s'")).await?;
            db.execute_unprepared(&format!("SELECT pg_advisory_lock({LOCK})")).await?;
            db.execute_unprepared("SET lock_timeout = '2s'").await?;
        }
        Ok(Self { db, file })
    }

    async fn leave(self) -> Result<(), Fault> {
        let Self { db, file } = self;
        // The lock of PostgreSQL ends with its session.
        db.close().await?;
        drop(file);
        Ok(())
    }
}

async fn lock_file(path: &std::path::Path) -> Result<File, Fault> {
    let trouble = |error: &dyn std::fmt::Display| Fault::internal(format!("{}: {error}", path.display()));
    let file = File::options().create(true).append(true).open(path).map_err(|error| trouble(&error))?;
    let attempts = PATIENCE.as_millis() / TRY_EVERY.as_millis();
    for _ in 0..attempts {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => tokio::time::sleep(TRY_EVERY).await,
            Err(TryLockError::Error(error)) => return Err(trouble(&error)),
        }
    }
    Err(trouble(&"another process has been migrating this database for a minute"))
}
