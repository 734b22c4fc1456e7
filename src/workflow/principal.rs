//! Who sees which task and which instance: predicates that stand inside every SELECT.

use sea_orm::sea_query::{Condition, Expr, ExprTrait as _, Query, SelectStatement};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _, QueryTrait as _};
use std::collections::BTreeMap;

use crate::kernel::cx::Caller;
use crate::kernel::id::StaffId;
use crate::kernel::scope::{Cover, Domain, Scope};
use crate::workflow::entity::candidate::of_role;
use crate::workflow::entity::{candidate, exclusion, instance, task};
use crate::workflow::permission::{TaskWork, WorkflowRead, WorkflowSupervise};

/// A principal that somebody acts as, with the places where they do; everywhere when there is no list.
pub struct Principal {
    pub name: String,
    pub domains: Option<Vec<String>>,
}

/// The principals of a caller, each once.
pub fn principals(caller: &Caller) -> Vec<Principal> {
    let mut roles: BTreeMap<&str, Option<Vec<String>>> = BTreeMap::new();
    for (role, domain) in caller.held.iter() {
        let places = roles.entry(role).or_insert_with(|| Some(Vec::new()));
        match (domain, &mut *places) {
            (Domain::Everything, _) => *places = None,
            (Domain::Channel(_) | Domain::Warehouse(_), Some(list)) => list.push(domain.literal()),
            (Domain::Channel(_) | Domain::Warehouse(_), None) => {}
        }
    }
    roles.into_iter().map(|(role, domains)| Principal { name: of_role(role), domains }).collect()
}

impl Principal {
    /// The candidate rows of this principal.
    pub fn predicate(&self) -> Condition {
        Condition::all()
            .add(candidate::Column::Principal.eq(self.name.clone()))
            .add_option(self.domains.clone().map(|domains| candidate::Column::Domain.is_in(domains)))
    }
}

/// Nobody who is excluded from the task in this column.
pub fn not_excluded(me: StaffId, task_id: (impl sea_orm::Iden + 'static, impl sea_orm::Iden + 'static)) -> Expr {
    let rows = Query::select()
        .expr(Expr::value(1))
        .from(exclusion::Entity)
        .and_where(Expr::col((exclusion::Entity, exclusion::Column::TaskId)).equals(task_id))
        .and_where(exclusion::Column::StaffId.eq(me))
        .to_owned();
    Expr::exists(rows).not()
}

/// Where somebody sees every task and instance.
fn overseen(caller: &Caller) -> [Scope; 2] {
    [caller.scope_of::<WorkflowRead>(), caller.scope_of::<WorkflowSupervise>()]
}

/// The tasks that a caller sees.
pub fn visible_tasks(caller: &Caller) -> Condition {
    let mut any = Condition::any().add(task::Column::Id.is_in(Vec::<crate::kernel::id::TaskId>::new()));
    for scope in overseen(caller) {
        any = any.add_option(covered(&scope, task::Column::Domain));
    }
    if let Some(me) = caller.actor.staff().filter(|_| caller.holds::<TaskWork>()) {
        any = any.add(task::Column::CompletedBy.eq(me)).add(
            Condition::all().add(Expr::exists(offers(caller))).add(not_excluded(me, (task::Entity, task::Column::Id))),
        );
    }
    any
}

/// The candidate rows of the task at hand that the caller's roles match.
fn offers(caller: &Caller) -> SelectStatement {
    let mut mine = Condition::any().add(candidate::Column::Principal.is_in(Vec::<String>::new()));
    for principal in principals(caller) {
        mine = mine.add(principal.predicate());
    }
    Query::select()
        .expr(Expr::value(1))
        .from(candidate::Entity)
        .and_where(Expr::col((candidate::Entity, candidate::Column::TaskId)).equals((task::Entity, task::Column::Id)))
        .cond_where(mine)
        .to_owned()
}

/// The instances that a caller sees: where they oversee, what they started, and what they have or had a task in.
pub fn visible_instances(caller: &Caller) -> Condition {
    let none: Vec<crate::kernel::id::WorkflowInstanceId> = Vec::new();
    let mut any = Condition::any().add(instance::Column::Id.is_in(none));
    for scope in overseen(caller) {
        any = any.add_option(covered(&scope, instance::Column::Domain));
    }
    if let Some(me) = caller.actor.staff() {
        let mut tasks =
            task::Entity::find().select_only().expr(Expr::value(1)).filter(visible_tasks(caller)).into_query();
        tasks.and_where(
            Expr::col((task::Entity, task::Column::InstanceId)).equals((instance::Entity, instance::Column::Id)),
        );
        any = any.add(instance::Column::InitiatorId.eq(me)).add(Expr::exists(tasks));
    }
    any
}

/// Rows whose domain a scope covers; `None` when it covers nothing.
pub fn covered(scope: &Scope, column: impl sea_orm::ColumnTrait) -> Option<Condition> {
    if scope.is_empty() {
        return None;
    }
    let (channels, warehouses) = (scope.channels(), scope.warehouses());
    let literals = match (channels, warehouses) {
        (Cover::AllExcept(channels), Cover::AllExcept(warehouses)) => {
            let except = literals(channels, warehouses);
            return Some(if except.is_empty() {
                Condition::all()
            } else {
                Condition::all().add(column.is_not_in(except))
            });
        }
        (Cover::Only(channels), Cover::Only(warehouses)) => literals(channels, warehouses),
        (Cover::Only(channels), Cover::AllExcept(_)) => literals(channels, Vec::new()),
        (Cover::AllExcept(_), Cover::Only(warehouses)) => literals(Vec::new(), warehouses),
    };
    Some(Condition::all().add(column.is_in(literals)))
}

fn literals(
    channels: Vec<crate::kernel::id::ChannelId>,
    warehouses: Vec<crate::kernel::id::WarehouseId>,
) -> Vec<String> {
    let channels = channels.into_iter().map(Domain::Channel);
    channels.chain(warehouses.into_iter().map(Domain::Warehouse)).map(Domain::literal).collect()
}
