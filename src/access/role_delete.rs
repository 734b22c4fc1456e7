//! Delete a role that nobody holds.

use async_graphql::InputObject;
use sea_orm::{ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _};
use serde::{Deserialize, Serialize};

use crate::access::entity::{role, role_assignment};
use crate::access::error::AccessError;
use crate::access::permission::RoleEdit;
use crate::access::ruled::Ruled;
use crate::access::{policies, role_lines};
use crate::kernel::aggregate::Locked;
use crate::kernel::approval::Decided;
use crate::kernel::command::Command;
use crate::kernel::cx::Cx;
use crate::kernel::id::RoleId;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// The role to delete. A built-in role, one that somebody holds, and one that workflows offer tasks to is refused.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct RoleDeleteInput {
    /// The role.
    pub id: RoleId,
    /// The version that was read; another one is refused with `CONFLICT`.
    pub expected_version: Option<i32>,
}

impl Command for RoleDeleteInput {
    type Permission = RoleEdit;
    type Outcome = RoleId;
    const NAME: &'static str = "roleDelete";

    crate::changes!(RoleEdit, Ruled<role::Model>, id at "id");

    async fn run(self, cx: &Cx<RoleEdit>, tx: &Tx, about: Locked<Ruled<role::Model>>) -> Result<RoleId, Failure> {
        let RoleDeleteInput { id, expected_version: _ } = self;
        // The rights are locked, so that nobody is given the role between the count and the end of it.
        let Ruled { rights: _, row: role } = about.into_inner();
        if role.built_in {
            return Err(AccessError::RoleBuiltIn.into());
        }
        let held = role_assignment::Entity::find().filter(role_assignment::Column::RoleId.eq(id));
        let assignments = held.count(tx.db()).await?;
        if assignments > 0 {
            return Err(AccessError::RoleInUse { assignments }.into());
        }
        let Decided { workflows, permissions: _ } = cx.house().gate.decided_by(tx, &role.key).await?;
        if !workflows.is_empty() {
            return Err(AccessError::RoleOffered { workflows }.into());
        }
        for line in role_lines::of_role(tx, id).await? {
            tx.delete(&line).await?;
        }
        tx.delete(&role).await?;
        policies::touch(tx).await?;
        Ok(id)
    }
}
