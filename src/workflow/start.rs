//! Start a workflow by hand.

use async_graphql::{ID, InputObject};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::kernel::approval::Unfit;
use crate::kernel::command::Command;
use crate::kernel::condition::Facts;
use crate::kernel::cx::{Caller, Cx};
use crate::kernel::house::House;
use crate::kernel::id::{self, WorkflowInstanceId};
use crate::kernel::json::Json;
use crate::kernel::process::Found;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;
use crate::workflow::engine::{Live, New};
use crate::workflow::entity::definition;
use crate::workflow::error::WorkflowError;
use crate::workflow::gate::{has_nul, newest};
use crate::workflow::model::{Definition, JsonMap, Singleton};
use crate::workflow::permission::WorkflowStart;
use crate::workflow::step::Input;

/// Which workflow to start, and for what.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct WorkflowStartInput {
    /// The key of the definition, such as `product-publication`. Its newest published version is run.
    pub definition: String,
    /// The global id of what the workflow runs over, of the type that the definition names.
    pub entity_id: ID,
    /// The variables that the definition asks for, as one object. At most 256 KiB, and 32 KiB each.
    pub variables: Option<Json>,
}

impl Command for WorkflowStartInput {
    type Permission = WorkflowStart;
    type Outcome = WorkflowInstanceId;
    const NAME: &'static str = "workflowStart";

    async fn facts(&self, cx: &Cx<WorkflowStart>, _: &Tx) -> Result<Facts, Failure> {
        let (_, _, Found { label: _, domain }) = find(cx.house(), cx.caller(), &self.entity_id).await?;
        Ok(Facts { domains: vec![domain], ..Facts::default() })
    }

    async fn run(self, cx: &Cx<WorkflowStart>, tx: &Tx) -> Result<WorkflowInstanceId, Failure> {
        let WorkflowStartInput { definition: key, entity_id, variables } = self;
        let vars = variables_of(variables)?;
        let (entity, uuid, Found { label, domain }) = find(cx.house(), cx.caller(), &entity_id).await?;
        let known = definition::Entity::find().filter(definition::Column::Key.eq(key.as_str())).one(tx.db()).await?;
        let known = known.ok_or(WorkflowError::DefinitionNotFound)?;
        if known.entity != entity {
            return Err(WorkflowError::SubjectMismatch { expected: known.entity }.into());
        }
        let unfit = Unfit::NotPublished;
        let version = newest(tx, &key).await?.ok_or(WorkflowError::Unfit { workflow: key, unfit })?;
        let source: Definition =
            serde_json::from_value(version.source.clone()).map_err(crate::kernel::fault::Fault::from)?;
        let id = cx.new_id();
        let new = New {
            id,
            version,
            definition_key: known.key,
            entity,
            entity_id: uuid,
            entity_label: label,
            domain,
            singleton: source.singleton == Some(Singleton::Entity),
            initiator: cx.staff(),
        };
        let mut live = Live::create(tx, new).await?;
        live.send(cx.house(), tx, cx.caller(), Input::Start { vars }).await?;
        live.store(tx).await?;
        Ok(id)
    }
}

fn variables_of(variables: Option<Json>) -> Result<JsonMap, WorkflowError> {
    let refuse = |why: &str| WorkflowError::Variable { name: None, why: why.to_owned() };
    match variables.map(|Json(value)| value) {
        None | Some(Value::Null) => Ok(JsonMap::new()),
        Some(value) if has_nul(&value) => Err(refuse("the variables hold a NUL character")),
        Some(Value::Object(map)) => Ok(map),
        Some(_) => Err(refuse("the variables must be one object")),
    }
}

async fn find(house: &House, caller: &Caller, id: &ID) -> Result<(String, uuid::Uuid, Found), Failure> {
    let (entity, uuid) = id::decode(id).ok_or(WorkflowError::SubjectNotFound)?;
    let kind = house.subjects.iter().find(|kind| kind.entity == entity).ok_or(WorkflowError::SubjectNotFound)?;
    let found = (kind.find)(house, caller, uuid).await?.ok_or(WorkflowError::SubjectNotFound)?;
    Ok((entity, uuid, found))
}
