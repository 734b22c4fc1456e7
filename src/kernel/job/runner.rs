//! The workers of a lane: they begin jobs as long as there is room, renew the leases of those that run, and write down how each ended.

use futures::FutureExt as _;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use tokio::task::{self, AbortHandle, JoinSet};
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use super::claim::Turns;
use super::lease::{LEASE_SECS, Lease};
use super::{Lane, Work};
use crate::kernel::clock::Timestamp;
use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::table::job;

/// How often leases are renewed: three times before one ends.
const RENEW_EVERY_SECS: i64 = 20;
/// How long a renewal is waited for.
const RENEWAL_MAX: Duration = Duration::from_secs(5);
/// The first pause after a failure; each next one is twice as long.
const BACKOFF_SECS: i64 = 5;
/// The longest pause.
const BACKOFF_MAX_SECS: i64 = 1_800;

/// Runs the jobs of a lane until `stop`: at once when this process has left some, and every `poll` for the sake of others. Jobs that
/// run are finished first.
pub async fn run(house: House, lane: Lane, poll: Duration, stop: CancellationToken) {
    let mut bell = house.jobs.subscribe();
    let mut renewal = tokio::time::interval(Duration::from_secs(RENEW_EVERY_SECS.unsigned_abs()));
    renewal.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut runner = Runner::new(house, lane, lane.at_once());
    loop {
        let ends = stop.is_cancelled();
        if ends && runner.is_idle() {
            return;
        }
        if !ends && let Err(fault) = runner.begin().await {
            tracing::error!(error = fault.told(), ?lane, "no job can be taken");
        }
        tokio::select! {
            () = stop.cancelled(), if !ends => {}
            () = runner.ended(), if !runner.is_idle() => {}
            _ = renewal.tick() => runner.renew().await,
            _ = bell.changed(), if !ends => {}
            () = tokio::time::sleep(poll), if !ends => {}
        }
    }
}

/// The jobs of a lane that run in this process.
pub struct Runner {
    house: House,
    lane: Lane,
    /// How many run at once.
    room: usize,
    turns: Turns,
    running: JoinSet<()>,
    held: HashMap<task::Id, Held>,
}

/// A job that runs here.
struct Held {
    lease: Lease,
    /// When it was claimed, or its lease renewed for the last time.
    since: Timestamp,
    handle: AbortHandle,
}

impl Held {
    /// Breaks the job off when its lease is over: somebody else may have it.
    fn end_when_over(&self, now: Timestamp) {
        if self.since.plus_secs(LEASE_SECS) <= now {
            self.handle.abort();
        }
    }
}

impl Runner {
    pub fn new(house: House, lane: Lane, room: usize) -> Self {
        let (turns, running, held) = (Turns::default(), JoinSet::new(), HashMap::new());
        Self { house, lane, room, turns, running, held }
    }

    pub fn is_idle(&self) -> bool {
        self.running.is_empty()
    }

    /// Claims due jobs and begins them, until there is none or no room. Where renewals are late, because the machine slept, they come
    /// first: what runs here is not to be claimed here.
    pub async fn begin(&mut self) -> Result<(), Fault> {
        let now = self.house.clock.now();
        if self.held.values().any(|held| held.since.plus_secs(RENEW_EVERY_SECS) < now) {
            self.renew().await;
        }
        while self.running.len() < self.room {
            let since = self.house.clock.now();
            let Some(job) = self.turns.next(&self.house, self.lane).await? else { break };
            let lease = Lease::of(&job);
            let handle = self.running.spawn(work(self.house.clone(), job));
            self.held.insert(handle.id(), Held { lease, since, handle });
        }
        Ok(())
    }

    /// Waits until one of the jobs that run has ended.
    pub async fn ended(&mut self) {
        let ended = match self.running.join_next_with_id().await {
            Some(Ok((id, ()))) => id,
            Some(Err(error)) => error.id(),
            None => return,
        };
        self.held.remove(&ended);
    }

    /// Renews the leases of the jobs that run, all at once. One that has lost its lease is somebody else's, and is broken off.
    pub async fn renew(&mut self) {
        let (house, now) = (&self.house, self.house.clock.now());
        let renewals = self.held.values().map(|held| tokio::time::timeout(RENEWAL_MAX, held.lease.renew(house)));
        let renewed = futures::future::join_all(renewals).await;
        for (held, renewed) in self.held.values_mut().zip(renewed) {
            match renewed {
                Ok(Ok(true)) => held.since = now,
                // Or it has just ended, and has no row any more.
                Ok(Ok(false)) => held.handle.abort(),
                Ok(Err(fault)) => {
                    tracing::error!(job.id = %held.lease.job.0, error = fault.told(), "a lease cannot be renewed");
                    held.end_when_over(now);
                }
                Err(_) => {
                    tracing::error!(job.id = %held.lease.job.0, "a lease is not renewed in time");
                    held.end_when_over(now);
                }
            }
        }
    }
}

/// Runs a job to its end, and writes down how it ended.
async fn work(house: House, job: job::Model) {
    let written = match attempt(&house, &job).await {
        Ok(()) => finish(&house, &job).await,
        Err(fault) => fail(&house, &job, &fault).await,
    };
    if let Err(fault) = written {
        // It runs again when its lease is over.
        tracing::error!(job.id = %job.id.0, job.kind, error = fault.told(), "the end of a job cannot be written down");
    }
}

async fn attempt(house: &House, job: &job::Model) -> Result<(), Fault> {
    // A failure is written down. Whoever left without a word has died, and so would everybody after.
    if job.attempts > job.max_attempts {
        return Err(Fault::internal("no worker lived to see its end"));
    }
    let handler = house.handlers.iter().find(|handler| handler.kind == job.kind);
    let handler = handler.ok_or_else(|| Fault::internal(format!("no handler for jobs of kind {}", job.kind)))?;
    let work = Work { house: house.clone(), payload: job.payload.clone(), lease: Lease::of(job) };
    // One that panics has failed; without this it would be claimed again for ever.
    let run = AssertUnwindSafe((handler.run)(work)).catch_unwind();
    match tokio::time::timeout(handler.lane.at_most(), run).await {
        Ok(Ok(done)) => done,
        Ok(Err(_)) => Err(Fault::internal("the job panicked")),
        Err(_) => Err(Fault::internal("the job took too long")),
    }
}

/// A finished job is gone. If the lease was taken over, the row has another fence and stays.
async fn finish(house: &House, job: &job::Model) -> Result<(), Fault> {
    job::Entity::delete_many()
        .filter(job::Column::Id.eq(job.id))
        .filter(job::Column::Fence.eq(job.fence))
        .exec(house.db.writer())
        .await?;
    Ok(())
}

async fn fail(house: &House, job: &job::Model, fault: &Fault) -> Result<(), Fault> {
    let cause = fault.told();
    let dead = job.attempts >= job.max_attempts;
    tracing::error!(job.id = %job.id.0, job.kind, attempt = job.attempts, dead, error = cause, "job failed");
    let power = u32::try_from(Ord::clamp(job.attempts - 1, 0, 20)).unwrap_or(0);
    let pause = std::cmp::min(BACKOFF_SECS.saturating_mul(1 << power), BACKOFF_MAX_SECS);
    // Between half and one and a half of the pause, so that failed jobs do not come back all at once.
    let jitter = house.entropy.below(pause.unsigned_abs() + 1) as i64 - pause / 2;
    Lease::of(job)
        .update()
        .col_expr(job::Column::LeaseUntil, Expr::value(Option::<Timestamp>::None))
        // Whatever is left of it here holds nothing any more.
        .col_expr(job::Column::Fence, Expr::value(job.fence + 1))
        .col_expr(job::Column::RunAt, Expr::value(house.clock.now().plus_secs(pause + jitter)))
        .col_expr(job::Column::Dead, Expr::value(dead))
        .col_expr(job::Column::LastError, Expr::value(Some(cause.chars().take(2_000).collect::<String>())))
        .exec(house.db.writer())
        .await?;
    Ok(())
}
