//! Children come from loaders: one statement for all parents of a level.

use async_graphql::dataloader::{DataLoader, HashMapCache};
use async_graphql::runtime::{Timer, TokioSpawner};
use futures::future::BoxFuture;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Value};
use std::collections::HashMap;
use std::hash::Hash;
use std::time::Duration;

use crate::kernel::cx::Caller;
use crate::kernel::house::House;

/// What every loader needs: the database, and whose eyes it looks through. Slices implement `Loader<Key>` for it.
pub struct Batch {
    pub house: House,
    pub caller: Caller,
}

/// The loaders of one request.
pub type Loaders = DataLoader<Batch, HashMapCache>;

/// Most keys in one statement.
const BATCH_MAX: usize = 500;

/// New loaders for a request.
pub fn loaders(house: &House, caller: &Caller) -> Loaders {
    let batch = Batch { house: house.clone(), caller: caller.clone() };
    DataLoader::with_cache(batch, TokioSpawner::current(), YieldTimer, HashMapCache::default())
        .max_batch_size(BATCH_MAX)
}

/// Waits until the fields of a level have asked, without waiting for the clock: a timer would cost a millisecond a level.
struct YieldTimer;

impl Timer for YieldTimer {
    fn delay(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(async {
            for _ in 0..3 {
                tokio::task::yield_now().await;
            }
        })
    }
}

/// `column IN (keys)`, with the list padded to a power of two, so that few different statements are prepared.
pub fn among<K: Into<Value> + Clone>(column: impl ColumnTrait, keys: &[K]) -> Expr {
    let mut padded = keys.to_vec();
    if let Some(last) = keys.last() {
        padded.resize(keys.len().next_power_of_two(), last.clone());
    }
    column.is_in(padded)
}

/// Groups rows by the key of their parent.
pub fn group<K: Eq + Hash, T>(rows: Vec<T>, key: impl Fn(&T) -> K) -> HashMap<K, Vec<T>> {
    let mut groups: HashMap<K, Vec<T>> = HashMap::new();
    for row in rows {
        groups.entry(key(&row)).or_default().push(row);
    }
    groups
}
