//! How many bodies that are not small one caller sends at a time.

use moka::sync::Cache;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::kernel::queue::{Overloaded, Principal};

/// One caller has so many parts of all places.
const SHARE: usize = 8;
/// Most callers that are remembered, and how long one is that sends nothing.
const REMEMBERED_MAX: u64 = 10_000;
const IDLE: Duration = Duration::from_secs(60);

/// Cheap to clone.
#[derive(Clone)]
pub struct Uploads {
    each: usize,
    callers: Cache<Arc<str>, Arc<Semaphore>>,
}

impl Uploads {
    /// Of so many places in all.
    pub fn of(places: usize) -> Self {
        let callers = Cache::builder().max_capacity(REMEMBERED_MAX).time_to_idle(IDLE).build();
        Self { each: (places / SHARE).clamp(1, Semaphore::MAX_PERMITS), callers }
    }

    /// A place of the caller's own.
    ///
    /// # Errors
    /// When all of them are taken for longer than `patience`.
    pub async fn share(&self, who: &Principal, patience: Duration) -> Result<OwnedSemaphorePermit, Overloaded> {
        let own = self.callers.get_with_by_ref(&who.name, || Arc::new(Semaphore::new(self.each)));
        match tokio::time::timeout(patience, own.acquire_owned()).await {
            Ok(Ok(place)) => Ok(place),
            Ok(Err(_)) | Err(_) => Err(Overloaded { retry_after: patience }),
        }
    }
}
