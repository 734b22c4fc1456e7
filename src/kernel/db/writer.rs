//! Connections for writing: single statements, and transactions.

use async_trait::async_trait;
use deadpool::managed::Pool;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, SqlxError, Statement};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::Mutex;

use super::connection::{Lease, Source};
use super::health::Health;
use super::interposer::Interposed;
use super::pool;
use super::trouble::{Trouble, driver_error};

/// A pool of connections that write: one on SQLite, which has one writer.
#[derive(Clone)]
pub struct Writer {
    pool: Pool<Source>,
    backend: DbBackend,
    statements: Arc<AtomicU64>,
    health: Arc<Health>,
    interposed: Interposed,
}

impl Writer {
    pub(super) async fn connect(
        source: Source,
        size: u32,
        statements: Arc<AtomicU64>,
        health: Arc<Health>,
        interposed: Interposed,
    ) -> Result<Self, DbErr> {
        let backend = source.backend();
        Ok(Self { pool: pool::open(source, size).await?, backend, statements, health, interposed })
    }

    /// Begins a transaction. On SQLite it takes the write lock at once: a transaction that reads first and writes later would
    /// fail instead of waiting.
    pub(in crate::kernel) async fn begin(&self) -> Result<Transaction, DbErr> {
        let mut lease = self.lease().await?;
        let begin = if self.backend == DbBackend::Sqlite { "BEGIN IMMEDIATE" } else { "BEGIN" };
        lease.begin(begin).await.map_err(|error| self.failed(error, DbErr::Exec))?;
        Ok(Transaction { writer: self.clone(), inside: Mutex::new(Inside { lease, at: false, ended: None }) })
    }

    pub(super) fn backend(&self) -> DbBackend {
        self.backend
    }

    pub(super) fn source(&self) -> &Source {
        self.pool.manager()
    }

    pub(super) async fn close(&self) -> Result<(), DbErr> {
        pool::drain(&self.pool).await
    }

    async fn lease(&self) -> Result<Lease, DbErr> {
        self.check_files()?;
        let lease = Lease::take(&self.pool, self.interposed.clone()).await;
        lease.inspect_err(|error| self.note(error))
    }

    /// Whether the files of SQLite are still those that were opened.
    fn check_files(&self) -> Result<(), DbErr> {
        let Some(files) = self.source().files() else { return Ok(()) };
        files.check().map_err(|error| self.failed(error, DbErr::Exec))
    }

    /// Remembers an error of the storage. What SQLite knows of its files may be wrong after one.
    fn note(&self, error: &DbErr) {
        self.health.note(error);
        if let Some(files) = self.source().files()
            && driver_error(error).is_some_and(|error| Trouble::of(error) == Trouble::Storage)
        {
            files.reopen();
        }
    }

    fn count(&self) {
        self.statements.fetch_add(1, Ordering::Relaxed);
    }

    fn failed(&self, error: SqlxError, kind: fn(RuntimeErr) -> DbErr) -> DbErr {
        let error = kind(RuntimeErr::SqlxError(Arc::new(error)));
        self.note(&error);
        error
    }
}

/// A statement by itself is a transaction of its own.
#[async_trait]
impl ConnectionTrait for Writer {
    fn get_database_backend(&self) -> DbBackend {
        self.backend
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let mut lease = self.lease().await?;
        self.count();
        lease.execute(statement).await.map_err(|error| self.failed(error, DbErr::Exec))
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.lease().await?.plain(sql).await.map_err(|error| self.failed(error, DbErr::Exec))
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        Ok(self.query_all_raw(statement).await?.into_iter().next())
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let mut lease = self.lease().await?;
        self.count();
        lease.rows(statement).await.map_err(|error| self.failed(error, DbErr::Query))
    }
}

/// An open transaction. Dropped without a commit, it is rolled back.
///
/// After an error nothing more is done in it, whatever the database would do: PostgreSQL would answer the commit with success and
/// roll back, SQLite may have ended it and would make each further statement true by itself. Only a part that is undone as a
/// whole ([`roll_back_part`](Self::roll_back_part)) makes it whole again.
pub struct Transaction {
    writer: Writer,
    inside: Mutex<Inside>,
}

struct Inside {
    lease: Lease,
    /// A statement runs, or was abandoned by who asked for it.
    at: bool,
    /// The error after which nothing more is done.
    ended: Option<DbErr>,
}

impl Inside {
    fn check(&self) -> Result<(), DbErr> {
        match &self.ended {
            Some(cause) => Err(again(cause)),
            None if self.at => Err(DbErr::Custom("a statement of the transaction was abandoned".to_owned())),
            None => Ok(()),
        }
    }

    /// The connection for the next statement.
    fn next(&mut self) -> Result<&mut Lease, DbErr> {
        self.check()?;
        self.at = true;
        Ok(&mut self.lease)
    }
}

/// The same error once more. One that a slice takes for the refusal of its own statement is not told for another.
fn again(cause: &DbErr) -> DbErr {
    match cause {
        DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error))
            if !matches!(Trouble::of(error), Trouble::Unique | Trouble::ForeignKey) =>
        {
            DbErr::Exec(RuntimeErr::SqlxError(Arc::clone(error)))
        }
        cause => DbErr::Custom(format!("the transaction had ended with an error: {cause}")),
    }
}

impl Transaction {
    /// Begins a part that may fail alone. The same name at every depth: both databases take it for the latest savepoint that
    /// bears it.
    pub(in crate::kernel) async fn begin_part(&self) -> Result<(), DbErr> {
        self.execute_unprepared("SAVEPOINT part").await.map(|_| ())
    }

    pub(in crate::kernel) async fn end_part(&self) -> Result<(), DbErr> {
        self.execute_unprepared("RELEASE SAVEPOINT part").await.map(|_| ())
    }

    /// Undoes the latest part, and with it the error that it came to.
    pub(in crate::kernel) async fn roll_back_part(&self) -> Result<(), DbErr> {
        let mut inside = self.inside.lock().await;
        let done = inside.lease.plain("ROLLBACK TO SAVEPOINT part").await;
        let done = done.map_err(|error| self.writer.failed(error, DbErr::Exec));
        inside.ended = match (done, inside.ended.take()) {
            (Ok(_), _) => None,
            // The database has ended the whole of it, and the first error says why.
            (Err(_), Some(cause)) => Some(cause),
            (Err(error), None) => Some(error),
        };
        inside.check()
    }

    /// Whether what is committed now would be found again.
    ///
    /// # Errors
    /// When it would not, and then nothing has happened.
    pub(in crate::kernel) fn check_files(&self) -> Result<(), DbErr> {
        self.writer.check_files()
    }

    /// Makes everything true.
    pub(in crate::kernel) async fn commit(self) -> Result<(), DbErr> {
        let mut inside = self.inside.into_inner();
        inside.check()?;
        inside.lease.commit().await.map_err(|error| self.writer.failed(error, DbErr::Exec))?;
        self.writer.health.kept();
        Ok(())
    }

    /// Remembers an error, and tells it.
    fn seen<T>(
        &self,
        inside: &mut Inside,
        done: Result<T, SqlxError>,
        kind: fn(RuntimeErr) -> DbErr,
    ) -> Result<T, DbErr> {
        inside.at = false;
        done.map_err(|error| {
            let error = Arc::new(error);
            inside.ended = Some(kind(RuntimeErr::SqlxError(Arc::clone(&error))));
            let error = kind(RuntimeErr::SqlxError(error));
            self.writer.note(&error);
            error
        })
    }
}

#[async_trait]
impl ConnectionTrait for Transaction {
    fn get_database_backend(&self) -> DbBackend {
        self.writer.backend
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let mut inside = self.inside.lock().await;
        self.writer.count();
        let done = inside.next()?.execute(statement).await;
        self.seen(&mut inside, done, DbErr::Exec)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let mut inside = self.inside.lock().await;
        let done = inside.next()?.plain(sql).await;
        self.seen(&mut inside, done, DbErr::Exec)
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        Ok(self.query_all_raw(statement).await?.into_iter().next())
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let mut inside = self.inside.lock().await;
        self.writer.count();
        let done = inside.next()?.rows(statement).await;
        self.seen(&mut inside, done, DbErr::Query)
    }
}
