//! Take a role away.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};

use crate::access::assignment::{self, Assignment, Taken};
use crate::access::permission::RoleAssign;
use crate::kernel::aggregate::{Find, Locked};
use crate::kernel::command::Command;
use crate::kernel::condition::Details;
use crate::kernel::cx::Cx;
use crate::kernel::id::RoleAssignmentId;
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
    type About = Locked<Assignment>;
    const NAME: &'static str = "roleUnassign";

    async fn about(&self, find: &Find<'_, RoleAssign>) -> Result<Locked<Assignment>, Failure> {
        find.locked(self.id, "id", None::<i32>).await
    }

    fn details(&self, _: &Locked<Assignment>) -> Details {
        Details::none()
    }

    async fn run(self, cx: &Cx<RoleAssign>, tx: &Tx, held: Locked<Assignment>) -> Result<RoleAssignmentId, Failure> {
        let RoleUnassignInput { id: _ } = self;
        let Taken { id, ownership } = assignment::take(cx, tx, held.into_inner()).await?;
        if ownership {
            owner::keep_one(cx.house(), tx).await?;
        }
        Ok(id)
    }
}
