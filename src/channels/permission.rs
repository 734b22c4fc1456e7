//! What can be permitted here.

crate::permissions! {
    slice 3;
    #[doc = "See channels."]
    ChannelRead = "channel.read",
    #[doc = "Open new channels."]
    ChannelCreate = "channel.create",
    #[doc = "Rename, open and close channels."]
    ChannelUpdate = "channel.update",
}
