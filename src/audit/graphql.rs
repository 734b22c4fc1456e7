//! The audit log in the schema.

use async_graphql::{Context, ID, Object};

use crate::audit::permission::AuditRead;
use crate::audit::read::{self, AuditEntryWhere};
use crate::kernel::api::{Api as _, Nullable};
use crate::kernel::clock::Timestamp;
use crate::kernel::cost;
use crate::kernel::fault::Fault;
use crate::kernel::id::{self, StaffId, TypedId as _};
use crate::kernel::json::Json;
use crate::kernel::page::{PageArgs, Pages};
use crate::kernel::table::audit_entry;
use crate::staff::graphql::StaffMember;
use crate::staff::loader::StaffById;

#[derive(Clone)]
pub struct AuditEntry(pub audit_entry::Model);

/// One changed thing: who did it, with which permission, and what it was before and after.
#[Object]
impl AuditEntry {
    /// The global id.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_global())
    }

    /// When it happened.
    async fn at(&self) -> Timestamp {
        self.0.at
    }

    /// Who did it, also when it was not a member of staff: `staff:…`, `system:…` or `anonymous`.
    async fn actor(&self) -> &str {
        &self.0.actor
    }

    /// The member of staff who did it; null when it was none.
    async fn staff_member(&self, ctx: &Context<'_>) -> Nullable<StaffMember> {
        ctx.child(StaffById(self.0.staff_id?), StaffMember).await
    }

    /// Who approved it, when it ran through a workflow.
    #[graphql(directive = cost::list::apply(2))]
    async fn approved_by(&self, ctx: &Context<'_>) -> Result<Vec<StaffMember>, Fault> {
        let ids: Vec<StaffId> = serde_json::from_value(self.0.approvals.clone())?;
        let found = futures::future::try_join_all(ids.into_iter().map(|id| ctx.load(StaffById(id)))).await?;
        Ok(found.into_iter().flatten().map(StaffMember).collect())
    }

    /// The permission that it was done with; empty for a login and the like.
    async fn permission(&self) -> &str {
        &self.0.permission
    }

    /// The mutation or work that did it, such as `orderCancel`.
    async fn command(&self) -> &str {
        &self.0.command
    }

    /// The type of the thing, such as `Order`.
    async fn entity(&self) -> &str {
        &self.0.entity
    }

    /// The global id of the thing.
    async fn entity_id(&self) -> ID {
        ID(id::encode(&self.0.entity, self.0.entity_id))
    }

    /// What was before, of the fields that changed; null for a new thing.
    async fn before(&self) -> Option<Json> {
        self.0.before.clone().map(Json)
    }

    /// What came after, of the fields that changed; null for a thing that is gone.
    async fn after(&self) -> Option<Json> {
        self.0.after.clone().map(Json)
    }

    /// The request that did it, as in the header `X-Request-Id` of its answer.
    async fn request_id(&self) -> &str {
        &self.0.request_id
    }

    /// The chain that the entry belongs to.
    async fn chain(&self) -> i32 {
        self.0.chain
    }

    /// The hash of the entry: SHA-256 over the hash before it in its chain and all its fields, in hexadecimal.
    async fn hash(&self) -> &str {
        &self.0.hash
    }
}

#[derive(Default)]
pub struct AuditQuery;

#[Object]
impl AuditQuery {
    /// The audit log of the whole company, newest first. Requires `audit.read`.
    #[graphql(directive = cost::page::apply())]
    async fn audit_entries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which entries.", name = "where", default)] filter: AuditEntryWhere,
        #[graphql(desc = "So many from the start, at most 100. The default is 20.")] first: Option<i32>,
        #[graphql(desc = "So many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Nullable<Pages<AuditEntry>> {
        Some(entries(ctx, filter, PageArgs { first, last, after, before }).await)
    }
}

async fn entries(ctx: &Context<'_>, filter: AuditEntryWhere, args: PageArgs) -> Result<Pages<AuditEntry>, Fault> {
    let cx = ctx.may(AuditRead)?;
    Ok(read::page(&cx, filter, args).await?.into_connection(AuditEntry))
}
