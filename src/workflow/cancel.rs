//! Cancel a running workflow, with its tasks and the command that waits in it.

use async_graphql::InputObject;
use sea_orm::EntityTrait as _;
use serde::{Deserialize, Serialize};

use crate::kernel::command::Command;
use crate::kernel::condition::Facts;
use crate::kernel::cx::Cx;
use crate::kernel::id::WorkflowInstanceId;
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

impl Command for WorkflowCancelInput {
    type Permission = WorkflowCancel;
    type Outcome = WorkflowInstanceId;
    const NAME: &'static str = "workflowCancel";

    async fn facts(&self, cx: &Cx<WorkflowCancel>, tx: &Tx) -> Result<Facts, Failure> {
        let row = instance::Entity::find_by_id(self.id).one(tx.db()).await?;
        let domain = domain_of(&row.ok_or(WorkflowError::InstanceNotFound)?.domain)?;
        if !cx.scope().has(domain) {
            return Err(WorkflowError::InstanceNotFound.into());
        }
        Ok(Facts { domains: vec![domain], ..Facts::default() })
    }

    async fn run(self, cx: &Cx<WorkflowCancel>, tx: &Tx) -> Result<WorkflowInstanceId, Failure> {
        let WorkflowCancelInput { id, reason } = self;
        let mut checks = Checks::new();
        let reason = checks.required("reason", &reason, NOTE);
        checks.done()?;
        let mut live = Live::lock(tx, id).await?.ok_or(WorkflowError::InstanceNotFound)?;
        if !live.row.status.is_live() {
            return Err(WorkflowError::InstanceClosed { status: live.row.status }.into());
        }
        live.send(cx.house(), tx, cx.caller(), Input::Cancel { reason }).await?;
        live.store(tx).await?;
        Ok(id)
    }
}
