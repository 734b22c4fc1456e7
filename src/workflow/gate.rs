//! Where a command goes that needs approval: its input is parked, and a workflow decides.

use async_trait::async_trait;
use sea_orm::{ColumnTrait as _, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;

use crate::kernel::approval::{Decided, Unfit};
use crate::kernel::command::{Gate, Parked};
use crate::kernel::condition::Subject;
use crate::kernel::cx::Caller;
use crate::kernel::fault::{Fault, Violation};
use crate::kernel::house::House;
use crate::kernel::id::{ParkedCommandId, TypedId as _, WorkflowInstanceId};
use crate::kernel::journal::Change;
use crate::kernel::scope::Domain;
use crate::kernel::spelling;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;
use crate::workflow::engine::{Live, New, compiled};
use crate::workflow::entity::definition;
use crate::workflow::entity::parked_command::{self, ParkedState, Proposed, SHOWN_CHANGES_MAX, Shown};
use crate::workflow::entity::version::{self, VersionStatus};
use crate::workflow::error::WorkflowError;
use crate::workflow::lanes;
use crate::workflow::model::{ANYTHING, JsonMap, MAX_VARIABLE_BYTES};
use crate::workflow::step::Input;

/// What a task about a command is about when the command tells no subject: the command itself.
const PARKED: &str = ParkedCommandId::TYPE;

/// Parks inputs and starts workflows.
pub struct WorkflowGate;

#[async_trait]
impl Gate for WorkflowGate {
    async fn park(
        &self,
        house: &House,
        caller: &Caller,
        tx: &Tx,
        parked: Parked,
    ) -> Result<WorkflowInstanceId, Failure> {
        let Parked { command, permission, workflow, input, facts, changes, replaces } = parked;
        if has_nul(&input) {
            return Err(WorkflowError::InputUnreadable.into());
        }
        // Such a line is not written any more, but may stand in the rows: what nobody decides about does not happen.
        let refuse = |unfit: Unfit| {
            tracing::warn!(permission, workflow, ?unfit, "a policy line names a workflow that cannot decide");
            WorkflowError::Unfit { workflow: workflow.clone(), unfit }
        };
        let version = deciding(tx, &workflow).await?.map_err(refuse)?;
        // What is made, and what changes by a difference, is in no other request's way.
        let pin = facts.subject.as_ref().and_then(|subject| Some((subject.id, subject.version?)));
        if let Some((subject, _)) = pin {
            replace_waiting(house, tx, caller, (command, subject), replaces.then_some(&input)).await?;
        }
        let (instance, id) = (house.entropy.id(tx.now()), house.entropy.id(tx.now()));
        let row = parked_command::Model {
            id,
            instance_id: instance,
            command: command.to_owned(),
            permission: permission.to_owned(),
            input: input.clone(),
            subject_id: pin.map(|(subject, _)| subject),
            subject_version: pin.map(|(_, version)| version),
            pinned: true,
            changes: Some(proposed(changes)?),
            requested_by: caller.actor.key(),
            staff_id: caller.actor.staff(),
            state: ParkedState::Waiting,
            outcome: None,
            created_at: tx.now(),
            settled_at: None,
            version: 1,
        };
        // What is made has no name before it is there: its request is what the task is about.
        let (entity, entity_id, label) = match facts.subject {
            Some(Subject { entity, id, label, version: _ }) => (entity, id, label),
            None => (PARKED, id.0, command.to_owned()),
        };
        let singleton = compiled(&version)?.singleton();
        let mut live = Live::create(
            tx,
            New {
                id: instance,
                version,
                definition_key: workflow,
                entity: entity.to_owned(),
                entity_id,
                entity_label: label.clone(),
                domain: facts.domains.first().copied().unwrap_or(Domain::Everything),
                singleton,
                initiator: caller.actor.staff(),
            },
        )
        .await?;
        insert(tx, row).await?;
        let summary = format!("{command}: {label}");
        let mut vars = json!({
            "command": { "name": command, "summary": summary, "input": offered(input) },
            "entityLabel": label,
        });
        if let (Some(amount), Some(vars)) = (facts.amount, vars.as_object_mut()) {
            vars.insert("amountMinor".to_owned(), json!(amount.minor));
            vars.insert("currency".to_owned(), json!(amount.currency.code()));
        }
        let vars = declared(vars, &live);
        live.send(house, tx, caller, Input::Start { vars }).await?;
        live.store(tx).await?;
        Ok(instance)
    }

    async fn unfit(&self, tx: &Tx, workflow: &str, subjects: &[Option<&'static str>]) -> Result<Option<Unfit>, Fault> {
        let version = match deciding(tx, workflow).await? {
            Ok(version) => version,
            Err(unfit) => return Ok(Some(unfit)),
        };
        let compiled = compiled(&version)?;
        // A command that names nothing is about itself, and any workflow may decide about that.
        let fits = |subject: &Option<&str>| {
            subject.is_none_or(|subject| compiled.entity() == ANYTHING || subject == compiled.entity())
        };
        let fits = subjects.iter().any(fits);
        Ok((!fits).then(|| Unfit::Subject { entity: compiled.entity().to_owned() }))
    }

    async fn decided_by(&self, tx: &Tx, role: &str) -> Result<Decided, Fault> {
        lanes::decided_by(tx, role).await
    }
}

/// Looks for a request that waits with the same command about the same thing. What the caller has asked for themselves is withdrawn when
/// the new input stands in its place, which it does when it names the same thing; anything else that waits is a refusal, because after
/// one of the two the thing has another version.
async fn replace_waiting(
    house: &House,
    tx: &Tx,
    caller: &Caller,
    (command, subject): (&str, Uuid),
    instead: Option<&Value>,
) -> Result<(), Failure> {
    let waiting = parked_command::Entity::find()
        .filter(parked_command::Column::Command.eq(command))
        .filter(parked_command::Column::SubjectId.eq(subject))
        .filter(parked_command::Column::State.eq(ParkedState::Waiting));
    let Some(known) = waiting.one(tx.db()).await? else { return Ok(()) };
    // A line of an order, a variant of a product: the input names a part of the thing.
    let same = instead.is_some_and(|input| input.get("id") == known.input.get("id"));
    if known.requested_by != caller.actor.key() || !same {
        return Err(WorkflowError::AlreadyPending { instance: known.instance_id }.into());
    }
    let live = Live::lock(tx, known.instance_id).await?;
    let mut live = live.filter(|live| live.row.status.is_live()).ok_or_else(|| again("it was decided meanwhile"))?;
    let reason = "Whoever asked for this has asked anew.".to_owned();
    live.send(house, tx, caller, Input::Cancel { reason }).await?;
    live.store(tx).await?;
    Ok(())
}

/// Somebody was faster: the next attempt sees what they did.
fn again(why: &str) -> Fault {
    Fault::Retry(Arc::new(DbErr::Custom(why.to_owned())))
}

/// Adds what waits. Another transaction that was faster with the same is found when this one runs again.
async fn insert(tx: &Tx, row: parked_command::Model) -> Result<(), Fault> {
    match tx.insert(row).await {
        Err(Fault::Violation(Violation::Unique)) => Err(again("the same was asked for at the same moment")),
        other => other.map(drop),
    }
}

/// What a command would change, as approvers are shown it.
fn proposed(changes: Vec<Change>) -> Result<Value, Fault> {
    let told = |value: Option<Value>| value.map(|value| spelling::to_api(value, &["source"]));
    let count = changes.len();
    let shown = changes.into_iter().take(SHOWN_CHANGES_MAX).map(|change| {
        let Change { entity, entity_id: id, before, after } = change;
        Shown { entity: entity.to_owned(), id, before: told(before), after: told(after) }
    });
    Ok(serde_json::to_value(Proposed { count, shown: shown.collect() })?)
}

/// The version that decides about commands from now on, or why none does.
pub async fn deciding(tx: &Tx, key: &str) -> Result<Result<version::Model, Unfit>, Fault> {
    let Some(version) = newest(tx, key).await? else { return Ok(Err(Unfit::NotPublished)) };
    let unfit = compiled(&version)?.unfit().cloned();
    Ok(unfit.map_or(Ok(version), Err))
}

/// The newest version of a definition that can be started.
pub async fn newest(tx: &Tx, key: &str) -> Result<Option<version::Model>, Fault> {
    let Some(definition) = definition::Entity::find().filter(definition::Column::Key.eq(key)).one(tx.db()).await?
    else {
        return Ok(None);
    };
    let version = version::Entity::find()
        .filter(version::Column::DefinitionId.eq(definition.id))
        .filter(version::Column::Status.eq(VersionStatus::Published))
        .order_by_desc(version::Column::Number);
    Ok(version.one(tx.db()).await?)
}

/// The input for the eyes of the definition. One that is too large for a variable is told by its size only; what runs
/// later is the parked input, whole.
fn offered(input: Value) -> Value {
    let bytes = input.to_string().len();
    // Name and summary stand in the same variable.
    if bytes > MAX_VARIABLE_BYTES - 1_024 { json!({ "bytes": bytes }) } else { input }
}

/// The variables that the definition asks for.
fn declared(vars: Value, live: &Live) -> JsonMap {
    let Value::Object(vars) = vars else { return JsonMap::new() };
    vars.into_iter().filter(|(name, _)| live.definition().variables().contains_key(name)).collect()
}

/// PostgreSQL keeps no NUL in a JSON text.
pub fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(has_nul),
        Value::Object(map) => map.iter().any(|(key, value)| key.contains('\0') || has_nul(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}
