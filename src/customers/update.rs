//! Change a customer.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};

use crate::customers::entity::customer;
use crate::customers::error::CustomerError;
use crate::customers::permission::CustomerUpdate;
use crate::kernel::aggregate::Locked;
use crate::kernel::command::Command;
use crate::kernel::cx::Cx;
use crate::kernel::fault::{Fault, Violation};
use crate::kernel::fold::fold;
use crate::kernel::id::CustomerId;
use crate::kernel::text::{Checks, NOTE, PLAIN_NAME, TITLE};
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// What to change of a customer. Absent fields stay as they are.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct CustomerUpdateInput {
    /// The customer.
    pub id: CustomerId,
    /// The version that was read; another one is refused with `CONFLICT`.
    #[serde(default)]
    pub expected_version: Option<i32>,
    /// The e-mail address, at most 254 characters, unique whatever its case.
    #[serde(default)]
    pub email: Option<String>,
    /// The name, at most 255 characters. An empty one removes it.
    #[serde(default)]
    pub name: Option<String>,
    /// The telephone number, at most 255 characters. An empty one removes it.
    #[serde(default)]
    pub phone: Option<String>,
    /// What staff should know, at most 2,000 characters. An empty text removes it.
    #[serde(default)]
    pub note: Option<String>,
}

impl Command for CustomerUpdateInput {
    type Permission = CustomerUpdate;
    type Outcome = CustomerId;
    const NAME: &'static str = "customerUpdate";

    crate::changes!(CustomerUpdate, customer::Model, id at "id");

    async fn run(
        self,
        _: &Cx<CustomerUpdate>,
        tx: &Tx,
        before: Locked<customer::Model>,
    ) -> Result<CustomerId, Failure> {
        let Self { id, expected_version: _, email, name, phone, note } = self;
        let before = before.into_inner();
        let mut after = before.clone();
        let mut checks = Checks::new();
        if let Some(email) = email {
            after.email = checks.email("email", &email);
        }
        if let Some(name) = name {
            after.name = checks.text("name", &name, PLAIN_NAME);
            after.name_folded = fold(&after.name);
        }
        if let Some(phone) = phone {
            after.phone = checks.optional("phone", Some(&phone), TITLE);
        }
        if let Some(note) = note {
            after.note = checks.optional("note", Some(&note), NOTE);
        }
        checks.done()?;
        after.updated_at = tx.now();
        match tx.save(&before, after).await {
            Err(Fault::Violation(Violation::Unique)) => Err(CustomerError::EmailTaken.into()),
            Err(fault) => Err(fault.into()),
            Ok(_) => Ok(id),
        }
    }
}
