//! Admission: a few requests run, a few wait for a moment, the rest are sent away at once.
//!
//! What is admitted stays fast however many ask, because work that nobody can do in time is not begun. How long a request may
//! wait depends on why there is a queue (the controlled delay of Nichols and Jacobson): a burst, such as a page that asks for
//! ten things at once, may wait for [`Load::wait_max`]; a queue that does not become empty is overload, and then nobody waits
//! longer than [`Load::overload_wait`]. Who would have to wait longer, as far as can be foreseen, is not let into the queue
//! at all: a refusal is of use when it comes at once. Nobody waits for one that is slow: it makes room for another meanwhile.

use std::pin::pin;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How long a queue may stand before it counts as overload; and how long after the last refusal overload is over.
const STANDING: Duration = Duration::from_millis(100);
/// Overload is over sooner, when of so many requests one finds a seat that is free.
const RELAXED: u64 = 4;
/// What the latest counts for in a mean of late: one in so many.
const MEAN_OF: u64 = 16;
/// Who runs for longer is slow: several times what a page of a dashboard takes.
const TURN: Duration = Duration::from_millis(50);
/// How long after the last refusal another one is worth a line in the log.
const CALM: Duration = Duration::from_secs(1);

/// How much is done at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    /// Requests that run, without those that are slow.
    pub requests_max: usize,
    /// Requests that are slow, and run beside the others. More than these count as if they were not.
    pub slow_max: usize,
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
        slow_max: 0,
        waiting_max: usize::MAX,
        wait_max: Duration::from_secs(u32::MAX as u64),
        overload_wait: Duration::from_secs(u32::MAX as u64),
    };

    /// How many may wait under overload when a request runs for so long: as many as are likely to have a seat in time.
    pub fn waiting_under_overload(&self, held: Duration) -> usize {
        let Self { requests_max, waiting_max, overload_wait, .. } = *self;
        let turns = micros(overload_wait).div_ceil(micros(held).max(1));
        waiting_max.min(requests_max.saturating_mul(usize::try_from(turns).unwrap_or(usize::MAX)))
    }
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
    /// Places for those that are slow.
    slow: Arc<Semaphore>,
    opened: Instant,
    waiting: AtomicUsize,
    /// Since when somebody waits, in microseconds after `opened`.
    standing_since: AtomicU64,
    /// The last refusal, in microseconds after `opened`; 0 before the first.
    refused: AtomicU64,
    /// How long seats are held, in microseconds.
    held: Mean,
    /// How often a request finds a seat that is free, of [`WHOLE`].
    free_at_once: Mean,
}

/// What the mean of a share is a share of.
const WHOLE: u64 = 1 << 20;

/// A mean of late; nothing before the first.
#[derive(Debug, Default)]
struct Mean(AtomicU64);

impl Mean {
    /// Of two at the same moment one may not count, which does no harm.
    fn take(&self, value: u64) {
        let mean = self.get().map_or(value, |mean| (mean * (MEAN_OF - 1) + value) / MEAN_OF);
        self.0.store(mean.saturating_add(1), Ordering::Relaxed);
    }

    fn get(&self) -> Option<u64> {
        self.0.load(Ordering::Relaxed).checked_sub(1)
    }
}

/// One who waits, as long as it waits.
struct Waiting<'a>(&'a Inside);

impl Gate {
    pub fn new(load: Load) -> Self {
        Self(Arc::new(Inside {
            load,
            free: Arc::new(Semaphore::new(load.requests_max)),
            slow: Arc::new(Semaphore::new(load.slow_max)),
            opened: Instant::now(),
            waiting: AtomicUsize::new(0),
            standing_since: AtomicU64::new(0),
            refused: AtomicU64::new(0),
            held: Mean::default(),
            free_at_once: Mean::default(),
        }))
    }

    /// Whether a request that comes now is sent away at once: nothing is free, and the queue is full.
    pub fn is_full(&self) -> bool {
        let Inside { free, waiting, .. } = &*self.0;
        free.available_permits() == 0 && waiting.load(Ordering::Relaxed) >= self.0.room()
    }

    /// The refusal of a full gate, on record.
    pub fn refuse(&self) -> Overloaded {
        self.0.free_at_once.take(0);
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
            self.0.free_at_once.take(WHOLE);
            return Ok(self.give(permit));
        }
        let Some(waiting) = self.0.wait() else { return Err(self.refuse()) };
        let acquired = tokio::time::timeout(self.0.patience(), Arc::clone(&self.0.free).acquire_owned()).await;
        drop(waiting);
        match acquired {
            Ok(Ok(permit)) => {
                self.0.free_at_once.take(0);
                Ok(self.give(permit))
            }
            Ok(Err(_)) | Err(_) => Err(self.refuse()),
        }
    }

    fn give(&self, permit: OwnedSemaphorePermit) -> Seat {
        let held = Held { permit, since: Some(self.0.micros()), gate: Arc::clone(&self.0) };
        Seat { held: Arc::new(Mutex::new(Some(held))), slow: Arc::clone(&self.0.slow) }
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
        if before == 0 {
            self.standing_since.store(self.micros(), Ordering::Relaxed);
        }
        (before < self.room()).then_some(waiting)
    }

    /// Whether there is more to do than can be done.
    fn is_overloaded(&self) -> bool {
        let now = self.micros();
        let lately = |since: &AtomicU64| now.saturating_sub(since.load(Ordering::Relaxed)) < micros(STANDING);
        let standing = self.waiting.load(Ordering::Relaxed) > 0 && !lately(&self.standing_since);
        let refused = self.refused.load(Ordering::Relaxed) > 0 && lately(&self.refused);
        let relaxed = self.free_at_once.get().is_some_and(|share| share >= WHOLE / RELAXED);
        standing || (refused && !relaxed)
    }

    /// How many may wait now.
    fn room(&self) -> usize {
        match self.held.get() {
            Some(held) if self.is_overloaded() => self.load.waiting_under_overload(Duration::from_micros(held)),
            Some(_) | None => self.load.waiting_max,
        }
    }

    /// How long one who begins to wait now may do so.
    fn patience(&self) -> Duration {
        let Load { wait_max, overload_wait, .. } = self.load;
        if self.is_overloaded() { wait_max.min(overload_wait) } else { wait_max }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A permit, which tells how long a seat was held.
#[derive(Debug)]
struct Held {
    permit: OwnedSemaphorePermit,
    gate: Arc<Inside>,
    /// Since when it is a seat.
    since: Option<u64>,
}

impl Held {
    /// Gives the seat back for another place.
    fn exchange(&mut self, slow: OwnedSemaphorePermit) {
        self.tell();
        self.permit = slow;
    }

    fn tell(&mut self) {
        if let Some(since) = self.since.take() {
            self.gate.held.take(self.gate.micros().saturating_sub(since));
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.tell();
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

/// The right to run, given back when the last clone is dropped. A handler finds it in the extensions of its request, and
/// gives it back early with [`Seat::release`] when it only waits from then on. An answer that is a stream holds none: the
/// seat is given back when the head of the answer is there.
#[derive(Clone, Debug)]
pub struct Seat {
    held: Arc<Mutex<Option<Held>>>,
    slow: Arc<Semaphore>,
}

impl Seat {
    /// Runs `work`, and lets another have the seat when that takes long.
    pub async fn run<F: Future>(&self, work: F) -> F::Output {
        let mut work = pin!(work);
        let slow = async {
            tokio::time::sleep(TURN).await;
            Arc::clone(&self.slow).acquire_owned().await
        };
        let slow = tokio::select! {
            biased;
            done = &mut work => return done,
            Ok(slow) = slow => slow,
        };
        if let Some(held) = self.held().as_mut() {
            held.exchange(slow);
        }
        work.await
    }

    pub fn release(&self) {
        drop(self.held().take());
    }

    fn held(&self) -> MutexGuard<'_, Option<Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
