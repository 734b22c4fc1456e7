//! Invite somebody to the staff.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};

use crate::access::assignment::{self, Gift};
use crate::access::error::Act;
use crate::access::permission::RoleAssign;
use crate::access::rights::Rights;
use crate::access::session;
use crate::kernel::aggregate::New;
use crate::kernel::command::Command;
use crate::kernel::cx::Cx;
use crate::kernel::fault::Fault;
use crate::kernel::id::{InvitationId, RoleId, TypedId as _};
use crate::kernel::text::Checks;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;
use crate::staff::account::{self, Person};
use crate::staff::entity::staff_invitation;
use crate::staff::error::StaffError;
use crate::staff::permission::StaffInvite;
use crate::staff::role_assign::{ScopeInput, check_places};

/// How long an invitation can be accepted: seven days.
pub const INVITATION_SECS: i64 = 7 * 24 * 3600;
/// Most roles in one invitation.
pub const INVITED_ROLES_MAX: usize = 20;

/// A role that the invited person will hold.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct InvitedRoleInput {
    /// The role.
    pub role_id: RoleId,
    /// Where.
    pub scope: ScopeInput,
}

/// Whom to invite. The token in the answer is for them alone.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct StaffInviteInput {
    /// The e-mail address, at most 254 characters.
    pub email: String,
    /// The name, at most 255 characters.
    pub name: String,
    /// What they will hold; at most 20 roles. Nobody can give more than they hold themselves.
    #[graphql(default)]
    pub roles: Vec<InvitedRoleInput>,
    /// The hash of the token that the inviter was told, while this waited for an approval.
    #[graphql(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_hash: Option<String>,
}

/// The invitation. The token is shown once: a repetition with the same idempotency key does not give it again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Invited {
    pub id: InvitationId,
    #[serde(skip)]
    pub token: Option<String>,
}

impl Command for StaffInviteInput {
    type Permission = StaffInvite;
    type Outcome = Invited;
    const NAME: &'static str = "staffInvite";

    crate::makes!(StaffInvite);

    fn keep_secret(&mut self, invited: &mut Invited) -> Option<String> {
        let token = invited.token.take();
        self.token_hash = token.as_deref().map(session::hash);
        token
    }

    async fn run(self, cx: &Cx<StaffInvite>, tx: &Tx, _: New) -> Result<Invited, Failure> {
        let StaffInviteInput { email, name, roles, token_hash } = self;
        let person = Person::checked(&email, &name)?;
        let mut checks = Checks::new();
        checks.at_most("roles", roles.len(), INVITED_ROLES_MAX);
        checks.done()?;
        if account::by_email(tx.db(), &person.email).await?.is_some() {
            return Err(StaffError::EmailTaken.into());
        }
        // Giving roles needs its own permission, now and not only when the invitation is accepted.
        if !roles.is_empty() {
            let rights = Rights::lock(cx, tx, Vec::new()).await?;
            let giver = cx.caller().may::<RoleAssign>(cx.house())?;
            for (n, InvitedRoleInput { role_id, scope }) in roles.iter().enumerate() {
                let at = format!("roles.{n}.scope");
                let domains = scope.checked(&at)?;
                check_places(&giver, tx, &domains, &at).await?;
                assignment::may_assign(&rights, &domains, Act::Give, &at)?;
                let gift = Gift { role: *role_id, domains: &domains, field: &format!("roles.{n}.roleId") };
                assignment::may_give(cx.house(), tx, &rights, None, &gift, Act::Give).await?;
            }
        }
        let invited_by = cx.staff().ok_or(Fault::Unauthenticated)?;
        let (token, token_hash) = match token_hash {
            Some(told) => (None, told),
            None => {
                let (token, hash) = session::new_token(cx.entropy());
                (Some(token), hash)
            }
        };
        let (id, now) = (cx.new_id(), tx.now());
        let invitation = staff_invitation::Model {
            id,
            email: person.email,
            name: person.name,
            token_hash,
            roles: serde_json::to_value(&roles).map_err(Fault::from)?,
            invited_by,
            created_at: now,
            expires_at: now.plus_secs(INVITATION_SECS),
            accepted_at: None,
            version: 1,
        };
        tx.insert(invitation).await?;
        tracing::info!(invitation.id = %id.uuid(), "somebody was invited");
        Ok(Invited { id, token })
    }
}
