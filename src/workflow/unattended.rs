//! Tasks for which nobody is left, since somebody was deactivated, lost a role, or their roles permit less; and those for which
//! somebody is there again.

use sea_orm::sea_query::{Expr, ExprTrait as _, IntoCondition as _, SelectStatement};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, JoinType, QueryFilter as _, QuerySelect as _, QueryTrait as _,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::access::adapter::{Holder, Rows};
use crate::access::policies::{self, Snapshot, compile_snapshot};
use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::id::{StaffId, TaskId};
use crate::kernel::permission::{Grants, Permission as _};
use crate::workflow::desk;
use crate::workflow::engine::NO_ACTOR;
use crate::workflow::entity::candidate::{self, of_role, role_of};
use crate::workflow::entity::exclusion;
use crate::workflow::entity::incident::{self, IncidentState};
use crate::workflow::entity::task::{self, TaskStatus};
use crate::workflow::permission::TaskWork;
use crate::workflow::rules;

/// Who can do less than before.
pub enum Loss {
    /// Somebody who was deactivated.
    Of(StaffId),
    /// Somebody who held this role.
    OfRole(StaffId, String),
    /// Whoever holds this role.
    OfHolders(String),
}

/// The tasks that nobody has taken, that were offered to a role of who can do less now, and that nobody else can do.
pub async fn since(house: &House, loss: Loss) -> Result<Vec<TaskId>, Fault> {
    let db = &house.db.reader;
    let rows = policies::read_rows(db, house.may_act).await?;
    let roles = roles_of(&rows, loss);
    if roles.is_empty() {
        return Ok(Vec::new());
    }
    let tasks = Offered::of(db, &offered_to(&roles)).await?;
    if tasks.is_empty() { Ok(Vec::new()) } else { tasks.split(rows, house).await.map(|(_, nobody)| nobody) }
}

/// The tasks with an incident because nobody could do them, and that somebody can do now.
pub async fn no_more(house: &House) -> Result<Vec<TaskId>, Fault> {
    let db = &house.db.reader;
    let tasks = Offered::of(db, &stuck()).await?;
    if tasks.is_empty() {
        return Ok(Vec::new());
    }
    let rows = policies::read_rows(db, house.may_act).await?;
    tasks.split(rows, house).await.map(|(somebody, _)| somebody)
}

/// Tasks with what they are offered to, and who is kept from them.
struct Offered {
    tasks: BTreeMap<TaskId, Vec<candidate::Model>>,
    kept: BTreeSet<(TaskId, StaffId)>,
}

impl Offered {
    async fn of(db: &impl ConnectionTrait, these: &SelectStatement) -> Result<Self, Fault> {
        let offers = candidate::Entity::find().filter(candidate::Column::TaskId.in_subquery(these.clone()));
        let mut tasks: BTreeMap<TaskId, Vec<candidate::Model>> = BTreeMap::new();
        for offer in offers.all(db).await? {
            tasks.entry(offer.task_id).or_default().push(offer);
        }
        if tasks.is_empty() {
            return Ok(Self { tasks, kept: BTreeSet::new() });
        }
        let kept = exclusion::Entity::find().filter(exclusion::Column::TaskId.in_subquery(these.clone()));
        let kept = kept.all(db).await?.into_iter().map(|row| (row.task_id, row.staff_id)).collect();
        Ok(Self { tasks, kept })
    }

    fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }

    /// Those that somebody can do as these rows have it, and those that nobody can.
    async fn split(self, rows: Rows, house: &House) -> Result<(Vec<TaskId>, Vec<TaskId>), Fault> {
        let Self { tasks, kept } = self;
        let mut workers = Workers::of(rows, house).await?;
        let (mut somebody, mut nobody) = (Vec::new(), Vec::new());
        for (task, offers) in tasks {
            let can = workers.can(&offers, |who| kept.contains(&(task, who)))?;
            if can { somebody.push(task) } else { nobody.push(task) }
        }
        Ok((somebody, nobody))
    }
}

/// The principals of everybody who can do less: any of their roles may have been of use through another.
fn roles_of(rows: &Rows, loss: Loss) -> BTreeSet<String> {
    let (people, also): (BTreeSet<StaffId>, Option<String>) = match loss {
        Loss::Of(who) => ([who].into(), None),
        Loss::OfRole(who, role) => ([who].into(), Some(role)),
        Loss::OfHolders(role) => {
            let holders = rows.holders.iter().filter(|holder| holder.role == role);
            (holders.map(|holder| holder.staff).collect(), None)
        }
    };
    let held = rows.holders.iter().filter(|holder| people.contains(&holder.staff));
    held.map(|holder| holder.role.clone()).chain(also).map(|role| of_role(&role)).collect()
}

/// Who holds which roles and is active, with what they may do.
struct Workers {
    holders: Vec<Holder>,
    snapshot: Snapshot,
    grants: HashMap<StaffId, Grants>,
}

impl Workers {
    async fn of(rows: Rows, house: &House) -> Result<Self, Fault> {
        let active = rows.holders.iter().filter(|holder| !rows.inactive.contains(&holder.staff));
        let holders = active.cloned().collect();
        let snapshot = compile_snapshot(0, rows, &house.catalogue).await?;
        Ok(Self { holders, snapshot, grants: HashMap::new() })
    }

    /// Whether one of them, but those who are kept from it, can do a task with these offers.
    fn can(&mut self, offers: &[candidate::Model], kept: impl Fn(StaffId) -> bool) -> Result<bool, Fault> {
        for offer in offers {
            let place = desk::domain_of(&offer.domain)?;
            for Holder { staff, role, domain } in self.holders.iter().filter(|holder| !kept(holder.staff)) {
                let grants = self.grants.entry(*staff).or_insert_with(|| self.snapshot.grants_of(Some(*staff)));
                let held = [(role.clone(), *domain)];
                let offered = rules::holds(&held, role_of(&offer.principal), &offer.domain);
                if offered && grants.scope(TaskWork::INDEX).has(place) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}

/// The tasks that wait with such an incident.
fn stuck() -> SelectStatement {
    let incident = task::Entity::belongs_to(incident::Entity)
        .from(task::Column::InstanceId)
        .to(incident::Column::InstanceId)
        .on_condition(|task, incident| {
            let token = Expr::col((task, task::Column::TokenId));
            token.equals((incident, incident::Column::TokenId)).into_condition()
        });
    task::Entity::find()
        .select_only()
        .column(task::Column::Id)
        .join(JoinType::InnerJoin, incident.into())
        .filter(task::Column::Status.eq(TaskStatus::Open))
        .filter(incident::Column::Code.eq(NO_ACTOR))
        .filter(incident::Column::State.eq(IncidentState::Open))
        .into_query()
}

fn offered_to(principals: &BTreeSet<String>) -> SelectStatement {
    candidate::Entity::find()
        .select_only()
        .column(candidate::Column::TaskId)
        .filter(candidate::Column::Principal.is_in(principals.clone()))
        .filter(candidate::Column::AssigneeId.is_null())
        .into_query()
}
