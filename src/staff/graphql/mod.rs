//! Staff in the schema: objects here, roots beside.

mod roots;

pub use roots::{StaffMutation, StaffQuery};

use async_graphql::{Context, Enum, ID, Object, SimpleObject};

use crate::access::entity::session;
use crate::access::graphql::{HeldPermission, RoleAssignment, held};
use crate::access::loader::AssignmentsOfStaff;
use crate::access::session as sessions;
use crate::kernel::api::{Api as _, Nullable};
use crate::kernel::clock::Timestamp;
use crate::kernel::cost;
use crate::kernel::fault::Fault;
use crate::kernel::id::TypedId as _;
use crate::kernel::user_error::UserError;
use crate::staff::entity::staff_member::{self, StaffStatus};
use crate::staff::entity::{staff_invitation, team};
use crate::staff::loader::{MembersOf, StaffById};
use crate::staff::permission::{SessionEnd, StaffRead};

#[derive(Clone)]
pub struct StaffMember(pub staff_member::Model);

/// A person who works here and can sign in.
#[Object]
impl StaffMember {
    /// The global id.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_global())
    }

    /// The name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The e-mail address; null for those who may not see staff in the whole company, except one's own.
    async fn email(&self, ctx: &Context<'_>) -> Option<&str> {
        let own = ctx.caller().actor.staff() == Some(self.0.id);
        (own || ctx.caller().holds_everywhere::<StaffRead>()).then_some(self.0.email.as_str())
    }

    /// Whether the person can sign in.
    async fn status(&self) -> StaffStatus {
        self.0.status
    }

    /// The roles held and where, as far as the caller may see roles there; all of one's own.
    #[graphql(directive = cost::list::apply(3))]
    async fn role_assignments(&self, ctx: &Context<'_>) -> Result<Vec<RoleAssignment>, Fault> {
        let rows = ctx.load(AssignmentsOfStaff(self.0.id)).await?;
        Ok(rows.unwrap_or_default().into_iter().map(RoleAssignment).collect())
    }

    /// The sessions that are not over, newest first: one's own, or with the permission `session.end` in the whole company
    /// anybody's; else null.
    #[graphql(directive = cost::list::apply(3))]
    async fn sessions(&self, ctx: &Context<'_>) -> Nullable<Vec<Session>> {
        let own = ctx.caller().actor.staff() == Some(self.0.id);
        if !own && !ctx.caller().holds_everywhere::<SessionEnd>() {
            return None;
        }
        let house = ctx.house();
        // In a box: every field has as much room as the largest.
        let rows = Box::pin(sessions::of_staff(&house.db.reader, house.clock.now(), self.0.id)).await;
        Some(rows.map(|rows| rows.into_iter().map(Session).collect()))
    }

    /// When the person last signed in, for who may see staff in the whole company. Requires `staff.read`.
    async fn last_login_at(&self, ctx: &Context<'_>) -> Option<Timestamp> {
        self.0.last_login_at.filter(|_| ctx.caller().holds_everywhere::<StaffRead>())
    }

    /// Goes up with each change.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// When the account was made.
    async fn created_at(&self) -> Timestamp {
        self.0.created_at
    }

    /// When the account was last changed.
    async fn updated_at(&self) -> Timestamp {
        self.0.updated_at
    }
}

pub struct Session(session::Model);

/// A signed-in browser or tool.
#[Object]
impl Session {
    /// The global id.
    async fn id(&self) -> ID {
        ID(self.0.id.to_global())
    }

    /// Whether it is the session of this request.
    async fn is_current(&self, ctx: &Context<'_>) -> bool {
        match &ctx.caller().actor {
            crate::kernel::actor::Actor::Staff { session, .. } => *session == Some(self.0.id),
            crate::kernel::actor::Actor::Anonymous | crate::kernel::actor::Actor::System { .. } => false,
        }
    }

    /// What the browser or tool called itself when it signed in, at most 255 characters; null when it said nothing.
    async fn user_agent(&self) -> Option<&str> {
        self.0.user_agent.as_deref()
    }

    /// When it began.
    async fn created_at(&self) -> Timestamp {
        self.0.created_at
    }

    /// When it was last used, to within five minutes.
    async fn last_seen_at(&self) -> Timestamp {
        self.0.last_seen_at
    }

    /// When it ends if it is not used.
    async fn expires_at(&self) -> Timestamp {
        self.0.expires_at
    }
}

#[derive(Clone)]
pub struct Team(pub team::Model);

/// A team of staff.
#[Object]
impl Team {
    /// The global id.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_global())
    }

    /// The name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What it is for.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// Who is in it, by name; at most 500.
    #[graphql(directive = cost::list::apply(10))]
    async fn members(&self, ctx: &Context<'_>) -> Result<Vec<StaffMember>, Fault> {
        let rows = ctx.load(MembersOf(self.0.id)).await?;
        Ok(rows.unwrap_or_default().into_iter().map(StaffMember).collect())
    }

    /// Goes up with each change.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

#[derive(Clone)]
pub struct StaffInvitation(pub staff_invitation::Model);

/// An invitation to join the staff.
#[Object]
impl StaffInvitation {
    /// The global id.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_global())
    }

    /// The e-mail address of the invited person.
    async fn email(&self) -> &str {
        &self.0.email
    }

    /// The name of the invited person.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Who invited.
    async fn invited_by(&self, ctx: &Context<'_>) -> Nullable<StaffMember> {
        ctx.child(StaffById(self.0.invited_by), StaffMember).await
    }

    /// When it was made.
    async fn created_at(&self) -> Timestamp {
        self.0.created_at
    }

    /// Until when it can be accepted.
    async fn expires_at(&self) -> Timestamp {
        self.0.expires_at
    }

    /// When it was accepted; null while it was not.
    async fn accepted_at(&self) -> Option<Timestamp> {
        self.0.accepted_at
    }

    /// Goes up with each change.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

pub struct Viewer;

/// Who sent this request, with what they may do. A dashboard draws itself from it.
#[Object]
impl Viewer {
    /// Whether somebody has signed in.
    async fn kind(&self, ctx: &Context<'_>) -> ViewerKind {
        if ctx.caller().actor.staff().is_some() { ViewerKind::Staff } else { ViewerKind::Visitor }
    }

    /// Who has signed in; null for a visitor.
    async fn staff_member(&self, ctx: &Context<'_>) -> Nullable<StaffMember> {
        let id = ctx.caller().actor.staff()?;
        ctx.child(StaffById(id), StaffMember).await
    }

    /// The keys of the roles held anywhere, sorted.
    #[graphql(directive = cost::list::apply(3))]
    async fn roles(&self, ctx: &Context<'_>) -> Vec<String> {
        ctx.caller().roles.to_vec()
    }

    /// The permissions held, with where and how, sorted by slice.
    #[graphql(directive = cost::list::apply(50))]
    async fn permissions(&self, ctx: &Context<'_>) -> Vec<HeldPermission> {
        held(&ctx.caller().grants, &ctx.house().catalogue)
    }
}

/// Who sends a request.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum ViewerKind {
    /// A member of staff who has signed in.
    Staff,
    /// Somebody who has not signed in.
    Visitor,
}

/// A new session, or why there is none.
#[derive(SimpleObject)]
pub struct SessionPayload {
    /// The token for the header `Authorization: Bearer …`. It is shown once.
    pub token: Option<String>,
    /// When the session ends if it is not used.
    pub expires_at: Option<Timestamp>,
    /// Who signed in, as they see themselves.
    pub staff_member: Option<StaffMember>,
    /// Why nobody was signed in.
    #[graphql(directive = cost::list::apply(2))]
    pub user_errors: Vec<UserError>,
}
