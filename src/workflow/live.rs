//! The inbox as it changes, for whoever looks at theirs.

use async_graphql::{Context, Enum, Object, SimpleObject};

use crate::kernel::api::{Api as _, Nullable};
use crate::kernel::clock::Timestamp;
use crate::kernel::cx::Caller;
use crate::kernel::fault::Fault;
use crate::kernel::id::{TaskId, TypedId as _};
use crate::kernel::live;
use crate::workflow::entity::task::{self, TaskStatus};
use crate::workflow::event::{self, TaskEvent};
use crate::workflow::graphql::Task;
use crate::workflow::loader::{ExclusionFrom, TaskById};
use crate::workflow::permission::TaskWork;
use crate::workflow::rules;

/// A change of the caller's inbox.
#[derive(SimpleObject)]
pub struct InboxChange {
    /// Give it back as `after` to go on behind this change.
    cursor: String,
    /// What happened to the task.
    kind: InboxChangeKind,
    /// When it happened.
    at: Timestamp,
    /// The id of the task.
    task_id: TaskId,
    /// The task, when it stands in the caller's inbox now. Null when it does not, or not any more: take it off the screen.
    task: Option<Task>,
}

/// What happened to a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum InboxChangeKind {
    /// It was offered.
    Opened,
    /// Somebody has taken it: the caller, or a colleague, and then it is gone from the caller's inbox.
    Claimed,
    /// It was given back to everybody who may do it.
    Released,
    /// It was completed.
    Completed,
    /// It is not needed any more.
    Canceled,
}

impl InboxChangeKind {
    fn of(topic: &str) -> Self {
        match topic {
            event::CLAIMED => Self::Claimed,
            event::RELEASED => Self::Released,
            event::COMPLETED => Self::Completed,
            event::CANCELED => Self::Canceled,
            _ => Self::Opened,
        }
    }

    /// Whether it puts the task before everybody, and not only before those who had it in their inbox.
    fn offers(self) -> bool {
        match self {
            Self::Opened | Self::Released => true,
            Self::Claimed | Self::Completed | Self::Canceled => false,
        }
    }
}

#[derive(Default)]
pub struct WorkflowLive;

#[Object]
impl WorkflowLive {
    /// Tasks that come into the caller's inbox, change in it or leave it. Told of are only tasks that are offered to a role that
    /// the caller holds where the matter lies, and that the caller is not kept from; of what others do with a task that they have
    /// taken, nothing is told. A change of the caller's own roles is no event. Requires `task.work`.
    async fn inbox_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Begin behind the change with this cursor, instead of now. Changes are kept for 48 hours; a cursor \
                          of longer ago is refused with `EVENTS_EXPIRED`."
        )]
        after: Option<String>,
    ) -> Nullable<InboxChange> {
        inbox_changed(ctx, after).await.transpose()
    }
}

async fn inbox_changed(ctx: &Context<'_>, after: Option<String>) -> Result<Option<InboxChange>, Fault> {
    ctx.may(TaskWork)?;
    let Some(notice) = live::heard(ctx, event::TOPICS, after)? else { return Ok(None) };
    let (id, caller) = (TaskId::from_uuid(notice.aggregate_id), ctx.caller());
    let kind = InboxChangeKind::of(&notice.topic);
    let told: TaskEvent = serde_json::from_value(notice.payload.clone())?;
    if !concerns(&caller, kind, &told) || ctx.load(ExclusionFrom(id)).await?.is_some() {
        return Ok(None);
    }
    let task = ctx.load(TaskById(id)).await?.filter(|task| in_inbox(&caller, task));
    Ok(Some(InboxChange { cursor: live::cursor(notice), kind, at: notice.at, task_id: id, task: task.map(Task) }))
}

/// Whether the task was in the caller's inbox before or is after, as far as roles and holders tell.
fn concerns(caller: &Caller, kind: InboxChangeKind, told: &TaskEvent) -> bool {
    let offered = told.roles.iter().any(|role| rules::holds(&caller.held, role, &told.domain));
    offered && (kind.offers() || told.had.is_none() || told.had == caller.actor.staff())
}

fn in_inbox(caller: &Caller, task: &task::Model) -> bool {
    match task.status {
        TaskStatus::Open => true,
        TaskStatus::Claimed => task.assignee_id == caller.actor.staff(),
        TaskStatus::Completed | TaskStatus::Canceled => false,
    }
}
