//! A database for each test, copied from a template that is migrated and seeded once.

use regie::app::Sources;
use regie::kernel::clock::{ManualClock, Timestamp};
use regie::kernel::db::{Db, DbOptions};
use regie::kernel::entropy::Entropy;
use regie::migrate;
use sea_orm::{ConnectionTrait as _, Database, DatabaseConnection, DbErr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::sync::OnceCell;

/// Names an existing server; without it the suite runs on SQLite.
pub const POSTGRES: &str = "REGIE_TEST_POSTGRES_URL";

static COUNTER: AtomicU32 = AtomicU32::new(0);

pub fn on_postgres() -> bool {
    std::env::var_os(POSTGRES).is_some()
}

/// Gone when dropped.
pub enum TestDb {
    Sqlite { folder: tempfile::TempDir },
    Postgres { url: String, name: String },
}

impl TestDb {
    /// Migrated and seeded.
    pub async fn new() -> Self {
        match std::env::var(POSTGRES) {
            Ok(url) => Self::postgres(url, Some(postgres_template().await)).await,
            Err(_) => Self::in_place(&std::env::temp_dir(), None).await,
        }
    }

    /// Migrated and seeded, in a folder of its own in this place, or in this tablespace of PostgreSQL.
    pub async fn in_place(place: &Path, tablespace: Option<&str>) -> Self {
        match std::env::var(POSTGRES) {
            Ok(url) => {
                let template = format!("{} TABLESPACE {}", postgres_template().await, tablespace.unwrap());
                Self::postgres(url, Some(&template)).await
            }
            Err(_) => {
                let folder = tempfile::tempdir_in(place).unwrap();
                std::fs::copy(sqlite_template().await, folder.path().join("regie.db")).unwrap();
                Self::Sqlite { folder }
            }
        }
    }

    /// Without a table.
    pub async fn empty() -> Self {
        match std::env::var(POSTGRES) {
            Ok(url) => Self::postgres(url, None).await,
            Err(_) => Self::Sqlite { folder: tempfile::tempdir().unwrap() },
        }
    }

    async fn postgres(url: String, template: Option<&str>) -> Self {
        let name = format!("t_{}_{}", std::process::id(), COUNTER.fetch_add(1, Ordering::Relaxed));
        let admin = admin(&url).await;
        let template = template.unwrap_or("template0");
        admin.execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await.unwrap();
        admin.close().await.unwrap();
        Self::Postgres { url, name }
    }

    pub fn url(&self) -> String {
        match self {
            Self::Sqlite { .. } => format!("sqlite://{}?mode=rwc", self.file().display()),
            Self::Postgres { url, name } => with_database(url, name),
        }
    }

    /// The file of SQLite.
    pub fn file(&self) -> PathBuf {
        match self {
            Self::Sqlite { folder } => folder.path().join("regie.db"),
            Self::Postgres { .. } => panic!("PostgreSQL has more than one"),
        }
    }

    pub fn options(&self) -> DbOptions {
        DbOptions { readers: 4, writers: 4, ..DbOptions::new(self.url()) }
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        let Self::Postgres { url, name } = self else { return };
        let (url, name) = (url.clone(), name.clone());
        // A drop cannot wait for a future, and the test's own runtime may be gone.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let admin = admin(&url).await;
                let _ = with_checkpoint(&admin, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
            });
        });
        let _ = dropped.join();
    }
}

pub async fn admin(url: &str) -> DatabaseConnection {
    Database::connect(url).await.unwrap_or_else(|error| panic!("{POSTGRES} does not lead to a server: {error}"))
}

/// Runs a statement that takes a checkpoint. That is one of the whole server, and fails while the small disk of another test is full.
pub async fn with_checkpoint(admin: &DatabaseConnection, sql: &str) -> Result<(), DbErr> {
    loop {
        match admin.execute_unprepared(sql).await {
            Err(error) if error.to_string().contains("checkpoint request failed") => {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            done => return done.map(|_| ()),
        }
    }
}

/// The URL with another database: only the path changes.
fn with_database(url: &str, name: &str) -> String {
    let mut url = url::Url::parse(url).unwrap();
    url.set_path(&format!("/{name}"));
    url.to_string()
}

fn sources() -> Sources {
    let start = Timestamp::parse(super::START).unwrap();
    Sources { clock: Arc::new(ManualClock::at(start)), entropy: Entropy::seeded(0) }
}

async fn fill(options: &DbOptions) {
    migrate::up(options, &sources()).await.unwrap();
    if options.url.starts_with("sqlite:") {
        let db = Db::connect(options).await.unwrap();
        db.writer().execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await.unwrap();
        db.close().await.unwrap();
    }
}

/// A tag of the migrations, policies and built-in definitions that a template was made from.
fn fingerprint() -> String {
    use std::hash::{Hash as _, Hasher as _};
    let mut hash = std::hash::DefaultHasher::new();
    // The binary changes with each of them, and with nothing that would be wrong to rebuild for.
    let binary = std::env::current_exe().unwrap();
    let meta = binary.metadata().unwrap();
    (binary, meta.len(), meta.modified().ok()).hash(&mut hash);
    format!("{:016x}", hash.finish())
}

async fn sqlite_template() -> PathBuf {
    static TEMPLATE: OnceCell<PathBuf> = OnceCell::const_new();
    let make = || async {
        let folder = std::env::temp_dir().join("regie-test-templates");
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join(format!("{}.db", fingerprint()));
        if !path.exists() {
            // Made aside and moved into place, because other test processes do the same at the same moment.
            let aside = tempfile::tempdir_in(&folder).unwrap();
            let file = aside.path().join("template.db");
            fill(&DbOptions::sqlite_file(&file)).await;
            std::fs::rename(&file, &path).unwrap();
        }
        path
    };
    TEMPLATE.get_or_init(make).await.clone()
}

async fn postgres_template() -> &'static str {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    let make = || async {
        let url = std::env::var(POSTGRES).unwrap();
        let name = format!("regie_template_{}", fingerprint());
        let admin = admin(&url).await;
        let exists = format!("SELECT 1 FROM pg_database WHERE datname = '{name}' AND datistemplate");
        let there = || async {
            let statement = sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, exists.clone());
            admin.query_one_raw(statement).await.unwrap().is_some()
        };
        if !there().await {
            // One connection, so that the lock and its release meet the same session.
            let mut options = sea_orm::ConnectOptions::new(url.clone());
            options.max_connections(1);
            let lock = Database::connect(options).await.unwrap();
            lock.execute_unprepared("SELECT pg_advisory_lock(7213)").await.unwrap();
            if !there().await {
                let _ = admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
                admin.execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE template0")).await.unwrap();
                fill(&DbOptions { readers: 1, writers: 1, ..DbOptions::new(with_database(&url, &name)) }).await;
                let seal = format!("ALTER DATABASE {name} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false");
                admin.execute_unprepared(&seal).await.unwrap();
            }
            lock.execute_unprepared("SELECT pg_advisory_unlock(7213)").await.unwrap();
            lock.close().await.unwrap();
        }
        admin.close().await.unwrap();
        name
    };
    TEMPLATE.get_or_init(make).await
}
