//! Tasks for which nobody is left, since somebody was deactivated.

use sea_orm::sea_query::SelectStatement;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _, QueryTrait as _};
use std::collections::{BTreeMap, BTreeSet};

use crate::access::policies;
use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::id::{StaffId, TaskId};
use crate::workflow::entity::candidate::{self, of_role, role_of};
use crate::workflow::entity::exclusion;
use crate::workflow::rules;

/// The tasks that nobody has taken, that were offered to a role of this person, and that nobody else can do.
pub async fn without(house: &House, gone: StaffId) -> Result<Vec<TaskId>, Fault> {
    let db = &house.db.reader;
    let rows = policies::read_rows(db, house.may_act).await?;
    let own: BTreeSet<String> =
        rows.holders.iter().filter(|holder| holder.staff == gone).map(|holder| of_role(&holder.role)).collect();
    if own.is_empty() {
        return Ok(Vec::new());
    }
    let offers = candidate::Entity::find().filter(candidate::Column::TaskId.in_subquery(offered_to(&own)));
    let mut tasks: BTreeMap<TaskId, Vec<candidate::Model>> = BTreeMap::new();
    for offer in offers.all(db).await? {
        tasks.entry(offer.task_id).or_default().push(offer);
    }
    let kept = exclusion::Entity::find().filter(exclusion::Column::TaskId.in_subquery(offered_to(&own)));
    let kept: BTreeSet<(TaskId, StaffId)> =
        kept.all(db).await?.into_iter().map(|row| (row.task_id, row.staff_id)).collect();
    let active: Vec<_> = rows.holders.iter().filter(|holder| !rows.inactive.contains(&holder.staff)).collect();
    let attended = |task: TaskId, offers: &[candidate::Model]| {
        active.iter().filter(|holder| !kept.contains(&(task, holder.staff))).any(|holder| {
            let held = [(holder.role.clone(), holder.domain)];
            offers.iter().any(|offer| rules::holds(&held, role_of(&offer.principal), &offer.domain))
        })
    };
    Ok(tasks.into_iter().filter(|(task, offers)| !attended(*task, offers)).map(|(task, _)| task).collect())
}

fn offered_to(principals: &BTreeSet<String>) -> SelectStatement {
    candidate::Entity::find()
        .select_only()
        .column(candidate::Column::TaskId)
        .filter(candidate::Column::Principal.is_in(principals.clone()))
        .filter(candidate::Column::AssigneeId.is_null())
        .into_query()
}
