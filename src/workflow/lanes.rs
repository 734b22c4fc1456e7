//! What the holders of a role decide about: the tasks that workflows offer to it, and the commands that wait behind these.

use sea_orm::sea_query::{Expr, ExprTrait, IntoCondition as _};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, FromQueryResult, JoinType, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use std::collections::{BTreeMap, HashMap};

use crate::access::role_lines;
use crate::kernel::approval::Decided;
use crate::kernel::fault::Fault;
use crate::kernel::id::{WorkflowDefinitionId, WorkflowVersionId};
use crate::kernel::tx::Tx;
use crate::workflow::engine::compiled;
use crate::workflow::entity::definition;
use crate::workflow::entity::instance::{self, InstanceStatus};
use crate::workflow::entity::parked_command::{self, ParkedState};
use crate::workflow::entity::version::{self, VersionStatus};

/// What the holders of this role decide about: what policy lines put behind the workflows that offer it tasks, and what waits now,
/// be it behind a version that is not the newest.
pub async fn decided_by(tx: &Tx, role: &str) -> Result<Decided, Fault> {
    let mut decided = Decided::default();
    for (workflow, version) in in_force(tx).await? {
        if offers(&version, role) {
            decided.workflows.insert(workflow);
        }
    }
    if !decided.workflows.is_empty() {
        let lines = role_lines::approvals(tx).await?;
        let behind = lines.into_iter().filter(|(workflow, _)| decided.workflows.contains(workflow));
        decided.permissions.extend(behind.map(|(_, permission)| permission));
    }
    let running = running(tx).await?;
    let versions = version::Entity::find().filter(version::Column::Id.is_in(running.iter().map(|run| run.version_id)));
    let versions: HashMap<WorkflowVersionId, version::Model> =
        versions.all(tx.db()).await?.into_iter().map(|version| (version.id, version)).collect();
    for run in running {
        if versions.get(&run.version_id).is_some_and(|version| offers(version, role)) {
            decided.workflows.insert(run.definition_key);
            decided.permissions.extend(run.permission);
        }
    }
    Ok(decided)
}

/// Whether a task of this version is offered to the role. What does not compile offers nothing.
fn offers(version: &version::Model, role: &str) -> bool {
    compiled(version).is_ok_and(|compiled| compiled.offers_to(role))
}

/// The newest published version of each workflow, with the key of the workflow.
async fn in_force(tx: &Tx) -> Result<Vec<(String, version::Model)>, Fault> {
    let published = version::Entity::find()
        .filter(version::Column::Status.eq(VersionStatus::Published))
        .order_by_asc(version::Column::Number);
    let mut newest: BTreeMap<WorkflowDefinitionId, version::Model> = BTreeMap::new();
    for version in published.all(tx.db()).await? {
        newest.insert(version.definition_id, version);
    }
    let definitions = definition::Entity::find().all(tx.db()).await?;
    Ok(definitions.into_iter().filter_map(|known| Some((known.key, newest.remove(&known.id)?))).collect())
}

/// A version that something runs on, with what waits behind it.
#[derive(FromQueryResult)]
struct Run {
    version_id: WorkflowVersionId,
    definition_key: String,
    permission: Option<String>,
}

/// What runs, each once.
async fn running(tx: &Tx) -> Result<Vec<Run>, Fault> {
    let parked = instance::Entity::belongs_to(parked_command::Entity)
        .from(instance::Column::Id)
        .to(parked_command::Column::InstanceId)
        .on_condition(|_, parked| {
            let state = Expr::col((parked, parked_command::Column::State));
            ExprTrait::eq(state, ParkedState::Waiting).into_condition()
        });
    let runs = instance::Entity::find()
        .select_only()
        .distinct()
        .column(instance::Column::VersionId)
        .column(instance::Column::DefinitionKey)
        .column(parked_command::Column::Permission)
        .join(JoinType::LeftJoin, parked.into())
        .filter(instance::Column::Status.is_in(InstanceStatus::LIVE));
    Ok(runs.into_model().all(tx.db()).await?)
}
