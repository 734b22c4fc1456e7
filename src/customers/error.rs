//! Every refusal of this slice.

use crate::kernel::user_error::{Refusal, UserError};

#[derive(Clone, Debug, PartialEq)]
pub enum CustomerError {
    EmailTaken,
}

impl Refusal for CustomerError {
    fn to_user_error(&self) -> UserError {
        match self {
            Self::EmailTaken => UserError::at("email", "TAKEN", "Another customer has this e-mail address."),
        }
    }
}
