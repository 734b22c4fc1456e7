//! Accept an invitation: the account is made, the roles are given, the person is signed in.

use async_graphql::InputObject;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use crate::access::permission::RoleAssign;
use crate::access::session::{self, Opened};
use crate::kernel::actor::Actor;
use crate::kernel::cx::Caller;
use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::tx::{Meta, Tx};
use crate::kernel::user_error::{Failure, Refusal as _};
use crate::staff::account::{self, Person};
use crate::staff::entity::staff_invitation::{self, Column};
use crate::staff::error::StaffError;
use crate::staff::invite::InvitedRoleInput;
use crate::staff::password;
use crate::staff::role_assign;

/// The invitation to accept.
#[derive(Clone, InputObject)]
pub struct StaffInvitationAcceptInput {
    /// The token of the invitation.
    pub token: String,
    /// The password to choose: 10 to 128 characters.
    pub password: String,
}

/// Not a command: hashing the password must not hold a transaction, and nobody is signed in yet.
pub async fn run(
    house: &House,
    caller: &Caller,
    turn: &password::Turn,
    input: StaffInvitationAcceptInput,
    inviter: impl Fn(crate::kernel::id::StaffId) -> Caller,
) -> Result<Opened, Failure> {
    let StaffInvitationAcceptInput { token, password } = input;
    account::check_password("password", &password)?;
    let hash = session::hash(&token);
    let found = staff_invitation::Entity::find().filter(Column::TokenHash.eq(hash)).one(&house.db.reader).await?;
    let now = house.clock.now();
    let good = found.filter(|invitation| invitation.accepted_at.is_none() && invitation.expires_at > now);
    let invitation = good.ok_or_else(|| vec![StaffError::InvitationRefused.to_user_error()])?;
    let password_hash = password::hash(turn, &house.entropy, password).await?;
    let roles: Vec<InvitedRoleInput> = serde_json::from_value(invitation.roles.clone()).map_err(Fault::from)?;
    // The roles are given by who invited, with what they hold today.
    let giver = inviter(invitation.invited_by);
    let meta = Meta::plain(
        Actor::Staff { id: invitation.invited_by, session: None },
        "staffInvitationAccept",
        &caller.request_id,
        now,
    );
    let tx = Tx::begin(&house.db, meta).await?;
    let person = Person { email: invitation.email.clone(), name: invitation.name.clone() };
    let member = account::add(&house.entropy, &tx, person, Some(password_hash)).await?;
    let accepted = staff_invitation::Model { accepted_at: Some(now), ..invitation.clone() };
    tx.save(&invitation, accepted).await?;
    for InvitedRoleInput { role_id, scope } in &roles {
        let cx = giver.may::<RoleAssign>(house)?;
        role_assign::give_all(&cx, &tx, member.id, *role_id, &scope.domains()?).await?;
    }
    let opened = session::open(&house.entropy, &tx, member.id, None).await?;
    tx.commit(&house.entropy).await?;
    Ok(opened)
}
