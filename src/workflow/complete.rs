//! Complete a task: the workflow goes on, up to the next task or its end, in the same transaction.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::kernel::aggregate::{Find, Locked};
use crate::kernel::command::Command;
use crate::kernel::condition::Details;
use crate::kernel::cx::Cx;
use crate::kernel::id::{StaffId, TaskId, TypedId as _};
use crate::kernel::store::expect_version;
use crate::kernel::text::{Checks, NOTE};
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;
use crate::workflow::desk::Desk;
use crate::workflow::engine::apply::close_offers;
use crate::workflow::entity::task::{self, TaskStatus};
use crate::workflow::error::WorkflowError;
use crate::workflow::event;
use crate::workflow::model::JsonMap;
use crate::workflow::permission::TaskWork;
use crate::workflow::rules;
use crate::workflow::step::{Input, TokenId};

/// How a task ended.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct TaskCompleteInput {
    /// The task: one's own, or one that nobody has taken, which is then taken by this.
    pub id: TaskId,
    /// One of the outcomes of the task.
    pub outcome: String,
    /// Why, for everybody who follows the matter. At most 2,000 characters.
    pub comment: Option<String>,
    /// The version that was read; another one is refused with `CONFLICT`.
    pub expected_version: Option<i32>,
}

impl Command for TaskCompleteInput {
    type Permission = TaskWork;
    type Outcome = TaskId;
    const NAME: &'static str = "taskComplete";
    const APPROVABLE: bool = false;

    type About = Locked<Desk>;

    async fn about(&self, find: &Find<'_, TaskWork>) -> Result<Locked<Desk>, Failure> {
        // Why somebody cannot have a task says more than that it is not what they have read: the version is looked at afterwards.
        find.locked(self.id, "id", None).await
    }

    fn details(&self, _: &Locked<Desk>) -> Details {
        Details::none()
    }

    async fn run(self, cx: &Cx<TaskWork>, tx: &Tx, desk: Locked<Desk>) -> Result<TaskId, Failure> {
        let TaskCompleteInput { id, outcome, comment, expected_version } = self;
        let mut checks = Checks::new();
        let comment = checks.optional("comment", comment.as_deref(), NOTE);
        checks.done()?;
        let Desk { mut live, task, standing, domain: _ } = desk.into_inner();
        rules::complete(&task, &standing)?;
        expect_version(&task, expected_version)?;
        let allowed = task.outcomes();
        if !allowed.contains(&outcome) {
            return Err(WorkflowError::OutcomeUnknown { allowed }.into());
        }
        live.has_actor(tx, task.token_id).await?;
        let taken = task.assignee_id == standing.me;
        if !taken {
            live.note(tx, "task.claimed", Some(task.node.clone()), Some(id), json!({}));
        }
        let after = task::Model {
            status: TaskStatus::Completed,
            assignee_id: standing.me,
            outcome: Some(outcome.clone()),
            comment: comment.clone(),
            completed_by: standing.me,
            claimed_at: task.claimed_at.filter(|_| taken).or(Some(tx.now())),
            completed_at: Some(tx.now()),
            ..task.clone()
        };
        tx.save(&task, after).await?;
        let offers = close_offers(tx, id).await?;
        event::tell(tx, event::COMPLETED, &task, &offers)?;
        let input = Input::TaskDone {
            token: TokenId(task.token_id),
            outcome,
            data: data(comment),
            actor: standing.me.map(StaffId::to_global).unwrap_or_default(),
        };
        live.send(cx.house(), tx, cx.caller(), input).await?;
        live.store(tx).await?;
        Ok(id)
    }
}

fn data(comment: Option<String>) -> JsonMap {
    comment.into_iter().map(|comment| ("comment".to_owned(), Value::String(comment))).collect()
}
