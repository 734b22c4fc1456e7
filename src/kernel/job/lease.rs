//! That a job is in one pair of hands.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _, UpdateMany};
use serde_json::Value;

use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::id::JobId;
use crate::kernel::table::job;
use crate::kernel::tx::Tx;

/// How long somebody has a job for themselves. Renewed while it runs.
pub(super) const LEASE_SECS: i64 = 60;

/// Who has a job. Whoever claims it raises its fence, so that an earlier holder has it no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lease {
    pub job: JobId,
    pub fence: i64,
}

impl Lease {
    pub fn of(job: &job::Model) -> Self {
        Self { job: job.id, fence: job.fence }
    }

    /// A change of the job that happens only while the lease is held.
    pub fn update(self) -> UpdateMany<job::Entity> {
        let held = Condition::all().add(job::Column::Id.eq(self.job)).add(job::Column::Fence.eq(self.fence));
        job::Entity::update_many().filter(held)
    }

    /// Has the job for another while. Gives whether it was still held.
    pub async fn renew(self, house: &House) -> Result<bool, Fault> {
        let until = house.clock.now().plus_secs(LEASE_SECS);
        let renewed = self.update().col_expr(job::Column::LeaseUntil, Expr::value(Some(until)));
        Ok(renewed.exec(house.db.writer()).await?.rows_affected == 1)
    }
}

/// A job in the hands of its handler.
#[derive(Clone)]
pub struct Work {
    pub house: House,
    pub payload: Value,
    pub(super) lease: Lease,
}

impl Work {
    /// Commits a transaction of the job.
    ///
    /// # Errors
    /// Nothing is committed when somebody else has taken the job over, because this process was thought to be dead.
    pub async fn commit(&self, tx: Tx) -> Result<(), Fault> {
        let same = Expr::value(self.lease.fence);
        let held = self.lease.update().col_expr(job::Column::Fence, same).exec(tx.db()).await?;
        if held.rows_affected != 1 {
            return Err(Fault::internal("somebody else has taken the job over"));
        }
        self.house.commit(tx).await
    }
}
