//! Staff in the schema.

use async_graphql::{Context, ID, Object, SimpleObject};

use crate::kernel::api::{Api as _, Nullable};
use crate::kernel::clock::Timestamp;
use crate::kernel::fault::Fault;
use crate::kernel::id::TypedId as _;
use crate::kernel::user_error::UserError;
use crate::staff::entity::staff_member::{self, StaffStatus};
use crate::staff::loader::StaffById;
use crate::staff::login::{self, SessionCreateInput};
use crate::staff::permission::StaffRead;

/// A person who works here and can sign in.
#[derive(Clone)]
pub struct StaffMember(pub staff_member::Model);

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

    /// The e-mail address. Requires `staff.read`, except for oneself.
    async fn email(&self, ctx: &Context<'_>) -> Option<&str> {
        let own = ctx.caller().actor.staff() == Some(self.0.id);
        (own || ctx.caller().holds::<StaffRead>()).then_some(self.0.email.as_str())
    }

    /// Whether the person can sign in.
    async fn status(&self) -> StaffStatus {
        self.0.status
    }

    /// Goes up with each change.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// When the account was made.
    async fn created_at(&self) -> Timestamp {
        self.0.created_at
    }
}

/// A new session, or why there is none.
#[derive(SimpleObject)]
pub struct SessionCreatePayload {
    /// The token for the header `Authorization: Bearer …`. It is shown once.
    token: Option<String>,
    /// When the session ends if it is not used.
    expires_at: Option<Timestamp>,
    /// Who signed in.
    staff_member: Option<StaffMember>,
    /// Why nobody was signed in.
    user_errors: Vec<UserError>,
}

/// The caller of this request.
pub struct Viewer;

#[Object]
impl Viewer {
    /// Who has signed in; null for a visitor.
    async fn staff_member(&self, ctx: &Context<'_>) -> Nullable<StaffMember> {
        let id = ctx.caller().actor.staff()?;
        ctx.load(StaffById(id)).await.map(|row| row.map(StaffMember)).transpose()
    }

    /// The keys of the roles that the caller holds anywhere.
    async fn roles(&self, ctx: &Context<'_>) -> Vec<String> {
        ctx.caller().roles.to_vec()
    }
}

#[derive(Default)]
pub struct StaffQuery;

#[Object]
impl StaffQuery {
    /// The caller of this request, with what they may do. Open to everybody.
    async fn viewer(&self) -> Viewer {
        Viewer
    }
}

#[derive(Default)]
pub struct StaffMutation;

#[Object]
impl StaffMutation {
    /// Sign in with e-mail and password. Open to everybody.
    async fn session_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who signs in.")] input: SessionCreateInput,
    ) -> Nullable<SessionCreatePayload> {
        Some(session_create(ctx, input).await)
    }
}

async fn session_create(ctx: &Context<'_>, input: SessionCreateInput) -> Result<SessionCreatePayload, Fault> {
    let opened = match login::run(ctx.house(), ctx.caller(), input, None).await? {
        Ok(opened) => opened,
        Err(refused) => {
            let user_errors = vec![refused];
            return Ok(SessionCreatePayload { token: None, expires_at: None, staff_member: None, user_errors });
        }
    };
    let member = crate::staff::read::by_id(ctx.house(), opened.session.staff_id).await?;
    Ok(SessionCreatePayload {
        token: Some(opened.token),
        expires_at: Some(opened.session.expires_at),
        staff_member: member.map(StaffMember),
        user_errors: Vec::new(),
    })
}
