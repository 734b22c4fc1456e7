//! Every SELECT that returns staff or teams outside a loader.

use async_graphql::InputObject;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use serde::Serialize;

use crate::kernel::cx::Cx;
use crate::kernel::fault::Fault;
use crate::kernel::fold::fold;
use crate::kernel::house::House;
use crate::kernel::id::StaffId;
use crate::kernel::page::{Direction, Key, List, Page, PageArgs};
use crate::staff::entity::staff_member::{self, Column, StaffStatus};
use crate::staff::entity::{staff_invitation, team};
use crate::staff::permission::StaffRead;

/// Which members of staff. All fields that are given must hold.
#[derive(Clone, Debug, Default, InputObject, Serialize)]
pub struct StaffWhere {
    /// With this status.
    pub status: Option<StaffStatus>,
    /// Whose name begins so; at most 255 characters.
    pub name_prefix: Option<String>,
}

pub async fn by_id(house: &House, id: StaffId) -> Result<Option<staff_member::Model>, Fault> {
    Ok(staff_member::Entity::find_by_id(id).one(&house.db.reader).await?)
}

/// Members of staff, by name.
pub async fn members(
    cx: &Cx<StaffRead>,
    filter: StaffWhere,
    args: PageArgs,
) -> Result<Page<staff_member::Model>, Fault> {
    let tied_to = serde_json::to_string(&filter)?;
    let StaffWhere { status, name_prefix } = filter;
    let mut select = staff_member::Entity::find();
    if let Some(status) = status {
        select = select.filter(Column::Status.eq(status));
    }
    if let Some(prefix) = name_prefix {
        if prefix.chars().count() > 255 {
            return Err(Fault::bad_input("where.namePrefix", "At most 255 characters are allowed."));
        }
        select = select.filter(Column::NameFolded.starts_with(fold(&prefix)));
    }
    let list = List { select, sort: Column::NameFolded, id: Column::Id, direction: Direction::Asc, tied_to };
    list.page(&cx.house().db.reader, args, |row| (Key::Text(row.name_folded.clone()), row.id.0)).await
}

/// Teams, by name.
pub async fn teams(cx: &Cx<StaffRead>, args: PageArgs) -> Result<Page<team::Model>, Fault> {
    let list = List {
        select: team::Entity::find(),
        sort: team::Column::NameFolded,
        id: team::Column::Id,
        direction: Direction::Asc,
        tied_to: String::new(),
    };
    list.page(&cx.house().db.reader, args, |row| (Key::Text(row.name_folded.clone()), row.id.0)).await
}

/// Invitations, newest first.
pub async fn invitations(cx: &Cx<StaffRead>, args: PageArgs) -> Result<Page<staff_invitation::Model>, Fault> {
    let list = List {
        select: staff_invitation::Entity::find(),
        sort: staff_invitation::Column::CreatedAt,
        id: staff_invitation::Column::Id,
        direction: Direction::Desc,
        tied_to: String::new(),
    };
    list.page(&cx.house().db.reader, args, |row| (row.created_at.into(), row.id.0)).await
}
