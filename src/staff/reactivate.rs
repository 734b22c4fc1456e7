//! Let a deactivated member of staff sign in again.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::access::policies;
use crate::access::ruled::Ruled;
use crate::kernel::aggregate::Locked;
use crate::kernel::command::Command;
use crate::kernel::cx::Cx;
use crate::kernel::id::StaffId;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;
use crate::staff::entity::staff_member::{self, StaffStatus};
use crate::staff::error::{StaffError, peer};
use crate::staff::permission::StaffDeactivate;

/// Whom to reactivate. The roles are as they were. Nobody can reactivate who stands above them.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct StaffReactivateInput {
    /// The person.
    pub staff_id: StaffId,
    /// The version that was read; another one is refused with `CONFLICT`.
    pub expected_version: Option<i32>,
}

impl Command for StaffReactivateInput {
    type Permission = StaffDeactivate;
    type Outcome = StaffId;
    const NAME: &'static str = "staffReactivate";

    crate::changes!(StaffDeactivate, Ruled<staff_member::Model>, staff_id at "staffId");

    async fn run(
        self,
        _: &Cx<StaffDeactivate>,
        tx: &Tx,
        about: Locked<Ruled<staff_member::Model>>,
    ) -> Result<StaffId, Failure> {
        let StaffReactivateInput { staff_id, expected_version: _ } = self;
        let Ruled { rights, row: before } = about.into_inner();
        if before.status == StaffStatus::Active {
            return Err(StaffError::AlreadyActive.into());
        }
        peer(&rights, staff_id)?;
        let after = staff_member::Model { status: StaffStatus::Active, updated_at: tx.now(), ..before.clone() };
        tx.save(&before, after).await?;
        policies::touch(tx).await?;
        tx.emit("staff.reactivated", staff_id, &json!({ "staffId": staff_id }))?;
        Ok(staff_id)
    }
}
