//! The invariant of this slice: a stock is the sum of its movements, and what is reserved is the sum of its promises.

use sea_orm::{ConnectionTrait, Statement};

use crate::kernel::fault::Fault;
use crate::kernel::id::StockId;

/// Most stocks that one look names.
const FINDINGS_MAX: usize = 100;

/// The stocks of which the invariant is not true: at most 100, none in a sound house.
pub async fn discrepancies(db: &impl ConnectionTrait) -> Result<Vec<StockId>, Fault> {
    let query = format!(
        "SELECT s.id FROM stock s \
         LEFT JOIN (SELECT stock_id, SUM(delta_on_hand) AS on_hand, SUM(delta_reserved) AS reserved \
                    FROM stock_movement GROUP BY stock_id) m ON m.stock_id = s.id \
         LEFT JOIN (SELECT stock_id, SUM(quantity) AS promised FROM stock_reservation WHERE state = 'ACTIVE' \
                    GROUP BY stock_id) r ON r.stock_id = s.id \
         WHERE COALESCE(m.on_hand, 0) <> s.on_hand OR COALESCE(m.reserved, 0) <> s.reserved \
            OR COALESCE(r.promised, 0) <> s.reserved \
         ORDER BY s.id LIMIT {FINDINGS_MAX}"
    );
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), query)).await?;
    rows.iter().map(|row| Ok(row.try_get("", "id")?)).collect()
}
