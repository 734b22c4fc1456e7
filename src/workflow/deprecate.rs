//! Take a published version out of force: nothing new starts on it, and what runs on it goes on.

use async_graphql::InputObject;
use sea_orm::EntityTrait as _;
use serde::{Deserialize, Serialize};

use crate::kernel::aggregate::Locked;
use crate::kernel::command::Command;
use crate::kernel::cx::Cx;
use crate::kernel::fault::Fault;
use crate::kernel::id::WorkflowVersionId;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;
use crate::workflow::entity::definition;
use crate::workflow::entity::version::{self, VersionStatus};
use crate::workflow::error::WorkflowError;
use crate::workflow::permission::WorkflowPublish;
use crate::workflow::{gate, publish};

/// Which version to take out of force.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct WorkflowDefinitionDeprecateInput {
    /// The published version. If an older one is still published, that one is run from now on. While policy lines name the workflow,
    /// one that can decide must be left.
    pub id: WorkflowVersionId,
    /// The version that was read; another one is refused with `CONFLICT`.
    pub expected_version: Option<i32>,
}

impl Command for WorkflowDefinitionDeprecateInput {
    type Permission = WorkflowPublish;
    type Outcome = WorkflowVersionId;
    const NAME: &'static str = "workflowDefinitionDeprecate";

    crate::changes!(WorkflowPublish, version::Model, id at "id");

    async fn run(
        self,
        cx: &Cx<WorkflowPublish>,
        tx: &Tx,
        row: Locked<version::Model>,
    ) -> Result<WorkflowVersionId, Failure> {
        let WorkflowDefinitionDeprecateInput { id, expected_version: _ } = self;
        let row = row.into_inner();
        if row.status != VersionStatus::Published {
            return Err(WorkflowError::NotInForce.into());
        }
        let known = definition::Entity::find_by_id(row.definition_id).one(tx.db()).await?;
        let known = known.ok_or_else(|| Fault::internal("a version has no definition"))?;
        let permissions = publish::may_direct(cx, tx, &known.key).await?;
        tx.save(&row, version::Model { status: VersionStatus::Deprecated, ..row.clone() }).await?;
        if !permissions.is_empty() {
            let refuse = |unfit| WorkflowError::StillApproves { permissions, unfit };
            gate::deciding(tx, &known.key).await?.map_err(refuse)?;
        }
        Ok(id)
    }
}
