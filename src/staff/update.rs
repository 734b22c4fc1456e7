//! Rename a member of staff.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};

use crate::access::ruled::Ruled;
use crate::kernel::aggregate::Locked;
use crate::kernel::command::Command;
use crate::kernel::cx::Cx;
use crate::kernel::fold::fold;
use crate::kernel::id::StaffId;
use crate::kernel::text::{Checks, PLAIN_NAME};
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;
use crate::staff::entity::staff_member;
use crate::staff::error::peer;
use crate::staff::permission::StaffUpdate;

/// What to change of a member of staff. Nobody can rename who stands above them.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct StaffUpdateInput {
    /// The person.
    pub staff_id: StaffId,
    /// The version that was read; another one is refused with `CONFLICT`.
    pub expected_version: Option<i32>,
    /// The name, at most 255 characters.
    pub name: String,
}

impl Command for StaffUpdateInput {
    type Permission = StaffUpdate;
    type Outcome = StaffId;
    const NAME: &'static str = "staffUpdate";

    crate::changes!(StaffUpdate, Ruled<staff_member::Model>, staff_id at "staffId");

    async fn run(
        self,
        _: &Cx<StaffUpdate>,
        tx: &Tx,
        about: Locked<Ruled<staff_member::Model>>,
    ) -> Result<StaffId, Failure> {
        let StaffUpdateInput { staff_id, expected_version: _, name } = self;
        let Ruled { rights, row: before } = about.into_inner();
        let mut checks = Checks::new();
        let name = checks.required("name", &name, PLAIN_NAME);
        checks.done()?;
        peer(&rights, staff_id)?;
        let after = staff_member::Model { name_folded: fold(&name), name, updated_at: tx.now(), ..before.clone() };
        tx.save(&before, after).await?;
        Ok(staff_id)
    }
}
