//! Short numbers for orders, from a counter. They go up, never come twice, and may leave gaps.

use sea_orm::{ConnectionTrait as _, DbBackend, Statement};

use crate::kernel::fault::Fault;
use crate::kernel::id::OrderId;
use crate::kernel::tx::Tx;

/// The next number.
///
/// On PostgreSQL it comes from a sequence, which no transaction holds until its commit: a counter row would make every
/// placement wait for the one before it. A placement that is rolled back leaves a gap. On SQLite it is a row of the same
/// transaction, because there is one writer anyway, and a second transaction would wait for this one for ever. An order that is not
/// placed yet, because it waits for an approval, takes none.
pub async fn next(tx: &Tx, order: OrderId) -> Result<String, Fault> {
    if tx.rehearses() {
        return Ok(format!("of {}", order.0.simple()));
    }
    let number = take(tx, 1).await?.pop();
    number.map(|number| number.to_string()).ok_or_else(|| Fault::internal("the counter of orders is gone"))
}

/// So many numbers at once, the smallest first.
pub(crate) async fn take(tx: &Tx, count: i64) -> Result<Vec<i64>, Fault> {
    let backend = tx.backend();
    let statement = match backend {
        DbBackend::Postgres => format!("SELECT nextval('order_number') AS value FROM generate_series(1, {count})"),
        _ => format!("UPDATE order_counter SET value = value + {count} WHERE id = 1 RETURNING value"),
    };
    let rows = tx.db().query_all_raw(Statement::from_string(backend, statement)).await?;
    let given = rows.iter().map(|row| row.try_get("", "value")).collect::<Result<Vec<i64>, _>>()?;
    Ok(match (backend, given.last()) {
        (DbBackend::Postgres, _) | (_, None) => given,
        // The row holds the last of them only.
        (_, Some(last)) => (last - count + 1..=*last).collect(),
    })
}
