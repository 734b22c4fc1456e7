//! Short numbers for orders, from a counter. They go up, never come twice, and may leave gaps.

use sea_orm::{ConnectionTrait as _, DbBackend, Statement};

use crate::kernel::fault::Fault;
use crate::kernel::tx::Tx;

/// The next number.
///
/// On PostgreSQL it comes from a sequence, which no transaction holds until its commit: a counter row would make every
/// placement wait for the one before it. A placement that is rolled back leaves a gap. On SQLite it is a row of the same
/// transaction, because there is one writer anyway, and a second transaction would wait for this one for ever.
pub async fn next(tx: &Tx) -> Result<String, Fault> {
    let backend = tx.backend();
    let statement = match backend {
        DbBackend::Postgres => "SELECT nextval('order_number') AS value",
        _ => "UPDATE order_counter SET value = value + 1 WHERE id = 1 RETURNING value",
    };
    let row = tx.db().query_one_raw(Statement::from_string(backend, statement)).await?;
    let row = row.ok_or_else(|| Fault::internal("the counter of orders is gone"))?;
    let value: i64 = row.try_get("", "value")?;
    Ok(value.to_string())
}
