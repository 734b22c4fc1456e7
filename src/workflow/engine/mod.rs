//! The command path: lock the instance, step until every token waits, do what the step says, write the difference.
//!
//! All of it happens in the transaction of the command that asks. A transaction locks one instance, and locks it before
//! anything that belongs to it.

pub mod apply;
mod cache;

use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};

use crate::kernel::cx::Caller;
use crate::kernel::fault::{Fault, Violation};
use crate::kernel::house::House;
use crate::kernel::id::{StaffId, TaskId, TypedId as _, WorkflowInstanceId};
use crate::kernel::process::{Action, ActionCx};
use crate::kernel::scope::Domain;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::{Failure, UserError};
use crate::workflow::compile::Compiled;
use crate::workflow::entity::instance::{self, InstanceStatus};
use crate::workflow::entity::task::{self, TaskStatus};
use crate::workflow::entity::{event, version};
use crate::workflow::error::WorkflowError;
use crate::workflow::expr::{Actor, CelEnv, InstanceInfo};
use crate::workflow::model::{JsonMap, OnError};
use crate::workflow::step::{Input, Marking, Progress, StepError, step};
use crate::workflow::store;

pub use apply::NO_ACTOR;
pub use cache::{compiled, hash_of};

/// What an instance is started with.
pub struct New {
    pub id: WorkflowInstanceId,
    pub version: version::Model,
    pub definition_key: String,
    pub entity: String,
    pub entity_id: uuid::Uuid,
    pub entity_label: String,
    pub domain: Domain,
    pub singleton: bool,
    pub initiator: Option<StaffId>,
}

/// An instance whose row is locked, with everything that the engine knows of it.
pub struct Live {
    before: instance::Model,
    pub row: instance::Model,
    compiled: Arc<Compiled>,
    stored: Marking,
    marking: Marking,
    events: Vec<event::Model>,
    /// The task of a token, as far as this transaction met it.
    tasks: BTreeMap<i64, TaskId>,
    /// Tokens whose task nobody can do, while that incident is open.
    no_actor: BTreeSet<i64>,
}

impl Live {
    /// Adds an instance that was not started yet. Refuses a second one for the same matter when there may be only one.
    pub async fn create(tx: &Tx, new: New) -> Result<Self, Failure> {
        let New { id, version, definition_key, entity, entity_id, entity_label, domain, singleton, initiator } = new;
        let compiled = compiled(&version)?;
        if singleton {
            let live = pending(tx, &definition_key, &entity, entity_id).await?;
            if let Some(instance) = live {
                return Err(WorkflowError::AlreadyPending { instance }.into());
            }
        }
        let row = instance::Model {
            id,
            version_id: version.id,
            definition_key,
            entity,
            entity_id,
            entity_label,
            domain: domain.literal(),
            status: InstanceStatus::Running,
            singleton,
            initiator_id: initiator,
            milestone: None,
            outcome: None,
            event_seq: 0,
            last_local_id: 0,
            last_token_seq: 0,
            version: 1,
            started_at: tx.now(),
            ended_at: None,
        };
        let row = match tx.insert(row).await {
            Ok(row) => row,
            // Another transaction was faster: run again, and the look above finds it.
            Err(Fault::Violation(Violation::Unique)) => {
                let cause = sea_orm::DbErr::Custom("the same matter was parked at the same moment".to_owned());
                return Err(Fault::Retry(Arc::new(cause)).into());
            }
            Err(fault) => return Err(fault.into()),
        };
        Ok(Self::with(row, compiled, Marking::default()))
    }

    /// Locks an instance for changing it.
    pub async fn lock(tx: &Tx, id: WorkflowInstanceId) -> Result<Option<Self>, Fault> {
        let Some(row) = instance::lock(tx, id).await? else { return Ok(None) };
        let version = version::Entity::find_by_id(row.version_id).one(tx.db()).await?;
        let version = version.ok_or_else(|| Fault::internal("an instance has no version"))?;
        let marking = store::load(tx, &row).await?;
        let mut live = Self::with(row, compiled(&version)?, marking);
        live.find_no_actor(tx).await?;
        Ok(Some(live))
    }

    fn with(row: instance::Model, compiled: Arc<Compiled>, marking: Marking) -> Self {
        Self {
            before: row.clone(),
            row,
            compiled,
            stored: marking.clone(),
            marking,
            events: Vec::new(),
            tasks: BTreeMap::new(),
            no_actor: BTreeSet::new(),
        }
    }

    pub fn definition(&self) -> &Compiled {
        &self.compiled
    }

    /// Applies one input and all that follows from it, the actions included.
    pub async fn send(&mut self, house: &House, tx: &Tx, caller: &Caller, input: Input) -> Result<(), Failure> {
        let mut env = self.env(tx, caller);
        let mut progress = self.step(input, &mut env)?;
        loop {
            match progress {
                Progress::Quiescent(effects) => return Ok(self.apply(house, tx, effects).await?),
                Progress::Action { token, node: _, action, input, on_error, effects } => {
                    self.apply(house, tx, effects).await?;
                    let cx = ActionCx {
                        instance: self.row.id,
                        initiator: self.row.initiator_id,
                        approvals: approvals(tx, self.row.id).await?,
                    };
                    let answer = match act(house, tx, cx, &action, input, on_error).await? {
                        Ok(result) => Input::ActionOk { token, result },
                        Err(UserError { code, message, .. }) => Input::ActionErr { token, code, message },
                    };
                    progress = self.step(answer, &mut env)?;
                }
            }
        }
    }

    fn step(&mut self, input: Input, env: &mut CelEnv) -> Result<Progress, Failure> {
        step(&self.compiled, &mut self.marking, input, env).map_err(refusal)
    }

    /// Writes the difference, and the row if nobody else wrote it.
    pub async fn store(mut self, tx: &Tx) -> Result<instance::Model, Fault> {
        store::write(tx, self.row.id, &self.stored, &self.marking).await?;
        if !self.events.is_empty() {
            let rows = self.events.into_iter().map(sea_orm::IntoActiveModel::into_active_model);
            event::Entity::insert_many(rows).exec_without_returning(tx.db()).await?;
        }
        if self.row.status.is_live() {
            let stuck = self.marking.has_incident() || !self.no_actor.is_empty();
            self.row.status = if stuck { InstanceStatus::Incident } else { InstanceStatus::Running };
        }
        self.row.last_local_id = self.marking.last_id;
        self.row.last_token_seq = self.marking.last_seq;
        tx.save(&self.before, self.row).await
    }

    /// Records an event.
    pub fn note(&mut self, tx: &Tx, kind: &str, node: Option<String>, task_id: Option<TaskId>, data: Value) {
        self.row.event_seq += 1;
        let actor = &tx.meta().actor;
        self.events.push(event::Model {
            instance_id: self.row.id,
            seq: self.row.event_seq,
            at: tx.now(),
            kind: kind.to_owned(),
            actor: actor.key(),
            staff_id: actor.staff(),
            node,
            task_id,
            data,
        });
    }

    /// Says which task a token waits for, so that events can name it.
    pub fn knows(&mut self, task: &task::Model) {
        self.tasks.insert(task.token_id, task.id);
    }

    fn env(&self, tx: &Tx, caller: &Caller) -> CelEnv {
        let row = &self.row;
        let staff = caller.actor.staff();
        CelEnv {
            now: tx.now().to_utc(),
            entity: json!({ "type": row.entity, "id": global(row), "label": row.entity_label }),
            instance: InstanceInfo {
                id: row.id.to_global(),
                key: row.definition_key.clone(),
                started_at: row.started_at.to_utc(),
                initiator: row.initiator_id.map(StaffId::to_global).unwrap_or_default(),
            },
            actor: staff.map(|id| Actor { id: id.to_global(), roles: caller.roles.to_vec() }),
        }
    }
}

/// The global id of what an instance runs over.
pub fn global(row: &instance::Model) -> String {
    crate::kernel::id::encode(&row.entity, row.entity_id)
}

async fn pending(tx: &Tx, key: &str, entity: &str, entity_id: uuid::Uuid) -> Result<Option<WorkflowInstanceId>, Fault> {
    let live = instance::Entity::find()
        .filter(instance::Column::DefinitionKey.eq(key))
        .filter(instance::Column::Entity.eq(entity))
        .filter(instance::Column::EntityId.eq(entity_id))
        .filter(instance::Column::Singleton.eq(true))
        .filter(instance::Column::Status.is_in(InstanceStatus::LIVE))
        .one(tx.db())
        .await?;
    Ok(live.map(|row| row.id))
}

/// Who completed the tasks that led here: the last to complete each node, in the order in which they did.
async fn approvals(tx: &Tx, id: WorkflowInstanceId) -> Result<Vec<StaffId>, Fault> {
    let done = task::Entity::find()
        .filter(task::Column::InstanceId.eq(id))
        .filter(task::Column::Status.eq(TaskStatus::Completed))
        .order_by_desc(task::Column::CompletedAt)
        .order_by_desc(task::Column::Id)
        .all(tx.db())
        .await?;
    let mut nodes = BTreeSet::new();
    let last = done.into_iter().filter(|task| nodes.insert(task.node.clone()));
    let mut people: Vec<StaffId> = Vec::new();
    for person in last.filter_map(|task| task.completed_by) {
        if !people.contains(&person) {
            people.push(person);
        }
    }
    people.reverse();
    Ok(people)
}

/// Runs an action. A failure that its node makes an incident of leaves no trace of the action; any other refuses the
/// whole command.
async fn act(
    house: &House,
    tx: &Tx,
    cx: ActionCx,
    name: &str,
    input: JsonMap,
    on_error: OnError,
) -> Result<Result<Value, UserError>, Failure> {
    let Some(Action { run, .. }) = house.actions.iter().find(|action| action.name == name) else {
        return Err(Fault::internal(format!("no action is called {name}")).into());
    };
    let run = run(house, tx, cx, Value::Object(input));
    let done = match on_error {
        OnError::Reject => run.await,
        OnError::Incident => tx.attempt(run).await?,
    };
    let errors = match done {
        Ok(result) => return Ok(Ok(result)),
        Err(Failure::Refused(errors)) => errors,
        Err(Failure::Fault(fault)) => vec![told(fault)?],
    };
    match on_error {
        OnError::Reject => Err(WorkflowError::ActionRefused { action: name.to_owned(), errors }.into()),
        OnError::Incident => {
            let first = errors.into_iter().next();
            Ok(Err(first.unwrap_or_else(|| UserError::new("REFUSED", "The action was refused without a reason."))))
        }
    }
}

/// A fault of the thing that the action wanted to change is told as a refusal; one of ours stays ours.
fn told(fault: Fault) -> Result<UserError, Fault> {
    match &fault {
        Fault::Busy
        | Fault::Throttled { .. }
        | Fault::Retry(_)
        | Fault::StorageFull(_)
        | Fault::StorageFailed(_)
        | Fault::Unknown(_)
        | Fault::Internal(_)
        | Fault::Violation(_) => Err(fault),
        Fault::Unauthenticated
        | Fault::Forbidden { .. }
        | Fault::BadInput { .. }
        | Fault::Conflict { .. }
        | Fault::Protocol { .. } => Ok(UserError::new(fault.code(), fault.message())),
    }
}

/// What the step refuses: the caller's variables, or a state that cannot be.
fn refusal(error: StepError) -> Failure {
    let why = error.to_string();
    match error {
        StepError::UnknownOutcome { outcomes, .. } => WorkflowError::OutcomeUnknown { allowed: outcomes }.into(),
        StepError::UnknownVariable { name }
        | StepError::MissingVariable { name }
        | StepError::VariableType { name, .. }
        | StepError::VariableTooLarge { name, .. } => WorkflowError::Variable { name: Some(name), why }.into(),
        StepError::ScopeTooLarge { .. } => WorkflowError::Variable { name: None, why }.into(),
        StepError::NotStarted
        | StepError::AlreadyStarted
        | StepError::Finished
        | StepError::ActionPending { .. }
        | StepError::UnknownToken { .. }
        | StepError::NotWaiting { .. }
        | StepError::Rejected { .. }
        | StepError::Corrupt { .. } => Fault::internal(why).into(),
    }
}
