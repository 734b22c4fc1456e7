//! Running workflows in the schema.

use async_graphql::{Context, ID, Object, SimpleObject};

use crate::kernel::api::{Api as _, Nullable};
use crate::kernel::clock::Timestamp;
use crate::kernel::cost;
use crate::kernel::fault::Fault;
use crate::kernel::id::{self, TypedId as _, WorkflowInstanceId};
use crate::kernel::json::Json;
use crate::staff::graphql::StaffMember;
use crate::staff::loader::StaffById;
use crate::workflow::entity::incident::IncidentState;
use crate::workflow::entity::instance::{self, InstanceStatus};
use crate::workflow::entity::{event, incident};
use crate::workflow::graphql::definition::WorkflowDefinition;
use crate::workflow::graphql::parked::ParkedCommand;
use crate::workflow::graphql::task::Task;
use crate::workflow::loader::{
    DefinitionById, EventsOf, IncidentsOf, InstanceById, ParkedIn, Run, RunOf, TaskById, TasksOfInstance,
};

/// The thing that a workflow runs over.
#[derive(Clone, SimpleObject)]
pub struct EntityRef {
    /// The name of its type in this schema, such as `Order`.
    #[graphql(name = "type")]
    type_name: String,
    /// Its global id, for `node`.
    id: ID,
    /// How staff call it: an order number, a product title.
    label: String,
}

impl EntityRef {
    pub fn new(entity: &str, id: uuid::Uuid, label: &str) -> Self {
        Self { type_name: entity.to_owned(), id: ID(id::encode(entity, id)), label: label.to_owned() }
    }
}

#[derive(Clone)]
pub struct WorkflowInstance(pub instance::Model);

/// One run of a workflow.
#[Object]
impl WorkflowInstance {
    /// The global id.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_global())
    }

    /// The definition that it runs. Requires `workflow.read`.
    async fn definition(&self, ctx: &Context<'_>) -> Nullable<WorkflowDefinition> {
        definition(ctx, &self.0).await.transpose()
    }

    /// The key of the definition that it runs.
    async fn definition_key(&self) -> &str {
        &self.0.definition_key
    }

    /// The name of the definition that it runs.
    async fn definition_name(&self, ctx: &Context<'_>) -> Nullable<String> {
        run(ctx, &self.0).await.map(|run| run.map(|run| run.name)).transpose()
    }

    /// The number of the version that it runs.
    async fn definition_version(&self, ctx: &Context<'_>) -> Nullable<i32> {
        run(ctx, &self.0).await.map(|run| run.map(|run| run.number)).transpose()
    }

    /// How it stands.
    async fn status(&self) -> InstanceStatus {
        self.0.status
    }

    /// The last business stage that it reached.
    async fn milestone(&self) -> Option<&str> {
        self.0.milestone.as_deref()
    }

    /// How it ended, such as `approved`.
    async fn outcome(&self) -> Option<&str> {
        self.0.outcome.as_deref()
    }

    /// Who started it; null when the product itself did.
    async fn initiator(&self, ctx: &Context<'_>) -> Nullable<StaffMember> {
        ctx.child(StaffById(self.0.initiator_id?), StaffMember).await
    }

    /// What it runs over.
    async fn entity(&self) -> EntityRef {
        let instance::Model { entity, entity_id, entity_label, .. } = &self.0;
        EntityRef::new(entity, *entity_id, entity_label)
    }

    /// Its tasks that the caller sees, oldest first.
    #[graphql(directive = cost::list::apply(3))]
    async fn tasks(&self, ctx: &Context<'_>) -> Nullable<Vec<Task>> {
        let tasks = ctx.load(TasksOfInstance(self.0.id)).await;
        Some(tasks.map(|rows| rows.unwrap_or_default().into_iter().map(Task).collect()))
    }

    /// What happened, oldest first; the latest 500 events.
    #[graphql(directive = cost::list::apply(20))]
    async fn history(&self, ctx: &Context<'_>) -> Nullable<Vec<WorkflowEvent>> {
        let events = ctx.load(EventsOf(self.0.id)).await;
        Some(events.map(|rows| rows.unwrap_or_default().into_iter().map(WorkflowEvent).collect()))
    }

    /// The command that it decides on, if it does.
    async fn parked_command(&self, ctx: &Context<'_>) -> Nullable<ParkedCommand> {
        let row = ctx.load(ParkedIn(self.0.id)).await;
        row.map(|row| row.map(|row| ParkedCommand::new(row, self.0.domain.clone()))).transpose()
    }

    /// What it could not decide alone, oldest first.
    #[graphql(directive = cost::list::apply(2))]
    async fn incidents(&self, ctx: &Context<'_>) -> Nullable<Vec<WorkflowIncident>> {
        let incidents = ctx.load(IncidentsOf(self.0.id)).await;
        Some(incidents.map(|rows| rows.unwrap_or_default().into_iter().map(WorkflowIncident).collect()))
    }

    /// When it was started.
    async fn started_at(&self) -> Timestamp {
        self.0.started_at
    }

    /// When it ended.
    async fn ended_at(&self) -> Option<Timestamp> {
        self.0.ended_at
    }

    /// Goes up with each change.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

async fn run(ctx: &Context<'_>, row: &instance::Model) -> Result<Option<Run>, Fault> {
    ctx.load(RunOf(row.version_id)).await
}

async fn definition(ctx: &Context<'_>, row: &instance::Model) -> Result<Option<WorkflowDefinition>, Fault> {
    let Some(run) = run(ctx, row).await? else { return Ok(None) };
    Ok(ctx.load(DefinitionById(run.definition_id)).await?.map(WorkflowDefinition))
}

pub struct WorkflowEvent(event::Model);

/// Something that happened in a workflow.
#[Object]
impl WorkflowEvent {
    /// Its number within the instance, from 1.
    async fn seq(&self) -> i32 {
        i32::try_from(self.0.seq).unwrap_or(i32::MAX)
    }

    /// When it happened.
    async fn at(&self) -> Timestamp {
        self.0.at
    }

    /// What happened, such as `task.completed` or `token.moved`.
    async fn kind(&self) -> &str {
        &self.0.kind
    }

    /// The node that it happened at.
    async fn node(&self) -> Option<&str> {
        self.0.node.as_deref()
    }

    /// Who acted; null when the product itself did.
    async fn actor(&self, ctx: &Context<'_>) -> Nullable<StaffMember> {
        ctx.child(StaffById(self.0.staff_id?), StaffMember).await
    }

    /// The task that it happened to, if the caller sees it.
    async fn task(&self, ctx: &Context<'_>) -> Nullable<Task> {
        ctx.child(TaskById(self.0.task_id?), Task).await
    }

    /// The facts; their shape depends on the kind.
    async fn data(&self) -> Json {
        Json(self.0.data.clone())
    }
}

pub struct WorkflowIncident(incident::Model);

/// Something that a workflow could not decide alone.
#[Object]
impl WorkflowIncident {
    /// What kind, such as `NO_ACTOR`: nobody who may act holds a role that the task is offered to, and may work on tasks there.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// One sentence about it.
    async fn message(&self) -> &str {
        &self.0.message
    }

    /// The facts; their shape depends on the code.
    async fn data(&self) -> Json {
        Json(self.0.data.clone())
    }

    /// Whether it still stops the workflow.
    async fn state(&self) -> IncidentState {
        self.0.state
    }

    /// When it was raised.
    async fn at(&self) -> Timestamp {
        self.0.at
    }
}

pub struct PendingApproval(pub WorkflowInstanceId);

/// A matter that waits for approval.
#[Object]
impl PendingApproval {
    /// The id of the workflow instance that decides.
    async fn instance_id(&self) -> ID {
        ID(self.0.to_global())
    }

    /// The workflow instance that decides.
    async fn instance(&self, ctx: &Context<'_>) -> Nullable<WorkflowInstance> {
        ctx.child(InstanceById(self.0), WorkflowInstance).await
    }

    /// The key of the workflow that decides.
    async fn workflow_key(&self, ctx: &Context<'_>) -> Nullable<String> {
        pending(ctx, self.0).await.map(|run| run.map(|run| run.key)).transpose()
    }

    /// The name of the workflow that decides.
    async fn workflow_name(&self, ctx: &Context<'_>) -> Nullable<String> {
        pending(ctx, self.0).await.map(|run| run.map(|run| run.name)).transpose()
    }
}

async fn pending(ctx: &Context<'_>, id: WorkflowInstanceId) -> Result<Option<Run>, Fault> {
    match ctx.load(InstanceById(id)).await? {
        Some(row) => run(ctx, &row).await,
        None => Ok(None),
    }
}
