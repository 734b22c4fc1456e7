//! Workflows in the schema: the roots.

mod about;
pub mod definition;
pub mod instance;
pub mod parked;
pub mod task;

use async_graphql::{Context, Object};

pub use about::{tasks_about, workflows_over};
pub use definition::{WorkflowDefinition, WorkflowDefinitionVersion};
pub use instance::{EntityRef, PendingApproval, WorkflowInstance};
pub use task::Task;

use crate::kernel::api::{Api as _, Nullable};
use crate::kernel::command::Answer;
use crate::kernel::cost;
use crate::kernel::fault::Fault;
use crate::kernel::id::{TaskId, WorkflowInstanceId, WorkflowVersionId};
use crate::kernel::page::{Direction, PageArgs, Pages};
use crate::kernel::user_error::UserError;
use crate::workflow::cancel::WorkflowCancelInput;
use crate::workflow::claim::TaskClaimInput;
use crate::workflow::complete::TaskCompleteInput;
use crate::workflow::definition_save::WorkflowDefinitionSaveInput;
use crate::workflow::deprecate::WorkflowDefinitionDeprecateInput;
use crate::workflow::graphql::definition::WorkflowFinding;
use crate::workflow::inbox::{self, InboxFilter, Place};
use crate::workflow::loader::{InstanceById, TaskById, VersionById};
use crate::workflow::permission::{TaskWork, WorkflowRead};
use crate::workflow::publish::WorkflowDefinitionPublishInput;
use crate::workflow::read::{self, WorkflowInstanceFilter};
use crate::workflow::release::TaskReleaseInput;
use crate::workflow::start::WorkflowStartInput;

crate::payload! {
    /// The answer of `taskClaim`.
    TaskClaimPayload {
        /// The task, which the caller has now.
        task: Task = TaskById(TaskId)
    }
}

crate::payload! {
    /// The answer of `taskRelease`.
    TaskReleasePayload {
        /// The task, which is open again.
        task: Task = TaskById(TaskId)
    }
}

crate::payload! {
    /// The answer of `taskComplete`.
    TaskCompletePayload {
        /// The completed task. Its `instance` tells how the workflow went on.
        task: Task = TaskById(TaskId)
    }
}

crate::payload! {
    /// The answer of `workflowStart`.
    WorkflowStartPayload {
        /// The new run.
        instance: WorkflowInstance = InstanceById(WorkflowInstanceId)
    }
}

crate::payload! {
    /// The answer of `workflowCancel`.
    WorkflowCancelPayload {
        /// The canceled run.
        instance: WorkflowInstance = InstanceById(WorkflowInstanceId)
    }
}

crate::payload! {
    /// The answer of `workflowDefinitionPublish`.
    WorkflowDefinitionPublishPayload {
        /// The published version.
        version: WorkflowDefinitionVersion = VersionById(WorkflowVersionId)
    }
}

crate::payload! {
    /// The answer of `workflowDefinitionDeprecate`.
    WorkflowDefinitionDeprecatePayload {
        /// The deprecated version.
        version: WorkflowDefinitionVersion = VersionById(WorkflowVersionId)
    }
}

pub struct WorkflowDefinitionSavePayload(Answer<WorkflowVersionId>);

/// The answer of `workflowDefinitionSave`.
#[Object]
impl WorkflowDefinitionSavePayload {
    /// The draft. Requires `workflow.read`.
    async fn version(&self, ctx: &Context<'_>) -> Nullable<WorkflowDefinitionVersion> {
        let id = self.0.done()?;
        Some(ctx.changed(VersionById(*id)).await.map(WorkflowDefinitionVersion))
    }

    /// What is wrong with the draft, errors first. Only a draft without errors can be published.
    #[graphql(directive = cost::list::apply(5))]
    async fn findings(&self, ctx: &Context<'_>) -> Nullable<Vec<WorkflowFinding>> {
        let id = self.0.done()?;
        Some(definition::findings_of(ctx, *id).await)
    }

    /// Why nothing happened. Empty when it happened, and when it waits for approval.
    #[graphql(directive = cost::list::apply(2))]
    async fn user_errors(&self) -> Vec<UserError> {
        self.0.user_errors()
    }

    /// Set when the policies want an approval first: the input is parked, and this workflow decides.
    async fn pending_approval(&self) -> Option<PendingApproval> {
        self.0.parked().map(PendingApproval)
    }
}

#[derive(Default)]
pub struct WorkflowQuery;

#[Object]
impl WorkflowQuery {
    /// The tasks that the caller may do, most urgent first: those that are offered to their roles and that nobody has
    /// taken, and those that they have taken themselves. Requires `task.work`.
    #[graphql(directive = cost::page::apply())]
    async fn inbox(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the start, at most 100. The default is 20.")] first: Option<i32>,
        #[graphql(desc = "So many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which tasks to show.")] filter: Option<InboxFilter>,
    ) -> Nullable<Pages<Task, Place>> {
        Some(inbox(ctx, PageArgs { first, last, after, before }, filter).await)
    }

    /// A task by its id; null when there is none for the caller. Requires `task.work`.
    async fn task(&self, ctx: &Context<'_>, #[graphql(desc = "The task.")] id: TaskId) -> Nullable<Task> {
        if let Err(fault) = ctx.may(TaskWork) {
            return Some(Err(fault));
        }
        ctx.child(TaskById(id), Task).await
    }

    /// A run of a workflow by its id; null when there is none for the caller, who sees what they started, what they have
    /// or had a task in, and with `workflow.read` everything. Requires `task.work`.
    async fn workflow_instance(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The workflow instance.")] id: WorkflowInstanceId,
    ) -> Nullable<WorkflowInstance> {
        if let Err(fault) = ctx.may(TaskWork) {
            return Some(Err(fault));
        }
        ctx.child(InstanceById(id), WorkflowInstance).await
    }

    /// The runs of workflows that the caller sees, by when they were started: what they started, what they have or had a
    /// task in, and with `workflow.read` everything. Requires `task.work`.
    #[allow(clippy::too_many_arguments, reason = "the four arguments of a connection, and what it is tied to")]
    #[graphql(directive = cost::page::apply())]
    async fn workflow_instances(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the start, at most 100. The default is 20.")] first: Option<i32>,
        #[graphql(desc = "So many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
        #[graphql(name = "where", desc = "Which runs to list.")] filter: Option<WorkflowInstanceFilter>,
        #[graphql(desc = "In which direction. The default is the latest first.")] direction: Option<Direction>,
    ) -> Nullable<Pages<WorkflowInstance>> {
        Some(instances(ctx, PageArgs { first, last, after, before }, filter, direction).await)
    }

    /// A workflow definition by its key; null when there is none. For who may read workflows in the whole company. Requires `workflow.read`.
    async fn workflow_definition(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The key, such as `order-release`.")] key: String,
    ) -> Nullable<WorkflowDefinition> {
        definition_by_key(ctx, &key).await.transpose()
    }

    /// The workflow definitions, by key; the first 500. For who may read workflows in the whole company. Requires `workflow.read`.
    #[graphql(directive = cost::list::apply(10))]
    async fn workflow_definitions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that run over things of this type, such as `Order`.")] entity: Option<String>,
    ) -> Nullable<Vec<WorkflowDefinition>> {
        Some(definitions(ctx, entity).await)
    }
}

async fn inbox(ctx: &Context<'_>, args: PageArgs, filter: Option<InboxFilter>) -> Result<Pages<Task, Place>, Fault> {
    let cx = ctx.may(TaskWork)?;
    Ok(inbox::page(&cx, args, filter).await?.into_connection(Task))
}

async fn instances(
    ctx: &Context<'_>,
    args: PageArgs,
    filter: Option<WorkflowInstanceFilter>,
    direction: Option<Direction>,
) -> Result<Pages<WorkflowInstance>, Fault> {
    let cx = ctx.may(TaskWork)?;
    let page = read::instances(&cx, args, filter, direction.unwrap_or_default()).await?;
    Ok(page.into_connection(WorkflowInstance))
}

async fn definition_by_key(ctx: &Context<'_>, key: &str) -> Result<Option<WorkflowDefinition>, Fault> {
    let cx = ctx.caller().may_everywhere::<WorkflowRead>(ctx.house())?;
    Ok(read::definition(&cx, key).await?.map(WorkflowDefinition))
}

async fn definitions(ctx: &Context<'_>, entity: Option<String>) -> Result<Vec<WorkflowDefinition>, Fault> {
    let cx = ctx.caller().may_everywhere::<WorkflowRead>(ctx.house())?;
    Ok(read::definitions(&cx, entity).await?.into_iter().map(WorkflowDefinition).collect())
}

#[derive(Default)]
pub struct WorkflowMutation;

#[Object]
impl WorkflowMutation {
    /// Take a task, so that nobody else works on it. Requires `task.work`.
    async fn task_claim(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which task to take.")] input: TaskClaimInput,
    ) -> Nullable<TaskClaimPayload> {
        Some(ctx.command(input).await.map(TaskClaimPayload))
    }

    /// Give a task back to everybody who may do it. Requires `task.work`.
    async fn task_release(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which task to give back.")] input: TaskReleaseInput,
    ) -> Nullable<TaskReleasePayload> {
        Some(ctx.command(input).await.map(TaskReleasePayload))
    }

    /// Complete a task; its workflow goes on at once. What the workflow does then, such as running the command that waited
    /// for approval, happens with it or not at all. Requires `task.work`.
    async fn task_complete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How the task ended.")] input: TaskCompleteInput,
    ) -> Nullable<TaskCompletePayload> {
        Some(ctx.command(input).await.map(TaskCompletePayload))
    }

    /// Start a workflow by hand. Requires `workflow.start`.
    async fn workflow_start(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which workflow to start, and for what.")] input: WorkflowStartInput,
    ) -> Nullable<WorkflowStartPayload> {
        Some(ctx.command(input).await.map(WorkflowStartPayload))
    }

    /// Cancel a running workflow, with its tasks and the command that waits in it. Requires `workflow.cancel`.
    async fn workflow_cancel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which workflow to cancel, and why.")] input: WorkflowCancelInput,
    ) -> Nullable<WorkflowCancelPayload> {
        Some(ctx.command(input).await.map(WorkflowCancelPayload))
    }

    /// Write a draft of a workflow definition, whatever is wrong with it. Requires `workflow.design`.
    async fn workflow_definition_save(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The draft.")] input: WorkflowDefinitionSaveInput,
    ) -> Nullable<WorkflowDefinitionSavePayload> {
        Some(ctx.command(input).await.map(WorkflowDefinitionSavePayload))
    }

    /// Publish a draft without errors: new runs take it. Requires `workflow.publish`.
    async fn workflow_definition_publish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which draft to publish.")] input: WorkflowDefinitionPublishInput,
    ) -> Nullable<WorkflowDefinitionPublishPayload> {
        Some(ctx.command(input).await.map(WorkflowDefinitionPublishPayload))
    }

    /// Take a published version out of force. Requires `workflow.publish`.
    async fn workflow_definition_deprecate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which version to take out of force.")] input: WorkflowDefinitionDeprecateInput,
    ) -> Nullable<WorkflowDefinitionDeprecatePayload> {
        Some(ctx.command(input).await.map(WorkflowDefinitionDeprecatePayload))
    }
}
