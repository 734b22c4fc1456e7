//! Make a role.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};

use crate::access::assignment;
use crate::access::entity::role;
use crate::access::error::AccessError;
use crate::access::permission::RoleEdit;
use crate::access::policies;
use crate::access::rights::Rights;
use crate::access::role_lines::{self, PolicyLineInput};
use crate::access::rules::Edit;
use crate::kernel::aggregate::New;
use crate::kernel::command::Command;
use crate::kernel::cx::Cx;
use crate::kernel::fault::{Fault, Violation};
use crate::kernel::id::RoleId;
use crate::kernel::text::{Checks, NOTE, PLAIN_NAME};
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// The role to make. Nobody can put into it what they do not hold everywhere.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct RoleCreateInput {
    /// Its stable name in policies and workflows: lower-case letters, digits and hyphens, at most 255 characters, unique.
    pub key: String,
    /// Its name for people, at most 255 characters.
    pub name: String,
    /// What it is for, at most 2,000 characters.
    pub description: Option<String>,
    /// What it permits: at most 500 lines.
    pub lines: Vec<PolicyLineInput>,
}

impl Command for RoleCreateInput {
    type Permission = RoleEdit;
    type Outcome = RoleId;
    const NAME: &'static str = "roleCreate";

    crate::makes!(RoleEdit);

    async fn run(self, cx: &Cx<RoleEdit>, tx: &Tx, _: New) -> Result<RoleId, Failure> {
        let RoleCreateInput { key, name, description, lines } = self;
        let mut checks = Checks::new();
        let key = checks.slug("key", &key);
        let name = checks.required("name", &name, PLAIN_NAME);
        let description = checks.optional("description", description.as_deref(), NOTE).unwrap_or_default();
        checks.done()?;
        let lines = role_lines::check(&cx.house().catalogue, lines)?;
        let rights = Rights::lock(cx, tx, Vec::new()).await?;
        // Told before what the lines of a role of this key must say: it is not the one that is made here.
        if assignment::role_by_key(tx, &key).await?.is_some() {
            return Err(AccessError::RoleKeyTaken.into());
        }
        role_lines::check_workflows(cx.house(), tx, &lines, &[]).await?;
        rights.may_edit(&Edit { role: &key, old: &[], new: &lines })?;
        let (id, now) = (cx.new_id(), tx.now());
        let role =
            role::Model { id, key, name, description, built_in: false, version: 1, created_at: now, updated_at: now };
        match tx.insert(role).await {
            Err(Fault::Violation(Violation::Unique)) => return Err(AccessError::RoleKeyTaken.into()),
            Err(fault) => return Err(fault.into()),
            Ok(_) => {}
        }
        role_lines::replace(cx.entropy(), tx, id, lines).await?;
        policies::touch(tx).await?;
        Ok(id)
    }
}
