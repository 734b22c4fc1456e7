//! Whether what is written is kept, as far as it was seen.

use sea_orm::{DbErr, RuntimeErr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::trouble::{Trouble, driver_error};
use crate::kernel::fault::Fault;
use crate::kernel::readiness::Heard;

/// What was seen of the storage behind a database, by everybody who writes in this process.
#[derive(Debug)]
pub struct Health {
    seen: Mutex<Seen>,
    heard: tokio::sync::Mutex<Heard>,
}

#[derive(Debug)]
struct Seen {
    /// When something was last not kept because the storage failed, and why, unless somebody has proved since that it is whole.
    failed: Option<(Instant, Fault)>,
    /// When something was kept.
    kept: Option<Instant>,
    /// When it was first looked.
    since: Instant,
}

impl Default for Health {
    fn default() -> Self {
        let seen = Seen { failed: None, kept: None, since: Instant::now() };
        Self { seen: Mutex::new(seen), heard: tokio::sync::Mutex::default() }
    }
}

impl Health {
    /// Takes an error to the record, if it is one of the storage.
    pub(super) fn note(&self, error: &DbErr) {
        if let Some(cause) = driver_error(error)
            && Trouble::of(cause).is_storage()
        {
            let fault = Fault::from(DbErr::Exec(RuntimeErr::SqlxError(Arc::clone(cause))));
            self.seen().failed = Some((Instant::now(), fault));
        }
    }

    /// Something was kept. A small change may be while a large one is not, so that this heals nothing.
    pub(super) fn kept(&self) {
        self.seen().kept = Some(Instant::now());
    }

    /// What was written to find out was kept.
    pub fn proved(&self) {
        let mut seen = self.seen();
        seen.failed = None;
        seen.kept = Some(Instant::now());
    }

    /// Whether the storage failed, and was not proved to be whole since.
    pub fn is_failing(&self) -> bool {
        self.seen().failed.is_some()
    }

    /// Why something was not kept within this time.
    pub fn failed_within(&self, time: Duration) -> Option<Fault> {
        self.seen().failed.as_ref().filter(|(at, _)| at.elapsed() < time).map(|(_, fault)| fault.clone())
    }

    /// Whether something was kept within this time.
    pub fn has_kept_within(&self, time: Duration) -> bool {
        self.seen().kept.is_some_and(|kept| kept.elapsed() < time)
    }

    /// Whether this was looked at for less than this time.
    pub(in crate::kernel) fn is_young(&self, time: Duration) -> bool {
        self.seen().since.elapsed() < time
    }

    /// The turn of who finds out.
    pub(in crate::kernel) async fn heard(&self) -> tokio::sync::MutexGuard<'_, Heard> {
        self.heard.lock().await
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
