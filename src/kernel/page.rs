//! Pages by key, not by offset: stable under inserts, as fast on the last page as on the first.

use async_graphql::connection::{Connection, CursorType, Edge, EmptyFields};
use async_graphql::{Enum, Object, OutputType, SimpleObject};
use data_encoding::BASE64URL_NOPAD;
use sea_orm::sea_query::{Expr, ExprTrait as _, Order, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::kernel::clock::Timestamp;
use crate::kernel::cost;
use crate::kernel::db::Reader;
use crate::kernel::fault::Fault;

/// Most rows on a page.
pub const PAGE_MAX: i32 = 100;
/// Rows on a page when nothing is said.
pub const PAGE_DEFAULT: i32 = 20;
/// As far as a total is counted.
pub const COUNT_MAX: u64 = 10_000;
/// The longest cursor, in characters.
const CURSOR_MAX: usize = 2_048;

/// The direction of a sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, Serialize, Deserialize, Default)]
pub enum Direction {
    /// Smallest, earliest or first letter first.
    Asc,
    /// Largest, latest or last letter first.
    #[default]
    Desc,
}

/// The four arguments of a Relay connection.
#[derive(Clone, Debug, Default)]
pub struct PageArgs {
    pub first: Option<i32>,
    pub last: Option<i32>,
    pub after: Option<String>,
    pub before: Option<String>,
}

impl PageArgs {
    /// How many rows are asked for, when it is the plain beginning of a list: what a loader can fetch for many parents at once.
    pub fn beginning(&self) -> Result<Option<u64>, Fault> {
        let PageArgs { first, last, after, before } = self;
        if last.is_some() || after.is_some() || before.is_some() {
            return Ok(None);
        }
        Ok(Some(limits(*first, None)?.0))
    }
}

/// The value of a sort column in a cursor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Key {
    Int(i64),
    Text(String),
}

impl From<Timestamp> for Key {
    fn from(at: Timestamp) -> Self {
        Key::Int(at.0)
    }
}

impl Key {
    fn expr(&self) -> Expr {
        match self {
            Key::Int(value) => Expr::value(*value),
            Key::Text(value) => Expr::value(value.clone()),
        }
    }
}

/// Where a page begins or ends. Opaque to clients, and good only for the list, filter and order that it came from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cursor<K = Key> {
    /// Which list, filter and order: [`fingerprint`].
    pub l: u64,
    /// The value of what is sorted by.
    pub k: K,
    pub i: Uuid,
}

impl<K: Serialize + DeserializeOwned> Cursor<K> {
    pub fn decode(text: &str, list: u64, argument: &str) -> Result<Self, Fault> {
        let cursor = Self::decode_cursor(text).map_err(|malformed| Fault::bad_input(argument, malformed))?;
        if cursor.l != list {
            let message = "This cursor belongs to a list with another filter or order.";
            return Err(Fault::bad_input(argument, message));
        }
        Ok(cursor)
    }
}

/// So that only the cursors that are asked for are written.
impl<K: Serialize + DeserializeOwned> CursorType for Cursor<K> {
    type Error = &'static str;

    fn decode_cursor(text: &str) -> Result<Self, Self::Error> {
        const MALFORMED: &str = "This is not a cursor.";
        if text.len() > CURSOR_MAX {
            return Err(MALFORMED);
        }
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| MALFORMED)?;
        serde_json::from_slice(&bytes).map_err(|_| MALFORMED)
    }

    fn encode_cursor(&self) -> String {
        BASE64URL_NOPAD.encode(serde_json::to_string(self).unwrap_or_default().as_bytes())
    }
}

/// A list in an order: which rows, sorted by which column, with the id as the tie-breaker.
pub struct List<E: EntityTrait, C> {
    pub select: Select<E>,
    pub sort: C,
    pub id: C,
    pub direction: Direction,
    /// What else the cursor is tied to: the filter.
    pub tied_to: String,
}

/// A page of rows, before it becomes a connection.
pub struct Page<M, K = Key> {
    pub rows: Vec<(Cursor<K>, M)>,
    pub has_previous: bool,
    pub has_next: bool,
    pub count: Total,
}

impl<E, C> List<E, C>
where
    E: EntityTrait,
    C: ColumnTrait + Copy,
{
    /// Fetches a page: one statement, one row more than asked, to know whether there is another page.
    pub async fn page(
        self,
        db: &Reader,
        args: PageArgs,
        key: impl Fn(&E::Model) -> (Key, Uuid),
    ) -> Result<Page<E::Model>, Fault> {
        let PageArgs { first, last, after, before } = args;
        let (limit, backward) = limits(first, last)?;
        let list = self.fingerprint();
        let after: Option<Cursor> = after.map(|text| Cursor::decode(&text, list, "after")).transpose()?;
        let before: Option<Cursor> = before.map(|text| Cursor::decode(&text, list, "before")).transpose()?;
        let count = count_statement(&self.select);
        let ascending = self.direction == Direction::Asc;
        let mut select = self.select;
        for (cursor, forward) in [(&after, true), (&before, false)] {
            if let Some(Cursor { k, i, .. }) = cursor {
                select = select.filter(beyond(self.sort, self.id, k, *i, forward == ascending));
            }
        }
        let order = if ascending == backward { Order::Desc } else { Order::Asc };
        let select = select.order_by(self.sort, order.clone()).order_by(self.id, order).limit(limit + 1);
        let mut rows = select.all(db).await?;
        let more = rows.len() as u64 > limit;
        rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        if backward {
            rows.reverse();
        }
        let rows = rows
            .into_iter()
            .map(|row| {
                let (k, i) = key(&row);
                (Cursor { l: list, k, i }, row)
            })
            .collect();
        let (has_previous, has_next) = if backward { (more, before.is_some()) } else { (after.is_some(), more) };
        Ok(Page { rows, has_previous, has_next, count: Total::Asked(Box::new(count)) })
    }

    /// The beginning of this list, whose rows (with their keys) and total a loader fetched. There is another page when the total
    /// is larger.
    pub fn beginning<M>(&self, rows: Vec<(Key, Uuid, M)>, total: i64) -> Page<M> {
        let list = self.fingerprint();
        let has_next = i64::try_from(rows.len()).is_ok_and(|rows| rows < total);
        let rows = rows.into_iter().map(|(k, i, row)| (Cursor { l: list, k, i }, row)).collect();
        Page { rows, has_previous: false, has_next, count: Total::Known(total) }
    }

    fn fingerprint(&self) -> u64 {
        let text = format!("{}|{:?}|{:?}|{}", E::default().as_str(), self.sort, self.direction, self.tied_to);
        fingerprint(&text)
    }
}

/// The first eight bytes of a hash of what a cursor is tied to.
pub fn fingerprint(text: &str) -> u64 {
    let hash = Sha256::digest(text.as_bytes());
    hash.iter().take(8).fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

/// Rows behind (or before) a key: `(sort, id) > (key, id)`.
fn beyond<C: ColumnTrait + Copy>(sort: C, id: C, key: &Key, tie: Uuid, greater: bool) -> Expr {
    let left = Expr::tuple([Expr::col((sort.entity_name(), sort)), Expr::col((id.entity_name(), id))]);
    let right = Expr::tuple([key.expr(), Expr::value(tie)]);
    if greater { left.gt(right) } else { left.lt(right) }
}

/// How many rows are asked for, and whether from the end.
pub fn limits(first: Option<i32>, last: Option<i32>) -> Result<(u64, bool), Fault> {
    let (argument, number, backward) = match (first, last) {
        (Some(_), Some(_)) => return Err(Fault::bad_input("last", "Give `first` or `last`, not both.")),
        (None, None) => ("first", PAGE_DEFAULT, false),
        (Some(first), None) => ("first", first, false),
        (None, Some(last)) => ("last", last, true),
    };
    if !(1..=PAGE_MAX).contains(&number) {
        return Err(Fault::bad_input(argument, format!("`{argument}` must be between 1 and {PAGE_MAX}.")));
    }
    Ok((u64::from(number.unsigned_abs()), backward))
}

fn count_statement<E: EntityTrait>(select: &Select<E>) -> SelectStatement {
    let mut inner = select.clone().into_query();
    inner.clear_selects().clear_order_by().expr(Expr::value(1)).limit(COUNT_MAX + 1);
    counting(inner)
}

/// Counts the rows of a statement.
pub fn counting(inner: SelectStatement) -> SelectStatement {
    SelectStatement::new()
        .expr_as(Expr::col(sea_orm::sea_query::Asterisk).count(), "rows")
        .from_subquery(inner, "counted")
        .to_owned()
}

/// How many there are, counted no further than 10,000.
#[derive(Clone, Debug, SimpleObject)]
pub struct Count {
    /// The number counted.
    pub count: i32,
    /// Whether there may be more than `count`.
    pub precision: CountPrecision,
}

/// How exact a count is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum CountPrecision {
    /// There are exactly so many.
    Exact,
    /// There are so many or more.
    AtLeast,
}

pub enum Total {
    /// Counted only when it is selected.
    Asked(Box<SelectStatement>),
    /// A loader counted it along with the rows.
    Known(i64),
}

/// The total of a connection, counted only when it is selected.
#[Object]
impl Total {
    /// How many there are in all pages together. Counted only when asked for, and no further than 10,000.
    #[graphql(directive = cost::cost::apply("5".to_owned()))]
    async fn total_count(&self, ctx: &async_graphql::Context<'_>) -> Option<Result<Count, Fault>> {
        match self {
            Total::Asked(statement) => Some(count(&crate::kernel::api::batch(ctx).house.db.reader, statement).await),
            Total::Known(rows) => Some(Ok(counted(*rows))),
        }
    }
}

async fn count(db: &Reader, statement: &SelectStatement) -> Result<Count, Fault> {
    let row = db.query_one(statement).await?.ok_or_else(|| Fault::internal("a count gave no row"))?;
    Ok(counted(row.try_get("", "rows")?))
}

fn counted(rows: i64) -> Count {
    let capped = rows > i64::try_from(COUNT_MAX).unwrap_or(i64::MAX);
    let precision = if capped { CountPrecision::AtLeast } else { CountPrecision::Exact };
    let count = if capped { i32::try_from(COUNT_MAX) } else { i32::try_from(rows) };
    Count { count: count.unwrap_or(i32::MAX), precision }
}

/// A Relay connection with `nodes` beside `edges`.
pub type Pages<T, K = Key> = Connection<Cursor<K>, T, Total, EmptyFields>;

impl<M, K: Serialize + DeserializeOwned + Send + Sync> Page<M, K> {
    /// The same page with what stands for its rows; rows without are left out.
    pub fn filter_map<N>(self, mut other: impl FnMut(M) -> Option<N>) -> Page<N, K> {
        let Self { rows, has_previous, has_next, count } = self;
        let rows = rows.into_iter().filter_map(|(cursor, row)| other(row).map(|row| (cursor, row))).collect();
        Page { rows, has_previous, has_next, count }
    }

    pub fn into_connection<T: OutputType>(self, object: impl Fn(M) -> T) -> Pages<T, K> {
        let mut connection = Connection::with_additional_fields(self.has_previous, self.has_next, self.count);
        connection.edges.extend(self.rows.into_iter().map(|(cursor, row)| Edge::new(cursor, object(row))));
        connection
    }
}
