//! Change a role.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};

use crate::access::entity::role;
use crate::access::permission::RoleEdit;
use crate::access::policies;
use crate::access::role_lines::{self, PolicyLineInput};
use crate::access::ruled::Ruled;
use crate::access::rules::Edit;
use crate::kernel::aggregate::Locked;
use crate::kernel::command::Command;
use crate::kernel::cx::Cx;
use crate::kernel::id::RoleId;
use crate::kernel::text::{Checks, NOTE, PLAIN_NAME};
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// What to change of a role. Absent fields stay as they are.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct RoleUpdateInput {
    /// The role.
    pub id: RoleId,
    /// The version that was read; another one is refused with `CONFLICT`.
    pub expected_version: Option<i32>,
    /// Its name for people, at most 255 characters.
    pub name: Option<String>,
    /// What it is for, at most 2,000 characters.
    pub description: Option<String>,
    /// All its lines: these take the place of the old ones. At most 500. Who changes a role must hold everywhere what it will
    /// give and what it gave. Who denies something, or takes a denial out, must stand above everybody who holds the role; who takes
    /// something else out, at or above. Visitors and customers get only what is public, and the role of owners leaves them
    /// everything.
    pub lines: Option<Vec<PolicyLineInput>>,
}

impl Command for RoleUpdateInput {
    type Permission = RoleEdit;
    type Outcome = RoleId;
    const NAME: &'static str = "roleUpdate";

    crate::changes!(RoleEdit, Ruled<role::Model>, id at "id");

    async fn run(self, cx: &Cx<RoleEdit>, tx: &Tx, about: Locked<Ruled<role::Model>>) -> Result<RoleId, Failure> {
        let RoleUpdateInput { id, expected_version: _, name, description, lines } = self;
        let Ruled { rights, row: before } = about.into_inner();
        let mut checks = Checks::new();
        let name = name.map_or_else(|| before.name.clone(), |name| checks.required("name", &name, PLAIN_NAME));
        let description =
            description.map_or_else(|| before.description.clone(), |text| checks.text("description", &text, NOTE));
        checks.done()?;
        let old = role_lines::stated(tx, id).await?;
        let renamed = [("name", name != before.name), ("description", description != before.description)];
        if let Some((field, _)) = renamed.into_iter().find(|(_, other)| *other) {
            rights.may_rename(&before.key, &old, field)?;
        }
        let after = role::Model { name, description, updated_at: tx.now(), ..before.clone() };
        tx.save(&before, after).await?;
        if let Some(lines) = lines {
            let lines = role_lines::check(&cx.house().catalogue, lines)?;
            role_lines::check_workflows(cx.house(), tx, &lines, &old).await?;
            rights.may_edit(&Edit { role: &before.key, old: &old, new: &lines })?;
            role_lines::replace(cx.entropy(), tx, id, lines).await?;
            policies::touch(tx).await?;
        }
        Ok(id)
    }
}
