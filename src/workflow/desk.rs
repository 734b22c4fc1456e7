//! What every command on a task begins with: the locked instance, the task as it is now, and how the caller stands to it.

use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, QueryFilter as _};

use crate::kernel::condition::Facts;
use crate::kernel::cx::Cx;
use crate::kernel::fault::Fault;
use crate::kernel::id::TaskId;
use crate::kernel::scope::Domain;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;
use crate::workflow::engine::Live;
use crate::workflow::entity::candidate::{self, role_of};
use crate::workflow::entity::{exclusion, task};
use crate::workflow::error::WorkflowError;
use crate::workflow::permission::{TaskWork, WorkflowSupervise};
use crate::workflow::rules::{self, Standing};

/// A task in the hands of a command.
pub struct Desk {
    pub live: Live,
    pub task: task::Model,
    pub standing: Standing,
}

/// Where the task lies. Outside of the reach of the permission there is no such task.
pub async fn facts(cx: &Cx<TaskWork>, tx: &Tx, id: TaskId) -> Result<Facts, Failure> {
    let task = task::Entity::find_by_id(id).one(tx.db()).await?.ok_or(WorkflowError::TaskNotFound)?;
    let domain = domain_of(&task.domain)?;
    if !cx.scope().has(domain) {
        return Err(WorkflowError::TaskNotFound.into());
    }
    Ok(Facts { domains: vec![domain], ..Facts::default() })
}

pub fn domain_of(literal: &str) -> Result<Domain, Fault> {
    Domain::parse(literal).ok_or_else(|| Fault::internal(format!("`{literal}` is not a domain")))
}

/// Locks the instance of a task, then reads the task.
pub async fn take(cx: &Cx<TaskWork>, tx: &Tx, id: TaskId) -> Result<Desk, Failure> {
    let caller = cx.caller();
    let found = task::Entity::find_by_id(id).one(tx.db()).await?.ok_or(WorkflowError::TaskNotFound)?;
    let mut live = Live::lock(tx, found.instance_id).await?.ok_or(WorkflowError::TaskNotFound)?;
    let task = task::Entity::find_by_id(id).one(tx.db()).await?.ok_or(WorkflowError::TaskNotFound)?;
    let candidates = candidate::Entity::find().filter(candidate::Column::TaskId.eq(id)).all(tx.db()).await?;
    let excluded = match caller.actor.staff() {
        Some(me) => exclusion::Entity::find_by_id((id, me)).one(tx.db()).await?.map(|row| row.reason),
        None => None,
    };
    live.knows(&task);
    let supervisor = caller.scope_of::<WorkflowSupervise>().has(domain_of(&task.domain)?);
    let standing = Standing {
        me: caller.actor.staff(),
        roles: candidates.iter().map(|row| role_of(&row.principal).to_owned()).collect(),
        candidate: rules::is_candidate(&caller.held, &candidates),
        excluded,
        abandoned: abandoned(cx, tx, &task).await?,
        supervisor,
    };
    Ok(Desk { live, task, standing })
}

/// Whether who has taken a task is deactivated. It is given back in a moment, and is nobody's until then.
async fn abandoned(cx: &Cx<TaskWork>, tx: &Tx, task: &task::Model) -> Result<bool, Fault> {
    let Some(by) = task.assignee_id.filter(|by| Some(*by) != cx.staff()) else { return Ok(false) };
    let acts = Query::select().expr(Expr::value(1)).and_where((cx.house().may_act)(Expr::value(by))).to_owned();
    Ok(tx.db().query_one(&acts).await?.is_none())
}

/// Says in the inbox rows of a task who has it. Gives these rows.
pub async fn assign(
    tx: &Tx,
    id: TaskId,
    to: Option<crate::kernel::id::StaffId>,
) -> Result<Vec<candidate::Model>, Fault> {
    Ok(candidate::Entity::update_many()
        .col_expr(candidate::Column::AssigneeId, sea_orm::sea_query::Expr::value(to))
        .filter(candidate::Column::TaskId.eq(id))
        .exec_with_returning(tx.db())
        .await?)
}
