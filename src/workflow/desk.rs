//! What every command on a task begins with: the locked instance, the task as it is now, and how the caller stands to it.

use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, QueryFilter as _};

use crate::kernel::aggregate::{Aggregate, Find};
use crate::kernel::condition::Subject;
use crate::kernel::cx::Cx;
use crate::kernel::fault::Fault;
use crate::kernel::id::{StaffId, TaskId, TypedId as _};
use crate::kernel::permission::Permission;
use crate::kernel::scope::Domain;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;
use crate::workflow::engine::Live;
use crate::workflow::entity::candidate::{self, role_of};
use crate::workflow::entity::{exclusion, task};
use crate::workflow::permission::WorkflowSupervise;
use crate::workflow::rules::{self, Standing};

/// A task in the hands of a command.
pub struct Desk {
    pub live: Live,
    pub task: task::Model,
    pub standing: Standing,
    /// Where the task lies.
    pub domain: Domain,
}

impl Aggregate for Desk {
    type Key = TaskId;
    const ENTITY: &'static str = TaskId::TYPE;
    const NOUN: &'static str = "task";

    async fn find<P: Permission>(find: &Find<'_, P>, id: TaskId) -> Result<Option<Self>, Failure> {
        // What is known of the instance is right only under its lock.
        Self::lock(find, id).await
    }

    /// Locks the instance of a task, then reads the task again.
    async fn lock<P: Permission>(find: &Find<'_, P>, id: TaskId) -> Result<Option<Self>, Failure> {
        let Find { cx, tx } = *find;
        let Some(found) = by_id(tx, id).await? else { return Ok(None) };
        let domain = domain_of(&found.domain)?;
        if !cx.scope().has(domain) {
            return Ok(None);
        }
        let Some(mut live) = Live::lock(tx, found.instance_id).await? else { return Ok(None) };
        let Some(task) = by_id(tx, id).await? else { return Ok(None) };
        live.knows(&task);
        let standing = standing(cx, tx, &task, domain).await?;
        Ok(Some(Self { live, task, standing, domain }))
    }

    fn subject(&self) -> Subject {
        Subject::of(self.task.id, self.task.title.clone(), Some(self.task.version))
    }

    fn domains(&self) -> Vec<Domain> {
        vec![self.domain]
    }
}

pub fn domain_of(literal: &str) -> Result<Domain, Fault> {
    Domain::parse(literal).ok_or_else(|| Fault::internal(format!("`{literal}` is not a domain")))
}

async fn by_id(tx: &Tx, id: TaskId) -> Result<Option<task::Model>, Fault> {
    Ok(task::Entity::find_by_id(id).one(tx.db()).await?)
}

/// How the caller stands to a task that lies there.
async fn standing<P: Permission>(cx: &Cx<P>, tx: &Tx, task: &task::Model, domain: Domain) -> Result<Standing, Fault> {
    let caller = cx.caller();
    let candidates = candidate::Entity::find().filter(candidate::Column::TaskId.eq(task.id)).all(tx.db()).await?;
    let excluded = match caller.actor.staff() {
        Some(me) => exclusion::Entity::find_by_id((task.id, me)).one(tx.db()).await?.map(|row| row.reason),
        None => None,
    };
    Ok(Standing {
        me: caller.actor.staff(),
        roles: candidates.iter().map(|row| role_of(&row.principal).to_owned()).collect(),
        candidate: rules::is_candidate(&caller.held, &candidates),
        excluded,
        abandoned: abandoned(cx, tx, task).await?,
        supervisor: caller.scope_of::<WorkflowSupervise>().has(domain),
    })
}

/// Whether who has taken a task is deactivated. It is given back in a moment, and is nobody's until then.
async fn abandoned<P: Permission>(cx: &Cx<P>, tx: &Tx, task: &task::Model) -> Result<bool, Fault> {
    let Some(by) = task.assignee_id.filter(|by| Some(*by) != cx.staff()) else { return Ok(false) };
    let acts = Query::select().expr(Expr::value(1)).and_where((cx.house().may_act)(Expr::value(by))).to_owned();
    Ok(tx.db().query_one(&acts).await?.is_none())
}

/// Says in the inbox rows of a task who has it. Gives these rows.
pub async fn assign(tx: &Tx, id: TaskId, to: Option<StaffId>) -> Result<Vec<candidate::Model>, Fault> {
    Ok(candidate::Entity::update_many()
        .col_expr(candidate::Column::AssigneeId, Expr::value(to))
        .filter(candidate::Column::TaskId.eq(id))
        .exec_with_returning(tx.db())
        .await?)
}
