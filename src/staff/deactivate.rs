//! Deactivate a member of staff: all sessions end at once.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::access::ruled::Ruled;
use crate::access::{policies, session};
use crate::kernel::aggregate::Locked;
use crate::kernel::command::Command;
use crate::kernel::cx::Cx;
use crate::kernel::id::StaffId;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;
use crate::staff::entity::staff_member::{self, StaffStatus};
use crate::staff::error::{StaffError, peer};
use crate::staff::owner;
use crate::staff::permission::StaffDeactivate;

/// Whom to deactivate. Nobody can deactivate themselves, nor who stands above them; the last owner stays. What they have asked for
/// rests, and what they have taken is open to others.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct StaffDeactivateInput {
    /// The person.
    pub staff_id: StaffId,
    /// The version that was read; another one is refused with `CONFLICT`.
    pub expected_version: Option<i32>,
}

impl Command for StaffDeactivateInput {
    type Permission = StaffDeactivate;
    type Outcome = StaffId;
    const NAME: &'static str = "staffDeactivate";

    crate::changes!(StaffDeactivate, Ruled<staff_member::Model>, staff_id at "staffId");

    async fn run(
        self,
        cx: &Cx<StaffDeactivate>,
        tx: &Tx,
        about: Locked<Ruled<staff_member::Model>>,
    ) -> Result<StaffId, Failure> {
        let StaffDeactivateInput { staff_id, expected_version: _ } = self;
        let Ruled { rights, row: before } = about.into_inner();
        if cx.staff() == Some(staff_id) {
            return Err(StaffError::OwnAccount.into());
        }
        if before.status == StaffStatus::Deactivated {
            return Err(StaffError::AlreadyDeactivated.into());
        }
        peer(&rights, staff_id)?;
        let after = staff_member::Model { status: StaffStatus::Deactivated, updated_at: tx.now(), ..before.clone() };
        tx.save(&before, after).await?;
        if rights.snapshot.owns(staff_id) {
            owner::keep_one(cx.house(), tx).await?;
        }
        policies::touch(tx).await?;
        session::end(tx, staff_id, None).await?;
        tx.emit("staff.deactivated", staff_id, &json!({ "staffId": staff_id }))?;
        Ok(staff_id)
    }
}
