//! Passwords that were wrong lately, so that nobody tries one after the other.
//!
//! Failures are counted by account and by where they come from: whoever guesses is slowed down, and the person whose account it
//! is can still sign in from elsewhere. Accounts that do not exist count the same, so nobody learns which do. In the memory of
//! one process: a restart forgets them.

use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::kernel::clock::Timestamp;
use crate::kernel::fault::Fault;

/// Failures in a [`WINDOW_SECS`] after which no password is looked at.
pub const FAILURES_MAX: usize = 10;
/// How long a failure counts.
pub const WINDOW_SECS: i64 = 15 * 60;
/// Most pairs of an account and an address that are remembered. Beyond, the one goes that was tried longest ago.
pub const REMEMBERED_MAX: usize = 10_000;

type Key = [u8; 32];

/// What was guessed lately. Cheap to clone.
#[derive(Clone, Default)]
pub struct Guesses(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    pairs: HashMap<Key, Pair>,
    /// By when they were tried last.
    order: BTreeMap<u64, Key>,
    numbers: u64,
}

struct Pair {
    /// When the latest failures were, the first of them first.
    failures: VecDeque<Timestamp>,
    number: u64,
}

/// A guess that counts as wrong, until it turns out to be right.
pub struct Guess {
    guesses: Guesses,
    key: Key,
}

impl Guesses {
    /// Counts one more, from this place at this account, whose address is in the form in which accounts have it.
    ///
    /// # Errors
    /// [`Fault::Throttled`] when there were too many. This one does not count then.
    pub fn guess(&self, account: &str, place: &str, now: Timestamp) -> Result<Guess, Fault> {
        let key = Sha256::new().chain_update(account).chain_update([0]).chain_update(place).finalize().into();
        self.state().count(key, now)?;
        Ok(Guess { guesses: self.clone(), key })
    }

    /// How many pairs are remembered.
    pub fn remembered(&self) -> usize {
        self.state().pairs.len()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Guess {
    /// It was right: what failed before is forgotten.
    pub fn right(self) {
        self.guesses.state().forget(&self.key);
    }
}

impl State {
    fn count(&mut self, key: Key, now: Timestamp) -> Result<(), Fault> {
        let mut failures = self.forget(&key);
        failures.retain(|at| at.plus_secs(WINDOW_SECS) > now);
        let refused = match failures.front() {
            Some(first) if failures.len() >= FAILURES_MAX => Some(throttled(*first, now)),
            Some(_) | None => None,
        };
        if refused.is_none() {
            failures.push_back(now);
        }
        self.numbers += 1;
        self.order.insert(self.numbers, key);
        self.pairs.insert(key, Pair { failures, number: self.numbers });
        if self.pairs.len() > REMEMBERED_MAX
            && let Some((_, oldest)) = self.order.pop_first()
        {
            self.pairs.remove(&oldest);
        }
        refused.map_or(Ok(()), Err)
    }

    fn forget(&mut self, key: &Key) -> VecDeque<Timestamp> {
        let Some(Pair { failures, number }) = self.pairs.remove(key) else { return VecDeque::new() };
        self.order.remove(&number);
        failures
    }
}

/// Until the first failure counts no longer.
fn throttled(first: Timestamp, now: Timestamp) -> Fault {
    let left = u64::try_from(first.plus_secs(WINDOW_SECS).0 - now.0).unwrap_or(0);
    Fault::Throttled { retry_after_secs: left.div_ceil(1_000_000).max(1) }
}
