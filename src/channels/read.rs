//! Every SELECT that returns a page of channels.

use sea_orm::EntityTrait as _;

use crate::channels::entity::channel::{self, Column};
use crate::channels::permission::ChannelRead;
use crate::kernel::cx::Cx;
use crate::kernel::fault::Fault;
use crate::kernel::id::ChannelId;
use crate::kernel::page::{Direction, Key, List, Page, PageArgs};
use crate::kernel::tx::Tx;

/// The channels that the caller may see, by name.
pub async fn page(cx: &Cx<ChannelRead>, args: PageArgs) -> Result<Page<channel::Model>, Fault> {
    let list = List {
        select: channel::in_scope(cx.scope()),
        sort: Column::NameFolded,
        id: Column::Id,
        direction: Direction::Asc,
        tied_to: String::new(),
    };
    list.page(&cx.house().db.reader, args, |row| (Key::Text(row.name_folded.clone()), row.id.0)).await
}

/// Whether there is such a channel at all.
pub async fn exists(tx: &Tx, id: ChannelId) -> Result<bool, Fault> {
    Ok(channel::Entity::find_by_id(id).one(tx.db()).await?.is_some())
}
