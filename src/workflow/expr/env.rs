//! What an expression sees when an instance runs.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{Bound, EvalError, Expr};
use crate::workflow::step::{Env, Variables};

/// The running instance, as expressions see it under the name `instance`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstanceInfo {
    /// The id of the instance.
    pub id: String,
    /// The key of its definition.
    pub key: String,
    /// When it was started.
    pub started_at: DateTime<Utc>,
    /// The id of the person who started it.
    pub initiator: String,
}

/// Whoever acts in this step, as expressions see them under the name `actor`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The id of the person.
    pub id: String,
    /// The keys of their roles.
    pub roles: Vec<String>,
}

/// The environment of a real step: evaluates CEL over the variables of the scope and these facts.
#[derive(Clone, Debug, PartialEq)]
pub struct CelEnv {
    /// The time of the step. It does not move while the step runs.
    pub now: DateTime<Utc>,
    /// The business entity, as JSON.
    pub entity: Value,
    /// The running instance.
    pub instance: InstanceInfo,
    /// Whoever acts; `null` in expressions when no person does.
    pub actor: Option<Actor>,
}

impl Env for CelEnv {
    fn now(&self) -> DateTime<Utc> {
        self.now
    }

    fn eval(&mut self, expr: &Expr, variables: Variables<'_>) -> Result<Value, EvalError> {
        expr.eval(&|name| match name {
            "entity" => Some(Bound::Json(&self.entity)),
            "now" => Some(Bound::Time(self.now)),
            "instance" => Some(self.instance()),
            "actor" => self
                .actor
                .as_ref()
                .map(|actor| Bound::Parts(vec![("id", Bound::Text(&actor.id)), ("roles", Bound::Texts(&actor.roles))])),
            "result" => variables.result.map(Bound::Json),
            name => variables.scope.get(name).map(Bound::Json),
        })
    }

    fn fact(&self, path: &[String]) -> Option<Value> {
        let (name, fields) = path.split_first()?;
        let at = |fact: &Value| fields.iter().try_fold(fact, |value, field| value.get(field)).cloned();
        match name.as_str() {
            "entity" => at(&self.entity),
            "now" => at(&json!(self.now)),
            "instance" => {
                let InstanceInfo { id, key, started_at, initiator } = &self.instance;
                at(&json!({ "id": id, "key": key, "startedAt": started_at, "initiator": initiator }))
            }
            "actor" => self.actor.as_ref().and_then(|Actor { id, roles }| at(&json!({ "id": id, "roles": roles }))),
            _ => None,
        }
    }
}

impl CelEnv {
    fn instance(&self) -> Bound<'_> {
        let InstanceInfo { id, key, started_at, initiator } = &self.instance;
        Bound::Parts(vec![
            ("id", Bound::Text(id)),
            ("key", Bound::Text(key)),
            ("startedAt", Bound::Time(*started_at)),
            ("initiator", Bound::Text(initiator)),
        ])
    }
}
