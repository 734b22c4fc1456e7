//! Every SELECT that returns a page of channels.

use futures::future::BoxFuture;
use sea_orm::{ColumnTrait as _, QueryFilter as _};
use uuid::Uuid;

use crate::channels::entity::channel::{self, Column};
use crate::channels::permission::ChannelRead;
use crate::kernel::cx::{Caller, Cx};
use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::id::{ChannelId, TypedId as _};
use crate::kernel::page::{Direction, Key, List, Page, PageArgs};
use crate::kernel::process::{Found, SubjectKind};
use crate::kernel::scope::Domain;
use crate::kernel::tx::Tx;

/// Channels as what a workflow can run over.
pub const SUBJECT: SubjectKind = SubjectKind { entity: ChannelId::TYPE, find: subject };

fn subject<'a>(house: &'a House, caller: &'a Caller, id: Uuid) -> BoxFuture<'a, Result<Option<Found>, Fault>> {
    Box::pin(async move {
        let id = ChannelId(id);
        let seen = channel::in_scope(&caller.scope_of::<ChannelRead>()).filter(Column::Id.eq(id));
        let found = seen.one(&house.db.reader).await?;
        Ok(found.map(|channel| Found { label: channel.name, domain: Domain::Channel(id) }))
    })
}

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

/// The slug of a channel that the caller sees.
pub async fn slug(tx: &Tx, caller: &Caller, id: ChannelId) -> Result<Option<String>, Fault> {
    let found = channel::in_scope(&caller.scope_of::<ChannelRead>()).filter(channel::Column::Id.eq(id));
    Ok(found.one(tx.db()).await?.map(|channel| channel.slug))
}
