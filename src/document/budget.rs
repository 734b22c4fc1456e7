//! What a principal may spend: a bucket of points that fills again with time.

use moka::policy::EvictionPolicy;
use moka::sync::Cache;
use serde::Serialize;
use std::sync::{Arc, Mutex, PoisonError};

use crate::kernel::clock::Timestamp;

/// Most principals that are remembered. Whoever was not seen for longest is forgotten first, and begins with a full bucket.
pub const PRINCIPALS_MAX: u64 = 100_000;
/// Points in a full bucket.
pub const POINTS_MAX: u64 = 2_000;
/// Points that come back in a second.
pub const POINTS_PER_SECOND: u64 = 100;

/// Fractions of a point that are counted: with a rate in points per second, one microsecond restores `rate` of them.
const FRACTIONS: u64 = 1_000_000;

/// The state of a bucket, in points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Throttle {
    /// Points in a full bucket.
    pub maximum_available: u64,
    /// Points that may be spent now, rounded down.
    pub currently_available: u64,
    /// Points that come back in a second.
    pub restore_rate: u64,
}

/// The buckets of all principals, in memory.
pub struct Budget {
    maximum: u64,
    rate: u64,
    // Not by frequency: a newcomer that is not admitted would begin each request with a full bucket.
    buckets: Cache<String, Arc<Mutex<Bucket>>>,
}

struct Bucket {
    /// In fractions of a point.
    level: u64,
    /// When the level was right.
    at: Timestamp,
}

impl Default for Budget {
    fn default() -> Self {
        Self::new(POINTS_MAX, POINTS_PER_SECOND, PRINCIPALS_MAX)
    }
}

impl Budget {
    /// Buckets of `maximum` points that fill with `rate` points a second, for at most `principals`.
    pub fn new(maximum: u64, rate: u64, principals: u64) -> Self {
        let buckets = Cache::builder().max_capacity(principals).eviction_policy(EvictionPolicy::lru()).build();
        Self { maximum, rate, buckets }
    }

    /// Takes the requested points out of the principal's bucket, or nothing at all when there are not so many in it.
    ///
    /// # Errors
    /// The state of the bucket, when it holds fewer points than requested.
    pub fn take(&self, principal: &str, requested: u64, now: Timestamp) -> Result<Throttle, Throttle> {
        let bucket = self.bucket(principal, now);
        let mut bucket = bucket.lock().unwrap_or_else(PoisonError::into_inner);
        bucket.fill(self.rate, self.full(), now);
        match bucket.level.checked_sub(requested.saturating_mul(FRACTIONS)) {
            Some(rest) => {
                bucket.level = rest;
                Ok(self.throttle(&bucket))
            }
            None => Err(self.throttle(&bucket)),
        }
    }

    /// Gives points back that were taken and not spent. The bucket never holds more than its maximum.
    pub fn refund(&self, principal: &str, points: u64, now: Timestamp) -> Throttle {
        let bucket = self.bucket(principal, now);
        let mut bucket = bucket.lock().unwrap_or_else(PoisonError::into_inner);
        bucket.fill(self.rate, self.full(), now);
        bucket.level = bucket.level.saturating_add(points.saturating_mul(FRACTIONS)).min(self.full());
        self.throttle(&bucket)
    }

    fn full(&self) -> u64 {
        self.maximum.saturating_mul(FRACTIONS)
    }

    fn bucket(&self, principal: &str, now: Timestamp) -> Arc<Mutex<Bucket>> {
        let fresh = || Arc::new(Mutex::new(Bucket { level: self.full(), at: now }));
        self.buckets.entry_by_ref(principal).or_insert_with(fresh).into_value()
    }

    fn throttle(&self, bucket: &Bucket) -> Throttle {
        Throttle {
            maximum_available: self.maximum,
            currently_available: bucket.level / FRACTIONS,
            restore_rate: self.rate,
        }
    }
}

impl Bucket {
    fn fill(&mut self, rate: u64, full: u64, now: Timestamp) {
        // A clock that was set back restores nothing, and the bucket waits for it.
        let elapsed = u64::try_from(now.0.saturating_sub(self.at.0)).unwrap_or(0);
        self.level = self.level.saturating_add(elapsed.saturating_mul(rate)).min(full);
        self.at = self.at.max(now);
    }
}
