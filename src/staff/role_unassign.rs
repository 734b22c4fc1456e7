//! Take a role away.

use async_graphql::InputObject;
use sea_orm::EntityTrait as _;
use serde::{Deserialize, Serialize};

use crate::access::assignment::{self, Taken};
use crate::access::entity::role_assignment;
use crate::access::error::AccessError;
use crate::access::permission::RoleAssign;
use crate::kernel::command::Command;
use crate::kernel::condition::Facts;
use crate::kernel::cx::Cx;
use crate::kernel::id::RoleAssignmentId;
use crate::kernel::scope::Domain;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;
use crate::staff::owner;

/// Which assignment to take away. Who takes a role from somebody stands at or above them, and above them if it denies something.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct RoleUnassignInput {
    /// The assignment.
    pub id: RoleAssignmentId,
}

impl Command for RoleUnassignInput {
    type Permission = RoleAssign;
    type Outcome = RoleAssignmentId;
    const NAME: &'static str = "roleUnassign";

    async fn facts(&self, cx: &Cx<RoleAssign>, tx: &Tx) -> Result<Facts, Failure> {
        let row = role_assignment::Entity::find_by_id(self.id).one(tx.db()).await?;
        let domain = row.and_then(|row| Domain::parse(&row.domain)).filter(|domain| cx.scope().has(*domain));
        let domain = domain.ok_or(AccessError::AssignmentNotFound)?;
        Ok(Facts { domains: vec![domain], ..Facts::default() })
    }

    async fn run(self, cx: &Cx<RoleAssign>, tx: &Tx) -> Result<RoleAssignmentId, Failure> {
        let RoleUnassignInput { id } = self;
        let Taken { id, ownership } = assignment::take(cx, tx, id).await?;
        if ownership {
            owner::keep_one(cx.house(), tx).await?;
        }
        Ok(id)
    }
}
