//! Every SELECT that returns a page of roles.

use crate::access::entity::role::{self, Column};
use crate::access::permission::RoleRead;
use crate::kernel::cx::Cx;
use crate::kernel::fault::Fault;
use crate::kernel::page::{Direction, Key, List, Page, PageArgs};
use sea_orm::EntityTrait as _;

/// All roles, by key.
pub async fn page(cx: &Cx<RoleRead>, args: PageArgs) -> Result<Page<role::Model>, Fault> {
    let list = List {
        select: role::Entity::find(),
        sort: Column::Key,
        id: Column::Id,
        direction: Direction::Asc,
        tied_to: String::new(),
    };
    list.page(&cx.house().db.reader, args, |row| (Key::Text(row.key.clone()), row.id.0)).await
}
