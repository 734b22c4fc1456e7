//! One connection, and what shows that it can be used again.
//!
//! The pool of the driver asks each connection that comes back whether it is alive: a second round trip for every statement. Here
//! a connection is asked only when its statement did not end well, or before it is used when it was not used for a while. And
//! the driver counts the transactions that it began and does not see one that SQLite ended by itself, as it does when storage or
//! memory fails: what comes after would be part of a transaction that is never committed. So transactions are begun and ended in
//! plain words here, and a connection comes back only when it is proved to be outside of one.

use deadpool::managed::{Manager, Metrics, Object, Pool, RecycleError, RecycleResult};
use sea_orm::sqlx::postgres::{PgConnectOptions, PgConnection};
use sea_orm::sqlx::sqlite::SqliteConnection;
use sea_orm::sqlx::{AssertSqlSafe, Connection as _, Error, Executor as _, query_with};
use sea_orm::{DbBackend, DbErr, ExecResult, QueryResult, Statement, Values};
use sea_query_sqlx::SqlxValues;
use std::sync::Arc;
use std::time::Duration;

use super::files::{Files, Hold};
use super::interposer::Interposed;
use super::pool::unavailable;
use super::trouble::Trouble;

/// A connection that was not used for so long is asked whether it is alive.
const IDLE_MAX: Duration = Duration::from_secs(30);
/// One that was not used for so long is replaced: what stands between may have forgotten it, and then nobody would answer.
const STALE_MAX: Duration = Duration::from_secs(4 * 60);
/// One that is older is replaced: what a server remembers for it only grows.
const AGE_MAX: Duration = Duration::from_secs(30 * 60);
/// How long a connection may take to settle: longer than the database lets a statement run.
const SETTLE_MAX: Duration = Duration::from_secs(10);

/// Where connections come from.
#[derive(Clone)]
pub(super) enum Source {
    Sqlite(Arc<Files>),
    Postgres(Arc<PgConnectOptions>),
}

impl Source {
    pub(super) fn backend(&self) -> DbBackend {
        match self {
            Self::Sqlite(_) => DbBackend::Sqlite,
            Self::Postgres(_) => DbBackend::Postgres,
        }
    }

    /// The files of SQLite.
    pub(super) fn files(&self) -> Option<&Arc<Files>> {
        match self {
            Self::Sqlite(files) => Some(files),
            Self::Postgres(_) => None,
        }
    }
}

/// A connection with what is known of it.
pub(super) struct Connection {
    /// None when it was closed.
    link: Option<Link>,
    doubt: Doubt,
    /// That the files of SQLite are open. Behind `link`, so that it is let go after it.
    _open: Option<Hold>,
}

/// What has to be done before somebody else gets a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Doubt {
    None,
    /// A statement failed or was abandoned.
    Statement,
    /// A transaction was begun, and did not end as far as is known.
    Transaction,
    /// It is of no use any more.
    Broken,
}

impl Connection {
    /// Makes it fit for others, or closes it. What an abandoned statement left behind is read and dropped on the way.
    async fn settle(&mut self) -> Result<(), Error> {
        let Some(link) = &mut self.link else { return Err(Error::PoolClosed) };
        match self.doubt {
            Doubt::None => {}
            Doubt::Statement => link.ping().await?,
            Doubt::Transaction => link.leave_transaction().await?,
            Doubt::Broken => return self.close().await,
        }
        self.doubt = Doubt::None;
        Ok(())
    }

    /// Closes it as it is.
    pub(super) async fn finish(&mut self) {
        if let Err(error) = self.close().await {
            tracing::debug!(%error, "a connection was closed by the other side");
        }
    }

    /// Brings what is in the write-ahead log of SQLite into the file of the database, as far as nobody else uses it. SQLite does
    /// that by itself when the last connection is closed, but not when the file has another name by then.
    pub(super) async fn checkpoint(&mut self) {
        if let Some(link) = &mut self.link
            && let Err(error) = link.plain("PRAGMA wal_checkpoint(TRUNCATE)").await
        {
            tracing::warn!(%error, "the write-ahead log could not be brought into the file of the database");
        }
    }

    async fn close(&mut self) -> Result<(), Error> {
        self.doubt = Doubt::Broken;
        match self.link.take() {
            Some(link) => link.close().await,
            None => Ok(()),
        }
    }
}

impl Manager for Source {
    type Type = Connection;
    type Error = Error;

    async fn create(&self) -> Result<Connection, Error> {
        // In a box: it is ten kilobytes large, and every statement would have room for it.
        let (link, open) = match self {
            Self::Sqlite(files) => {
                let (link, open) = Box::pin(files.connect()).await?;
                (Link::Sqlite(link), Some(open))
            }
            Self::Postgres(options) => (Link::Postgres(Box::pin(PgConnection::connect_with(options)).await?), None),
        };
        Ok(Connection { link: Some(link), doubt: Doubt::None, _open: open })
    }

    async fn recycle(&self, connection: &mut Connection, metrics: &Metrics) -> RecycleResult<Error> {
        if connection.doubt != Doubt::None || metrics.last_used() > STALE_MAX || metrics.age() > AGE_MAX {
            return Err(RecycleError::message("it is broken, forgotten or old"));
        }
        if metrics.last_used() > IDLE_MAX
            && let Some(link) = &mut connection.link
        {
            link.ping().await?;
        }
        Ok(())
    }
}

/// The driver's connection.
pub enum Link {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Link {
    async fn rows(&mut self, statement: Statement) -> Result<Vec<QueryResult>, Error> {
        let Statement { sql, values, .. } = statement;
        let (sql, values) = (AssertSqlSafe(sql), SqlxValues(values.unwrap_or(Values(Vec::new()))));
        Ok(match self {
            Self::Sqlite(link) => query_with(sql, values).fetch_all(link).await?.into_iter().map(Into::into).collect(),
            Self::Postgres(link) => {
                query_with(sql, values).fetch_all(link).await?.into_iter().map(Into::into).collect()
            }
        })
    }

    async fn execute(&mut self, statement: Statement) -> Result<ExecResult, Error> {
        let Statement { sql, values, .. } = statement;
        let (sql, values) = (AssertSqlSafe(sql), SqlxValues(values.unwrap_or(Values(Vec::new()))));
        Ok(match self {
            Self::Sqlite(link) => query_with(sql, values).execute(link).await?.into(),
            Self::Postgres(link) => query_with(sql, values).execute(link).await?.into(),
        })
    }

    /// Runs what has no parameters, without preparing it.
    pub async fn plain(&mut self, sql: &str) -> Result<ExecResult, Error> {
        let sql = AssertSqlSafe(sql.to_owned());
        Ok(match self {
            Self::Sqlite(link) => link.execute(sql).await?.into(),
            Self::Postgres(link) => link.execute(sql).await?.into(),
        })
    }

    /// Ends a transaction that may have ended already, and proves that none is left.
    async fn leave_transaction(&mut self) -> Result<(), Error> {
        match (self.plain("ROLLBACK").await, &self) {
            (Ok(_), _) => Ok(()),
            // SQLite says so where there is none to end; a new one can be begun only then.
            (Err(_), Self::Sqlite(_)) => {
                self.plain("BEGIN").await?;
                self.plain("ROLLBACK").await.map(|_| ())
            }
            (Err(error), Self::Postgres(_)) => Err(error),
        }
    }

    async fn ping(&mut self) -> Result<(), Error> {
        match self {
            Self::Sqlite(link) => link.ping().await,
            Self::Postgres(link) => link.ping().await,
        }
    }

    async fn close(self) -> Result<(), Error> {
        match self {
            Self::Sqlite(link) => link.close().await,
            Self::Postgres(link) => link.close().await,
        }
    }
}

/// A connection in somebody's hands, for a statement or for a transaction.
pub(super) struct Lease {
    connection: Option<Object<Source>>,
    interposed: Interposed,
}

impl Lease {
    pub(super) async fn take(pool: &Pool<Source>, interposed: Interposed) -> Result<Self, DbErr> {
        Ok(Self { connection: Some(pool.get().await.map_err(unavailable)?), interposed })
    }

    pub(super) async fn rows(&mut self, statement: Statement) -> Result<Vec<QueryResult>, Error> {
        let done = match self.link(&statement.sql).await {
            Ok(link) => link.rows(statement).await,
            Err(error) => Err(error),
        };
        self.seen(done)
    }

    pub(super) async fn execute(&mut self, statement: Statement) -> Result<ExecResult, Error> {
        let done = match self.link(&statement.sql).await {
            Ok(link) => link.execute(statement).await,
            Err(error) => Err(error),
        };
        self.seen(done)
    }

    pub(super) async fn plain(&mut self, sql: &str) -> Result<ExecResult, Error> {
        let done = match self.link(sql).await {
            Ok(link) => link.plain(sql).await,
            Err(error) => Err(error),
        };
        self.seen(done)
    }

    /// Begins a transaction, in which the connection stays until [`Self::commit`].
    pub(super) async fn begin(&mut self, sql: &str) -> Result<(), Error> {
        self.suspect(Doubt::Transaction);
        self.plain(sql).await.map(|_| ())
    }

    pub(super) async fn commit(&mut self) -> Result<(), Error> {
        self.plain("COMMIT").await?;
        if let Some(connection) = &mut self.connection {
            connection.doubt = Doubt::None;
        }
        Ok(())
    }

    fn suspect(&mut self, doubt: Doubt) {
        if let Some(connection) = &mut self.connection {
            connection.doubt = connection.doubt.max(doubt);
        }
    }

    /// The driver's connection for one statement. Whoever asks may go away before the answer is there.
    async fn link(&mut self, sql: &str) -> Result<&mut Link, Error> {
        self.suspect(Doubt::Statement);
        let Self { connection, interposed } = self;
        let link = connection.as_mut().and_then(|connection| connection.link.as_mut()).ok_or(Error::PoolClosed)?;
        if let Some(interposer) = &interposed.0 {
            interposer.before(sql, link).await?;
        }
        Ok(link)
    }

    fn seen<T>(&mut self, done: Result<T, Error>) -> Result<T, Error> {
        if let Some(connection) = &mut self.connection {
            let backend = match connection.link {
                Some(Link::Postgres(_)) => DbBackend::Postgres,
                Some(Link::Sqlite(_)) | None => DbBackend::Sqlite,
            };
            match &done {
                Err(error) if Trouble::of(error).ends_connection(backend) => connection.doubt = Doubt::Broken,
                Ok(_) if connection.doubt == Doubt::Statement => connection.doubt = Doubt::None,
                Ok(_) | Err(_) => {}
            }
        }
        done
    }
}

impl Drop for Lease {
    /// A connection in doubt comes back when it has settled, so that nobody waits for what somebody else gave up.
    fn drop(&mut self) {
        if let Some(mut connection) = self.connection.take()
            && connection.doubt != Doubt::None
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            runtime.spawn(async move {
                match tokio::time::timeout(SETTLE_MAX, connection.settle()).await {
                    Ok(Ok(())) => {}
                    // Still in doubt, it is not used again.
                    Ok(Err(error)) => tracing::debug!(%error, "a connection is not used again"),
                    Err(_) => tracing::debug!("a connection that does not settle is not used again"),
                }
            });
        }
    }
}
