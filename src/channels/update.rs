//! Rename, open or close a channel.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};

use crate::channels::entity::channel;
use crate::channels::permission::ChannelUpdate;
use crate::kernel::aggregate::Locked;
use crate::kernel::command::Command;
use crate::kernel::cx::Cx;
use crate::kernel::fold::fold;
use crate::kernel::id::ChannelId;
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

    crate::changes!(ChannelUpdate, channel::Model, id at "id");

    async fn run(self, _: &Cx<ChannelUpdate>, tx: &Tx, before: Locked<channel::Model>) -> Result<ChannelId, Failure> {
        let ChannelUpdateInput { id, expected_version: _, name, active } = self;
        let before = before.into_inner();
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
