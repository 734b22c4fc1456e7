//! Work for later: enqueued in the transaction of the change, claimed with a lease, finished only by the holder of the fence.

use futures::FutureExt as _;
use futures::future::BoxFuture;
use sea_orm::sea_query::{Expr, LockBehavior, LockType, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::Value;
use std::panic::AssertUnwindSafe;

use crate::kernel::clock::Timestamp;
use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::id::JobId;
use crate::kernel::table::job;
use crate::kernel::tx::{Meta, Tx};

/// How long a worker has a job for itself.
const LEASE_SECS: i64 = 60;
/// After so many failures a job is dead and waits for a person.
const ATTEMPTS_MAX: i32 = 8;
/// The first pause after a failure; each next one is twice as long.
const BACKOFF_SECS: i64 = 5;
/// The longest pause.
const BACKOFF_MAX_SECS: i64 = 1_800;

/// What runs a kind of job. It may run twice for one job, and must have one effect.
#[derive(Clone, Copy)]
pub struct Handler {
    pub kind: &'static str,
    pub run: fn(House, Value) -> BoxFuture<'static, Result<(), Fault>>,
}

/// A job to be enqueued.
pub struct New {
    pub kind: &'static str,
    pub payload: Value,
    pub run_at: Timestamp,
    /// While a job with this key is not finished, another is not enqueued.
    pub dedupe_key: Option<String>,
}

/// Adds a job within the transaction of the change that asks for it. Gives whether it was new.
pub async fn enqueue(house: &House, tx: &Tx, new: New) -> Result<bool, Fault> {
    let New { kind, payload, run_at, dedupe_key } = new;
    let model = job::Model {
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
    };
    let added = job::Entity::insert(model.into_active_model())
        .on_conflict(OnConflict::column(job::Column::DedupeKey).do_nothing().to_owned())
        .exec_without_returning(tx.db())
        .await?;
    Ok(added > 0)
}

/// Runs one due job, if there is one. Gives whether there was.
pub async fn run_one(house: &House) -> Result<bool, Fault> {
    let Some(job) = claim(house).await? else { return Ok(false) };
    let outcome = attempt(house, &job).await;
    match outcome {
        Ok(()) => finish(house, &job).await?,
        Err(fault) => fail(house, &job, &fault).await?,
    }
    Ok(true)
}

async fn attempt(house: &House, job: &job::Model) -> Result<(), Fault> {
    // A failure is written down. Whoever left without a word has died, and so would everybody after.
    if job.attempts > job.max_attempts {
        return Err(Fault::internal("no worker lived to see its end"));
    }
    let handler = house.handlers.iter().find(|handler| handler.kind == job.kind);
    let handler = handler.ok_or_else(|| Fault::internal(format!("no handler for jobs of kind {}", job.kind)))?;
    // One that panics has failed; without this it would be claimed again for ever.
    AssertUnwindSafe((handler.run)(house.clone(), job.payload.clone()))
        .catch_unwind()
        .await
        .unwrap_or_else(|_| Err(Fault::internal("the job panicked")))
}

async fn claim(house: &House) -> Result<Option<job::Model>, Fault> {
    let tx = Tx::begin(&house.db, worker_meta(house)).await?;
    let now = tx.now();
    let free = Condition::any().add(job::Column::LeaseUntil.is_null()).add(job::Column::LeaseUntil.lt(now));
    let Some(job) = job::Entity::find()
        .filter(job::Column::Dead.eq(false))
        .filter(job::Column::RunAt.lte(now))
        .filter(free)
        .order_by_asc(job::Column::RunAt)
        .order_by_asc(job::Column::Id)
        .limit(1)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .one(tx.db())
        .await?
    else {
        return Ok(None);
    };
    let claimed = job::Model {
        lease_until: Some(now.plus_secs(LEASE_SECS)),
        fence: job.fence + 1,
        attempts: job.attempts + 1,
        ..job.clone()
    };
    let change = job::ActiveModel {
        id: Set(claimed.id),
        lease_until: Set(claimed.lease_until),
        fence: Set(claimed.fence),
        attempts: Set(claimed.attempts),
        ..Default::default()
    };
    job::Entity::update(change).exec(tx.db()).await?;
    tx.commit(&house.entropy).await?;
    Ok(Some(claimed))
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
    job::Entity::update_many()
        .col_expr(job::Column::LeaseUntil, Expr::value(Option::<Timestamp>::None))
        .col_expr(job::Column::RunAt, Expr::value(house.clock.now().plus_secs(pause + jitter)))
        .col_expr(job::Column::Dead, Expr::value(dead))
        .col_expr(job::Column::LastError, Expr::value(Some(cause.chars().take(2_000).collect::<String>())))
        .filter(job::Column::Id.eq(job.id))
        .filter(job::Column::Fence.eq(job.fence))
        .exec(house.db.writer())
        .await?;
    Ok(())
}

fn worker_meta(house: &House) -> Meta {
    Meta::system("worker", "job.claim", house.clock.now())
}

/// How many jobs wait or are dead.
pub async fn backlog(house: &House) -> Result<Vec<(JobId, String, bool)>, Fault> {
    let jobs = job::Entity::find().order_by_asc(job::Column::RunAt).limit(1_000).all(&house.db.reader).await?;
    Ok(jobs.into_iter().map(|job| (job.id, job.kind, job.dead)).collect())
}
