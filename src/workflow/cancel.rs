//! Cancel a running workflow, with its tasks and the command that waits in it.

use async_graphql::InputObject;
use sea_orm::EntityTrait as _;
use serde::{Deserialize, Serialize};

use crate::kernel::aggregate::{Aggregate, Find, Locked};
use crate::kernel::command::Command;
use crate::kernel::condition::{Details, Subject};
use crate::kernel::cx::Cx;
use crate::kernel::id::{TypedId as _, WorkflowInstanceId};
use crate::kernel::permission::Permission;
use crate::kernel::scope::Domain;
use crate::kernel::text::{Checks, NOTE};
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;
use crate::workflow::desk::domain_of;
use crate::workflow::engine::Live;
use crate::workflow::entity::instance;
use crate::workflow::error::WorkflowError;
use crate::workflow::permission::WorkflowCancel;
use crate::workflow::step::Input;

/// Which workflow to cancel, and why.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct WorkflowCancelInput {
    /// The workflow instance.
    pub id: WorkflowInstanceId,
    /// Why, for everybody who follows the matter. At most 2,000 characters.
    pub reason: String,
}

/// A run of a workflow, with its instance locked.
pub struct Run {
    live: Live,
    /// Where the matter lies.
    domain: Domain,
}

impl Aggregate for Run {
    type Key = WorkflowInstanceId;
    const ENTITY: &'static str = WorkflowInstanceId::TYPE;
    const NOUN: &'static str = "workflow instance";

    async fn find<P: Permission>(find: &Find<'_, P>, id: WorkflowInstanceId) -> Result<Option<Self>, Failure> {
        // What is known of the instance is right only under its lock.
        Self::lock(find, id).await
    }

    async fn lock<P: Permission>(find: &Find<'_, P>, id: WorkflowInstanceId) -> Result<Option<Self>, Failure> {
        let Find { cx, tx } = *find;
        let Some(found) = instance::Entity::find_by_id(id).one(tx.db()).await? else { return Ok(None) };
        let domain = domain_of(&found.domain)?;
        if !cx.scope().has(domain) {
            return Ok(None);
        }
        let live = Live::lock(tx, id).await?;
        Ok(live.map(|live| Self { live, domain }))
    }

    fn subject(&self) -> Subject {
        let row = &self.live.row;
        Subject::of(row.id, row.entity_label.clone(), Some(row.version))
    }

    fn domains(&self) -> Vec<Domain> {
        vec![self.domain]
    }
}

impl Command for WorkflowCancelInput {
    type Permission = WorkflowCancel;
    type Outcome = WorkflowInstanceId;
    type About = Locked<Run>;
    const NAME: &'static str = "workflowCancel";
    const APPROVABLE: bool = false;

    async fn about(&self, find: &Find<'_, WorkflowCancel>) -> Result<Locked<Run>, Failure> {
        find.locked(self.id, "id", None::<i32>).await
    }

    fn details(&self, _: &Locked<Run>) -> Details {
        Details::none()
    }

    async fn run(self, cx: &Cx<WorkflowCancel>, tx: &Tx, run: Locked<Run>) -> Result<WorkflowInstanceId, Failure> {
        let WorkflowCancelInput { id, reason } = self;
        let mut checks = Checks::new();
        let reason = checks.required("reason", &reason, NOTE);
        checks.done()?;
        let Run { mut live, domain: _ } = run.into_inner();
        if !live.row.status.is_live() {
            return Err(WorkflowError::InstanceClosed { status: live.row.status }.into());
        }
        live.send(cx.house(), tx, cx.caller(), Input::Cancel { reason }).await?;
        live.store(tx).await?;
        Ok(id)
    }
}
