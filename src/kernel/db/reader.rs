//! Connections for reading.

use async_trait::async_trait;
use deadpool::managed::Pool;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, Statement};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::connection::{Lease, Source};
use super::interposer::Interposed;
use super::pool;

/// A pool of connections that only read, outside of transactions.
#[derive(Clone)]
pub struct Reader {
    pool: Pool<Source>,
    backend: DbBackend,
    statements: Arc<AtomicU64>,
}

impl Reader {
    pub(super) async fn connect(source: Source, size: u32, statements: Arc<AtomicU64>) -> Result<Self, DbErr> {
        let backend = source.backend();
        Ok(Self { pool: pool::open(source, size).await?, backend, statements })
    }

    async fn rows(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let mut lease = Lease::take(&self.pool, Interposed::default()).await?;
        self.statements.fetch_add(1, Ordering::Relaxed);
        lease.rows(statement).await.map_err(|error| DbErr::Query(RuntimeErr::SqlxError(Arc::new(error))))
    }

    pub(super) async fn close(&self) {
        pool::close(&self.pool).await;
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
