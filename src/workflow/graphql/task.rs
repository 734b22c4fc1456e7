//! Tasks in the schema.

use async_graphql::{Context, ID, Object, SimpleObject};

use crate::kernel::api::{Api as _, Nullable};
use crate::kernel::clock::Timestamp;
use crate::kernel::cost;
use crate::kernel::fault::Fault;
use crate::kernel::id::{StaffId, TypedId as _};
use crate::kernel::scope::Domain;
use crate::kernel::user_error::Refusal as _;
use crate::staff::entity::staff_member::StaffStatus;
use crate::staff::graphql::StaffMember;
use crate::staff::loader::StaffById;
use crate::workflow::entity::candidate::role_of;
use crate::workflow::entity::parked_command::{self, ParkedState};
use crate::workflow::entity::task::{self, TaskStatus};
use crate::workflow::error::WorkflowError;
use crate::workflow::graphql::instance::{EntityRef, WorkflowInstance};
use crate::workflow::loader::{CandidatesOf, ExclusionFrom, InstanceById, ParkedIn};
use crate::workflow::permission::WorkflowSupervise;
use crate::workflow::rules::{self, Standing};

#[derive(Clone)]
pub struct Task(pub task::Model);

/// A work item for a person, offered to roles and kept from those who must not decide it.
#[Object]
impl Task {
    /// The global id.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_global())
    }

    /// What is to be done, in a few words.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// What to look at, in plain text.
    async fn instructions(&self) -> Option<&str> {
        self.0.instructions.as_deref()
    }

    /// The node of the workflow that the task stands for.
    async fn node(&self) -> &str {
        &self.0.node
    }

    /// How it stands.
    async fn status(&self) -> TaskStatus {
        self.0.status
    }

    /// What it is about.
    async fn entity(&self) -> EntityRef {
        let task::Model { entity, entity_id, entity_label, .. } = &self.0;
        EntityRef::new(entity, *entity_id, entity_label)
    }

    /// The outcomes that it can be completed with, in the order of their buttons.
    #[graphql(directive = cost::list::apply(3))]
    async fn outcomes(&self) -> Vec<String> {
        self.0.outcomes()
    }

    /// The outcome that it was completed with.
    async fn outcome(&self) -> Option<&str> {
        self.0.outcome.as_deref()
    }

    /// What was said when it was completed.
    async fn comment(&self) -> Option<&str> {
        self.0.comment.as_deref()
    }

    /// Who has taken it.
    async fn assignee(&self, ctx: &Context<'_>) -> Nullable<StaffMember> {
        ctx.child(StaffById(self.0.assignee_id?), StaffMember).await
    }

    /// Who completed it.
    async fn completed_by(&self, ctx: &Context<'_>) -> Nullable<StaffMember> {
        ctx.child(StaffById(self.0.completed_by?), StaffMember).await
    }

    /// The keys of the roles that it is offered to. Empty when it is closed.
    #[graphql(directive = cost::list::apply(3))]
    async fn candidate_roles(&self, ctx: &Context<'_>) -> Nullable<Vec<String>> {
        Some(candidate_roles(ctx, &self.0).await)
    }

    /// The workflow that it belongs to.
    async fn instance(&self, ctx: &Context<'_>) -> Nullable<WorkflowInstance> {
        ctx.child(InstanceById(self.0.instance_id), WorkflowInstance).await
    }

    /// Whether who asked for what waits here is deactivated. Until they are active again, it can be refused and not be done.
    async fn is_resting(&self, ctx: &Context<'_>) -> Result<bool, Fault> {
        let parked = ctx.load(ParkedIn(self.0.instance_id)).await?;
        match parked.filter(|_| self.0.status.is_open()) {
            Some(parked) => rests(ctx, &parked).await,
            None => Ok(false),
        }
    }

    /// What the caller can do with it, so that a dashboard needs no rules of its own.
    async fn can(&self, ctx: &Context<'_>) -> Nullable<TaskCan> {
        Some(can(ctx, &self.0).await)
    }

    /// How urgent it is, from 0 to 100. Most are 50.
    async fn priority(&self) -> i32 {
        self.0.priority
    }

    /// When it was offered.
    async fn created_at(&self) -> Timestamp {
        self.0.created_at
    }

    /// When it should be done; null when there is no date.
    async fn due_at(&self) -> Option<Timestamp> {
        (self.0.due_at != Timestamp::NEVER).then_some(self.0.due_at)
    }

    /// When it was taken.
    async fn claimed_at(&self) -> Option<Timestamp> {
        self.0.claimed_at
    }

    /// When it was completed or canceled.
    async fn completed_at(&self) -> Option<Timestamp> {
        self.0.completed_at
    }

    /// Goes up with each change.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

/// What the caller can do with a task.
#[derive(SimpleObject)]
pub struct TaskCan {
    /// Whether the caller can take it.
    claim: TaskAbility,
    /// Whether the caller can complete it.
    complete: TaskAbility,
    /// Whether the caller can give it back.
    release: TaskAbility,
}

/// Whether something can be done, and if not, why.
#[derive(SimpleObject)]
pub struct TaskAbility {
    /// Whether it can be done.
    allowed: bool,
    /// The code that the mutation would be refused with, such as `EXCLUDED_BY_SOD`. Null when it can be done.
    reason: Option<String>,
}

impl From<Result<(), WorkflowError>> for TaskAbility {
    fn from(answer: Result<(), WorkflowError>) -> Self {
        let reason = answer.err().map(|error| error.to_user_error().code);
        Self { allowed: reason.is_none(), reason }
    }
}

async fn candidate_roles(ctx: &Context<'_>, task: &task::Model) -> Result<Vec<String>, Fault> {
    let rows = ctx.load(CandidatesOf(task.id)).await?.unwrap_or_default();
    Ok(rows.iter().map(|row| role_of(&row.principal).to_owned()).collect())
}

/// Whether a command waits whose author is deactivated.
pub(super) async fn rests(ctx: &Context<'_>, parked: &parked_command::Model) -> Result<bool, Fault> {
    sleeps(ctx, parked.staff_id.filter(|_| parked.state == ParkedState::Waiting)).await
}

/// Whether this is somebody whose account is deactivated.
async fn sleeps(ctx: &Context<'_>, staff: Option<StaffId>) -> Result<bool, Fault> {
    let Some(staff) = staff else { return Ok(false) };
    let member = ctx.load(StaffById(staff)).await?;
    Ok(member.is_some_and(|member| member.status == StaffStatus::Deactivated))
}

async fn can(ctx: &Context<'_>, task: &task::Model) -> Result<TaskCan, Fault> {
    let caller = ctx.caller();
    let candidates = ctx.load(CandidatesOf(task.id)).await?.unwrap_or_default();
    let overseen = caller.scope_of::<WorkflowSupervise>();
    let standing = Standing {
        me: caller.actor.staff(),
        roles: candidates.iter().map(|row| role_of(&row.principal).to_owned()).collect(),
        candidate: rules::is_candidate(&caller.held, &candidates),
        excluded: ctx.load(ExclusionFrom(task.id)).await?,
        abandoned: sleeps(ctx, task.assignee_id).await?,
        supervisor: Domain::parse(&task.domain).is_some_and(|domain| overseen.has(domain)),
    };
    Ok(TaskCan {
        claim: rules::claim(task, &standing).into(),
        complete: rules::complete(task, &standing).into(),
        release: rules::release(task, &standing).into(),
    })
}
