//! Start a workflow by hand.

use async_graphql::{ID, InputObject};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::kernel::aggregate::{About, Find};
use crate::kernel::approval::Unfit;
use crate::kernel::command::Command;
use crate::kernel::condition::{Details, Facts};
use crate::kernel::cx::{Caller, Cx};
use crate::kernel::house::House;
use crate::kernel::id::{self, WorkflowInstanceId};
use crate::kernel::json::Json;
use crate::kernel::process::Found;
use crate::kernel::scope::Domain;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;
use crate::workflow::engine::{Live, New, compiled};
use crate::workflow::entity::definition;
use crate::workflow::error::WorkflowError;
use crate::workflow::gate::{has_nul, newest};
use crate::workflow::model::JsonMap;
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

/// What the workflow is to run over. To start it does not change this.
pub struct Over {
    /// Its GraphQL type.
    entity: String,
    id: uuid::Uuid,
    label: String,
    domain: Domain,
}

impl About for Over {
    const ENTITY: Option<&'static str> = None;

    fn facts(&self) -> Facts {
        Facts { domains: vec![self.domain], ..Facts::default() }
    }
}

impl Command for WorkflowStartInput {
    type Permission = WorkflowStart;
    type Outcome = WorkflowInstanceId;
    type About = Over;
    const NAME: &'static str = "workflowStart";
    const APPROVABLE: bool = false;
    const FREE_JSON: &'static [&'static str] = &["variables"];

    async fn about(&self, find: &Find<'_, WorkflowStart>) -> Result<Over, Failure> {
        over(find.cx.house(), find.cx.caller(), &self.entity_id).await
    }

    fn details(&self, _: &Over) -> Details {
        Details::none()
    }

    async fn run(self, cx: &Cx<WorkflowStart>, tx: &Tx, over: Over) -> Result<WorkflowInstanceId, Failure> {
        let WorkflowStartInput { definition: key, entity_id: _, variables } = self;
        let Over { entity, id: entity_id, label, domain } = over;
        let vars = variables_of(variables)?;
        let known = definition::Entity::find().filter(definition::Column::Key.eq(key.as_str())).one(tx.db()).await?;
        let known = known.ok_or(WorkflowError::DefinitionNotFound)?;
        if known.entity != entity {
            return Err(WorkflowError::SubjectMismatch { expected: known.entity }.into());
        }
        let unfit = Unfit::NotPublished;
        let version = newest(tx, &key).await?.ok_or(WorkflowError::Unfit { workflow: key, unfit })?;
        let singleton = compiled(&version)?.singleton();
        let id = cx.new_id();
        let new = New {
            id,
            version,
            definition_key: known.key,
            entity,
            entity_id,
            entity_label: label,
            domain,
            singleton,
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

async fn over(house: &House, caller: &Caller, id: &ID) -> Result<Over, Failure> {
    let (entity, id) = id::decode(id).ok_or(WorkflowError::SubjectNotFound)?;
    let kind = house.subjects.iter().find(|kind| kind.entity == entity).ok_or(WorkflowError::SubjectNotFound)?;
    let found = (kind.find)(house, caller, id).await?;
    let Found { label, domain } = found.ok_or(WorkflowError::SubjectNotFound)?;
    Ok(Over { entity, id, label, domain })
}
