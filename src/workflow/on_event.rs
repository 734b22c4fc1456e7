//! What workflows do when something happens elsewhere. Each reaction may run twice and has one effect.

use futures::future::BoxFuture;
use sea_orm::{ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _};
use serde::Deserialize;

use crate::access::entity::policy_line::{self, Effect};
use crate::access::entity::role;
use crate::access::{assignment, role_lines};
use crate::kernel::cx::Caller;
use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::id::{RoleId, StaffId, TaskId, TypedId as _, WorkflowInstanceId};
use crate::kernel::job::{Handler, Lane, Work};
use crate::kernel::outbox::Reaction;
use crate::kernel::tx::{Meta, Tx};
use crate::kernel::user_error::Failure;
use crate::workflow::engine::Live;
use crate::workflow::entity::instance::{self, InstanceStatus};
use crate::workflow::entity::task::{self, TaskStatus};
use crate::workflow::release;
use crate::workflow::step::Input;
use crate::workflow::unattended::{self, Loss};

/// What is listened to.
pub const REACTIONS: [Reaction; 6] = [
    Reaction { topic: "order.canceled", job: "workflow.orderCanceled" },
    Reaction { topic: "staff.deactivated", job: "workflow.staffDeactivated" },
    Reaction { topic: assignment::TAKEN, job: "workflow.roleUnassigned" },
    Reaction { topic: "staff.reactivated", job: "workflow.staffReactivated" },
    Reaction { topic: assignment::GIVEN, job: "workflow.roleAssigned" },
    Reaction { topic: role_lines::CHANGED, job: "workflow.roleChanged" },
];

/// What is done.
pub const HANDLERS: [Handler; 6] = [
    Handler { kind: "workflow.orderCanceled", lane: Lane::Database, run: order_canceled },
    Handler { kind: "workflow.staffDeactivated", lane: Lane::Database, run: staff_deactivated },
    Handler { kind: "workflow.roleUnassigned", lane: Lane::Database, run: role_unassigned },
    Handler { kind: "workflow.staffReactivated", lane: Lane::Database, run: staff_reactivated },
    Handler { kind: "workflow.roleAssigned", lane: Lane::Database, run: role_assigned },
    Handler { kind: "workflow.roleChanged", lane: Lane::Database, run: role_changed },
];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    aggregate_id: uuid::Uuid,
}

/// A canceled order needs no decision any more.
fn order_canceled(work: Work) -> BoxFuture<'static, Result<(), Fault>> {
    Box::pin(async move {
        let Told { aggregate_id } = serde_json::from_value(work.payload.clone())?;
        let live = instance::Entity::find()
            .filter(instance::Column::Entity.eq(crate::kernel::id::OrderId::TYPE))
            .filter(instance::Column::EntityId.eq(aggregate_id))
            .filter(instance::Column::Status.is_in(InstanceStatus::LIVE))
            .order_by_asc(instance::Column::Id)
            .all(&work.house.db.reader)
            .await?;
        for row in live {
            cancel(&work, row.id, "The order was canceled.").await?;
        }
        Ok(())
    })
}

async fn cancel(work: &Work, id: WorkflowInstanceId, reason: &str) -> Result<(), Fault> {
    let tx = begin(&work.house, "workflow.orderCanceled").await?;
    let Some(mut live) = Live::lock(&tx, id).await?.filter(|live| live.row.status.is_live()) else { return Ok(()) };
    let input = Input::Cancel { reason: reason.to_owned() };
    match live.send(&work.house, &tx, &Caller::system(NAME), input).await {
        Ok(()) => {}
        Err(Failure::Fault(fault)) => return Err(fault),
        Err(Failure::Refused(errors)) => {
            return Err(Fault::internal(format!("a cancellation was refused: {errors:?}")));
        }
    }
    live.store(&tx).await?;
    work.commit(tx).await
}

/// What somebody had taken goes back to everybody when they leave. Where nobody is left, an incident says so.
fn staff_deactivated(work: Work) -> BoxFuture<'static, Result<(), Fault>> {
    Box::pin(async move {
        let Told { aggregate_id } = serde_json::from_value(work.payload.clone())?;
        let gone = StaffId::from_uuid(aggregate_id);
        let held = task::Entity::find()
            .filter(task::Column::AssigneeId.eq(gone))
            .filter(task::Column::Status.eq(TaskStatus::Claimed))
            .order_by_asc(task::Column::Id)
            .all(&work.house.db.reader)
            .await?;
        for task in held {
            release_of(&work, task.id, task.instance_id, gone).await?;
        }
        tell_all(&work, "workflow.staffDeactivated", Loss::Of(gone)).await
    })
}

#[derive(Deserialize)]
struct Assigned {
    payload: Assignment,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Assignment {
    staff_id: StaffId,
    role_id: RoleId,
}

/// Where nobody is left since somebody lost a role, an incident says so.
fn role_unassigned(work: Work) -> BoxFuture<'static, Result<(), Fault>> {
    Box::pin(async move {
        let Assigned { payload: Assignment { staff_id, role_id } } = serde_json::from_value(work.payload.clone())?;
        let role = role::Entity::find_by_id(role_id).one(&work.house.db.reader).await?;
        let loss = role.map_or(Loss::Of(staff_id), |role| Loss::OfRole(staff_id, role.key));
        tell_all(&work, "workflow.roleUnassigned", loss).await
    })
}

/// Where somebody is there again, the incident ends.
fn staff_reactivated(work: Work) -> BoxFuture<'static, Result<(), Fault>> {
    Box::pin(async move { tell_attended(&work, "workflow.staffReactivated").await })
}

/// A role may give what it takes, or deny it.
fn role_assigned(work: Work) -> BoxFuture<'static, Result<(), Fault>> {
    Box::pin(async move {
        let Assigned { payload: Assignment { staff_id, role_id } } = serde_json::from_value(work.payload.clone())?;
        let denies = policy_line::Entity::find()
            .filter(policy_line::Column::RoleId.eq(role_id))
            .filter(policy_line::Column::Effect.eq(Effect::Deny));
        if denies.count(&work.house.db.reader).await? > 0 {
            tell_all(&work, "workflow.roleAssigned", Loss::Of(staff_id)).await?;
        }
        tell_attended(&work, "workflow.roleAssigned").await
    })
}

/// The same since a role permits something else.
fn role_changed(work: Work) -> BoxFuture<'static, Result<(), Fault>> {
    Box::pin(async move {
        let Told { aggregate_id } = serde_json::from_value(work.payload.clone())?;
        let role = role::Entity::find_by_id(RoleId::from_uuid(aggregate_id)).one(&work.house.db.reader).await?;
        if let Some(role) = role {
            tell_all(&work, "workflow.roleChanged", Loss::OfHolders(role.key)).await?;
        }
        tell_attended(&work, "workflow.roleChanged").await
    })
}

async fn tell_all(work: &Work, command: &'static str, loss: Loss) -> Result<(), Fault> {
    for task in unattended::since(&work.house, loss).await? {
        look_again(work, command, task).await?;
    }
    Ok(())
}

async fn tell_attended(work: &Work, command: &'static str) -> Result<(), Fault> {
    for task in unattended::no_more(&work.house).await? {
        look_again(work, command, task).await?;
    }
    Ok(())
}

async fn look_again(work: &Work, command: &'static str, id: TaskId) -> Result<(), Fault> {
    let tx = begin(&work.house, command).await?;
    let Some(found) = task::Entity::find_by_id(id).one(tx.db()).await? else { return Ok(()) };
    let Some(mut live) = Live::lock(&tx, found.instance_id).await? else { return Ok(()) };
    let task = task::Entity::find_by_id(id).one(tx.db()).await?;
    let Some(task) = task.filter(|task| task.status == TaskStatus::Open) else { return Ok(()) };
    live.look_again(&work.house, &tx, &task).await?;
    live.store(&tx).await?;
    work.commit(tx).await
}

async fn release_of(work: &Work, id: TaskId, of: WorkflowInstanceId, gone: StaffId) -> Result<(), Fault> {
    let tx = begin(&work.house, "workflow.staffDeactivated").await?;
    let Some(mut live) = Live::lock(&tx, of).await? else { return Ok(()) };
    let task = task::Entity::find_by_id(id).one(tx.db()).await?;
    let still = |task: &task::Model| task.status == TaskStatus::Claimed && task.assignee_id == Some(gone);
    let Some(task) = task.filter(still) else { return Ok(()) };
    live.knows(&task);
    release::give_back(&tx, live, task).await?;
    work.commit(tx).await
}

/// How these reactions are called in the audit log.
const NAME: &str = "workflow";

async fn begin(house: &House, command: &'static str) -> Result<Tx, Fault> {
    let meta = Meta::system(NAME, command, house.clock.now());
    Tx::begin(&house.db, meta).await
}
