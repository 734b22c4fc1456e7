//! Workflow definitions in the schema.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use sea_orm::EntityTrait as _;

use crate::kernel::api::{Api as _, Nullable, batch};
use crate::kernel::clock::Timestamp;
use crate::kernel::cost;
use crate::kernel::fault::Fault;
use crate::kernel::id::{TypedId as _, WorkflowVersionId};
use crate::kernel::json::Json;
use crate::staff::graphql::StaffMember;
use crate::staff::loader::StaffById;
use crate::workflow::entity::version::VersionStatus;
use crate::workflow::entity::{definition, version};
use crate::workflow::lint::{self, Finding, Known};
use crate::workflow::loader::{Approves, DefinitionById, RoleKeys, VersionsOf};
use crate::workflow::model::Definition;

#[derive(Clone)]
pub struct WorkflowDefinition(pub definition::Model);

/// A named workflow.
#[Object]
impl WorkflowDefinition {
    /// The global id.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_global())
    }

    /// The name that policies use, such as `order-release`.
    async fn key(&self) -> &str {
        &self.0.key
    }

    /// The name for people.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The type of what it runs over, such as `Order`.
    async fn entity(&self) -> &str {
        &self.0.entity
    }

    /// Whether it came with the product.
    async fn is_built_in(&self) -> bool {
        self.0.built_in
    }

    /// Its versions, newest first.
    #[graphql(directive = cost::list::apply(5))]
    async fn versions(&self, ctx: &Context<'_>) -> Nullable<Vec<WorkflowDefinitionVersion>> {
        Some(versions(ctx, &self.0).await)
    }

    /// The version that new runs take; null when there is none.
    async fn published_version(&self, ctx: &Context<'_>) -> Nullable<WorkflowDefinitionVersion> {
        let versions = versions(ctx, &self.0).await;
        let published = |version: &WorkflowDefinitionVersion| version.0.status == VersionStatus::Published;
        versions.map(|versions| versions.into_iter().find(published)).transpose()
    }

    /// When it was made.
    async fn created_at(&self) -> Timestamp {
        self.0.created_at
    }

    /// When it was last changed.
    async fn updated_at(&self) -> Timestamp {
        self.0.updated_at
    }

    /// Goes up with each change of its name.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

async fn versions(ctx: &Context<'_>, row: &definition::Model) -> Result<Vec<WorkflowDefinitionVersion>, Fault> {
    let rows = ctx.load(VersionsOf(row.id)).await?.unwrap_or_default();
    Ok(rows.into_iter().map(WorkflowDefinitionVersion).collect())
}

#[derive(Clone)]
pub struct WorkflowDefinitionVersion(pub version::Model);

/// One version of a workflow definition. It never changes after it was published.
#[Object]
impl WorkflowDefinitionVersion {
    /// The global id.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_global())
    }

    /// Its number within the definition, from 1.
    async fn number(&self) -> i32 {
        self.0.number
    }

    /// How it stands.
    async fn status(&self) -> VersionStatus {
        self.0.status
    }

    /// The definition in the format `wf/1`.
    async fn source(&self) -> Json {
        Json(self.0.source.clone())
    }

    /// What is wrong with it in this house, errors first. Only a version without errors can be published.
    #[graphql(directive = cost::list::apply(5))]
    async fn findings(&self, ctx: &Context<'_>) -> Nullable<Vec<WorkflowFinding>> {
        Some(findings(ctx, &self.0).await)
    }

    /// The definition that it is a version of.
    async fn definition(&self, ctx: &Context<'_>) -> Nullable<WorkflowDefinition> {
        ctx.child(DefinitionById(self.0.definition_id), WorkflowDefinition).await
    }

    /// Who published it; null for what came with the product.
    async fn published_by(&self, ctx: &Context<'_>) -> Nullable<StaffMember> {
        ctx.child(StaffById(self.0.published_by?), StaffMember).await
    }

    /// When it was published.
    async fn published_at(&self) -> Option<Timestamp> {
        self.0.published_at
    }

    /// When it was first saved.
    async fn created_at(&self) -> Timestamp {
        self.0.created_at
    }

    /// Goes up with each change.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

/// The findings of a draft for who saved it.
pub async fn findings_of(ctx: &Context<'_>, id: WorkflowVersionId) -> Result<Vec<WorkflowFinding>, Fault> {
    match version::Entity::find_by_id(id).one(&batch(ctx).house.db.reader).await? {
        Some(row) => findings(ctx, &row).await,
        None => Ok(Vec::new()),
    }
}

async fn findings(ctx: &Context<'_>, row: &version::Model) -> Result<Vec<WorkflowFinding>, Fault> {
    let roles = ctx.load(RoleKeys).await?.unwrap_or_default();
    let actions = batch(ctx).house.actions.iter().map(|action| action.name.to_owned()).collect();
    let source: Definition = serde_json::from_value(row.source.clone())?;
    let approves = ctx.load(Approves(source.key.clone())).await?.unwrap_or_default();
    let findings = lint::lint(&source, Some(Known { roles: &roles, actions: &actions, approves }));
    findings.into_iter().map(WorkflowFinding::of).collect()
}

/// Something that is wrong with a workflow definition.
#[derive(SimpleObject)]
pub struct WorkflowFinding {
    /// Which rule it breaks, such as `UNKNOWN_NODE`.
    code: String,
    /// Whether it stops the definition from being published.
    severity: WorkflowFindingSeverity,
    /// Where: a JSON pointer into the source, such as `/flows/3/to`.
    pointer: String,
    /// One sentence about it.
    message: String,
    /// The names and limits that are meant; null when the pointer says it all.
    data: Option<Json>,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum WorkflowFindingSeverity {
    /// The definition cannot be published.
    Error,
    /// It can be published and may surprise.
    Warning,
}

impl WorkflowFinding {
    fn of(finding: Finding) -> Result<Self, Fault> {
        let Finding { code, severity, pointer, message, data } = finding;
        let code = serde_json::to_value(code)?.as_str().unwrap_or_default().to_owned();
        let severity = match severity {
            lint::Severity::Error => WorkflowFindingSeverity::Error,
            lint::Severity::Warning => WorkflowFindingSeverity::Warning,
        };
        Ok(Self { code, severity, pointer, message, data: (!data.is_null()).then_some(Json(data)) })
    }
}
