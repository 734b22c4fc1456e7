//! The database: one writer and several readers on SQLite, pools on PostgreSQL.

use log::LevelFilter;
use sea_orm::sqlx::ConnectOptions as _;
use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{DbBackend, DbErr, RuntimeErr, SqlxError};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

mod connection;
mod files;
mod health;
mod interposer;
mod pool;
mod reader;
pub mod trouble;
mod writer;

pub use connection::Link;
pub use health::Health;
pub use interposer::{Interposed, Interposer};
pub use reader::Reader;
pub use writer::{Transaction, Writer};

use connection::Source;
use files::Files;

/// A statement that takes longer is told in the log.
const SLOW: Duration = Duration::from_millis(200);

/// Where the data is, and how hard to try.
#[derive(Clone, Debug)]
pub struct DbOptions {
    /// `sqlite:///path/to/file.db` or `postgres://…`.
    pub url: String,
    /// Connections for reading.
    pub readers: u32,
    /// Connections for writing on PostgreSQL. SQLite has one writer.
    pub writers: u32,
    /// Whether SQLite waits for the disk at each commit. Without it a power cut (not a killed process) may lose the last
    /// commits; the file stays sound either way.
    pub sqlite_full_sync: bool,
    /// What comes between the writer and the driver, in tests.
    pub interposed: Interposed,
}

impl DbOptions {
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), readers: 8, writers: 8, sqlite_full_sync: false, interposed: Interposed::default() }
    }

    /// A SQLite file.
    pub fn sqlite_file(path: &Path) -> Self {
        Self { readers: 4, ..Self::new(format!("sqlite://{}?mode=rwc", path.display())) }
    }
}

/// Two pools and a count of statements.
#[derive(Clone)]
pub struct Db {
    /// For reading outside of a transaction.
    pub reader: Reader,
    writer: Writer,
    statements: Arc<AtomicU64>,
    health: Arc<Health>,
}

impl Db {
    pub async fn connect(options: &DbOptions) -> Result<Self, DbErr> {
        let (statements, health) = (Arc::new(AtomicU64::new(0)), Arc::new(Health::default()));
        let source = source(options).map_err(|error| DbErr::Conn(RuntimeErr::SqlxError(Arc::new(error))))?;
        let writers = if source.backend() == DbBackend::Sqlite { 1 } else { options.writers };
        let interposed = options.interposed.clone();
        let (count, seen) = (Arc::clone(&statements), Arc::clone(&health));
        // The writer first: it makes the file of SQLite.
        let writer = Writer::connect(source.clone(), writers, count, seen, interposed).await?;
        let reader = Reader::connect(source, options.readers, Arc::clone(&statements)).await?;
        Ok(Self { reader, writer, statements, health })
    }

    pub fn backend(&self) -> DbBackend {
        self.writer.backend()
    }

    /// The pool that transactions begin on, by [`Tx`](crate::kernel::tx::Tx). A single statement needs none.
    pub fn writer(&self) -> &Writer {
        &self.writer
    }

    /// Whether what is written is kept.
    pub fn health(&self) -> &Health {
        &self.health
    }

    /// How PostgreSQL is connected to, for a connection of another kind.
    pub fn postgres(&self) -> Option<&PgConnectOptions> {
        match self.writer.source() {
            Source::Postgres(options) => Some(options),
            Source::Sqlite(_) => None,
        }
    }

    /// How many statements ran since the start, without `BEGIN` and `COMMIT`.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Closes both pools, the writer last: on SQLite the last connection brings the write-ahead log into the file.
    ///
    /// # Errors
    /// When somebody still writes after ten seconds.
    pub async fn close(self) -> Result<(), DbErr> {
        self.reader.close().await;
        self.writer.close().await
    }
}

fn source(options: &DbOptions) -> Result<Source, SqlxError> {
    let DbOptions { url, sqlite_full_sync, .. } = options;
    if url.starts_with("sqlite:") {
        let sync = if *sqlite_full_sync { SqliteSynchronous::Full } else { SqliteSynchronous::Normal };
        let sqlite = url.parse::<SqliteConnectOptions>()?.journal_mode(SqliteJournalMode::Wal).synchronous(sync);
        let sqlite = sqlite.pragma("cache_size", "-16000");
        return Ok(Source::Sqlite(Arc::new(Files::new(
            sqlite.log_statements(LevelFilter::Off).log_slow_statements(LevelFilter::Warn, SLOW),
        ))));
    }
    // They nest: waiting for a lock < a statement < a request.
    let postgres = url.parse::<PgConnectOptions>()?.options([
        ("lock_timeout", "2s"),
        ("statement_timeout", "8s"),
        ("idle_in_transaction_session_timeout", "15s"),
    ]);
    Ok(Source::Postgres(Arc::new(
        postgres.log_statements(LevelFilter::Off).log_slow_statements(LevelFilter::Warn, SLOW),
    )))
}
