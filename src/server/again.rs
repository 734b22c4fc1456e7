//! Who was told when to come and comes at once.
//!
//! A refusal is cheap, and a thousand clients that ask again as soon as they are refused keep a core busy with refusals. The first
//! comes at once; the next ones of the same principal within a second are held for a while, which takes nothing but memory.

use moka::sync::Cache;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

use crate::kernel::queue::Principal;

/// So long after a refusal the next of the same principal is held.
const LATELY: Duration = Duration::from_secs(1);
/// How long after its request a refusal is told that is held.
pub const HOLD: Duration = Duration::from_millis(500);
/// Most principals that are remembered.
const REMEMBERED_MAX: u64 = 10_000;

/// Holds refusals. Cheap to clone.
#[derive(Clone)]
pub struct Impatience {
    lately: Cache<Arc<str>, ()>,
    places: Arc<Semaphore>,
}

impl Impatience {
    /// No more than so many at a time; others are refused at once.
    pub fn new(held_max: usize) -> Self {
        let lately = Cache::builder().max_capacity(REMEMBERED_MAX).time_to_live(LATELY).build();
        Self { lately, places: Arc::new(Semaphore::new(held_max.min(Semaphore::MAX_PERMITS))) }
    }

    /// Comes back when a refusal may be told, of a request that came this long ago: who has waited need not wait for it, too.
    pub async fn hold(&self, who: &Principal, taken: Duration) {
        if !self.lately.contains_key(&who.name) {
            self.lately.insert(Arc::clone(&who.name), ());
        } else if taken < HOLD
            && let Ok(_place) = self.places.try_acquire()
        {
            tokio::time::sleep(HOLD.saturating_sub(taken)).await;
        }
    }
}
