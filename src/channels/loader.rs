//! Every SELECT of channels that is batched.

use async_graphql::dataloader::Loader;
use sea_orm::QueryFilter as _;
use std::collections::HashMap;

use crate::channels::entity::channel::{self, Column};
use crate::channels::permission::ChannelRead;
use crate::kernel::fault::Fault;
use crate::kernel::id::ChannelId;
use crate::kernel::loader::{Batch, Shown};

/// A channel that the caller may see.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ChannelById(pub ChannelId);

impl Shown for ChannelById {
    type Permission = ChannelRead;
}

impl Loader<ChannelById> for Batch {
    type Value = channel::Model;
    type Error = Fault;

    async fn load(&self, keys: &[ChannelById]) -> Result<HashMap<ChannelById, channel::Model>, Fault> {
        let ids: Vec<ChannelId> = keys.iter().map(|key| key.0).collect();
        let scope = self.caller().scope_of::<ChannelRead>();
        let rows = channel::in_scope(&scope).filter(self.among(Column::Id, &ids)).all(&self.house.db.reader).await?;
        Ok(rows.into_iter().map(|row| (ChannelById(row.id), row)).collect())
    }
}
