//! Connections for reading.
//!
//! The pool of the driver asks each connection that comes back whether it is alive: a second round trip for every statement. Here
//! a connection is asked only when its statement did not end well, or before it is used when it was not used for a while.

use async_trait::async_trait;
use deadpool::Runtime;
use deadpool::managed::{
    Manager, Metrics, Object, Pool, PoolConfig, PoolError, QueueMode, RecycleError, RecycleResult, Timeouts,
};
use sea_orm::sqlx::postgres::{PgConnectOptions, PgConnection};
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sea_orm::sqlx::{AssertSqlSafe, Connection as _, Error, query_with};
use sea_orm::{
    ConnAcquireErr, ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr,
    Statement, Values,
};
use sea_query_sqlx::SqlxValues;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::ACQUIRE_MAX;

/// A connection that was not used for so long is asked whether it is alive.
const IDLE_MAX: Duration = Duration::from_secs(30);
/// One that was not used for so long is replaced: what stands between may have forgotten it, and then nobody would answer.
const STALE_MAX: Duration = Duration::from_secs(4 * 60);
/// One that is older is replaced: what a server remembers for it only grows.
const AGE_MAX: Duration = Duration::from_secs(30 * 60);
/// How long a connection may take to settle: longer than the database lets a statement run.
const SETTLE_MAX: Duration = Duration::from_secs(10);

/// A pool of connections that only read, outside of transactions.
#[derive(Clone)]
pub struct Reader {
    pool: Pool<Source>,
    backend: DbBackend,
    statements: Arc<AtomicU64>,
}

impl Reader {
    /// Connects as the writer has, at most `size` times.
    pub(super) async fn connect(
        writer: &DatabaseConnection,
        size: u32,
        statements: Arc<AtomicU64>,
    ) -> Result<Self, DbErr> {
        let backend = writer.get_database_backend();
        let source = match backend {
            DbBackend::Postgres => Source::Postgres(writer.get_postgres_connection_pool().connect_options()),
            _ => Source::Sqlite(writer.get_sqlite_connection_pool().connect_options()),
        };
        let config = PoolConfig {
            max_size: usize::try_from(size).unwrap_or(usize::MAX),
            timeouts: Timeouts { wait: Some(ACQUIRE_MAX), create: Some(ACQUIRE_MAX), recycle: Some(ACQUIRE_MAX) },
            // What a server keeps for a connection stays warm in few of them.
            queue_mode: QueueMode::Lifo,
        };
        let pool = Pool::builder(source).config(config).runtime(Runtime::Tokio1).build();
        let pool = pool.map_err(|error| DbErr::Custom(error.to_string()))?;
        let reader = Self { pool, backend, statements };
        // A database that cannot be reached is told now, not to the first who asks.
        drop(reader.pool.get().await.map_err(unavailable)?);
        Ok(reader)
    }

    async fn rows(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let mut lease = Lease { connection: Some(self.pool.get().await.map_err(unavailable)?) };
        self.statements.fetch_add(1, Ordering::Relaxed);
        lease.rows(statement).await.map_err(|error| DbErr::Query(RuntimeErr::SqlxError(Arc::new(error))))
    }

    /// Closes the connections that nobody uses; the others are closed as they come back.
    pub(super) async fn close(&self) {
        let idle = self.pool.retain(|_, _| false).removed;
        self.pool.close();
        for connection in idle {
            if let Err(error) = connection.link.close().await {
                tracing::debug!(error = %error, "a connection was closed by the other side");
            }
        }
    }
}

#[async_trait]
impl ConnectionTrait for Reader {
    fn get_database_backend(&self) -> DbBackend {
        self.backend
    }

    async fn execute_raw(&self, _: Statement) -> Result<ExecResult, DbErr> {
        Err(only_reads())
    }

    async fn execute_unprepared(&self, _: &str) -> Result<ExecResult, DbErr> {
        Err(only_reads())
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        Ok(self.rows(statement).await?.into_iter().next())
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.rows(statement).await
    }
}

fn only_reads() -> DbErr {
    DbErr::Custom("a connection for reading was asked to write".to_owned())
}

fn unavailable(error: PoolError<Error>) -> DbErr {
    match error {
        PoolError::Timeout(_) => DbErr::ConnectionAcquire(ConnAcquireErr::Timeout),
        PoolError::Closed => DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed),
        PoolError::Backend(error) => DbErr::Conn(RuntimeErr::SqlxError(Arc::new(error))),
        error => DbErr::Custom(error.to_string()),
    }
}

/// Where connections come from.
enum Source {
    Sqlite(Arc<SqliteConnectOptions>),
    Postgres(Arc<PgConnectOptions>),
}

struct Connection {
    link: Link,
    /// Whether a statement failed or was abandoned, and it was not asked since.
    in_doubt: bool,
}

impl Connection {
    /// Asks whether it is alive. What an abandoned statement left behind is read and dropped on the way.
    async fn settle(&mut self) -> Result<(), Error> {
        self.link.ping().await?;
        self.in_doubt = false;
        Ok(())
    }
}

/// A connection for one statement.
struct Lease {
    connection: Option<Object<Source>>,
}

impl Lease {
    async fn rows(&mut self, statement: Statement) -> Result<Vec<QueryResult>, Error> {
        let Some(connection) = &mut self.connection else { return Err(Error::PoolClosed) };
        // Whoever asked may go away before the answer is there.
        connection.in_doubt = true;
        let rows = connection.link.rows(statement).await?;
        connection.in_doubt = false;
        Ok(rows)
    }
}

impl Drop for Lease {
    /// A connection in doubt comes back when it has settled, so that nobody waits for what somebody else gave up.
    fn drop(&mut self) {
        if let Some(mut connection) = self.connection.take()
            && connection.in_doubt
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            runtime.spawn(async move {
                // Still in doubt afterwards, it is not used again.
                let _ = tokio::time::timeout(SETTLE_MAX, connection.settle()).await;
            });
        }
    }
}

impl Manager for Source {
    type Type = Connection;
    type Error = Error;

    async fn create(&self) -> Result<Connection, Error> {
        // In a box: it is ten kilobytes large, and every statement would have room for it.
        let link = match self {
            Self::Sqlite(options) => Link::Sqlite(Box::pin(SqliteConnection::connect_with(options)).await?),
            Self::Postgres(options) => Link::Postgres(Box::pin(PgConnection::connect_with(options)).await?),
        };
        Ok(Connection { link, in_doubt: false })
    }

    async fn recycle(&self, connection: &mut Connection, metrics: &Metrics) -> RecycleResult<Error> {
        if connection.in_doubt || metrics.last_used() > STALE_MAX || metrics.age() > AGE_MAX {
            return Err(RecycleError::message("it is broken, forgotten or old"));
        }
        if metrics.last_used() > IDLE_MAX {
            connection.settle().await?;
        }
        Ok(())
    }
}

enum Link {
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
