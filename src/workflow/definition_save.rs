//! Write a draft of a workflow definition.

use async_graphql::InputObject;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::kernel::aggregate::{About, Aggregate as _, Find};
use crate::kernel::command::Command;
use crate::kernel::condition::{Details, Facts};
use crate::kernel::cx::Cx;
use crate::kernel::fault::{Fault, Violation};
use crate::kernel::id::{TypedId as _, WorkflowDefinitionId, WorkflowVersionId};
use crate::kernel::json::Json;
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

/// What a source is written to. It is not locked: of two who write the same draft, one is refused when it is saved.
pub struct Target {
    /// The source, read.
    parsed: Definition,
    /// The definition with its key, if there is one.
    known: Option<definition::Model>,
    newest: Option<version::Model>,
    /// The version that the caller has read, if they say.
    expected: Option<i32>,
}

impl Target {
    /// The draft that the source replaces.
    fn draft(&self) -> Option<&version::Model> {
        draft(self.newest.as_ref())
    }
}

impl About for Target {
    const ENTITY: Option<&'static str> = Some(WorkflowVersionId::TYPE);

    fn facts(&self) -> Facts {
        Facts { subject: self.draft().map(|draft| draft.subject()), ..Facts::default() }
    }

    fn check_version(&self) -> Result<(), Fault> {
        let current_version = self.draft().map(|draft| draft.version);
        match self.expected {
            Some(_) if self.expected != current_version => Err(Fault::Conflict { current_version }),
            Some(_) | None => Ok(()),
        }
    }
}

impl Command for WorkflowDefinitionSaveInput {
    type Permission = WorkflowDesign;
    type Outcome = WorkflowVersionId;
    type About = Target;
    const NAME: &'static str = "workflowDefinitionSave";
    const FREE_JSON: &'static [&'static str] = &["source"];

    async fn about(&self, find: &Find<'_, WorkflowDesign>) -> Result<Target, Failure> {
        let WorkflowDefinitionSaveInput { source: Json(source), expected_version } = self;
        let parsed = read(source)?;
        let known = by_key(find.tx, &parsed.key).await?;
        let newest = match &known {
            Some(known) => newest(find.tx, known.id).await?,
            None => None,
        };
        Ok(Target { parsed, known, newest, expected: *expected_version })
    }

    fn details(&self, _: &Target) -> Details {
        Details::none()
    }

    async fn run(self, cx: &Cx<WorkflowDesign>, tx: &Tx, target: Target) -> Result<WorkflowVersionId, Failure> {
        let WorkflowDefinitionSaveInput { source: Json(source), expected_version: _ } = self;
        let Target { parsed, known, newest, expected: _ } = target;
        let definition = match known {
            Some(known) if known.entity != parsed.entity => {
                return Err(WorkflowError::EntityChanged { entity: known.entity }.into());
            }
            Some(known) => known,
            None => create(cx, tx, &parsed).await?,
        };
        let source_hash = hash_of(&source);
        if let Some(draft) = draft(newest.as_ref()) {
            let after = version::Model { source, source_hash, ..draft.clone() };
            return Ok(tx.save(draft, after).await?.id);
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

async fn by_key(tx: &Tx, key: &str) -> Result<Option<definition::Model>, Fault> {
    Ok(definition::Entity::find().filter(definition::Column::Key.eq(key)).one(tx.db()).await?)
}

async fn newest(tx: &Tx, definition: WorkflowDefinitionId) -> Result<Option<version::Model>, Fault> {
    let newest = version::Entity::find()
        .filter(version::Column::DefinitionId.eq(definition))
        .order_by_desc(version::Column::Number);
    Ok(newest.one(tx.db()).await?)
}

/// The newest version, while it is a draft.
fn draft(newest: Option<&version::Model>) -> Option<&version::Model> {
    newest.filter(|version| version.status == VersionStatus::Draft)
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
