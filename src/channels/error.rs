//! Every refusal of this slice.

use crate::kernel::user_error::{Refusal, UserError};

#[derive(Clone, Debug, PartialEq)]
pub enum ChannelError {
    NotFound,
    SlugTaken,
}

impl Refusal for ChannelError {
    fn to_user_error(&self) -> UserError {
        match self {
            Self::NotFound => UserError::at("id", "NOT_FOUND", "There is no such channel."),
            Self::SlugTaken => UserError::at("slug", "TAKEN", "Another channel has this slug."),
        }
    }
}
