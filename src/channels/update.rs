//! Rename, open or close a channel.

use async_graphql::InputObject;
use sea_orm::{ColumnTrait as _, QueryFilter as _};
use serde::{Deserialize, Serialize};

use crate::channels::entity::channel;
use crate::channels::error::ChannelError;
use crate::channels::permission::ChannelUpdate;
use crate::kernel::command::Command;
use crate::kernel::condition::{Facts, Subject};
use crate::kernel::cx::Cx;
use crate::kernel::fold::fold;
use crate::kernel::id::{ChannelId, TypedId as _};
use crate::kernel::scope::Domain;
use crate::kernel::store::expect_version;
use crate::kernel::text::{Checks, PLAIN_NAME};
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// What to change of a channel. Absent fields stay as they are.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct ChannelUpdateInput {
    /// The channel.
    pub id: ChannelId,
    /// The version that was read; another one is refused with `CONFLICT`.
    pub expected_version: Option<i32>,
    /// Its name for people, at most 255 characters.
    pub name: Option<String>,
    /// Whether orders can be placed in it.
    pub active: Option<bool>,
}

impl Command for ChannelUpdateInput {
    type Permission = ChannelUpdate;
    type Outcome = ChannelId;
    const NAME: &'static str = "channelUpdate";
    const SUBJECT: Option<&'static str> = Some(ChannelId::TYPE);

    async fn facts(&self, cx: &Cx<ChannelUpdate>, tx: &Tx) -> Result<Facts, Failure> {
        let found = channel::in_scope(cx.scope()).filter(channel::Column::Id.eq(self.id)).one(tx.db()).await?;
        let channel::Model { id, name: label, version, .. } = found.ok_or(ChannelError::NotFound)?;
        let subject = Subject { id: id.0, label, version: Some(version) };
        Ok(Facts { domains: vec![Domain::Channel(id)], subject: Some(subject), ..Facts::default() })
    }

    async fn run(self, cx: &Cx<ChannelUpdate>, tx: &Tx) -> Result<ChannelId, Failure> {
        let ChannelUpdateInput { id, expected_version, name, active } = self;
        let before = channel::lock(tx, cx.scope(), id).await?.ok_or(ChannelError::NotFound)?;
        expect_version(&before, expected_version)?;
        let mut checks = Checks::new();
        let name = name.map(|name| checks.required("name", &name, PLAIN_NAME)).unwrap_or_else(|| before.name.clone());
        checks.done()?;
        let after = channel::Model {
            name_folded: fold(&name),
            name,
            active: active.unwrap_or(before.active),
            updated_at: tx.now(),
            ..before.clone()
        };
        tx.save(&before, after).await?;
        Ok(id)
    }
}
