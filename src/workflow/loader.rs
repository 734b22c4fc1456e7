//! Every SELECT of workflows that is batched.

use async_graphql::dataloader::Loader;
use sea_orm::sea_query::{Expr, ExprTrait as _, Order};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};
use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;
use uuid::Uuid;

use crate::access::entity::policy_line::{self, Effect};
use crate::access::entity::role;
use crate::kernel::fault::Fault;
use crate::kernel::id::{TaskId, TypedId, WorkflowDefinitionId, WorkflowInstanceId, WorkflowVersionId};
use crate::kernel::loader::{Batch, first_of_each, group};
use crate::workflow::entity::instance::InstanceStatus;
use crate::workflow::entity::task::TaskStatus;
use crate::workflow::entity::{
    candidate, definition, event, exclusion, incident, instance, parked_command, task, version,
};
use crate::workflow::permission::WorkflowRead;
use crate::workflow::principal::{visible_instances, visible_tasks};

/// The latest events of an instance that are shown.
pub const HISTORY_MAX: i64 = 500;

/// Most tasks about a thing that are shown.
const TASKS_MAX: u64 = 50;
/// Most instances over a thing that are shown.
const INSTANCES_MAX: u64 = 20;

/// Something of the business, as tasks and instances name it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Thing {
    /// GraphQL type name.
    entity: &'static str,
    id: Uuid,
}

impl Thing {
    pub fn of<I: TypedId>(id: I) -> Self {
        Self { entity: I::TYPE, id: id.uuid() }
    }
}

macro_rules! keys {
    ($($(#[doc = $doc:literal])* $name:ident($id:ty),)*) => {
        $(
            $(#[doc = $doc])*
            #[derive(Clone, Copy, PartialEq, Eq, Hash)]
            pub struct $name(pub $id);
        )*
    };
}

keys! {
    /// The open and claimed tasks about a thing that the caller sees, most urgent first.
    TasksOf(Thing),
    /// The running instances over a thing that the caller sees, oldest first.
    InstancesOver(Thing),
    /// The tasks of an instance that the caller sees, oldest first.
    TasksOfInstance(WorkflowInstanceId),
    /// Who a task is offered to. The task was seen.
    CandidatesOf(TaskId),
    /// Why the caller must not act on a task. The task was seen.
    ExclusionFrom(TaskId),
    /// The history of an instance, oldest first. The instance was seen.
    EventsOf(WorkflowInstanceId),
    /// The incidents of an instance. The instance was seen.
    IncidentsOf(WorkflowInstanceId),
    /// The command that an instance waits with, or did. The instance was seen.
    ParkedIn(WorkflowInstanceId),
    /// The versions of a definition, newest first, for those who may read them.
    VersionsOf(WorkflowDefinitionId),
    /// The definition and the number of the version that an instance runs. The instance was seen.
    RunOf(WorkflowVersionId),
}

crate::by_id! {
    /// A task that the caller sees.
    TaskById(TaskId) => task, WorkflowRead, |caller| Some(task::Entity::find().filter(visible_tasks(&caller)))
}

crate::by_id! {
    /// An instance that the caller sees.
    InstanceById(WorkflowInstanceId) => instance, WorkflowRead,
    |caller| Some(instance::Entity::find().filter(visible_instances(&caller)))
}

crate::by_id! {
    /// A definition, for those who may read them.
    DefinitionById(WorkflowDefinitionId) => definition, WorkflowRead,
    |caller| caller.holds_everywhere::<WorkflowRead>().then(definition::Entity::find)
}

crate::by_id! {
    /// A version, for those who may read definitions.
    VersionById(WorkflowVersionId) => version, WorkflowRead,
    |caller| caller.holds_everywhere::<WorkflowRead>().then(version::Entity::find)
}

impl Loader<TasksOf> for Batch {
    type Value = Vec<task::Model>;
    type Error = Fault;

    async fn load(&self, keys: &[TasksOf]) -> Result<HashMap<TasksOf, Vec<task::Model>>, Fault> {
        use task::Column;
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0.id).collect();
        let rows = task::Entity::find()
            .filter(self.among(Column::EntityId, &ids))
            .filter(Column::Status.is_in([TaskStatus::Open, TaskStatus::Claimed]))
            .filter(visible_tasks(&self.caller()));
        let order = [(Column::Priority, Order::Desc), (Column::DueAt, Order::Asc), (Column::Id, Order::Asc)];
        let rows = first_of_each(rows, Column::EntityId, order, Column::Id, TASKS_MAX);
        let rows = rows.all(&self.house.db.reader).await?;
        Ok(by_thing(keys, |key| key.0, rows, |row| (row.entity.clone(), row.entity_id)))
    }
}

impl Loader<InstancesOver> for Batch {
    type Value = Vec<instance::Model>;
    type Error = Fault;

    async fn load(&self, keys: &[InstancesOver]) -> Result<HashMap<InstancesOver, Vec<instance::Model>>, Fault> {
        use instance::Column;
        let entities: BTreeSet<&str> = keys.iter().map(|key| key.0.entity).collect();
        let ids: Vec<Uuid> = keys.iter().map(|key| key.0.id).collect();
        let rows = instance::Entity::find()
            .filter(Column::Entity.is_in(entities))
            .filter(self.among(Column::EntityId, &ids))
            .filter(Column::Status.is_in(InstanceStatus::LIVE))
            .filter(visible_instances(&self.caller()));
        let order = [(Column::StartedAt, Order::Asc), (Column::Id, Order::Asc)];
        let rows = first_of_each(rows, Column::EntityId, order, Column::Id, INSTANCES_MAX);
        let rows = rows.all(&self.house.db.reader).await?;
        Ok(by_thing(keys, |key| key.0, rows, |row| (row.entity.clone(), row.entity_id)))
    }
}

/// The rows about each thing that was asked for.
fn by_thing<K: Copy + Eq + Hash, T>(
    keys: &[K],
    thing: impl Fn(&K) -> Thing,
    rows: Vec<T>,
    about: impl Fn(&T) -> (String, Uuid),
) -> HashMap<K, Vec<T>> {
    let mut groups = group(rows, about);
    let found = keys.iter().filter_map(|key| {
        let Thing { entity, id } = thing(key);
        Some((*key, groups.remove(&(entity.to_owned(), id))?))
    });
    found.collect()
}

impl Loader<TasksOfInstance> for Batch {
    type Value = Vec<task::Model>;
    type Error = Fault;

    async fn load(&self, keys: &[TasksOfInstance]) -> Result<HashMap<TasksOfInstance, Vec<task::Model>>, Fault> {
        let ids: Vec<WorkflowInstanceId> = keys.iter().map(|key| key.0).collect();
        let rows = task::Entity::find()
            .filter(self.among(task::Column::InstanceId, &ids))
            .filter(visible_tasks(&self.caller()))
            .order_by_asc(task::Column::Id)
            .all(&self.house.db.reader)
            .await?;
        Ok(group(rows, |row| TasksOfInstance(row.instance_id)))
    }
}

impl Loader<CandidatesOf> for Batch {
    type Value = Vec<candidate::Model>;
    type Error = Fault;

    async fn load(&self, keys: &[CandidatesOf]) -> Result<HashMap<CandidatesOf, Vec<candidate::Model>>, Fault> {
        let ids: Vec<TaskId> = keys.iter().map(|key| key.0).collect();
        let rows = candidate::Entity::find()
            .filter(self.among(candidate::Column::TaskId, &ids))
            .order_by_asc(candidate::Column::Principal)
            .all(&self.house.db.reader)
            .await?;
        Ok(group(rows, |row| CandidatesOf(row.task_id)))
    }
}

impl Loader<ExclusionFrom> for Batch {
    type Value = String;
    type Error = Fault;

    async fn load(&self, keys: &[ExclusionFrom]) -> Result<HashMap<ExclusionFrom, String>, Fault> {
        let Some(me) = self.caller().actor.staff() else { return Ok(HashMap::new()) };
        let ids: Vec<TaskId> = keys.iter().map(|key| key.0).collect();
        let rows = exclusion::Entity::find()
            .filter(self.among(exclusion::Column::TaskId, &ids))
            .filter(exclusion::Column::StaffId.eq(me))
            .all(&self.house.db.reader)
            .await?;
        Ok(rows.into_iter().map(|row| (ExclusionFrom(row.task_id), row.reason)).collect())
    }
}

impl Loader<EventsOf> for Batch {
    type Value = Vec<event::Model>;
    type Error = Fault;

    async fn load(&self, keys: &[EventsOf]) -> Result<HashMap<EventsOf, Vec<event::Model>>, Fault> {
        let ids: Vec<WorkflowInstanceId> = keys.iter().map(|key| key.0).collect();
        let last = Expr::col((instance::Entity, instance::Column::EventSeq));
        let rows = event::Entity::find()
            .join(
                sea_orm::JoinType::InnerJoin,
                event::Entity::belongs_to(instance::Entity)
                    .from(event::Column::InstanceId)
                    .to(instance::Column::Id)
                    .into(),
            )
            .filter(self.among(event::Column::InstanceId, &ids))
            .filter(Expr::col((event::Entity, event::Column::Seq)).gt(last.sub(HISTORY_MAX)))
            .order_by_asc(event::Column::Seq)
            .all(&self.house.db.reader)
            .await?;
        Ok(group(rows, |row| EventsOf(row.instance_id)))
    }
}

impl Loader<IncidentsOf> for Batch {
    type Value = Vec<incident::Model>;
    type Error = Fault;

    async fn load(&self, keys: &[IncidentsOf]) -> Result<HashMap<IncidentsOf, Vec<incident::Model>>, Fault> {
        let ids: Vec<WorkflowInstanceId> = keys.iter().map(|key| key.0).collect();
        let rows = incident::Entity::find()
            .filter(self.among(incident::Column::InstanceId, &ids))
            .order_by_asc(incident::Column::Id)
            .all(&self.house.db.reader)
            .await?;
        Ok(group(rows, |row| IncidentsOf(row.instance_id)))
    }
}

impl Loader<ParkedIn> for Batch {
    type Value = parked_command::Model;
    type Error = Fault;

    async fn load(&self, keys: &[ParkedIn]) -> Result<HashMap<ParkedIn, parked_command::Model>, Fault> {
        let ids: Vec<WorkflowInstanceId> = keys.iter().map(|key| key.0).collect();
        let rows = parked_command::Entity::find().filter(self.among(parked_command::Column::InstanceId, &ids));
        let rows = rows.all(&self.house.db.reader).await?;
        Ok(rows.into_iter().map(|row| (ParkedIn(row.instance_id), row)).collect())
    }
}

impl Loader<VersionsOf> for Batch {
    type Value = Vec<version::Model>;
    type Error = Fault;

    async fn load(&self, keys: &[VersionsOf]) -> Result<HashMap<VersionsOf, Vec<version::Model>>, Fault> {
        if !self.caller().holds_everywhere::<WorkflowRead>() {
            return Ok(HashMap::new());
        }
        let ids: Vec<WorkflowDefinitionId> = keys.iter().map(|key| key.0).collect();
        let rows = version::Entity::find()
            .filter(self.among(version::Column::DefinitionId, &ids))
            .order_by_desc(version::Column::Number)
            .all(&self.house.db.reader)
            .await?;
        Ok(group(rows, |row| VersionsOf(row.definition_id)))
    }
}

/// The keys of all roles, for checking definitions.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct RoleKeys;

impl Loader<RoleKeys> for Batch {
    type Value = BTreeSet<String>;
    type Error = Fault;

    async fn load(&self, _: &[RoleKeys]) -> Result<HashMap<RoleKeys, BTreeSet<String>>, Fault> {
        let roles = role::Entity::find().all(&self.house.db.reader).await?;
        Ok(HashMap::from([(RoleKeys, roles.into_iter().map(|role| role.key).collect())]))
    }
}

/// Whether policy lines put commands behind the workflow with this key, for checking definitions.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Approves(pub String);

impl Loader<Approves> for Batch {
    type Value = bool;
    type Error = Fault;

    async fn load(&self, keys: &[Approves]) -> Result<HashMap<Approves, bool>, Fault> {
        let keys: Vec<String> = keys.iter().map(|key| key.0.clone()).collect();
        let lines = policy_line::Entity::find()
            .filter(policy_line::Column::Effect.eq(Effect::Approve))
            .filter(self.among(policy_line::Column::Workflow, &keys));
        let lines = lines.all(&self.house.db.reader).await?;
        Ok(lines.into_iter().filter_map(|line| Some((Approves(line.workflow?), true))).collect())
    }
}

/// What an instance runs, as everybody who sees the instance may know it.
#[derive(Clone, Debug, sea_orm::FromQueryResult)]
pub struct Run {
    id: WorkflowVersionId,
    /// The number of the version.
    pub number: i32,
    pub definition_id: WorkflowDefinitionId,
    pub key: String,
    pub name: String,
}

impl Loader<RunOf> for Batch {
    type Value = Run;
    type Error = Fault;

    async fn load(&self, keys: &[RunOf]) -> Result<HashMap<RunOf, Run>, Fault> {
        let ids: Vec<WorkflowVersionId> = keys.iter().map(|key| key.0).collect();
        let definition = version::Entity::belongs_to(definition::Entity)
            .from(version::Column::DefinitionId)
            .to(definition::Column::Id)
            .into();
        let rows = version::Entity::find()
            .select_only()
            .columns([version::Column::Id, version::Column::Number, version::Column::DefinitionId])
            .columns([definition::Column::Key, definition::Column::Name])
            .join(sea_orm::JoinType::InnerJoin, definition)
            .filter(self.among(version::Column::Id, &ids))
            .into_model::<Run>()
            .all(&self.house.db.reader)
            .await?;
        Ok(rows.into_iter().map(|row| (RunOf(row.id), row)).collect())
    }
}
