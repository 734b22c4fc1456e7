//! Every SELECT that returns a page of the audit log.

use async_graphql::InputObject;
use sea_orm::{ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _};
use serde::Serialize;

use crate::audit::permission::AuditRead;
use crate::kernel::cx::Cx;
use crate::kernel::fault::Fault;
use crate::kernel::filter::{DateTimeFilter, TextFilter};
use crate::kernel::id::{self, StaffId};
use crate::kernel::lack::not_everywhere;
use crate::kernel::page::{Direction, List, Page, PageArgs};
use crate::kernel::table::audit_entry::{self, Column};

/// Which entries. All fields that are given must hold.
#[derive(Clone, Debug, Default, InputObject, Serialize)]
pub struct AuditEntryWhere {
    /// About the thing with this global id.
    pub entity_id: Option<String>,
    /// About things of this type, such as `Order`.
    pub entity: Option<TextFilter>,
    /// Done by this member of staff.
    pub staff_id: Option<StaffId>,
    /// Done by this mutation, such as `orderCancel`.
    pub command: Option<TextFilter>,
    /// Done at this time.
    pub at: Option<DateTimeFilter>,
}

/// The log, newest first. It is about the whole company, so it is for those who may read it everywhere.
pub async fn page(
    cx: &Cx<AuditRead>,
    filter: AuditEntryWhere,
    args: PageArgs,
) -> Result<Page<audit_entry::Model>, Fault> {
    if !cx.scope().is_everything() {
        return Err(not_everywhere::<AuditRead>(&cx.caller().grants));
    }
    let tied_to = serde_json::to_string(&filter)?;
    let list = List {
        select: audit_entry::Entity::find().filter(predicate(filter)?),
        sort: Column::At,
        id: Column::Id,
        direction: Direction::Desc,
        tied_to,
    };
    list.page(&cx.house().db.reader, args, |row| (row.at.into(), row.id.0)).await
}

fn predicate(filter: AuditEntryWhere) -> Result<Condition, Fault> {
    let AuditEntryWhere { entity_id, entity, staff_id, command, at } = filter;
    let mut all = Condition::all();
    if let Some(global) = entity_id {
        let found = id::decode(&global);
        let (name, uuid) = found.ok_or_else(|| Fault::bad_input("where.entityId", "This is not a global id."))?;
        all = all.add(Column::Entity.eq(name)).add(Column::EntityId.eq(uuid));
    }
    if let Some(entity) = entity {
        all = all.add(entity.predicate("where.entity", Column::Entity)?);
    }
    if let Some(command) = command {
        all = all.add(command.predicate("where.command", Column::Command)?);
    }
    if let Some(at) = at {
        all = all.add(at.predicate(Column::At));
    }
    Ok(all.add_option(staff_id.map(|id| Column::StaffId.eq(id))))
}
