//! Every SELECT of channels that is batched.

use crate::channels::entity::channel;
use crate::channels::permission::ChannelRead;
use crate::kernel::id::ChannelId;

crate::by_id! {
    /// A channel that the caller may see.
    ChannelById(ChannelId) => channel, ChannelRead, |caller| Some(channel::in_scope(&caller.scope_of::<ChannelRead>()))
}
