//! Change a role.

use async_graphql::InputObject;
use sea_orm::EntityTrait as _;
use serde::{Deserialize, Serialize};

use crate::access::entity::role;
use crate::access::error::AccessError;
use crate::access::permission::RoleEdit;
use crate::access::policies;
use crate::access::role_lines::{self, PolicyLineInput};
use crate::kernel::command::Command;
use crate::kernel::cx::Cx;
use crate::kernel::id::RoleId;
use crate::kernel::store::expect_version;
use crate::kernel::text::{Checks, NOTE, TITLE};
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
    /// give and what it gave.
    pub lines: Option<Vec<PolicyLineInput>>,
}

impl Command for RoleUpdateInput {
    type Permission = RoleEdit;
    type Outcome = RoleId;
    const NAME: &'static str = "roleUpdate";

    async fn run(self, cx: &Cx<RoleEdit>, tx: &Tx) -> Result<RoleId, Failure> {
        let RoleUpdateInput { id, expected_version, name, description, lines } = self;
        let before = role::Entity::find_by_id(id).one(tx.db()).await?.ok_or(AccessError::RoleNotFound)?;
        expect_version(&before, expected_version)?;
        let mut checks = Checks::new();
        let name = name.map_or_else(|| before.name.clone(), |name| checks.required("name", &name, TITLE));
        let description =
            description.map_or_else(|| before.description.clone(), |text| checks.text("description", &text, NOTE));
        checks.done()?;
        let after = role::Model { name, description, updated_at: tx.now(), ..before.clone() };
        tx.save(&before, after).await?;
        if let Some(lines) = lines {
            role_lines::check(cx, &cx.house().catalogue, &lines)?;
            // A role that gives more than the caller holds is not theirs to weaken either.
            let old = role_lines::of_role(tx, id).await?;
            role_lines::check(cx, &cx.house().catalogue, &as_input(old))?;
            role_lines::replace(cx, tx, id, lines).await?;
            policies::touch(tx).await?;
        }
        Ok(id)
    }
}

fn as_input(rows: Vec<crate::access::entity::policy_line::Model>) -> Vec<PolicyLineInput> {
    rows.into_iter()
        .map(|row| PolicyLineInput {
            permission: row.permission,
            effect: row.effect,
            workflow: row.workflow,
            condition: row.condition,
        })
        .collect()
}
