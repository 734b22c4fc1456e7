//! The queue in front of what is limited, and its seats.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use super::order::Order;
use super::round::{Ticket, Turn};
use super::seat::Seat;
use super::{Load, Overloaded, Principal};

/// How long after the last refusal another one is worth a line in the log.
const CALM: Duration = Duration::from_secs(1);
/// Who is likely to wait for no more than so many parts of the longest wait is let into the queue: a forecast may be wrong, and
/// who has waited shall not be sent away.
const LIKELY: [u64; 2] = [7, 8];

/// A gate that everything of a kind goes through, over HTTP and over streams. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Gate(Arc<Inside>);

#[derive(Debug)]
struct Inside {
    load: Load,
    state: Mutex<State>,
    /// Places for those that are slow.
    slow: Arc<Semaphore>,
}

#[derive(Debug)]
struct State {
    free: usize,
    order: Order<oneshot::Sender<Grant>>,
    refused: Option<Instant>,
}

impl Gate {
    pub fn new(load: Load) -> Self {
        let state = State { free: load.requests_max, order: Order::default(), refused: None };
        Self(Arc::new(Inside { load, state: Mutex::new(state), slow: Arc::new(Semaphore::new(load.slow_max)) }))
    }

    pub fn load(&self) -> Load {
        self.0.load
    }

    /// How many wait.
    pub fn waiting(&self) -> usize {
        self.0.state().order.waiting()
    }

    /// Whether a seat is free, and nobody waits for it.
    pub fn is_open(&self) -> bool {
        self.0.state().is_open()
    }

    /// Whether somebody who comes now is let in, at once or after a wait.
    pub fn look(&self, who: &Principal) -> Result<(), Overloaded> {
        let mut state = self.0.state();
        if state.is_open() {
            return Ok(());
        }
        state.may_wait(&self.0.load, who, self.0.load.wait_max)?;
        if state.order.waiting() < self.0.load.waiting_max || state.order.can_push_out(who) {
            return Ok(());
        }
        Err(state.refuse(&self.0.load, who))
    }

    /// A seat, at once or after a wait.
    pub async fn seat(&self, who: &Principal) -> Result<Seat, Overloaded> {
        self.seat_within(who, self.0.load.wait_max).await
    }

    /// The same for one that has waited before, and waits no longer than this.
    pub async fn seat_within(&self, who: &Principal, patience: Duration) -> Result<Seat, Overloaded> {
        let grant = self.grant(who, patience).await?;
        Ok(Seat::new(self.clone(), who.clone(), grant))
    }

    pub(super) async fn grant(&self, who: &Principal, patience: Duration) -> Result<Grant, Overloaded> {
        let mut waiting = match self.0.enter(who, patience)? {
            Entered::Seated(grant) => return Ok(grant),
            Entered::Waits(waiting) => waiting,
        };
        match tokio::time::timeout(patience, &mut waiting.granted).await {
            Ok(Ok(grant)) => Ok(grant),
            // It was pushed out, or its time is over.
            Ok(Err(_)) | Err(_) => Err(self.0.state().refuse(&self.0.load, who)),
        }
    }

    pub(super) fn slow(&self) -> &Arc<Semaphore> {
        &self.0.slow
    }
}

/// What comes of asking for a seat.
enum Entered {
    Seated(Grant),
    Waits(Waiting),
}

/// One who waits, as long as it waits.
struct Waiting {
    inside: Arc<Inside>,
    ticket: Ticket,
    granted: oneshot::Receiver<Grant>,
}

impl Drop for Waiting {
    /// A seat that was given in the same moment is in the channel, and goes back with it.
    fn drop(&mut self) {
        self.inside.state().order.leave(&self.ticket);
    }
}

impl Inside {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn enter(self: &Arc<Self>, who: &Principal, patience: Duration) -> Result<Entered, Overloaded> {
        let mut state = self.state();
        if state.is_open() {
            state.free -= 1;
            let turn = state.order.begin(who);
            return Ok(Entered::Seated(Grant::new(self, turn)));
        }
        state.may_wait(&self.load, who, patience)?;
        // Dropping its channel tells the one who is pushed out.
        if state.order.waiting() >= self.load.waiting_max && state.order.push_out(who).is_none() {
            return Err(state.refuse(&self.load, who));
        }
        let (grants, granted) = oneshot::channel();
        let ticket = state.order.join(who, grants);
        Ok(Entered::Waits(Waiting { inside: Arc::clone(self), ticket, granted }))
    }

    /// Gives seats to those who wait, until none is free.
    fn hand_on(self: &Arc<Self>) {
        loop {
            let mut state = self.state();
            if state.free == 0 {
                return;
            }
            let Some((turn, waiter)) = state.order.begin_next() else { return };
            state.free -= 1;
            drop(state);
            // Who has gone in this moment gives it back, which hands it on.
            drop(waiter.send(Grant::new(self, turn)));
        }
    }
}

impl State {
    fn is_open(&self) -> bool {
        self.free > 0 && self.order.waiting() == 0
    }

    fn may_wait(&mut self, load: &Load, who: &Principal, patience: Duration) -> Result<(), Overloaded> {
        let [parts, of] = LIKELY;
        if self.order.forecast(who, load.requests_max) <= micros(patience) / of * parts {
            return Ok(());
        }
        Err(self.refuse(load, who))
    }

    /// A refusal, on record.
    fn refuse(&mut self, load: &Load, who: &Principal) -> Overloaded {
        let now = Instant::now();
        let before = self.refused.replace(now);
        if before.is_none_or(|before| now.duration_since(before) > CALM) {
            tracing::warn!(?load, waiting = self.order.waiting(), "overloaded: requests are sent away");
        }
        let [parts, of] = LIKELY;
        let beyond = self.order.forecast(who, load.requests_max).saturating_sub(micros(load.wait_max) / of * parts);
        Overloaded { retry_after: Duration::from_micros(beyond) }
    }
}

/// A seat that is taken; given back when it is dropped.
#[derive(Debug)]
pub(super) struct Grant {
    inside: Arc<Inside>,
    /// None when it has been given back.
    turn: Option<Turn>,
    since: Instant,
    /// A place for those that are slow, in exchange for the seat.
    slow: Option<OwnedSemaphorePermit>,
}

impl Grant {
    fn new(inside: &Arc<Inside>, turn: Turn) -> Self {
        Self { inside: Arc::clone(inside), turn: Some(turn), since: Instant::now(), slow: None }
    }

    /// Gives the seat back for another place.
    pub(super) fn exchange(&mut self, slow: OwnedSemaphorePermit) {
        if self.slow.replace(slow).is_none() {
            let mut state = self.inside.state();
            if let Some(turn) = &self.turn {
                state.order.held(turn, micros(self.since.elapsed()));
            }
            state.free += 1;
            drop(state);
            self.inside.hand_on();
        }
    }
}

impl Drop for Grant {
    fn drop(&mut self) {
        let Some(turn) = self.turn.take() else { return };
        let taken = micros(self.since.elapsed());
        let mut state = self.inside.state();
        if self.slow.is_none() {
            state.order.held(&turn, taken);
            state.free += 1;
        }
        state.order.end(turn, taken);
        drop(state);
        self.inside.hand_on();
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}
