//! Channels in the schema.

use async_graphql::{Context, ID, Object};

use crate::channels::create::ChannelCreateInput;
use crate::channels::entity::channel;
use crate::channels::loader::ChannelById;
use crate::channels::permission::ChannelRead;
use crate::channels::read;
use crate::channels::update::ChannelUpdateInput;
use crate::kernel::api::{Api as _, Nullable};
use crate::kernel::clock::Timestamp;
use crate::kernel::cost;
use crate::kernel::id::{ChannelId, TypedId as _};
use crate::kernel::money::Currency;
use crate::kernel::page::{PageArgs, Pages};

#[derive(Clone)]
pub struct Channel(pub channel::Model);

/// A way in which the company sells: a shop, a market, a marketplace. Roles can be held in a channel.
#[Object]
impl Channel {
    /// The global id.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_global())
    }

    /// The name in URLs.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// The name for people.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The currency of prices and orders.
    async fn currency(&self) -> Currency {
        self.0.currency
    }

    /// Whether orders can be placed in it.
    async fn is_active(&self) -> bool {
        self.0.active
    }

    /// Goes up with each change.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// When it was opened.
    async fn created_at(&self) -> Timestamp {
        self.0.created_at
    }

    /// When it was last changed.
    async fn updated_at(&self) -> Timestamp {
        self.0.updated_at
    }
}

crate::payload! {
    /// The answer of `channelCreate`.
    ChannelCreatePayload {
        /// The new channel.
        channel: Channel = ChannelById(ChannelId)
    }
}

crate::payload! {
    /// The answer of `channelUpdate`.
    ChannelUpdatePayload {
        /// The changed channel.
        channel: Channel = ChannelById(ChannelId)
    }
}

#[derive(Default)]
pub struct ChannelQuery;

#[Object]
impl ChannelQuery {
    /// A channel by its id; null when there is none for the caller. Requires `channel.read`.
    async fn channel(&self, ctx: &Context<'_>, #[graphql(desc = "The channel.")] id: ChannelId) -> Nullable<Channel> {
        if let Err(fault) = ctx.may(ChannelRead) {
            return Some(Err(fault));
        }
        ctx.child(ChannelById(id), Channel).await
    }

    /// The channels that the caller may see, by name. Requires `channel.read`.
    #[graphql(directive = cost::page::apply())]
    async fn channels(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the start, at most 100. The default is 20.")] first: Option<i32>,
        #[graphql(desc = "So many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Nullable<Pages<Channel>> {
        Some(channels(ctx, PageArgs { first, last, after, before }).await)
    }
}

async fn channels(ctx: &Context<'_>, args: PageArgs) -> Result<Pages<Channel>, crate::kernel::fault::Fault> {
    let cx = ctx.may(ChannelRead)?;
    Ok(read::page(&cx, args).await?.into_connection(Channel))
}

#[derive(Default)]
pub struct ChannelMutation;

#[Object]
impl ChannelMutation {
    /// Open a channel. Requires `channel.create`.
    async fn channel_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The channel to open.")] input: ChannelCreateInput,
    ) -> Nullable<ChannelCreatePayload> {
        Some(ctx.command(input).await.map(ChannelCreatePayload))
    }

    /// Rename, open or close a channel. Requires `channel.update`.
    async fn channel_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: ChannelUpdateInput,
    ) -> Nullable<ChannelUpdatePayload> {
        Some(ctx.command(input).await.map(ChannelUpdatePayload))
    }
}
