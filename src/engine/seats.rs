//! How many streams and sockets each caller has open.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Counts what is open, for each caller.
#[derive(Clone, Default)]
pub struct Seats(Arc<Mutex<HashMap<String, usize>>>);

/// One of them; given back when it is dropped.
pub struct Seat {
    seats: Seats,
    principal: String,
}

impl Seats {
    /// A seat, unless the caller has `max` already.
    pub fn take(&self, principal: &str, max: usize) -> Option<Seat> {
        let mut taken = self.taken();
        let count = taken.get(principal).copied().unwrap_or_default();
        if count >= max {
            return None;
        }
        taken.insert(principal.to_owned(), count + 1);
        drop(taken);
        Some(Seat { seats: self.clone(), principal: principal.to_owned() })
    }

    fn taken(&self) -> MutexGuard<'_, HashMap<String, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.seats.taken();
        match taken.get_mut(&self.principal) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(taken.remove(&self.principal)),
        }
    }
}
