//! Take a task, so that nobody else works on it.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::kernel::aggregate::{Find, Locked};
use crate::kernel::command::Command;
use crate::kernel::condition::Details;
use crate::kernel::cx::Cx;
use crate::kernel::id::TaskId;
use crate::kernel::store::expect_version;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;
use crate::workflow::desk::{self, Desk};
use crate::workflow::entity::task::{self, TaskStatus};
use crate::workflow::event;
use crate::workflow::permission::TaskWork;
use crate::workflow::rules;

/// Which task to take.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct TaskClaimInput {
    /// The task.
    pub id: TaskId,
    /// The version that was read; another one is refused with `CONFLICT`.
    pub expected_version: Option<i32>,
}

impl Command for TaskClaimInput {
    type Permission = TaskWork;
    type Outcome = TaskId;
    const NAME: &'static str = "taskClaim";
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
        let TaskClaimInput { id, expected_version } = self;
        let Desk { mut live, task, standing, domain: _ } = desk.into_inner();
        rules::claim(&task, &standing)?;
        expect_version(&task, expected_version)?;
        if task.assignee_id == standing.me {
            return Ok(id);
        }
        let after = task::Model {
            status: TaskStatus::Claimed,
            assignee_id: standing.me,
            claimed_at: Some(tx.now()),
            ..task.clone()
        };
        tx.save(&task, after).await?;
        let offers = desk::assign(tx, id, standing.me).await?;
        event::tell(tx, event::CLAIMED, &task, &offers)?;
        live.has_actor(tx, task.token_id).await?;
        live.note(tx, "task.claimed", Some(task.node), Some(id), json!({}));
        live.store(tx).await?;
        Ok(id)
    }
}
