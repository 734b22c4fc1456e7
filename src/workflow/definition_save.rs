//! Write a draft of a workflow definition.

use async_graphql::InputObject;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::kernel::command::Command;
use crate::kernel::cx::Cx;
use crate::kernel::fault::{Fault, Violation};
use crate::kernel::id::WorkflowVersionId;
use crate::kernel::json::Json;
use crate::kernel::store::expect_version;
use crate::kernel::text::{CODE, Checks, PLAIN_NAME};
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;
use crate::workflow::engine::hash_of;
use crate::workflow::entity::definition;
use crate::workflow::entity::version::{self, VersionStatus};
use crate::workflow::error::WorkflowError;
use crate::workflow::gate::has_nul;
use crate::workflow::model::{Definition, SourceError};
use crate::workflow::permission::WorkflowDesign;

/// A draft of a definition. It replaces the draft of the same key; published versions stay as they are.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct WorkflowDefinitionSaveInput {
    /// The definition in the format `wf/1`, at most 256 KiB. Its `key` says which definition it is a draft of.
    pub source: Json,
    /// The version of the draft that was read; another one is refused with `CONFLICT`.
    pub expected_version: Option<i32>,
}

impl Command for WorkflowDefinitionSaveInput {
    type Permission = WorkflowDesign;
    type Outcome = WorkflowVersionId;
    const NAME: &'static str = "workflowDefinitionSave";

    async fn run(self, cx: &Cx<WorkflowDesign>, tx: &Tx) -> Result<WorkflowVersionId, Failure> {
        let WorkflowDefinitionSaveInput { source: Json(source), expected_version } = self;
        let parsed = read(&source)?;
        let definition = match find(tx, &parsed.key).await? {
            Some(known) if known.entity != parsed.entity => {
                return Err(WorkflowError::EntityChanged { entity: known.entity }.into());
            }
            Some(known) => known,
            None => create(cx, tx, &parsed).await?,
        };
        let newest = version::Entity::find()
            .filter(version::Column::DefinitionId.eq(definition.id))
            .order_by_desc(version::Column::Number)
            .one(tx.db())
            .await?;
        let source_hash = hash_of(&source);
        if let Some(draft) = newest.as_ref().filter(|version| version.status == VersionStatus::Draft) {
            expect_version(draft, expected_version)?;
            let after = version::Model { source, source_hash, ..draft.clone() };
            return Ok(tx.save(draft, after).await?.id);
        }
        if expected_version.is_some() {
            return Err(Fault::Conflict { current_version: None }.into());
        }
        let draft = version::Model {
            id: cx.new_id(),
            definition_id: definition.id,
            number: newest.map_or(1, |version| version.number + 1),
            status: VersionStatus::Draft,
            source,
            source_hash,
            published_by: None,
            published_at: None,
            created_at: tx.now(),
            version: 1,
        };
        match tx.insert(draft).await {
            Ok(draft) => Ok(draft.id),
            Err(Fault::Violation(Violation::Unique)) => Err(Fault::Conflict { current_version: None }.into()),
            Err(fault) => Err(fault.into()),
        }
    }
}

/// What cannot be read as a definition is refused; what can be read is kept, whatever is wrong with it.
fn read(source: &Value) -> Result<Definition, Failure> {
    if has_nul(source) {
        return Err(WorkflowError::InputUnreadable.into());
    }
    let parsed = Definition::parse(&source.to_string()).map_err(|error| {
        let data = match &error {
            SourceError::TooLong { bytes } => json!({ "bytes": bytes }),
            SourceError::Format(_) => Value::Null,
        };
        WorkflowError::SourceInvalid { why: error.to_string(), data }
    })?;
    let mut checks = Checks::new();
    checks.required("source.key", &parsed.key, CODE);
    checks.required("source.name", &parsed.name, PLAIN_NAME);
    checks.required("source.entity", &parsed.entity, CODE);
    checks.done()?;
    Ok(parsed)
}

async fn find(tx: &Tx, key: &str) -> Result<Option<definition::Model>, Fault> {
    Ok(definition::Entity::find().filter(definition::Column::Key.eq(key)).one(tx.db()).await?)
}

async fn create(cx: &Cx<WorkflowDesign>, tx: &Tx, parsed: &Definition) -> Result<definition::Model, Fault> {
    let row = definition::Model {
        id: cx.new_id(),
        key: parsed.key.clone(),
        name: parsed.name.clone(),
        entity: parsed.entity.clone(),
        built_in: false,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    match tx.insert(row).await {
        Err(Fault::Violation(Violation::Unique)) => Err(Fault::Conflict { current_version: None }),
        other => other,
    }
}
