//! A few requests run, the others wait for their turn, and turns go round by who asks.
//!
//! ```text
//! order.rs   who is next: whoever is known and whoever is not get half of the time each. No task, no clock
//! round.rs   who is next of those: start-time fair queueing
//! gate.rs    the queue in front of what is limited, and its seats
//! seat.rs    the right to run
//! ```
//!
//! A queue is no failure: everybody waits who is likely to be served within [`Load::wait_max`]. Who would wait longer, as far as
//! can be foreseen, is sent away at once, because a refusal is of use only when it comes early. While there is a queue, the next
//! is whoever has used least since it began, so that one who floods waits behind the others. Whoever is known (an account, an
//! app, a client with a key) and visitors, who are as many as they have addresses, get half of the time each while both wait.
//! Nobody waits for one that is slow: it makes room for another meanwhile.

pub mod gate;
pub mod order;
mod round;
pub mod seat;

use std::sync::Arc;
use std::time::Duration;

pub use gate::Gate;
pub use seat::Seat;

/// How much is done at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    /// Requests that run, without those that are slow.
    pub requests_max: usize,
    /// Requests that are slow, and run beside the others. More than these count as if they were not.
    pub slow_max: usize,
    /// Requests that wait, of everybody together.
    pub waiting_max: usize,
    /// The longest wait.
    pub wait_max: Duration,
}

impl Load {
    /// Nobody waits.
    pub const UNLIMITED: Self = Self {
        requests_max: usize::MAX,
        slow_max: 0,
        waiting_max: usize::MAX,
        wait_max: Duration::from_secs(u32::MAX as u64),
    };
}

/// Whose turns go round together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Accounts, apps, clients with a key: nobody can be several of them at will.
    Known,
    /// Whoever is told apart by where they come from.
    Visitors,
}

/// In whose name a turn is asked for. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// Whose turn it is: an account, an address.
    pub name: Arc<str>,
    /// Whom it counts for as well, such as the account that a login names.
    pub also: Option<Arc<str>>,
    /// As how many others of its group it counts, 1 to [`Principal::WEIGHT_MAX`].
    pub weight: u32,
    pub group: Group,
}

impl Principal {
    pub const WEIGHT_MAX: u32 = 100;

    /// One like all others who are known.
    pub fn new(name: impl Into<Arc<str>>) -> Self {
        Self { name: name.into(), also: None, weight: 1, group: Group::Known }
    }

    /// One like all other visitors.
    pub fn visitor(name: impl Into<Arc<str>>) -> Self {
        Self { group: Group::Visitors, ..Self::new(name) }
    }
}

/// Too much is asked for. Nothing was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overloaded {
    /// When there is likely to be a turn in time.
    pub retry_after: Duration,
}

impl Overloaded {
    /// In whole seconds, none too early.
    pub fn retry_after_secs(self) -> u64 {
        self.retry_after.as_millis().div_ceil(1_000).try_into().unwrap_or(u64::MAX).max(1)
    }
}
