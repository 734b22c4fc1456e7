//! Accept an invitation: the account is made, the roles are given, the person is signed in.

use async_graphql::InputObject;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use crate::access::assignment::{self, Gift};
use crate::access::error::Act;
use crate::access::permission::RoleAssign;
use crate::access::rights::Rights;
use crate::access::session::{self, Opened, UserAgent};
use crate::kernel::actor::Actor;
use crate::kernel::condition::Facts;
use crate::kernel::cx::Caller;
use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::id::StaffId;
use crate::kernel::permission::{Decision, Permission as _};
use crate::kernel::tx::{Meta, Tx};
use crate::kernel::user_error::{Failure, Refusal as _};
use crate::staff::account::{self, Person};
use crate::staff::entity::staff_invitation::{self, Column};
use crate::staff::error::StaffError;
use crate::staff::invite::InvitedRoleInput;
use crate::staff::password;
use crate::staff::permission::StaffInvite;
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
    agent: UserAgent,
    input: StaffInvitationAcceptInput,
) -> Result<Opened, Failure> {
    let StaffInvitationAcceptInput { token, password } = input;
    account::check_password("password", &password)?;
    let hash = session::hash(&token);
    let found = staff_invitation::Entity::find().filter(Column::TokenHash.eq(hash)).one(&house.db.reader).await?;
    let good = found.filter(|found| found.accepted_at.is_none() && found.expires_at > house.clock.now());
    let invitation = good.ok_or_else(|| vec![StaffError::InvitationRefused.to_user_error()])?;
    let password_hash = password::hash(turn, &house.entropy, password).await?;
    accept(house, &caller.request_id, agent, invitation, password_hash).await
}

/// Makes the account of an invitation that is good, with a password that is hashed.
pub async fn accept(
    house: &House,
    request_id: &str,
    agent: UserAgent,
    invitation: staff_invitation::Model,
    password_hash: String,
) -> Result<Opened, Failure> {
    // All of it happens on the account of who invited, with what they hold today.
    let actor = Actor::Staff { id: invitation.invited_by, session: None };
    let meta = Meta::plain(actor, "staffInvitationAccept", request_id, house.clock.now());
    let tx = Tx::begin(&house.db, meta).await?;
    let person = Person { email: invitation.email.clone(), name: invitation.name.clone() };
    let member = account::add(&house.entropy, &tx, person, Some(password_hash)).await?;
    let accepted = staff_invitation::Model { accepted_at: Some(tx.now()), ..invitation.clone() };
    // It may have been withdrawn, or accepted, while the password was hashed.
    match tx.save(&invitation, accepted).await {
        Err(Fault::Conflict { .. }) => return Err(StaffError::InvitationRefused.into()),
        done => done?,
    };
    give(house, &tx, &invitation, member.id).await?;
    let opened = session::open(&house.entropy, &tx, member.id, agent).await?;
    house.commit(tx).await?;
    Ok(opened)
}

/// Gives the roles of an invitation, as far as who invited still may invite and give them.
async fn give(house: &House, tx: &Tx, invitation: &staff_invitation::Model, to: StaffId) -> Result<(), Failure> {
    let Meta { actor, request_id, .. } = tx.meta();
    let rights = Rights::of(house, tx, actor).await?;
    if rights.own.grants.decide(StaffInvite::INDEX, &Facts::default()) == Decision::Deny {
        return Err(StaffError::InviterRefused.into());
    }
    let roles: Vec<InvitedRoleInput> = serde_json::from_value(invitation.roles.clone()).map_err(Fault::from)?;
    if roles.is_empty() {
        return Ok(());
    }
    let inviter = house.callers.caller_within(tx, actor.clone(), request_id).await?;
    let cx = inviter.may::<RoleAssign>(house)?;
    for InvitedRoleInput { role_id, scope } in &roles {
        let domains = scope.domains();
        if role_assign::unseen(&cx, tx, &domains).await?.is_some() {
            return Err(StaffError::PlaceNotFound { field: "token".to_owned() }.into());
        }
        assignment::may_assign(&rights, &domains, Act::Give, "token")?;
        assignment::give(&cx, tx, &rights, to, &Gift { role: *role_id, domains: &domains, field: "token" }).await?;
    }
    Ok(())
}
