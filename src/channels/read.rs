//! Every SELECT that returns a page of channels.

use crate::channels::entity::channel::{self, Column};
use crate::channels::permission::ChannelRead;
use crate::kernel::cx::Cx;
use crate::kernel::fault::Fault;
use crate::kernel::page::{Direction, Key, List, Page, PageArgs};

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
