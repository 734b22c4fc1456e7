//! Storage that fails at one statement, as the database itself fails.

use async_trait::async_trait;
use regie::kernel::db::{Interposed, Interposer, Link};
use sea_orm::SqlxError;
use sea_orm::sqlx::error::{DatabaseError, ErrorKind};
use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::harness::TestApp;
use crate::harness::database::{TestDb, on_postgres};

/// The memory that SQLite may have in a process where there is too little of it, in bytes.
pub const HEAP_MAX: usize = 128 * 1024 * 1024;

/// How a statement fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// There is no space for a row. SQLite ends the transaction.
    Full,
    /// There is no space for a table. SQLite undoes the statement alone.
    FullOfATable,
    /// The disk fails: SQLite ends the transaction behind the driver's back.
    Io,
    /// There is no memory for it. On SQLite only, where the process has a [limit](HEAP_MAX).
    Memory,
    /// The connection is gone. On PostgreSQL only.
    Lost,
    /// The database does as it is told and forgets: the commit is answered with success.
    Forgotten,
}

impl Failure {
    /// Those that the database at hand knows.
    pub fn all() -> Vec<Self> {
        if on_postgres() {
            vec![Self::Full, Self::Io, Self::Lost]
        } else {
            vec![Self::Full, Self::FullOfATable, Self::Io]
        }
    }

    /// What a client may be told of it.
    pub fn codes(self) -> &'static [&'static str] {
        match self {
            Self::Full | Self::FullOfATable => &["STORAGE_FULL"],
            Self::Io | Self::Memory => &["STORAGE_FAILED", "OUTCOME_UNKNOWN"],
            Self::Lost | Self::Forgotten => &[],
        }
    }

    async fn strike(self, link: &mut Link) -> Result<(), SqlxError> {
        let sqlite = matches!(link, Link::Sqlite(_));
        match (self, sqlite) {
            (Self::Full | Self::FullOfATable, true) => {
                // It cannot be less than there is, so that there is no room for a page more.
                link.plain("PRAGMA max_page_count = 1").await?;
                let large = match self {
                    Self::Full => {
                        "INSERT INTO storage_probe (id, written_at, content) VALUES (7, '', hex(randomblob(9000000)))"
                    }
                    _ => "CREATE TABLE large AS SELECT randomblob(9000000) AS content",
                };
                link.plain(large).await.map(|_| ())
            }
            (Self::Full | Self::FullOfATable, false) => raise(link, "53100").await,
            (Self::Io, true) => {
                // There is none when the statement is the one that begins it.
                let _ = link.plain("ROLLBACK").await;
                Err(SqlxError::Database(Box::new(Named("778"))))
            }
            (Self::Io, false) => raise(link, "58030").await,
            (Self::Memory, _) => {
                let large =
                    "INSERT INTO storage_probe (id, written_at, content) VALUES (7, '', hex(zeroblob(200000000)))";
                link.plain(large).await.map(|_| ())
            }
            (Self::Lost, _) => link.plain("SELECT pg_terminate_backend(pg_backend_pid())").await.map(|_| ()),
            (Self::Forgotten, _) => {
                link.plain("ROLLBACK").await?;
                link.plain("BEGIN").await.map(|_| ())
            }
        }
    }
}

/// An error of PostgreSQL with this SQLSTATE.
async fn raise(link: &mut Link, state: &str) -> Result<(), SqlxError> {
    let raise = format!("DO $$ BEGIN RAISE EXCEPTION 'the storage fails' USING ERRCODE = '{state}'; END $$");
    link.plain(&raise).await.map(|_| ())
}

/// An error of a database with this code.
#[derive(Debug)]
pub struct Named(pub &'static str);

impl fmt::Display for Named {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "(code: {}) the storage fails", self.0)
    }
}

impl Error for Named {}

impl DatabaseError for Named {
    fn message(&self) -> &str {
        "the storage fails"
    }

    fn code(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(self.0))
    }

    fn as_error(&self) -> &(dyn Error + Send + Sync + 'static) {
        self
    }

    fn as_error_mut(&mut self) -> &mut (dyn Error + Send + Sync + 'static) {
        self
    }

    fn into_error(self: Box<Self>) -> Box<dyn Error + Send + Sync + 'static> {
        self
    }

    fn kind(&self) -> ErrorKind {
        ErrorKind::Other
    }
}

/// Which statement fails next, and how.
#[derive(Clone, Copy)]
enum Plan {
    /// After so many that do not.
    After(usize, Failure),
    /// The next one with these words.
    At(&'static str, Failure),
    /// All of them.
    Always(Failure),
}

/// Storage that fails when it is told to.
#[derive(Default)]
pub struct Failing {
    plan: Mutex<Option<Plan>>,
}

impl Failing {
    fn set(&self, plan: Option<Plan>) {
        *self.plan.lock().unwrap_or_else(PoisonError::into_inner) = plan;
    }

    /// The statement after so many fails, once.
    pub fn after(&self, statements: usize, failure: Failure) {
        self.set(Some(Plan::After(statements, failure)));
    }

    /// The next statement that begins with these words fails, once.
    pub fn at(&self, words: &'static str, failure: Failure) {
        self.set(Some(Plan::At(words, failure)));
    }

    /// Every statement fails.
    pub fn always(&self, failure: Failure) {
        self.set(Some(Plan::Always(failure)));
    }

    /// Nothing fails any more. Gives whether what was to fail has failed.
    pub fn end(&self) -> bool {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner).take().is_none()
    }

    /// Whether this statement fails, and how.
    fn next(&self, sql: &str) -> Option<Failure> {
        let mut plan = self.plan.lock().unwrap_or_else(PoisonError::into_inner);
        let (left, failure) = match *plan {
            None => return None,
            Some(Plan::After(0, failure)) => (None, Some(failure)),
            Some(Plan::After(statements, failure)) => (Some(Plan::After(statements - 1, failure)), None),
            Some(Plan::At(words, failure)) if sql.starts_with(words) => (None, Some(failure)),
            Some(Plan::At(..)) => return None,
            Some(Plan::Always(failure)) => (Some(Plan::Always(failure)), Some(failure)),
        };
        *plan = left;
        failure
    }
}

#[async_trait]
impl Interposer for Failing {
    async fn before(&self, sql: &str, link: &mut Link) -> Result<(), SqlxError> {
        match self.next(sql) {
            Some(failure) => failure.strike(link).await,
            None => Ok(()),
        }
    }
}

/// An application whose storage can fail.
pub async fn app() -> (TestApp, Arc<Failing>) {
    let failing = Arc::new(Failing::default());
    let interposed = Interposed(Some(failing.clone()));
    (TestApp::over(TestDb::new().await, TestApp::generous(), interposed).await, failing)
}
