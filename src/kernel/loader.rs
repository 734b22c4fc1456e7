//! Children come from loaders: one statement for all parents of a level.

use arc_swap::ArcSwap;
use async_graphql::dataloader::DataLoader;
use async_graphql::runtime::Timer;
use futures::future::BoxFuture;
use sea_orm::sea_query::extension::postgres::PgFunc;
use sea_orm::sea_query::{Expr, ExprTrait as _, Func, Order, Query, WindowStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    QueryTrait as _, Select, Value,
};
use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::kernel::cx::Caller;
use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::memo::Memo;
use crate::kernel::pace::Pace;
use crate::kernel::permission::Permission;

/// What every loader needs: the database, and whose eyes it looks through. Slices implement `Loader<Key>` for it.
pub struct Batch {
    pub house: House,
    /// Who was let in.
    admitted: Caller,
    /// Whose eyes it looks through now.
    caller: ArcSwap<Caller>,
    /// Whether something was done since they were let in.
    acted: AtomicBool,
}

impl Batch {
    pub fn new(house: House, caller: Caller) -> Self {
        let eyes = ArcSwap::from_pointee(caller.clone());
        Self { house, admitted: caller, caller: eyes, acted: AtomicBool::new(false) }
    }

    pub fn caller(&self) -> Arc<Caller> {
        self.caller.load_full()
    }

    /// Who does the next thing that a document wants done. They were let in for the first; before each other it is looked again,
    /// because the one before may have ended their session or taken a role.
    ///
    /// # Errors
    /// [`Fault::Unauthenticated`] when they are not let in any more.
    pub async fn acting(&self) -> Result<Arc<Caller>, Fault> {
        if self.acted.swap(true, Ordering::Relaxed) {
            self.look_as(self.house.callers.again(&self.house, &self.admitted).await?);
        }
        Ok(self.caller())
    }

    /// Looks through other eyes for the rest of this answer: those of who has just signed in.
    pub fn look_as(&self, caller: Caller) {
        self.caller.store(Arc::new(caller));
    }

    /// [`among`], in the statement of a loader.
    pub fn among<K: Into<Value> + Clone>(&self, column: impl ColumnTrait, keys: &[K]) -> Expr {
        among(&self.house.db.reader, column, keys)
    }
}

/// A key of what a mutation shows when it is done.
pub trait Shown: Hash + Eq + Clone + Send + Sync + 'static {
    /// What it takes to see the thing; named to who does not.
    type Permission: Permission;
}

/// Declares the key of a row that is shown by its id: what it takes to see one, and which rows a caller sees. `None` for a caller who
/// sees none, which needs no statement.
///
/// ```text
/// by_id! {
///     /// A channel that the caller may see.
///     ChannelById(ChannelId) => channel, ChannelRead, |caller| Some(channel::in_scope(&caller.scope_of::<ChannelRead>()))
/// }
/// ```
#[macro_export]
macro_rules! by_id {
    ($(#[doc = $doc:literal])* $key:ident($id:ty) => $entity:ident, $permission:ty, |$caller:ident| $seen:expr) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash)]
        pub struct $key(pub $id);

        impl $crate::kernel::loader::Shown for $key {
            type Permission = $permission;
        }

        impl async_graphql::dataloader::Loader<$key> for $crate::kernel::loader::Batch {
            type Value = $entity::Model;
            type Error = $crate::kernel::fault::Fault;

            async fn load(
                &self,
                keys: &[$key],
            ) -> Result<std::collections::HashMap<$key, $entity::Model>, $crate::kernel::fault::Fault> {
                let $caller = self.caller();
                let seen: Option<sea_orm::Select<$entity::Entity>> = $seen;
                let Some(seen) = seen else { return Ok(std::collections::HashMap::new()) };
                let ids: Vec<$id> = keys.iter().map(|key| key.0).collect();
                let rows = sea_orm::QueryFilter::filter(seen, self.among($entity::Column::Id, &ids));
                let rows = rows.all(&self.house.db.reader).await?;
                Ok(rows.into_iter().map(|row| ($key(row.id), row)).collect())
            }
        }
    };
}

/// The loaders of one request.
pub type Loaders = DataLoader<Memo<Batch>>;

/// Most keys in one statement.
const BATCH_MAX: usize = 500;

/// New loaders for a request that runs at this pace, and that may mutate.
pub fn loaders(house: &House, caller: &Caller, pace: &Pace, mutates: bool) -> Loaders {
    let batch = Batch::new(house.clone(), caller.clone());
    paced(if mutates { Memo::forgetting(batch) } else { Memo::keeping(batch) }, pace)
}

/// A loader whose batches go at this pace.
pub fn paced<L>(loader: Memo<L>, pace: &Pace) -> DataLoader<Memo<L>> {
    DataLoader::new(loader, pace.clone(), NoDelay).max_batch_size(BATCH_MAX)
}

/// The [`Pace`] knows when a batch may go.
struct NoDelay;

impl Timer for NoDelay {
    fn delay(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::ready(()))
    }
}

/// That the column is one of these keys, so that few different statements are prepared: on PostgreSQL one, whose plan is kept,
/// because the keys are one parameter; on SQLite one for each power of two, to which the list is padded.
pub fn among<K: Into<Value> + Clone>(db: &impl ConnectionTrait, column: impl ColumnTrait, keys: &[K]) -> Expr {
    let mut keys: Vec<Value> = keys.iter().cloned().map(Into::into).collect();
    if let (DbBackend::Postgres, Some(kind)) = (db.get_database_backend(), keys.first().map(Value::array_type)) {
        let keys = Expr::value(Value::Array(kind, Some(Box::new(keys))));
        return column.into_expr().eq(PgFunc::any(keys));
    }
    if let Some(last) = keys.last().cloned() {
        keys.resize(keys.len().next_power_of_two(), last);
    }
    column.is_in(keys)
}

/// The first rows of each parent, at most `first` of them. `order` ends with the id.
pub fn first_of_each<E, C, const N: usize>(
    rows: Select<E>,
    parent: C,
    order: [(C, Order); N],
    id: C,
    first: u64,
) -> Select<E>
where
    E: EntityTrait<Column = C>,
    C: ColumnTrait + Copy,
{
    let mut window = WindowStatement::partition_by((parent.entity_name(), parent));
    for (column, direction) in &order {
        window.order_by((column.entity_name(), *column), direction.clone());
    }
    let mut ranked = rows.select_only().column(id).into_query();
    ranked.expr_window_as(Func::cust("ROW_NUMBER"), window, "place");
    let chosen = Query::select()
        .column(id)
        .from_subquery(ranked, "ranked")
        .and_where(Expr::col("place").lte(first as i64))
        .to_owned();
    let chosen = E::find().filter(id.in_subquery(chosen));
    order.into_iter().fold(chosen, |rows, (column, direction)| rows.order_by(column, direction))
}

/// The order of `first_of_each` in which the latest come first.
pub fn latest<C>(sort: C, id: C) -> [(C, Order); 2] {
    [(sort, Order::Desc), (id, Order::Desc)]
}

/// The parents for each different number of children asked for. A document asks for one or two, and each is a statement.
pub fn by_first<P>(keys: impl IntoIterator<Item = (u64, P)>) -> BTreeMap<u64, Vec<P>> {
    let mut parents: BTreeMap<u64, Vec<P>> = BTreeMap::new();
    for (first, parent) in keys {
        parents.entry(first).or_default().push(parent);
    }
    parents
}

/// Groups rows by the key of their parent.
pub fn group<K: Eq + Hash, T>(rows: impl IntoIterator<Item = T>, key: impl Fn(&T) -> K) -> HashMap<K, Vec<T>> {
    let mut groups: HashMap<K, Vec<T>> = HashMap::new();
    for row in rows {
        groups.entry(key(&row)).or_default().push(row);
    }
    groups
}
