//! Publish a draft: from now on the workflow runs it, and its source never changes again.

use async_graphql::InputObject;
use sea_orm::EntityTrait as _;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

use crate::access::entity::role;
use crate::access::error::Act;
use crate::access::rights::Rights;
use crate::access::{policies, role_lines};
use crate::kernel::aggregate::Locked;
use crate::kernel::command::Command;
use crate::kernel::cx::Cx;
use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::id::WorkflowVersionId;
use crate::kernel::scope::Domain;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;
use crate::workflow::entity::definition;
use crate::workflow::entity::version::{self, VersionStatus};
use crate::workflow::error::WorkflowError;
use crate::workflow::lint::{self, Finding, Known};
use crate::workflow::model::Definition;
use crate::workflow::permission::WorkflowPublish;

/// Which draft to publish.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct WorkflowDefinitionPublishInput {
    /// The draft version.
    pub id: WorkflowVersionId,
    /// The version of the draft that was read; another one is refused with `CONFLICT`.
    pub expected_version: Option<i32>,
}

impl Command for WorkflowDefinitionPublishInput {
    type Permission = WorkflowPublish;
    type Outcome = WorkflowVersionId;
    const NAME: &'static str = "workflowDefinitionPublish";

    crate::changes!(WorkflowPublish, version::Model, id at "id");

    async fn run(
        self,
        cx: &Cx<WorkflowPublish>,
        tx: &Tx,
        draft: Locked<version::Model>,
    ) -> Result<WorkflowVersionId, Failure> {
        let WorkflowDefinitionPublishInput { id, expected_version: _ } = self;
        let draft = draft.into_inner();
        if draft.status != VersionStatus::Draft {
            return Err(WorkflowError::NotADraft.into());
        }
        let source: Definition = serde_json::from_value(draft.source.clone()).map_err(Fault::from)?;
        let known = definition::Entity::find_by_id(draft.definition_id).one(tx.db()).await?;
        let known = known.ok_or_else(|| Fault::internal("a version has no definition"))?;
        may_direct(cx, tx, &known.key).await?;
        let findings = findings(cx.house(), tx.db(), &source).await?;
        if !lint::is_clean(&findings) {
            return Err(WorkflowError::NotPublishable { findings }.into());
        }
        let after = version::Model {
            status: VersionStatus::Published,
            published_by: cx.staff(),
            published_at: Some(tx.now()),
            ..draft.clone()
        };
        tx.save(&draft, after).await?;
        if known.name != source.name {
            tx.save(&known, definition::Model { name: source.name, updated_at: tx.now(), ..known.clone() }).await?;
        }
        Ok(id)
    }
}

/// Refuses to change how something is approved that who asks could not give themselves: whoever decides what a workflow does
/// decides over everything that policy lines put behind it. Gives the permissions that they do.
pub async fn may_direct(cx: &Cx<WorkflowPublish>, tx: &Tx, workflow: &str) -> Result<Vec<String>, Failure> {
    // A line that names the workflow is not written meanwhile.
    policies::lock(tx).await?;
    let approved = role_lines::approved_through(tx.db(), workflow).await?;
    if !approved.is_empty() {
        let rights = Rights::lock(cx, tx, Vec::new()).await?;
        rights.may_direct(approved.clone(), &[Domain::Everything], Act::Direct, "id")?;
    }
    Ok(approved)
}

/// Everything that is wrong with a definition in this house.
pub async fn findings(
    house: &House,
    db: &impl sea_orm::ConnectionTrait,
    source: &Definition,
) -> Result<Vec<Finding>, Fault> {
    let roles: BTreeSet<String> = role::Entity::find().all(db).await?.into_iter().map(|role| role.key).collect();
    let actions: BTreeSet<String> = house.actions.iter().map(|action| action.name.to_owned()).collect();
    let approves = !role_lines::approved_through(db, &source.key).await?.is_empty();
    Ok(lint::lint(source, Some(Known { roles: &roles, actions: &actions, approves })))
}
