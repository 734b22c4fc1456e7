//! Give a task back to everybody who may do it.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::kernel::aggregate::{Find, Locked};
use crate::kernel::command::Command;
use crate::kernel::condition::Details;
use crate::kernel::cx::Cx;
use crate::kernel::fault::Fault;
use crate::kernel::id::TaskId;
use crate::kernel::store::expect_version;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;
use crate::workflow::desk::{self, Desk};
use crate::workflow::engine::Live;
use crate::workflow::entity::task::{self, TaskStatus};
use crate::workflow::event;
use crate::workflow::permission::TaskWork;
use crate::workflow::rules;

/// Which task to give back.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct TaskReleaseInput {
    /// The task: one's own, or anybody's for a holder of `workflow.supervise`.
    pub id: TaskId,
    /// The version that was read; another one is refused with `CONFLICT`.
    pub expected_version: Option<i32>,
}

impl Command for TaskReleaseInput {
    type Permission = TaskWork;
    type Outcome = TaskId;
    const NAME: &'static str = "taskRelease";
    const APPROVABLE: bool = false;

    type About = Locked<Desk>;

    async fn about(&self, find: &Find<'_, TaskWork>) -> Result<Locked<Desk>, Failure> {
        // Why somebody cannot have a task says more than that it is not what they have read: the version is looked at afterwards.
        find.locked(self.id, "id", None).await
    }

    fn details(&self, _: &Locked<Desk>) -> Details {
        Details::none()
    }

    async fn run(self, _: &Cx<TaskWork>, tx: &Tx, desk: Locked<Desk>) -> Result<TaskId, Failure> {
        let TaskReleaseInput { id, expected_version } = self;
        let Desk { live, task, standing, domain: _ } = desk.into_inner();
        rules::release(&task, &standing)?;
        expect_version(&task, expected_version)?;
        give_back(tx, live, task).await?;
        Ok(id)
    }
}

/// Opens a claimed task again.
pub async fn give_back(tx: &Tx, mut live: Live, task: task::Model) -> Result<(), Fault> {
    let after = task::Model { status: TaskStatus::Open, assignee_id: None, claimed_at: None, ..task.clone() };
    tx.save(&task, after).await?;
    let offers = desk::assign(tx, task.id, None).await?;
    event::tell(tx, event::RELEASED, &task, &offers)?;
    live.note(tx, "task.released", Some(task.node), Some(task.id), json!({ "from": task.assignee_id }));
    live.store(tx).await?;
    Ok(())
}
