//! Pools of connections, and what it means that one gives none.

use deadpool::Runtime;
use deadpool::managed::{Pool, PoolConfig, PoolError, QueueMode, Timeouts};
use sea_orm::sqlx::Error;
use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::connection::Source;

/// How long a connection is waited for.
const ACQUIRE_MAX: Duration = Duration::from_secs(5);

/// How long connections that are in use are waited for in the end, and how often is looked whether they are back.
const CLOSE_MAX: Duration = Duration::from_secs(10);
const CLOSE_EVERY: Duration = Duration::from_millis(5);

/// A pool of at most `size` connections. A database that cannot be reached is told now, not to the first who asks.
pub(super) async fn open(source: Source, size: u32) -> Result<Pool<Source>, DbErr> {
    let config = PoolConfig {
        max_size: usize::try_from(size).unwrap_or(usize::MAX),
        timeouts: Timeouts { wait: Some(ACQUIRE_MAX), create: Some(ACQUIRE_MAX), recycle: Some(ACQUIRE_MAX) },
        // What a server keeps for a connection stays warm in few of them.
        queue_mode: QueueMode::Lifo,
    };
    let pool = Pool::builder(source).config(config).runtime(Runtime::Tokio1).build();
    let pool = pool.map_err(|error| DbErr::Custom(error.to_string()))?;
    if let Some(files) = pool.manager().files() {
        files.register(pool.weak());
    }
    drop(pool.get().await.map_err(unavailable)?);
    Ok(pool)
}

/// Closes the connections that nobody uses; the others are closed as they come back.
pub(super) async fn close(pool: &Pool<Source>) {
    close_idle(pool).await;
    pool.close();
}

/// Closes all connections, and waits for those that somebody uses or that have yet to settle.
///
/// # Errors
/// When some are still in use after [`CLOSE_MAX`].
pub(super) async fn drain(pool: &Pool<Source>) -> Result<(), DbErr> {
    let began = Instant::now();
    close_idle(pool).await;
    while pool.status().size > 0 {
        if began.elapsed() > CLOSE_MAX {
            pool.close();
            return Err(DbErr::Custom("connections for writing are still in use".to_owned()));
        }
        tokio::time::sleep(CLOSE_EVERY).await;
        close_idle(pool).await;
    }
    pool.close();
    Ok(())
}

async fn close_idle(pool: &Pool<Source>) {
    for mut connection in pool.retain(|_, _| false).removed {
        connection.finish().await;
    }
}

pub(super) fn unavailable(error: PoolError<Error>) -> DbErr {
    match error {
        PoolError::Timeout(_) => DbErr::ConnectionAcquire(ConnAcquireErr::Timeout),
        PoolError::Closed => DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed),
        PoolError::Backend(error) => DbErr::Conn(RuntimeErr::SqlxError(Arc::new(error))),
        error => DbErr::Custom(error.to_string()),
    }
}
