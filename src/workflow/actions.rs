//! The built-in actions: what becomes of a command that waited for approval.

use futures::future::BoxFuture;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use serde_json::{Value, json};

use crate::kernel::actor::Actor;
use crate::kernel::command::Approved;
use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::id::WorkflowInstanceId;
use crate::kernel::process::{Action, ActionCx};
use crate::kernel::tx::Tx;
use crate::kernel::user_error::{Failure, UserError};
use crate::workflow::entity::parked_command::{self, ParkedState};
use crate::workflow::model::RUN_COMMAND;

/// `command.run` runs the command that the instance waits with; `command.discard` drops it.
pub const ACTIONS: [Action; 2] =
    [Action { name: RUN_COMMAND, run: run_parked }, Action { name: "command.discard", run: discard_parked }];

/// Runs the command as who asked for it, with what they hold now, which is nothing for who was deactivated, and the approvers on record. Its input is the one that
/// was parked, whatever the variables of the instance say.
fn run_parked<'a>(house: &'a House, tx: &'a Tx, cx: ActionCx, _: Value) -> BoxFuture<'a, Result<Value, Failure>> {
    Box::pin(async move {
        let parked = waiting(tx, cx.instance).await?.ok_or_else(nothing_waits)?;
        if !parked.pinned {
            return Err(not_pinned());
        }
        let actor = Actor::of_key(&parked.requested_by);
        let actor = actor.ok_or_else(|| Fault::internal("a parked command has no author"))?;
        let caller = house.callers.caller_within(tx, actor, &tx.meta().request_id).await?;
        let (input, version) = (parked.input.clone(), parked.subject_version);
        let approved = Approved { command: &parked.command, input, version, approvals: cx.approvals };
        let outcome = house.commands.run_parked(house, &caller, tx, approved).await?;
        settle(tx, parked, ParkedState::Done, Some(outcome.clone())).await?;
        Ok(json!({ "outcome": outcome }))
    })
}

fn discard_parked<'a>(_: &'a House, tx: &'a Tx, cx: ActionCx, _: Value) -> BoxFuture<'a, Result<Value, Failure>> {
    Box::pin(async move {
        discard(tx, cx.instance).await?;
        Ok(json!({}))
    })
}

/// Drops the command that an instance waits with, if there is one.
pub async fn discard(tx: &Tx, instance: WorkflowInstanceId) -> Result<(), Fault> {
    match waiting(tx, instance).await? {
        Some(parked) => settle(tx, parked, ParkedState::Discarded, None).await,
        None => Ok(()),
    }
}

async fn waiting(tx: &Tx, instance: WorkflowInstanceId) -> Result<Option<parked_command::Model>, Fault> {
    let parked = parked_command::Entity::find()
        .filter(parked_command::Column::InstanceId.eq(instance))
        .filter(parked_command::Column::State.eq(ParkedState::Waiting));
    Ok(parked.one(tx.db()).await?)
}

async fn settle(
    tx: &Tx,
    before: parked_command::Model,
    state: ParkedState,
    outcome: Option<Value>,
) -> Result<(), Fault> {
    let after = parked_command::Model { state, outcome, settled_at: Some(tx.now()), ..before.clone() };
    tx.save(&before, after).await.map(drop)
}

fn nothing_waits() -> Failure {
    UserError::new("NOTHING_PARKED", "No command waits in this workflow.").into()
}

fn not_pinned() -> Failure {
    let message =
        "This was asked for before approvals stood for a version of what they change. Refuse it, and ask for it again.";
    UserError::new("APPROVAL_OUTDATED", message).into()
}
