//! Work for later: enqueued in the transaction of the change, claimed with a lease, finished only by the holder of the fence.
//!
//! Jobs run in [`Lane`]s, several at once in each, apart from the relay of events: one that waits for somebody outside holds up
//! neither events nor other jobs. The lease of a job that runs is renewed, so that it has as long as it needs.

mod claim;
mod lease;
mod runner;

use futures::future::BoxFuture;
use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, IntoActiveModel as _, QueryOrder, QuerySelect};
use serde_json::Value;
use std::time::Duration;

use crate::kernel::clock::Timestamp;
use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::id::JobId;
use crate::kernel::store::ROWS_PER_STATEMENT;
use crate::kernel::table::job;
use crate::kernel::tx::Tx;

pub use lease::Work;
pub use runner::{Runner, run};

/// After so many failures a job is dead and waits for a person.
const ATTEMPTS_MAX: i32 = 8;

/// What a kind of job works on. Each lane has workers of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Our own database.
    Database,
    /// Something outside, which may be slow.
    Outside,
}

impl Lane {
    /// How many of its jobs run at once in one process.
    pub fn at_once(self) -> usize {
        match self {
            Self::Database => 2,
            Self::Outside => 8,
        }
    }

    /// How long one of its jobs may take before it counts as failed: what hangs would have its place for ever.
    fn at_most(self) -> Duration {
        match self {
            Self::Database => Duration::from_secs(5 * 60),
            Self::Outside => Duration::from_secs(30 * 60),
        }
    }
}

/// What runs a kind of job. It may run twice for one job, and must have one effect: it commits through [`Work::commit`].
#[derive(Clone, Copy)]
pub struct Handler {
    pub kind: &'static str,
    pub lane: Lane,
    pub run: fn(Work) -> BoxFuture<'static, Result<(), Fault>>,
}

/// A job to be enqueued.
pub struct New {
    pub kind: &'static str,
    pub payload: Value,
    pub run_at: Timestamp,
    /// While a job with this key is not finished, another is not enqueued.
    pub dedupe_key: Option<String>,
}

/// Adds jobs within the transaction of the change that asks for them, a few hundred in one statement. Gives how many were new.
pub async fn enqueue(house: &House, tx: &Tx, jobs: Vec<New>) -> Result<u64, Fault> {
    let rows: Vec<job::ActiveModel> = jobs.into_iter().map(|new| row(house, tx, new).into_active_model()).collect();
    let mut added = 0;
    for rows in rows.chunks(ROWS_PER_STATEMENT) {
        added += job::Entity::insert_many(rows.to_vec())
            .on_conflict(OnConflict::column(job::Column::DedupeKey).do_nothing().to_owned())
            .exec_without_returning(tx.db())
            .await?;
    }
    Ok(added)
}

fn row(house: &House, tx: &Tx, new: New) -> job::Model {
    let New { kind, payload, run_at, dedupe_key } = new;
    job::Model {
        id: house.entropy.id(tx.now()),
        kind: kind.to_owned(),
        payload,
        run_at,
        attempts: 0,
        max_attempts: ATTEMPTS_MAX,
        lease_until: None,
        fence: 0,
        dedupe_key,
        dead: false,
        last_error: None,
        created_at: tx.now(),
    }
}

/// How many jobs wait or are dead.
pub async fn backlog(house: &House) -> Result<Vec<(JobId, String, bool)>, Fault> {
    let jobs = job::Entity::find().order_by_asc(job::Column::RunAt).limit(1_000).all(&house.db.reader).await?;
    Ok(jobs.into_iter().map(|job| (job.id, job.kind, job.dead)).collect())
}
