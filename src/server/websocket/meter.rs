//! How much is too much: a leaky bucket.

use std::time::Duration;

/// A bucket that empties at a steady rate. Kept as the moment at which it will be empty (the generic cell rate algorithm).
#[derive(Clone, Debug)]
pub struct Meter {
    /// What one of them fills, as the time in which it leaks away.
    each: Duration,
    full: Duration,
    empty_at: Duration,
}

impl Meter {
    /// For `burst` at once and `per_second` in the long run.
    pub fn new(burst: u32, per_second: u32) -> Self {
        let each = Duration::from_secs(1) / per_second.max(1);
        Self { each, full: each.saturating_mul(burst), empty_at: Duration::ZERO }
    }

    /// Puts one in; gives whether there was room.
    pub fn take(&mut self, now: Duration) -> bool {
        let after = self.empty_at.max(now).saturating_add(self.each);
        let room = after.saturating_sub(now) <= self.full;
        if room {
            self.empty_at = after;
        }
        room
    }
}
