//! Admission: a few requests run, a few wait for a moment, the rest are sent away at once.
//!
//! What is admitted stays fast however many ask, because work that nobody can do in time is not begun. How long a request may
//! wait depends on why there is a queue (the controlled delay of Nichols and Jacobson): a burst, such as a page that asks for
//! ten things at once, may wait for [`Load::wait_max`]; a queue that does not become empty is overload, and then nobody waits
//! longer than [`Load::overload_wait`].

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How long a queue may stand before it counts as overload; and how long after the last refusal overload is over.
const STANDING: Duration = Duration::from_millis(100);
/// How long after the last refusal another one is worth a line in the log.
const CALM: Duration = Duration::from_secs(1);

/// How much is done at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    /// Requests that run.
    pub requests_max: usize,
    /// Requests that wait.
    pub waiting_max: usize,
    /// The longest wait.
    pub wait_max: Duration,
    /// The longest wait while there is more to do than can be done.
    pub overload_wait: Duration,
}

impl Load {
    /// Nobody is sent away.
    pub const UNLIMITED: Self = Self {
        requests_max: Semaphore::MAX_PERMITS,
        waiting_max: usize::MAX,
        wait_max: Duration::from_secs(u32::MAX as u64),
        overload_wait: Duration::from_secs(u32::MAX as u64),
    };
}

/// Too much is asked for. Nothing was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overloaded;

/// A gate that everything of a kind goes through, over HTTP and over streams. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Gate(Arc<Inside>);

#[derive(Debug)]
struct Inside {
    load: Load,
    free: Arc<Semaphore>,
    opened: Instant,
    waiting: AtomicUsize,
    /// Since when somebody waits, in microseconds after `opened`.
    standing_since: AtomicU64,
    /// The last refusal, in microseconds after `opened`; 0 before the first.
    refused: AtomicU64,
}

/// One who waits, as long as it waits.
struct Waiting<'a>(&'a Inside);

impl Gate {
    pub fn new(load: Load) -> Self {
        Self(Arc::new(Inside {
            load,
            free: Arc::new(Semaphore::new(load.requests_max)),
            opened: Instant::now(),
            waiting: AtomicUsize::new(0),
            standing_since: AtomicU64::new(0),
            refused: AtomicU64::new(0),
        }))
    }

    /// Whether a request that comes now is sent away at once: nothing is free, and the queue is full.
    pub fn is_full(&self) -> bool {
        let Inside { load, free, waiting, .. } = &*self.0;
        free.available_permits() == 0 && waiting.load(Ordering::Relaxed) >= load.waiting_max
    }

    /// The refusal of a full gate, on record.
    pub fn refuse(&self) -> Overloaded {
        let now = self.0.micros();
        let before = self.0.refused.swap(now.max(1), Ordering::Relaxed);
        if before == 0 || now.saturating_sub(before) > micros(CALM) {
            tracing::warn!(load = ?self.0.load, "overloaded: requests are sent away");
        }
        Overloaded
    }

    /// A seat, at once or after a wait.
    pub async fn seat(&self) -> Result<Seat, Overloaded> {
        if let Ok(permit) = Arc::clone(&self.0.free).try_acquire_owned() {
            return Ok(Seat::of(permit));
        }
        let Some(waiting) = self.0.wait() else { return Err(self.refuse()) };
        let acquired = tokio::time::timeout(self.0.patience(), Arc::clone(&self.0.free).acquire_owned()).await;
        drop(waiting);
        match acquired {
            Ok(Ok(permit)) => Ok(Seat::of(permit)),
            Ok(Err(_)) | Err(_) => Err(self.refuse()),
        }
    }
}

impl Inside {
    fn micros(&self) -> u64 {
        micros(self.opened.elapsed())
    }

    /// A place in the queue, if there is one.
    fn wait(&self) -> Option<Waiting<'_>> {
        let before = self.waiting.fetch_add(1, Ordering::Relaxed);
        let waiting = Waiting(self);
        if before >= self.load.waiting_max {
            return None;
        }
        if before == 0 {
            self.standing_since.store(self.micros(), Ordering::Relaxed);
        }
        Some(waiting)
    }

    /// How long one who begins to wait now may do so.
    fn patience(&self) -> Duration {
        let (now, refused) = (self.micros(), self.refused.load(Ordering::Relaxed));
        let within = |since: u64| now.saturating_sub(since) < micros(STANDING);
        let standing = !within(self.standing_since.load(Ordering::Relaxed));
        let overload = standing || (refused > 0 && within(refused));
        if overload { self.load.wait_max.min(self.load.overload_wait) } else { self.load.wait_max }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

/// The right to run, given back when the last clone is dropped. A handler finds it in the extensions of its request, and
/// gives it back early with [`Seat::release`] when it only waits from then on. An answer that is a stream holds none: the
/// seat is given back when the head of the answer is there.
#[derive(Clone, Debug)]
pub struct Seat(Arc<Mutex<Option<OwnedSemaphorePermit>>>);

impl Seat {
    fn of(permit: OwnedSemaphorePermit) -> Self {
        Self(Arc::new(Mutex::new(Some(permit))))
    }

    pub fn release(&self) {
        drop(self.0.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}
