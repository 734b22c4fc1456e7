//! What a principal may spend: a bucket of points that fills again with time.

use moka::policy::EvictionPolicy;
use moka::sync::Cache;
use serde::Serialize;
use std::sync::{Arc, Mutex, PoisonError};

use crate::kernel::clock::Timestamp;

/// Most principals that are remembered. Whoever was not seen for longest is forgotten first, and begins with a full bucket.
pub const PRINCIPALS_MAX: u64 = 100_000;
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

impl Throttle {
    /// Whole seconds until so many points can be spent, when nobody else spends any. For no more than the bucket holds.
    pub fn wait_secs(&self, points: u64) -> u64 {
        points.saturating_sub(self.currently_available).div_ceil(self.restore_rate.max(1))
    }
}

/// How large a bucket is and how fast it fills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Points in a full bucket.
    pub maximum: u64,
    /// Points that come back in a second.
    pub rate: u64,
}

/// The buckets of all principals, in memory.
pub struct Budget {
    // Not by frequency: a newcomer that is not admitted would begin each request with a full bucket.
    buckets: Cache<String, Arc<Mutex<Bucket>>>,
}

struct Bucket {
    /// In fractions of a point.
    level: u64,
    /// When the level was right.
    at: Timestamp,
}

impl Budget {
    /// Buckets for at most so many principals.
    pub fn new(principals: u64) -> Self {
        Self { buckets: Cache::builder().max_capacity(principals).eviction_policy(EvictionPolicy::lru()).build() }
    }

    /// Takes the requested points out of the principal's bucket, or nothing at all when there are not so many in it.
    ///
    /// # Errors
    /// The state of the bucket, when it holds fewer points than requested.
    pub fn take(&self, principal: &str, terms: Terms, requested: u64, now: Timestamp) -> Result<Throttle, Throttle> {
        let bucket = self.bucket(principal, terms, now);
        let mut bucket = bucket.lock().unwrap_or_else(PoisonError::into_inner);
        bucket.fill(terms, now);
        match bucket.level.checked_sub(requested.saturating_mul(FRACTIONS)) {
            Some(rest) => {
                bucket.level = rest;
                Ok(bucket.throttle(terms))
            }
            None => Err(bucket.throttle(terms)),
        }
    }

    /// Gives points back that were taken and not spent. The bucket never holds more than its maximum.
    pub fn refund(&self, principal: &str, terms: Terms, points: u64, now: Timestamp) -> Throttle {
        let bucket = self.bucket(principal, terms, now);
        let mut bucket = bucket.lock().unwrap_or_else(PoisonError::into_inner);
        bucket.fill(terms, now);
        bucket.level = bucket.level.saturating_add(points.saturating_mul(FRACTIONS)).min(terms.full());
        bucket.throttle(terms)
    }

    fn bucket(&self, principal: &str, terms: Terms, now: Timestamp) -> Arc<Mutex<Bucket>> {
        let fresh = || Arc::new(Mutex::new(Bucket { level: terms.full(), at: now }));
        self.buckets.entry_by_ref(principal).or_insert_with(fresh).into_value()
    }
}

impl Terms {
    fn full(self) -> u64 {
        self.maximum.saturating_mul(FRACTIONS)
    }
}

impl Bucket {
    fn throttle(&self, terms: Terms) -> Throttle {
        Throttle {
            maximum_available: terms.maximum,
            currently_available: self.level / FRACTIONS,
            restore_rate: terms.rate,
        }
    }

    fn fill(&mut self, terms: Terms, now: Timestamp) {
        // A clock that was set back restores nothing, and the bucket waits for it.
        let elapsed = u64::try_from(now.0.saturating_sub(self.at.0)).unwrap_or(0);
        self.level = self.level.saturating_add(elapsed.saturating_mul(terms.rate)).min(terms.full());
        self.at = self.at.max(now);
    }
}
