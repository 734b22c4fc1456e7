//! Every refusal of this slice.

use crate::kernel::user_error::{Refusal, UserError};

#[derive(Clone, Debug, PartialEq)]
pub enum ChannelError {
    SlugTaken,
}

impl Refusal for ChannelError {
    fn to_user_error(&self) -> UserError {
        match self {
            Self::SlugTaken => UserError::at("slug", "TAKEN", "Another channel has this slug."),
        }
    }
}
