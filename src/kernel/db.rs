//! The database: one writer and several readers on SQLite, pools on PostgreSQL.

use log::LevelFilter;
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbBackend, DbErr};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

mod reader;

pub use reader::Reader;

/// How long a connection is waited for.
const ACQUIRE_MAX: Duration = Duration::from_secs(5);

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
}

impl DbOptions {
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), readers: 8, writers: 8, sqlite_full_sync: false }
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
    writer: DatabaseConnection,
    statements: Arc<AtomicU64>,
}

impl Db {
    pub async fn connect(options: &DbOptions) -> Result<Self, DbErr> {
        let statements = Arc::new(AtomicU64::new(0));
        let sqlite = options.url.starts_with("sqlite:");
        let writers = if sqlite { 1 } else { options.writers };
        let writer = connect(options, writers, &statements).await?;
        let reader = Reader::connect(&writer, options.readers, Arc::clone(&statements)).await?;
        Ok(Self { reader, writer, statements })
    }

    pub fn backend(&self) -> DbBackend {
        self.writer.get_database_backend()
    }

    /// The pool that transactions begin on; for [`Tx`](crate::kernel::tx::Tx) and the migrator only.
    pub fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// How many statements ran since the start, without `BEGIN` and `COMMIT`.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Closes both pools, the writer last.
    pub async fn close(self) -> Result<(), DbErr> {
        self.reader.close().await;
        self.writer.close().await
    }
}

async fn connect(options: &DbOptions, size: u32, statements: &Arc<AtomicU64>) -> Result<DatabaseConnection, DbErr> {
    let full_sync = options.sqlite_full_sync;
    let mut connect = ConnectOptions::new(options.url.clone());
    connect
        .max_connections(size)
        .min_connections(1)
        .acquire_timeout(ACQUIRE_MAX)
        .test_before_acquire_if_idle_for(Duration::from_secs(30))
        .sqlx_logging_level(LevelFilter::Off)
        .sqlx_slow_statements_logging_settings(LevelFilter::Warn, Duration::from_millis(200))
        .record_stmt_in_spans(false)
        .map_sqlx_sqlite_opts(move |sqlite| {
            use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
            let sync = if full_sync { SqliteSynchronous::Full } else { SqliteSynchronous::Normal };
            sqlite.journal_mode(SqliteJournalMode::Wal).synchronous(sync).pragma("cache_size", "-16000")
        })
        // They nest: waiting for a lock < a statement < a request.
        .map_sqlx_postgres_opts(|postgres| {
            postgres.options([
                ("lock_timeout", "2s"),
                ("statement_timeout", "8s"),
                ("idle_in_transaction_session_timeout", "15s"),
            ])
        });
    let mut connection = Database::connect(connect).await?;
    let statements = Arc::clone(statements);
    connection.set_metric_callback(move |_| {
        statements.fetch_add(1, Ordering::Relaxed);
    });
    Ok(connection)
}
