//! What goes on about a thing, for the objects of other slices.

use async_graphql::Context;

use crate::kernel::api::Api as _;
use crate::kernel::fault::Fault;
use crate::kernel::id::TypedId;
use crate::workflow::graphql::{Task, WorkflowInstance};
use crate::workflow::loader::{InstancesOver, TasksOf, Thing};
use crate::workflow::permission::TaskWork;

/// The tasks about a thing, for fields that are called `tasks`.
pub async fn tasks_about<I: TypedId>(ctx: &Context<'_>, id: I) -> Result<Vec<Task>, Fault> {
    if !ctx.caller().holds::<TaskWork>() {
        return Ok(Vec::new());
    }
    let rows = ctx.load(TasksOf(Thing::of(id))).await?.unwrap_or_default();
    Ok(rows.into_iter().map(Task).collect())
}

/// The running workflows over a thing, for fields that are called `workflows`.
pub async fn workflows_over<I: TypedId>(ctx: &Context<'_>, id: I) -> Result<Vec<WorkflowInstance>, Fault> {
    if !ctx.caller().holds::<TaskWork>() {
        return Ok(Vec::new());
    }
    let rows = ctx.load(InstancesOver(Thing::of(id))).await?.unwrap_or_default();
    Ok(rows.into_iter().map(WorkflowInstance).collect())
}
