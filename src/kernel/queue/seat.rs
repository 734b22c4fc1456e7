//! The right to run.

use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::gate::{Gate, Grant};
use super::{Overloaded, Principal};

/// Who runs for longer is slow: several times what a page of a dashboard takes.
const TURN: Duration = Duration::from_millis(50);

/// The right to run, given back when the last clone is dropped. A handler finds it in the extensions of its request, and
/// gives it back early with [`Seat::release`] when it only waits from then on. An answer that is a stream holds none: the
/// seat is given back when the head of the answer is there.
#[derive(Clone, Debug)]
pub struct Seat {
    gate: Gate,
    who: Principal,
    held: Arc<Mutex<Option<Grant>>>,
}

impl Seat {
    pub(super) fn new(gate: Gate, who: Principal, grant: Grant) -> Self {
        Self { gate, who, held: Arc::new(Mutex::new(Some(grant))) }
    }

    /// Runs `work`, and lets another have the seat when that takes long.
    pub async fn run<F: Future>(&self, work: F) -> F::Output {
        let mut work = pin!(work);
        let slow = async {
            tokio::time::sleep(TURN).await;
            Arc::clone(self.gate.slow()).acquire_owned().await
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

    /// Whose turn it is.
    pub fn who(&self) -> &Principal {
        &self.who
    }

    pub fn release(&self) {
        let held = self.held().take();
        drop(held);
    }

    /// Takes a seat again that was given back, after another wait.
    pub async fn again(&self) -> Result<(), Overloaded> {
        if self.held().is_some() {
            return Ok(());
        }
        let grant = self.gate.grant(&self.who, self.gate.load().wait_max).await?;
        let spare = self.held().replace(grant);
        drop(spare);
        Ok(())
    }

    fn held(&self) -> MutexGuard<'_, Option<Grant>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
