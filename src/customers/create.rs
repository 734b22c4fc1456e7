//! Add a customer.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};

use crate::customers::entity::customer;
use crate::customers::error::CustomerError;
use crate::customers::permission::CustomerCreate;
use crate::kernel::aggregate::New;
use crate::kernel::command::Command;
use crate::kernel::cx::Cx;
use crate::kernel::fault::{Fault, Violation};
use crate::kernel::fold::fold;
use crate::kernel::id::CustomerId;
use crate::kernel::text::{Checks, NOTE, PLAIN_NAME, TITLE};
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// The customer to add.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct CustomerCreateInput {
    /// The e-mail address, at most 254 characters, unique whatever its case.
    pub email: String,
    /// The name, at most 255 characters.
    #[serde(default)]
    pub name: Option<String>,
    /// The telephone number, at most 255 characters.
    #[serde(default)]
    pub phone: Option<String>,
    /// What staff should know, at most 2,000 characters.
    #[serde(default)]
    pub note: Option<String>,
}

impl Command for CustomerCreateInput {
    type Permission = CustomerCreate;
    type Outcome = CustomerId;
    const NAME: &'static str = "customerCreate";

    crate::makes!(CustomerCreate);

    async fn run(self, cx: &Cx<CustomerCreate>, tx: &Tx, _: New) -> Result<CustomerId, Failure> {
        let Self { email, name, phone, note } = self;
        let mut checks = Checks::new();
        let email = checks.email("email", &email);
        let name = checks.text("name", name.as_deref().unwrap_or_default(), PLAIN_NAME);
        let phone = checks.optional("phone", phone.as_deref(), TITLE);
        let note = checks.optional("note", note.as_deref(), NOTE);
        checks.done()?;
        let (id, now) = (cx.new_id(), tx.now());
        let (name_folded, version, created_at, updated_at) = (fold(&name), 1, now, now);
        let row = customer::Model { id, email, name, name_folded, phone, note, version, created_at, updated_at };
        match tx.insert(row).await {
            Err(Fault::Violation(Violation::Unique)) => Err(CustomerError::EmailTaken.into()),
            Err(fault) => Err(fault.into()),
            Ok(_) => Ok(id),
        }
    }
}
