//! Channels: the ways in which a company sells. A channel has one currency and is a context that roles are held in.

pub mod create;
pub mod entity;
pub mod error;
pub mod graphql;
pub mod loader;
pub mod permission;
pub mod read;
pub mod update;

use crate::kernel::command::Registry;

/// Adds the commands of this slice.
pub fn commands(registry: Registry) -> Registry {
    registry.with::<create::ChannelCreateInput>().with::<update::ChannelUpdateInput>()
}
