//! Withdraw an invitation that nobody has accepted: its token is good for nothing any more.

use async_graphql::InputObject;
use sea_orm::EntityTrait as _;
use serde::{Deserialize, Serialize};

use crate::access::assignment::{self, Gift};
use crate::access::entity::role;
use crate::access::error::Act;
use crate::access::ruled::Ruled;
use crate::kernel::aggregate::Locked;
use crate::kernel::command::Command;
use crate::kernel::cx::Cx;
use crate::kernel::fault::Fault;
use crate::kernel::id::InvitationId;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;
use crate::staff::entity::staff_invitation;
use crate::staff::error::StaffError;
use crate::staff::invite::InvitedRoleInput;
use crate::staff::permission::StaffInvite;

/// Which invitation to withdraw. It takes what it would take to invite with its roles. One that was accepted is refused.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct StaffInvitationWithdrawInput {
    /// The invitation.
    pub id: InvitationId,
    /// The version that was read; another one is refused with `CONFLICT`.
    pub expected_version: Option<i32>,
}

impl Command for StaffInvitationWithdrawInput {
    type Permission = StaffInvite;
    type Outcome = InvitationId;
    const NAME: &'static str = "staffInvitationWithdraw";

    crate::changes!(StaffInvite, Ruled<staff_invitation::Model>, id at "id");

    async fn run(
        self,
        cx: &Cx<StaffInvite>,
        tx: &Tx,
        about: Locked<Ruled<staff_invitation::Model>>,
    ) -> Result<InvitationId, Failure> {
        let StaffInvitationWithdrawInput { id, expected_version: _ } = self;
        let Ruled { rights, row: found } = about.into_inner();
        if found.accepted_at.is_some() {
            return Err(StaffError::InvitationAccepted.into());
        }
        let roles: Vec<InvitedRoleInput> = serde_json::from_value(found.roles.clone()).map_err(Fault::from)?;
        for InvitedRoleInput { role_id, scope } in &roles {
            let domains = scope.domains();
            assignment::may_assign(&rights, &domains, Act::Withdraw, "id")?;
            // A role that is gone would give nothing.
            if role::Entity::find_by_id(*role_id).one(tx.db()).await?.is_some() {
                let gift = Gift { role: *role_id, domains: &domains, field: "id" };
                assignment::may_give(cx.house(), tx, &rights, None, &gift, Act::Withdraw).await?;
            }
        }
        tx.delete(&found).await?;
        tracing::info!(invitation.id = %id.0, "an invitation was withdrawn");
        Ok(id)
    }
}
