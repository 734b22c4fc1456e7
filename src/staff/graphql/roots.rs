//! What can be asked and done about staff.

use async_graphql::{Context, Object, SimpleObject};

use crate::access::graphql::RoleAssignment;
use crate::access::loader::AssignmentById;
use crate::access::session::{Opened, UserAgent};
use crate::kernel::actor::Actor;
use crate::kernel::api::{Api as _, Nullable, batch};
use crate::kernel::command::Answer;
use crate::kernel::cost;
use crate::kernel::fault::Fault;
use crate::kernel::id::{InvitationId, RoleAssignmentId, StaffId, TeamId};
use crate::kernel::page::{PageArgs, Pages};
use crate::kernel::user_error::{Failure, UserError};
use crate::staff::bootstrap::{self, OwnerCreateInput};
use crate::staff::deactivate::StaffDeactivateInput;
use crate::staff::graphql::{SessionPayload, StaffInvitation, StaffMember, Team, Viewer};
use crate::staff::invitation_accept::{self, StaffInvitationAcceptInput};
use crate::staff::invitation_withdraw::StaffInvitationWithdrawInput;
use crate::staff::invite::{Invited, StaffInviteInput};
use crate::staff::loader::{InvitationById, StaffById, TeamById};
use crate::staff::login::{self, SessionCreateInput};
use crate::staff::password;
use crate::staff::password_change::{self, PasswordChangeInput};
use crate::staff::permission::StaffRead;
use crate::staff::reactivate::StaffReactivateInput;
use crate::staff::read::{self, StaffWhere};
use crate::staff::role_assign::RoleAssignInput;
use crate::staff::role_unassign::RoleUnassignInput;
use crate::staff::session_end::{self, SessionEndInput};
use crate::staff::team::{TeamCreateInput, TeamDeleteInput, TeamUpdateInput};
use crate::staff::update::StaffUpdateInput;
use crate::workflow::graphql::PendingApproval;

macro_rules! member_payload {
    ($name:ident, $doc:literal) => {
        crate::payload! {
            #[doc = $doc]
            $name {
                /// The member of staff as they are now.
                staff_member: StaffMember = StaffById(StaffId)
            }
        }
    };
}

member_payload!(StaffUpdatePayload, "The answer of `staffUpdate`.");
member_payload!(StaffDeactivatePayload, "The answer of `staffDeactivate`.");
member_payload!(StaffReactivatePayload, "The answer of `staffReactivate`.");

crate::payload! {
    /// The answer of `teamCreate`.
    TeamCreatePayload {
        /// The new team.
        team: Team = TeamById(TeamId)
    }
}

crate::payload! {
    /// The answer of `teamUpdate`.
    TeamUpdatePayload {
        /// The changed team.
        team: Team = TeamById(TeamId)
    }
}

crate::payload_id! {
    /// The answer of `teamDelete`.
    TeamDeletePayload {
        /// The id of the team that is gone.
        deleted_id: TeamId
    }
}

crate::payload_id! {
    /// The answer of `staffInvitationWithdraw`.
    StaffInvitationWithdrawPayload {
        /// The id of the invitation that is gone.
        deleted_id: InvitationId
    }
}

crate::payload_id! {
    /// The answer of `roleUnassign`.
    RoleUnassignPayload {
        /// The id of the assignment that is gone.
        deleted_id: RoleAssignmentId
    }
}

pub struct RoleAssignPayload(Answer<Vec<RoleAssignmentId>>);

/// The answer of `roleAssign`.
#[Object]
impl RoleAssignPayload {
    /// The new assignments: one for each place of the scope.
    #[graphql(directive = cost::list::apply(5))]
    async fn assignments(&self, ctx: &Context<'_>) -> Nullable<Vec<RoleAssignment>> {
        let ids = self.0.done()?;
        let found = futures::future::try_join_all(ids.iter().map(|id| ctx.changed(AssignmentById(*id)))).await;
        Some(found.map(|rows| rows.into_iter().map(RoleAssignment).collect()))
    }

    /// Why nothing happened. Empty when it happened, and when it waits for approval.
    #[graphql(directive = cost::list::apply(2))]
    async fn user_errors(&self) -> Vec<UserError> {
        self.0.user_errors()
    }

    /// Set when the policies want an approval first: the input is parked, and this workflow decides.
    async fn pending_approval(&self) -> Option<PendingApproval> {
        self.0.parked().map(PendingApproval)
    }
}

pub struct StaffInvitePayload(Answer<Invited>);

/// The answer of `staffInvite`.
#[Object]
impl StaffInvitePayload {
    /// The invitation.
    async fn invitation(&self, ctx: &Context<'_>) -> Nullable<StaffInvitation> {
        let invited = self.0.done()?;
        Some(ctx.changed(InvitationById(invited.id)).await.map(StaffInvitation))
    }

    /// The token that the invited person accepts with. It is shown once; a repetition with the same idempotency key does not
    /// give it again. While the invitation waits for an approval it is shown as well, and is good as soon as that is given.
    async fn token(&self) -> Option<&str> {
        match &self.0 {
            Answer::Done(invited) => invited.token.as_deref(),
            Answer::Parked(pending) => pending.secret.as_deref(),
            Answer::Refused(_) => None,
        }
    }

    /// Why nothing happened. Empty when it happened, and when it waits for approval.
    #[graphql(directive = cost::list::apply(2))]
    async fn user_errors(&self) -> Vec<UserError> {
        self.0.user_errors()
    }

    /// Set when the policies want an approval first: the input is parked, and this workflow decides.
    async fn pending_approval(&self) -> Option<PendingApproval> {
        self.0.parked().map(PendingApproval)
    }
}

/// The answer of `sessionEnd`.
#[derive(SimpleObject)]
pub struct SessionEndPayload {
    /// How many sessions ended.
    ended: Option<i32>,
    /// Why none ended.
    #[graphql(directive = cost::list::apply(2))]
    user_errors: Vec<UserError>,
}

#[derive(Default)]
pub struct StaffQuery;

#[Object]
impl StaffQuery {
    /// Who sent this request, with what they may do. Open to everybody.
    async fn viewer(&self) -> Viewer {
        Viewer
    }

    /// A member of staff by id; null when there is none. Requires `staff.read`.
    async fn staff_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The person.")] id: StaffId,
    ) -> Nullable<StaffMember> {
        if let Err(fault) = ctx.may(StaffRead) {
            return Some(Err(fault));
        }
        ctx.child(StaffById(id), StaffMember).await
    }

    /// Members of staff, by name. Requires `staff.read`.
    #[graphql(directive = cost::page::apply())]
    async fn staff_members(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones.", name = "where", default)] filter: StaffWhere,
        #[graphql(desc = "So many from the start, at most 100. The default is 20.")] first: Option<i32>,
        #[graphql(desc = "So many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Nullable<Pages<StaffMember>> {
        Some(members(ctx, filter, PageArgs { first, last, after, before }).await)
    }

    /// A team by id; null when there is none. Requires `staff.read`.
    async fn team(&self, ctx: &Context<'_>, #[graphql(desc = "The team.")] id: TeamId) -> Nullable<Team> {
        if let Err(fault) = ctx.may(StaffRead) {
            return Some(Err(fault));
        }
        ctx.child(TeamById(id), Team).await
    }

    /// Teams, by name. Requires `staff.read`.
    #[graphql(directive = cost::page::apply())]
    async fn teams(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the start, at most 100. The default is 20.")] first: Option<i32>,
        #[graphql(desc = "So many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Nullable<Pages<Team>> {
        Some(teams(ctx, PageArgs { first, last, after, before }).await)
    }

    /// Invitations, newest first, for who may see staff in the whole company. Requires `staff.read`.
    #[graphql(directive = cost::page::apply())]
    async fn staff_invitations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the start, at most 100. The default is 20.")] first: Option<i32>,
        #[graphql(desc = "So many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Nullable<Pages<StaffInvitation>> {
        Some(invitations(ctx, PageArgs { first, last, after, before }).await)
    }
}

async fn members(ctx: &Context<'_>, filter: StaffWhere, args: PageArgs) -> Result<Pages<StaffMember>, Fault> {
    let cx = ctx.may(StaffRead)?;
    Ok(read::members(&cx, filter, args).await?.into_connection(StaffMember))
}

async fn teams(ctx: &Context<'_>, args: PageArgs) -> Result<Pages<Team>, Fault> {
    let cx = ctx.may(StaffRead)?;
    Ok(read::teams(&cx, args).await?.into_connection(Team))
}

async fn invitations(ctx: &Context<'_>, args: PageArgs) -> Result<Pages<StaffInvitation>, Fault> {
    let cx = ctx.caller().may_everywhere::<StaffRead>(ctx.house())?;
    Ok(read::invitations(&cx, args).await?.into_connection(StaffInvitation))
}

#[derive(Default)]
pub struct StaffMutation;

#[Object]
impl StaffMutation {
    /// Sign in with e-mail and password. Ten failures within 15 minutes from one address are answered with `THROTTLED` until the
    /// first of them is 15 minutes old. Takes no idempotency key, because its answer is a secret, which is not kept: whose
    /// answer was lost signs in again. Open to everybody.
    async fn session_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who signs in.")] input: SessionCreateInput,
    ) -> Nullable<SessionPayload> {
        Some(session_create(ctx, input).await)
    }

    /// Make the first owner of a house without staff, and sign them in. Takes no idempotency key, because its answer is a
    /// secret, which is not kept: whose answer was lost signs in with the password. Open to everybody who has the token that
    /// the server printed.
    async fn owner_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first owner.")] input: OwnerCreateInput,
    ) -> Nullable<SessionPayload> {
        Some(owner_create(ctx, input).await)
    }

    /// Sign out: this session, another one, or everywhere. A repetition in a session that ended with the first request is
    /// answered with `UNAUTHENTICATED`, also with an idempotency key. Open to everybody who has signed in.
    async fn session_end(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which sessions; the one of this request when nothing is said.")] input: Option<
            SessionEndInput,
        >,
    ) -> Nullable<SessionEndPayload> {
        Some(session_end(ctx, input.unwrap_or_default()).await)
    }

    /// Choose another password. All sessions end, and a new one begins. A wrong current password counts like a failure to sign
    /// in. Takes no idempotency key, because its answer is a secret, which is not kept: whose answer was lost signs in with the
    /// new password. Open to everybody who has signed in.
    async fn password_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The passwords.")] input: PasswordChangeInput,
    ) -> Nullable<SessionPayload> {
        Some(password_change(ctx, input).await)
    }

    /// Invite somebody to the staff. Requires `staff.invite`.
    async fn staff_invite(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom to invite.")] input: StaffInviteInput,
    ) -> Nullable<StaffInvitePayload> {
        Some(ctx.command(input).await.map(StaffInvitePayload))
    }

    /// Withdraw an invitation that nobody has accepted: its token is good for nothing any more. Requires `staff.invite`.
    async fn staff_invitation_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which invitation.")] input: StaffInvitationWithdrawInput,
    ) -> Nullable<StaffInvitationWithdrawPayload> {
        Some(ctx.command(input).await.map(StaffInvitationWithdrawPayload))
    }

    /// Accept an invitation: the account is made and signed in. Takes no idempotency key, because its answer is a secret,
    /// which is not kept: whose answer was lost signs in with the password. Open to everybody who has its token.
    async fn staff_invitation_accept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The invitation.")] input: StaffInvitationAcceptInput,
    ) -> Nullable<SessionPayload> {
        Some(invitation_accept(ctx, input).await)
    }

    /// Rename a member of staff. Requires `staff.update`.
    async fn staff_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: StaffUpdateInput,
    ) -> Nullable<StaffUpdatePayload> {
        Some(ctx.command(input).await.map(StaffUpdatePayload))
    }

    /// Deactivate a member of staff: all sessions end at once. Requires `staff.deactivate`.
    async fn staff_deactivate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom.")] input: StaffDeactivateInput,
    ) -> Nullable<StaffDeactivatePayload> {
        Some(ctx.command(input).await.map(StaffDeactivatePayload))
    }

    /// Let a deactivated member of staff sign in again. Requires `staff.deactivate`.
    async fn staff_reactivate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom.")] input: StaffReactivateInput,
    ) -> Nullable<StaffReactivatePayload> {
        Some(ctx.command(input).await.map(StaffReactivatePayload))
    }

    /// Give a role to a person. Nobody can give more than they hold there themselves. Requires `role.assign`.
    async fn role_assign(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which role to whom and where.")] input: RoleAssignInput,
    ) -> Nullable<RoleAssignPayload> {
        Some(ctx.command(input).await.map(RoleAssignPayload))
    }

    /// Take a role away. Requires `role.assign`.
    async fn role_unassign(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which assignment.")] input: RoleUnassignInput,
    ) -> Nullable<RoleUnassignPayload> {
        Some(ctx.command(input).await.map(RoleUnassignPayload))
    }

    /// Make a team. Requires `staff.update`.
    async fn team_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The team to make.")] input: TeamCreateInput,
    ) -> Nullable<TeamCreatePayload> {
        Some(ctx.command(input).await.map(TeamCreatePayload))
    }

    /// Change a team. Requires `staff.update`.
    async fn team_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: TeamUpdateInput,
    ) -> Nullable<TeamUpdatePayload> {
        Some(ctx.command(input).await.map(TeamUpdatePayload))
    }

    /// Delete a team. Its members stay. Requires `staff.update`.
    async fn team_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The team to delete.")] input: TeamDeleteInput,
    ) -> Nullable<TeamDeletePayload> {
        Some(ctx.command(input).await.map(TeamDeletePayload))
    }
}

async fn session_create(ctx: &Context<'_>, input: SessionCreateInput) -> Result<SessionPayload, Fault> {
    ctx.refuse_idempotency_key()?;
    let done = login::run(ctx.house(), &*ctx.acting().await?, turn(ctx)?, agent(ctx), input).await;
    opened(ctx, done).await
}

async fn owner_create(ctx: &Context<'_>, input: OwnerCreateInput) -> Result<SessionPayload, Fault> {
    ctx.refuse_idempotency_key()?;
    let done = bootstrap::run(ctx.house(), &*ctx.acting().await?, turn(ctx)?, agent(ctx), input).await;
    if done.is_ok() {
        // The next request of the new owner should not have to wait for the watch of the policies.
        ctx.data_unchecked::<std::sync::Arc<crate::access::Policies>>().refresh(&ctx.house().db.reader).await?;
    }
    opened(ctx, done).await
}

async fn session_end(ctx: &Context<'_>, input: SessionEndInput) -> Result<SessionEndPayload, Fault> {
    let caller = ctx.acting().await?;
    match session_end::run(ctx.house(), &caller, input, ctx.idempotency_key()?).await {
        Ok(ended) => Ok(SessionEndPayload { ended: Some(ended), user_errors: Vec::new() }),
        Err(Failure::Refused(user_errors)) => Ok(SessionEndPayload { ended: None, user_errors }),
        Err(Failure::Fault(fault)) => Err(fault),
    }
}

async fn password_change(ctx: &Context<'_>, input: PasswordChangeInput) -> Result<SessionPayload, Fault> {
    ctx.refuse_idempotency_key()?;
    let caller = ctx.acting().await?;
    opened(ctx, password_change::run(ctx.house(), &caller, turn(ctx)?, agent(ctx), input).await).await
}

async fn invitation_accept(ctx: &Context<'_>, input: StaffInvitationAcceptInput) -> Result<SessionPayload, Fault> {
    ctx.refuse_idempotency_key()?;
    let caller = ctx.acting().await?;
    opened(ctx, invitation_accept::run(ctx.house(), &caller, turn(ctx)?, agent(ctx), input).await).await
}

/// The right to hash a password, which the engine gives to the fields of [`password::FIELDS`].
fn turn<'a>(ctx: &Context<'a>) -> Result<&'a password::Turn, Fault> {
    ctx.data_opt().ok_or_else(|| Fault::internal("a password would be hashed out of turn"))
}

/// What the browser or tool of this request calls itself.
fn agent(ctx: &Context<'_>) -> UserAgent {
    ctx.data_opt::<UserAgent>().cloned().unwrap_or_default()
}

/// The payload of whatever opens a session. Who signed in sees in it what they see of themselves.
async fn opened(ctx: &Context<'_>, done: Result<Opened, Failure>) -> Result<SessionPayload, Fault> {
    let opened = match done {
        Ok(opened) => opened,
        Err(Failure::Refused(user_errors)) => {
            return Ok(SessionPayload { token: None, expires_at: None, staff_member: None, user_errors });
        }
        Err(Failure::Fault(fault)) => return Err(fault),
    };
    let (staff, session) = (opened.session.staff_id, Some(opened.session.id));
    let policies = ctx.data_unchecked::<std::sync::Arc<crate::access::Policies>>();
    let actor = Actor::Staff { id: staff, session };
    batch(ctx).look_as(crate::access::caller(policies, actor, &ctx.caller().request_id));
    let member = read::by_id(ctx.house(), staff).await?;
    Ok(SessionPayload {
        token: Some(opened.token),
        expires_at: Some(opened.session.expires_at),
        staff_member: member.map(StaffMember),
        user_errors: Vec::new(),
    })
}
