//! The books: everything that belongs to an order is there, once, and nothing of what did not happen.
//!
//! They are read with statements of their own, so that a mistake of the product's reading cannot hide one of its writing.

use regie::inventory::ledger;
use regie::kernel::id::{OrderId, TypedId as _, VariantId};
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement};
use std::collections::{BTreeMap, BTreeSet};

use super::tills::Sale;

/// What there is of each order.
const ORDERS: &str = "SELECT o.id, o.status, o.number, COALESCE(l.lines, 0) AS lines, COALESCE(l.pieces, 0) AS pieces,
    COALESCE(r.active, 0) AS active, COALESCE(r.pieces, 0) AS promised,
    COALESCE(m.rows, 0) AS movements, COALESCE(m.reserved, 0) AS reserved,
    COALESCE(e.created, 0) AS created_events, COALESCE(e.placed, 0) AS placed_events, COALESCE(e.canceled, 0) AS canceled_events,
    COALESCE(t.created, 0) AS created_entries, COALESCE(t.placed, 0) AS placed_entries, COALESCE(t.canceled, 0) AS canceled_entries,
    COALESCE(a.created, 0) AS created_audits, COALESCE(a.placed, 0) AS placed_audits, COALESCE(a.canceled, 0) AS canceled_audits
  FROM orders o
  LEFT JOIN (SELECT order_id, COUNT(*) AS lines, CAST(SUM(quantity) AS BIGINT) AS pieces FROM order_line GROUP BY order_id) l
    ON l.order_id = o.id
  LEFT JOIN (SELECT order_id, COUNT(*) FILTER (WHERE state = 'ACTIVE') AS active, CAST(SUM(quantity) AS BIGINT) AS pieces
             FROM stock_reservation GROUP BY order_id) r ON r.order_id = o.id
  LEFT JOIN (SELECT order_id, COUNT(*) AS rows, CAST(SUM(delta_reserved) AS BIGINT) AS reserved
             FROM stock_movement GROUP BY order_id) m ON m.order_id = o.id
  LEFT JOIN (SELECT aggregate_id, COUNT(*) FILTER (WHERE topic = 'order.created') AS created,
                    COUNT(*) FILTER (WHERE topic = 'order.placed') AS placed,
                    COUNT(*) FILTER (WHERE topic = 'order.canceled') AS canceled
             FROM outbox_event GROUP BY aggregate_id) e ON e.aggregate_id = o.id
  LEFT JOIN (SELECT order_id, COUNT(*) FILTER (WHERE kind = 'DRAFT_CREATED') AS created,
                    COUNT(*) FILTER (WHERE kind = 'PLACED') AS placed, COUNT(*) FILTER (WHERE kind = 'CANCELED') AS canceled
             FROM order_event GROUP BY order_id) t ON t.order_id = o.id
  LEFT JOIN (SELECT entity_id, COUNT(*) FILTER (WHERE command = 'orderDraftCreate') AS created,
                    COUNT(*) FILTER (WHERE command = 'orderPlace') AS placed,
                    COUNT(*) FILTER (WHERE command = 'orderCancel') AS canceled
             FROM audit_entry WHERE entity = 'Order' GROUP BY entity_id) a ON a.entity_id = o.id";

/// Tables whose rows are audited when they are added, and how the audit log calls them.
const AUDITED: [(&str, &str); 6] = [
    ("orders", "Order"),
    ("order_line", "OrderLine"),
    ("order_event", "OrderEvent"),
    ("stock_reservation", "StockReservation"),
    ("stock_movement", "StockMovement"),
    ("customer", "Customer"),
];

/// Pairs of counts that are the same in sound books.
const PAIRS: [(&str, &str, &str); 6] = [
    (
        "events of stock and entries of its changes",
        "SELECT COUNT(*) FROM outbox_event WHERE topic = 'stock.changed'",
        "SELECT COUNT(*) FROM audit_entry WHERE entity = 'Stock' AND before IS NOT NULL",
    ),
    (
        "events of orders and events of known orders",
        "SELECT COUNT(*) FROM outbox_event WHERE topic LIKE 'order.%'",
        "SELECT COUNT(*) FROM outbox_event e JOIN orders o ON o.id = e.aggregate_id WHERE e.topic LIKE 'order.%'",
    ),
    (
        "drafts and their keys",
        "SELECT COUNT(*) FROM orders",
        "SELECT COUNT(*) FROM idempotency_record WHERE command = 'orderDraftCreate' AND result IS NOT NULL",
    ),
    (
        "numbers and keys of placed orders",
        "SELECT COUNT(DISTINCT number) FROM orders",
        "SELECT COUNT(*) FROM idempotency_record WHERE command = 'orderPlace' AND result IS NOT NULL",
    ),
    (
        "canceled orders and their keys",
        "SELECT COUNT(*) FROM orders WHERE status = 'CANCELED'",
        "SELECT COUNT(*) FROM idempotency_record WHERE command = 'orderCancel' AND result IS NOT NULL",
    ),
    (
        "keys and answers of orders",
        "SELECT COUNT(*) FROM idempotency_record WHERE command LIKE 'order%'",
        "SELECT COUNT(*) FROM idempotency_record WHERE command LIKE 'order%' AND result IS NOT NULL",
    ),
];

/// What belongs to an order, besides the order.
#[derive(Debug, PartialEq, Eq)]
struct Traces {
    numbered: bool,
    /// Reservations that hold, and the pieces of all that were ever made.
    active: i64,
    promised: i64,
    /// Movements, and what they have reserved together.
    movements: i64,
    reserved: i64,
    /// Of the draft, the placing and the cancellation.
    events: [i64; 3],
    entries: [i64; 3],
    audits: [i64; 3],
}

impl Traces {
    fn of(row: &QueryResult) -> Self {
        let three = |what| ["created", "placed", "canceled"].map(|step| count(row, &format!("{step}_{what}")));
        Self {
            numbered: row.try_get::<Option<String>>("", "number").unwrap().is_some(),
            active: count(row, "active"),
            promised: count(row, "promised"),
            movements: count(row, "movements"),
            reserved: count(row, "reserved"),
            events: three("events"),
            entries: three("entries"),
            audits: three("audits"),
        }
    }

    /// What there must be of an order with so many lines and pieces. Nobody cancels a draft here.
    fn due(status: &str, lines: i64, pieces: i64) -> Self {
        let steps = match status {
            "DRAFT" => [1, 0, 0],
            "CONFIRMED" => [1, 1, 0],
            "CANCELED" => [1, 1, 1],
            other => panic!("an order is {other}"),
        };
        let [_, placed, canceled] = steps;
        Self {
            numbered: placed == 1,
            active: lines * (placed - canceled),
            promised: pieces * placed,
            movements: lines * (placed + canceled),
            reserved: pieces * (placed - canceled),
            events: steps,
            entries: steps,
            audits: steps,
        }
    }
}

/// Everything that is wrong, in sentences.
pub async fn balance(db: &impl ConnectionTrait) -> Vec<String> {
    let mut faults = orders(db).await;
    for (table, entity) in AUDITED {
        faults.extend(audited(db, table, entity).await);
    }
    for (what, left, right) in PAIRS {
        let (left, right) = (number(db, left).await, number(db, right).await);
        if left != right {
            faults.push(format!("{what}: {left} and {right}"));
        }
    }
    let stock = ledger::discrepancies(db).await.unwrap();
    faults.extend(stock.iter().map(|stock| format!("stock {stock:?} is not the sum of its movements and promises")));
    if db.get_database_backend() == DbBackend::Sqlite {
        let gaps = "SELECT COALESCE(MAX(number + 0) - MIN(number + 0) + 1 - COUNT(number), 0) FROM orders";
        let gaps = number(db, gaps).await;
        faults.extend((gaps != 0).then(|| format!("{gaps} numbers were given to nobody")));
    }
    faults
}

async fn orders(db: &impl ConnectionTrait) -> Vec<String> {
    let rows = rows(db, ORDERS).await;
    let faulty = rows.iter().filter_map(|row| {
        let (lines, pieces) = (count(row, "lines"), count(row, "pieces"));
        let (found, due) = (Traces::of(row), Traces::due(&text(row, "status"), lines, pieces));
        let id: OrderId = row.try_get("", "id").unwrap();
        (found != due || lines == 0).then(|| format!("{id:?} with {lines} lines has {found:?}, not {due:?}"))
    });
    faulty.collect()
}

/// Each row has the one entry that tells of its making, and each such entry has its row.
async fn audited(db: &impl ConnectionTrait, table: &str, entity: &str) -> Option<String> {
    let made = format!("a.entity = '{entity}' AND a.before IS NULL");
    let rows = number(db, &format!("SELECT COUNT(*) FROM {table}")).await;
    let entries = number(db, &format!("SELECT COUNT(*) FROM audit_entry a WHERE {made}")).await;
    let both = format!("SELECT COUNT(*) FROM {table} t JOIN audit_entry a ON {made} AND a.entity_id = t.id");
    let both = number(db, &both).await;
    (rows != both || entries != both)
        .then(|| format!("{table}: {rows} rows, {entries} entries, {both} belong together"))
}

/// What was answered and is not so.
pub async fn against(db: &impl ConnectionTrait, sales: &[Sale]) -> Vec<String> {
    let rows = rows(db, "SELECT id, status, number FROM orders").await;
    let known: BTreeMap<String, (Option<String>, String)> = rows
        .iter()
        .map(|row| {
            let id: OrderId = row.try_get("", "id").unwrap();
            (id.to_global(), (row.try_get("", "number").unwrap(), text(row, "status")))
        })
        .collect();
    let mut seen = BTreeSet::new();
    let mut faults = Vec::new();
    for sale in sales {
        let (Some(id), number) = sale.told() else { continue };
        let kept = known.get(id).is_some_and(|(kept, status)| {
            (number.is_none() || number == kept.as_deref()) && (!sale.is_canceled() || status == "CANCELED")
        });
        if !kept || !seen.insert(id) {
            faults.push(format!("{id} was answered with {:?} and is {:?}", sale.answers, known.get(id)));
        }
    }
    faults
}

/// The keys that have an answer.
pub async fn keys(db: &impl ConnectionTrait) -> BTreeSet<String> {
    let rows = rows(db, "SELECT key FROM idempotency_record").await;
    rows.iter().map(|row| text(row, "key")).collect()
}

/// What is on hand and what is promised of a variant.
pub async fn levels(db: &impl ConnectionTrait, variant: VariantId) -> (i64, i64) {
    let rows = rows(db, "SELECT variant_id, on_hand, reserved FROM stock").await;
    let of_variant = |row: &&QueryResult| row.try_get::<VariantId>("", "variant_id").unwrap() == variant;
    let row = rows.iter().find(of_variant).unwrap();
    (count(row, "on_hand"), count(row, "reserved"))
}

/// Events that nobody was told of.
pub async fn unpublished(db: &impl ConnectionTrait) -> i64 {
    number(db, "SELECT COUNT(*) FROM outbox_event WHERE published_at IS NULL").await
}

async fn rows(db: &impl ConnectionTrait, sql: &str) -> Vec<QueryResult> {
    db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap()
}

async fn number(db: &impl ConnectionTrait, sql: &str) -> i64 {
    rows(db, sql).await[0].try_get_by_index(0).unwrap()
}

fn count(row: &QueryResult, column: &str) -> i64 {
    row.try_get("", column).unwrap()
}

fn text(row: &QueryResult, column: &str) -> String {
    row.try_get("", column).unwrap()
}
