//! The files of an embedded database: opening them, and noticing that they are not those that were opened any more.
//!
//! A file that is removed or replaced while it is open stays what its connections read and write, but without a name: what is
//! acknowledged then ends with the process. And what SQLite shares between the connections of a process, such as that the files
//! could only be read when the first of them was opened, lasts until the last of them is closed. So the identities of the files
//! are compared before a change is acknowledged, and all connections are closed and opened again when something is wrong.

use deadpool::managed::{Pool, WeakPool};
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sea_orm::sqlx::{Connection as _, Error, Executor as _};
use std::ffi::OsString;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedRwLockReadGuard, RwLock};

use super::connection::Source;

/// How often all connections are opened again at most.
const REOPEN_EVERY: Duration = Duration::from_secs(1);
/// How long connections that are in use are waited for, and how often is looked whether they are back.
const REOPEN_MAX: Duration = Duration::from_secs(10);
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// Which file it is, whatever its name is now: device and inode.
type Identity = (u64, u64);

/// A database of SQLite: a file, its write-ahead log, and the index of that.
pub(in crate::kernel) struct Files {
    options: SqliteConnectOptions,
    /// Shared by the open connections; held alone, there are none.
    opened: Arc<RwLock<()>>,
    seen: Mutex<Seen>,
    pools: Mutex<Vec<WeakPool<Source>>>,
}

#[derive(Default)]
struct Seen {
    /// The file itself, since it was first opened.
    database: Option<Identity>,
    /// The write-ahead log and its index, since connections were last opened together.
    beside: Option<[Option<Identity>; 2]>,
    reopened: Option<Instant>,
}

/// What an open connection holds for as long as it is open.
pub(super) type Hold = OwnedRwLockReadGuard<()>;

impl Files {
    pub(super) fn new(options: SqliteConnectOptions) -> Self {
        Self { options, opened: Arc::default(), seen: Mutex::default(), pools: Mutex::default() }
    }

    /// Takes note of a pool whose connections are closed when the files are opened again.
    pub(super) fn register(&self, pool: WeakPool<Source>) {
        self.pools.lock().unwrap_or_else(PoisonError::into_inner).push(pool);
    }

    /// Opens a connection. Waits while the others are being closed.
    ///
    /// # Errors
    /// Those of SQLite, and that the files are not those that were opened before.
    pub(super) async fn connect(&self) -> Result<(SqliteConnection, Hold), Error> {
        let hold = Arc::clone(&self.opened).read_owned().await;
        // First, because opening would make a file that is not there.
        if let Some(database) = self.seen().database {
            self.is_still(database)?;
        }
        let mut link = Box::pin(SqliteConnection::connect_with(&self.options)).await?;
        // The write-ahead log is opened by the first who reads.
        link.execute("PRAGMA schema_version").await?;
        if let Err(stale) = self.recognize() {
            link.close().await?;
            return Err(stale);
        }
        Ok((link, hold))
    }

    /// Remembers what was opened first, and compares what is opened later.
    fn recognize(&self) -> Result<(), Error> {
        let mut seen = self.seen();
        match seen.database {
            // A database in memory has no file.
            None => seen.database = identity(self.path()),
            Some(database) => self.is_still(database)?,
        }
        let beside = *seen.beside.get_or_insert_with(|| self.beside());
        if beside == self.beside() { Ok(()) } else { Err(stale("write-ahead log")) }
    }

    /// Whether what is written now is found by whoever opens the database next.
    ///
    /// # Errors
    /// When one of the files was removed or replaced.
    pub(super) fn check(&self) -> Result<(), Error> {
        let seen = self.seen();
        let (Some(database), Some(beside)) = (seen.database, seen.beside) else { return Ok(()) };
        self.is_still(database)?;
        if beside == self.beside() { Ok(()) } else { Err(stale("write-ahead log")) }
    }

    fn is_still(&self, database: Identity) -> Result<(), Error> {
        if identity(self.path()) == Some(database) { Ok(()) } else { Err(stale("database")) }
    }

    fn path(&self) -> &Path {
        self.options.get_filename()
    }

    fn beside(&self) -> [Option<Identity>; 2] {
        ["-wal", "-shm"].map(|suffix| {
            let mut path = OsString::from(self.path());
            path.push(suffix);
            identity(&PathBuf::from(path))
        })
    }

    /// Has all connections closed as soon as nobody uses them, and lets new ones be opened then. What was committed is brought
    /// into the file of the database, whatever its name is now, also from a write-ahead log that was removed.
    pub(super) fn reopen(self: &Arc<Self>) {
        {
            let mut seen = self.seen();
            if seen.reopened.is_some_and(|at| at.elapsed() < REOPEN_EVERY) {
                return;
            }
            seen.reopened = Some(Instant::now());
        }
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let files = Arc::clone(self);
            runtime.spawn(async move {
                match tokio::time::timeout(REOPEN_MAX, files.close_all()).await {
                    Ok(()) => {
                        tracing::warn!("all connections to the files of the database were closed, to open them again")
                    }
                    Err(_) => tracing::warn!("connections to the files of the database are still in use"),
                }
            });
        }
    }

    async fn close_all(&self) {
        // Whoever wants to open one waits behind this.
        let mut alone = pin!(self.opened.write());
        loop {
            tokio::select! {
                biased;
                _alone = &mut alone => {
                    let mut seen = self.seen();
                    seen.beside = None;
                    seen.reopened = Some(Instant::now());
                    return;
                }
                () = tokio::time::sleep(LOOK_EVERY) => {
                    for pool in self.pools() {
                        for mut connection in pool.retain(|_, _| false).removed {
                            connection.checkpoint().await;
                            connection.finish().await;
                        }
                    }
                }
            }
        }
    }

    fn pools(&self) -> Vec<Pool<Source>> {
        self.pools.lock().unwrap_or_else(PoisonError::into_inner).iter().filter_map(WeakPool::upgrade).collect()
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn identity(path: &Path) -> Option<Identity> {
    fs::metadata(path).ok().map(|file| (file.dev(), file.ino()))
}

/// As an operating system calls a handle whose file is gone.
fn stale(what: &str) -> Error {
    let text = format!("the file of the {what} was removed or replaced while it was open");
    Error::Io(io::Error::new(io::ErrorKind::StaleNetworkFileHandle, text))
}
