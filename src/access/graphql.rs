//! Roles in the schema.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};

use crate::access::entity::policy_line::Effect;
use crate::access::entity::{policy_line, role, role_assignment};
use crate::access::loader::{AssignmentsOfRole, LinesOfRole, RoleById};
use crate::access::permission::RoleRead;
use crate::access::read;
use crate::access::role_create::RoleCreateInput;
use crate::access::role_delete::RoleDeleteInput;
use crate::access::role_update::RoleUpdateInput;
use crate::channels::graphql::Channel;
use crate::channels::loader::ChannelById;
use crate::kernel::api::{Api as _, Nullable};
use crate::kernel::clock::Timestamp;
use crate::kernel::cost;
use crate::kernel::fault::Fault;
use crate::kernel::id::{RoleId, TypedId as _};
use crate::kernel::page::{PageArgs, Pages};
use crate::kernel::permission::{Grants, Kind, PermissionInfo};
use crate::kernel::scope::Domain;
use crate::staff::graphql::StaffMember;
use crate::staff::loader::StaffById;

#[derive(Clone)]
pub struct Role(pub role::Model);

/// A named set of policy lines that people hold.
#[Object]
impl Role {
    /// The global id.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_global())
    }

    /// The stable name in policies and workflows, such as `order-agent`.
    async fn key(&self) -> &str {
        &self.0.key
    }

    /// The name for people.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What it is for.
    async fn description(&self) -> &str {
        &self.0.description
    }

    /// Whether it came with the product: it can be changed but not deleted.
    async fn is_built_in(&self) -> bool {
        self.0.built_in
    }

    /// What it permits, oldest line first.
    #[graphql(directive = cost::list::apply(5))]
    async fn lines(&self, ctx: &Context<'_>) -> Result<Vec<PolicyLine>, Fault> {
        let rows = ctx.load(LinesOfRole(self.0.id)).await?;
        Ok(rows.unwrap_or_default().into_iter().map(PolicyLine).collect())
    }

    /// Who holds it where the caller may see roles, oldest first.
    #[graphql(directive = cost::list::apply(5))]
    async fn assignments(&self, ctx: &Context<'_>) -> Result<Vec<RoleAssignment>, Fault> {
        let rows = ctx.load(AssignmentsOfRole(self.0.id)).await?;
        Ok(rows.unwrap_or_default().into_iter().map(RoleAssignment).collect())
    }

    /// Goes up with each change.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// When it was made.
    async fn created_at(&self) -> Timestamp {
        self.0.created_at
    }

    /// When it was last changed.
    async fn updated_at(&self) -> Timestamp {
        self.0.updated_at
    }
}

pub struct PolicyLine(policy_line::Model);

/// One line of a role: what it answers for one permission.
#[Object]
impl PolicyLine {
    /// Name of the permission, such as `order.cancel`.
    async fn permission(&self) -> &str {
        &self.0.permission
    }

    /// What the line answers.
    async fn effect(&self) -> Effect {
        self.0.effect
    }

    /// Key of the workflow that decides, with the effect `APPROVE`.
    async fn workflow(&self) -> Option<&str> {
        self.0.workflow.as_deref()
    }

    /// When the line holds, such as `amount <= 50 EUR`; null when it always does.
    async fn condition(&self) -> Option<&str> {
        self.0.condition.as_deref()
    }
}

#[derive(Clone)]
pub struct RoleAssignment(pub role_assignment::Model);

/// A role held by a person within a scope.
#[Object]
impl RoleAssignment {
    /// The global id.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_global())
    }

    /// The role. Requires `role.read`.
    async fn role(&self, ctx: &Context<'_>) -> Nullable<Role> {
        ctx.child(RoleById(self.0.role_id), Role).await
    }

    /// Who holds it.
    async fn staff_member(&self, ctx: &Context<'_>) -> Nullable<StaffMember> {
        ctx.child(StaffById(self.0.staff_id), StaffMember).await
    }

    /// Whether it is held everywhere.
    async fn is_everywhere(&self) -> bool {
        self.0.domain == Domain::Everything.literal()
    }

    /// The channel that it is held in, when it is held in one. Requires `channel.read`.
    async fn channel(&self, ctx: &Context<'_>) -> Nullable<Channel> {
        let Some(Domain::Channel(id)) = Domain::parse(&self.0.domain) else { return None };
        ctx.child(ChannelById(id), Channel).await
    }

    /// The id of the warehouse that it is held in, when it is held in one.
    async fn warehouse_id(&self) -> Option<ID> {
        match Domain::parse(&self.0.domain) {
            Some(Domain::Warehouse(id)) => Some(ID(id.to_global())),
            Some(Domain::Everything | Domain::Channel(_)) | None => None,
        }
    }

    /// When it was given.
    async fn created_at(&self) -> Timestamp {
        self.0.created_at
    }
}

/// A permission that policy lines can speak of.
#[derive(SimpleObject)]
pub struct PermissionEntry {
    /// The name, such as `order.cancel`.
    name: String,
    /// What it permits.
    description: String,
    /// Whom it is for.
    kind: Kind,
}

/// A permission that the caller holds, with where and how.
#[derive(SimpleObject)]
pub struct HeldPermission {
    /// The name, such as `order.cancel`.
    name: String,
    /// How it is held.
    mode: HeldMode,
    /// Whether it is held in the whole company.
    is_everywhere: bool,
    /// The ids of the channels that it is held in, when it is not held everywhere.
    #[graphql(directive = cost::list::apply(3))]
    channel_ids: Vec<ID>,
    /// The ids of the warehouses that it is held in, when it is not held everywhere.
    #[graphql(directive = cost::list::apply(3))]
    warehouse_ids: Vec<ID>,
}

/// How a permission is held.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum HeldMode {
    /// Without more ado.
    Allowed,
    /// Under a condition on the matter, or after an approval.
    Conditional,
}

/// What the grants hold of the catalogue, for a dashboard that draws itself.
pub fn held(grants: &Grants, catalogue: &[PermissionInfo]) -> Vec<HeldPermission> {
    let mut held = Vec::new();
    for info in catalogue {
        let (allowed, reach) = (grants.scope(info.index), grants.reach(info.index));
        let (mode, scope) =
            if allowed.is_empty() { (HeldMode::Conditional, reach) } else { (HeldMode::Allowed, allowed) };
        if scope.is_empty() {
            continue;
        }
        held.push(HeldPermission {
            name: info.name.to_owned(),
            mode,
            is_everywhere: scope.is_everything(),
            channel_ids: scope.channel_ids().map(|id| ID(id.to_global())).collect(),
            warehouse_ids: scope.warehouse_ids().map(|id| ID(id.to_global())).collect(),
        });
    }
    held
}

crate::payload! {
    /// The answer of `roleCreate`.
    RoleCreatePayload {
        /// The new role.
        role: Role = RoleById(RoleId)
    }
}

crate::payload! {
    /// The answer of `roleUpdate`.
    RoleUpdatePayload {
        /// The changed role.
        role: Role = RoleById(RoleId)
    }
}

crate::payload_id! {
    /// The answer of `roleDelete`.
    RoleDeletePayload {
        /// The id of the role that is gone.
        deleted_id: RoleId
    }
}

#[derive(Default)]
pub struct AccessQuery;

#[Object]
impl AccessQuery {
    /// A role by its id; null when there is none. Requires `role.read`.
    async fn role(&self, ctx: &Context<'_>, #[graphql(desc = "The role.")] id: RoleId) -> Nullable<Role> {
        if let Err(fault) = ctx.may(RoleRead) {
            return Some(Err(fault));
        }
        ctx.child(RoleById(id), Role).await
    }

    /// All roles, by key. Requires `role.read`.
    #[graphql(directive = cost::page::apply())]
    async fn roles(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the start, at most 100. The default is 20.")] first: Option<i32>,
        #[graphql(desc = "So many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Nullable<Pages<Role>> {
        Some(roles(ctx, PageArgs { first, last, after, before }).await)
    }

    /// Every permission that policy lines can speak of, by name. Requires `role.read`.
    #[graphql(directive = cost::list::apply(50))]
    async fn permissions(&self, ctx: &Context<'_>) -> Nullable<Vec<PermissionEntry>> {
        Some(ctx.may(RoleRead).map(|cx| catalogue(&cx.house().catalogue)))
    }
}

async fn roles(ctx: &Context<'_>, args: PageArgs) -> Result<Pages<Role>, Fault> {
    let cx = ctx.may(RoleRead)?;
    Ok(read::page(&cx, args).await?.into_connection(Role))
}

fn catalogue(all: &[PermissionInfo]) -> Vec<PermissionEntry> {
    let mut entries: Vec<PermissionEntry> = all
        .iter()
        .map(|info| PermissionEntry {
            name: info.name.to_owned(),
            description: info.description.to_owned(),
            kind: info.kind,
        })
        .collect();
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    entries
}

#[derive(Default)]
pub struct AccessMutation;

#[Object]
impl AccessMutation {
    /// Make a role. Nobody can put into it what they do not hold everywhere. Requires `role.edit`.
    async fn role_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The role to make.")] input: RoleCreateInput,
    ) -> Nullable<RoleCreatePayload> {
        Some(ctx.command(input).await.map(RoleCreatePayload))
    }

    /// Change a role. It is in force everywhere within two seconds. Requires `role.edit`.
    async fn role_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: RoleUpdateInput,
    ) -> Nullable<RoleUpdatePayload> {
        Some(ctx.command(input).await.map(RoleUpdatePayload))
    }

    /// Delete a role that nobody holds. Requires `role.edit`.
    async fn role_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The role to delete.")] input: RoleDeleteInput,
    ) -> Nullable<RoleDeletePayload> {
        Some(ctx.command(input).await.map(RoleDeletePayload))
    }
}
