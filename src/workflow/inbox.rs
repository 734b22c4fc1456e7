//! The inbox: the tasks that a caller may do, most urgent first, read off one index for each of their roles.

use async_graphql::{ID, InputObject};
use sea_orm::sea_query::{Condition, Expr, ExprTrait as _, Order, Query, SelectStatement, UnionType};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use serde::{Deserialize, Serialize};

use crate::kernel::clock::Timestamp;
use crate::kernel::cx::Cx;
use crate::kernel::fault::Fault;
use crate::kernel::filter::FILTER_TEXT_MAX;
use crate::kernel::id::{self, StaffId, TaskId};
use crate::kernel::page::{COUNT_MAX, Cursor, Page, PageArgs, Total, counting, fingerprint, limits};
use crate::workflow::entity::candidate::{self, Column};
use crate::workflow::entity::task;
use crate::workflow::permission::TaskWork;
use crate::workflow::principal::{Principal, not_excluded, principals};

/// Which tasks of the inbox to show. All fields that are given must hold.
#[derive(Clone, Debug, Default, InputObject, Serialize)]
pub struct InboxFilter {
    /// Tasks of the workflow definition with this key, of at most 255 characters.
    pub definition: Option<String>,
    /// Tasks about things of this type, such as `Order`, of at most 255 characters.
    pub entity: Option<String>,
    /// Tasks about the thing with this global id.
    pub entity_id: Option<ID>,
    /// True for tasks that the caller has claimed, false for tasks that nobody has.
    pub mine: Option<bool>,
}

/// The place of a task in the inbox.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    priority: i32,
    due: i64,
}

/// A page of the tasks that the caller may do: offered to their roles where they hold them, not claimed by others, and not
/// kept from them. One statement, whatever the number of tasks.
pub async fn page(
    cx: &Cx<TaskWork>,
    args: PageArgs,
    filter: Option<InboxFilter>,
) -> Result<Page<task::Model, Place>, Fault> {
    let PageArgs { first, last, after, before } = args;
    let filter = filter.unwrap_or_default();
    let (limit, backward) = limits(first, last)?;
    let list = fingerprint(&format!("inbox|{}", serde_json::to_string(&filter)?));
    let bounds = Bounds {
        after: after.map(|text| Cursor::decode(&text, list, "after")).transpose()?,
        before: before.map(|text| Cursor::decode(&text, list, "before")).transpose()?,
        backward,
        limit: limit + 1,
    };
    let me = cx.staff().unwrap_or(StaffId(uuid::Uuid::nil()));
    let search = Search { me, principals: principals(cx.caller()), narrow: narrow(&filter, me)? };
    let count = counting(search.keys(&Bounds { limit: COUNT_MAX + 1, ..Bounds::default() }));
    let [urgent_first, soonest_first] = orders(backward);
    let mut rows = task::Entity::find()
        .filter(task::Column::Id.in_subquery(only_ids(search.keys(&bounds))))
        .order_by(task::Column::Priority, urgent_first)
        .order_by(task::Column::DueAt, soonest_first.clone())
        .order_by(task::Column::Id, soonest_first)
        .all(&cx.house().db.reader)
        .await?;
    let more = rows.len() as u64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    if backward {
        rows.reverse();
    }
    let rows = rows.into_iter().map(|row| {
        let k = Place { priority: row.priority, due: row.due_at.0 };
        (Cursor { l: list, k, i: row.id.0 }, row)
    });
    let (has_previous, has_next) =
        if backward { (more, bounds.before.is_some()) } else { (bounds.after.is_some(), more) };
    Ok(Page { rows: rows.collect(), has_previous, has_next, count: Total::Asked(Box::new(count)) })
}

/// Which stretch of the inbox to read, and from which end.
#[derive(Default)]
struct Bounds {
    after: Option<Cursor<Place>>,
    before: Option<Cursor<Place>>,
    backward: bool,
    limit: u64,
}

/// The order of the priority, and the order of date and id.
fn orders(backward: bool) -> [Order; 2] {
    if backward { [Order::Asc, Order::Desc] } else { [Order::Desc, Order::Asc] }
}

/// The parts of the search that stay the same from page to page.
struct Search {
    me: StaffId,
    principals: Vec<Principal>,
    narrow: Narrow,
}

/// What the filter asks of the candidate rows, and of their tasks.
struct Narrow {
    offers: Condition,
    tasks: Option<Condition>,
}

fn narrow(filter: &InboxFilter, me: StaffId) -> Result<Narrow, Fault> {
    let InboxFilter { definition, entity, entity_id, mine } = filter;
    for (path, text) in [("filter.definition", definition), ("filter.entity", entity)] {
        if text.as_ref().is_some_and(|text| text.chars().count() > FILTER_TEXT_MAX) {
            let message = format!("A text in a filter has at most {FILTER_TEXT_MAX} characters.");
            return Err(Fault::bad_input(path, message));
        }
    }
    let offers = match mine {
        None => Condition::any().add(Column::AssigneeId.is_null()).add(Column::AssigneeId.eq(me)),
        Some(true) => Condition::all().add(Column::AssigneeId.eq(me)),
        Some(false) => Condition::all().add(Column::AssigneeId.is_null()),
    };
    let thing = entity_id
        .as_ref()
        .map(|id| id::decode(id).ok_or_else(|| Fault::bad_input("filter.entityId", "This is not a global id.")));
    let (of_type, thing) = thing.transpose()?.unzip();
    let tasks = Condition::all()
        .add_option(definition.clone().map(|key| task::Column::DefinitionKey.eq(key)))
        .add_option(entity.clone().map(|name| task::Column::Entity.eq(name)))
        .add_option(of_type.map(|name| task::Column::Entity.eq(name)))
        .add_option(thing.map(|id| task::Column::EntityId.eq(id)));
    Ok(Narrow { offers, tasks: (!tasks.is_empty()).then_some(tasks) })
}

impl Search {
    /// The keys of the tasks within bounds, in order. Each role is read off the index by itself, no further than the page
    /// is long, and the few that are found are merged: a task that is offered to two roles of one person is found once.
    fn keys(&self, bounds: &Bounds) -> SelectStatement {
        let mut members = self.principals.iter().map(|principal| self.offered_to(principal.predicate(), bounds));
        let nobody = || Condition::all().add(Column::Principal.is_in(Vec::<String>::new()));
        let mut union = members.next().unwrap_or_else(|| self.offered_to(nobody(), bounds));
        for member in members {
            union.union(UnionType::Distinct, member);
        }
        let [urgent_first, soonest_first] = orders(bounds.backward);
        Query::select()
            .columns([Column::TaskId, Column::Priority, Column::DueAt])
            .from_subquery(union, "offers")
            .order_by(Column::Priority, urgent_first)
            .order_by(Column::DueAt, soonest_first.clone())
            .order_by(Column::TaskId, soonest_first)
            .limit(bounds.limit)
            .to_owned()
    }

    fn offered_to(&self, principal: Condition, bounds: &Bounds) -> SelectStatement {
        let table = candidate::Entity;
        let mut rows = Query::select();
        rows.columns([(table, Column::TaskId), (table, Column::Priority), (table, Column::DueAt)])
            .from(table)
            .cond_where(principal)
            .cond_where(self.narrow.offers.clone())
            .cond_where(bounds.predicate())
            .and_where(not_excluded(self.me, (table, Column::TaskId)));
        if let Some(tasks) = &self.narrow.tasks {
            let fits = Query::select()
                .expr(Expr::value(1))
                .from(task::Entity)
                .and_where(Expr::col((task::Entity, task::Column::Id)).equals((table, Column::TaskId)))
                .cond_where(tasks.clone())
                .to_owned();
            rows.and_where(Expr::exists(fits));
        }
        let [urgent_first, soonest_first] = orders(bounds.backward);
        rows.order_by((table, Column::Priority), urgent_first)
            .order_by((table, Column::DueAt), soonest_first.clone())
            .order_by((table, Column::TaskId), soonest_first)
            .limit(bounds.limit);
        // SQLite sorts and limits a member of a union only inside a subquery.
        Query::select()
            .columns([Column::TaskId, Column::Priority, Column::DueAt])
            .from_subquery(rows.take(), "member")
            .to_owned()
    }
}

fn only_ids(keys: SelectStatement) -> SelectStatement {
    Query::select().column(Column::TaskId).from_subquery(keys, "page").to_owned()
}

impl Bounds {
    /// Behind one place and before another. Each also says the coarse half by itself, in the form that an index is
    /// searched by.
    fn predicate(&self) -> Condition {
        let key = || {
            Expr::tuple([Expr::col((candidate::Entity, Column::DueAt)), Expr::col((candidate::Entity, Column::TaskId))])
        };
        let place = |cursor: &Cursor<Place>| {
            (cursor.k.priority, Expr::tuple([Expr::value(Timestamp(cursor.k.due)), Expr::value(TaskId(cursor.i))]))
        };
        let after = self.after.as_ref().map(place).map(|(priority, tie)| {
            let tied = Condition::all().add(Column::Priority.eq(priority)).add(key().gt(tie));
            let behind = Condition::any().add(Column::Priority.lt(priority)).add(tied);
            Condition::all().add(Column::Priority.lte(priority)).add(behind)
        });
        let before = self.before.as_ref().map(place).map(|(priority, tie)| {
            let tied = Condition::all().add(Column::Priority.eq(priority)).add(key().lt(tie));
            let ahead = Condition::any().add(Column::Priority.gt(priority)).add(tied);
            Condition::all().add(Column::Priority.gte(priority)).add(ahead)
        });
        Condition::all().add_option(after).add_option(before)
    }
}
