//! Every SELECT that returns a page of workflow instances, and the few that return definitions.

use async_graphql::{ID, InputObject};
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};
use serde::Serialize;

use crate::kernel::cx::Cx;
use crate::kernel::fault::Fault;
use crate::kernel::filter::{DateTimeFilter, TextFilter, one_of_predicate};
use crate::kernel::id;
use crate::kernel::page::{Direction, Key, List, Page, PageArgs};
use crate::workflow::entity::definition;
use crate::workflow::entity::instance::{self, Column, InstanceStatus};
use crate::workflow::permission::{TaskWork, WorkflowRead};
use crate::workflow::principal::visible_instances;

/// Most definitions in one answer.
pub const DEFINITIONS_MAX: u64 = 500;

/// Which workflow instances to list. All fields that are given must hold.
#[derive(Clone, Debug, Default, InputObject, Serialize)]
pub struct WorkflowInstanceFilter {
    /// In one of these states; at most 100.
    pub status: Option<Vec<InstanceStatus>>,
    /// The key of the definition.
    pub definition: Option<TextFilter>,
    /// The type of what it runs over, such as `Order`.
    pub entity: Option<TextFilter>,
    /// The global id of what it runs over.
    pub entity_id: Option<ID>,
    /// When it was started.
    pub started_at: Option<DateTimeFilter>,
}

/// The instances that the caller sees, by when they were started.
pub async fn instances(
    cx: &Cx<TaskWork>,
    args: PageArgs,
    filter: Option<WorkflowInstanceFilter>,
    direction: Direction,
) -> Result<Page<instance::Model>, Fault> {
    let filter = filter.unwrap_or_default();
    let select = instance::Entity::find().filter(visible_instances(cx.caller())).filter(predicate(&filter)?);
    let tied_to = serde_json::to_string(&filter)?;
    let list = List { select, sort: Column::StartedAt, id: Column::Id, direction, tied_to };
    list.page(&cx.house().db.reader, args, |row| (Key::from(row.started_at), row.id.0)).await
}

fn predicate(filter: &WorkflowInstanceFilter) -> Result<Condition, Fault> {
    let WorkflowInstanceFilter { status, definition, entity, entity_id, started_at } = filter;
    let thing = entity_id
        .as_ref()
        .map(|id| id::decode(id).ok_or_else(|| Fault::bad_input("where.entityId", "This is not a global id.")));
    let (of_type, thing) = thing.transpose()?.unzip();
    let definition = definition.as_ref().map(|text| text.predicate("where.definition", Column::DefinitionKey));
    let entity = entity.as_ref().map(|text| text.predicate("where.entity", Column::Entity));
    Ok(Condition::all()
        .add_option(one_of_predicate("where.status", Column::Status, status.as_deref())?)
        .add_option(definition.transpose()?)
        .add_option(entity.transpose()?)
        .add_option(of_type.map(|name: String| Column::Entity.eq(name)))
        .add_option(thing.map(|id| Column::EntityId.eq(id)))
        .add_option(started_at.as_ref().map(|at| at.predicate(Column::StartedAt))))
}

/// A definition by its key.
pub async fn definition(cx: &Cx<WorkflowRead>, key: &str) -> Result<Option<definition::Model>, Fault> {
    let found = definition::Entity::find().filter(definition::Column::Key.eq(key));
    Ok(found.one(&cx.house().db.reader).await?)
}

/// The definitions, by key.
pub async fn definitions(cx: &Cx<WorkflowRead>, entity: Option<String>) -> Result<Vec<definition::Model>, Fault> {
    let found = definition::Entity::find()
        .filter(Condition::all().add_option(entity.map(|name| definition::Column::Entity.eq(name))))
        .order_by_asc(definition::Column::Key)
        .limit(DEFINITIONS_MAX);
    Ok(found.all(&cx.house().db.reader).await?)
}
