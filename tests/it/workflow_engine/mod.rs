//! The pure core of the workflow engine: the format, the lint, the expressions and the step.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use regie::workflow as engine;

mod expr;
mod lint;
mod props;
mod step;

use std::collections::BTreeSet;

use chrono::{DateTime, TimeZone, Utc};
use engine::compile::Compiled;
use engine::expr::{Actor, CelEnv, InstanceInfo};
use engine::lint::Known;
use engine::model::{Definition, JsonMap};
use engine::step::{Effect, Event, EventKind, Input, Marking, NewTask, Progress, StepError, step};
use serde_json::{Value, json};

/// The definition in the shape that most tests change by one thing: a check, a task, a choice and two actions.
fn refund() -> Value {
    json!({
        "schema": "wf/1", "key": "refund-approval", "name": "Refund approval", "entity": "Refund", "singleton": "entity",
        "context": {
            "type": "object",
            "required": ["amountMinor", "reason"],
            "properties": {
                "amountMinor": { "type": "integer" },
                "reason": { "type": "string" },
                "riskScore": { "type": "integer" },
                "lines": { "type": "array", "items": { "type": "object", "properties": { "sku": { "type": "string" } }, "required": ["sku"] } }
            }
        },
        "lanes": [{ "id": "finance", "roles": ["finance"] }],
        "nodes": [
            { "id": "start", "kind": "start" },
            { "id": "score", "kind": "action", "action": "risk.score", "in": { "amount": "amountMinor" }, "out": { "riskScore": "result.score" } },
            { "id": "route", "kind": "xor" },
            { "id": "check", "kind": "userTask", "lane": "finance", "title": "'Refund of ' + string(amountMinor)", "maxVisits": 3,
              "assign": { "roles": ["administrator"], "excludeActorsOf": ["$initiator"] },
              "outcomes": ["approve", "reject", "moreInfo"], "milestone": "in review", "instructions": "Look at the order." },
            { "id": "meet", "kind": "xor" },
            { "id": "book", "kind": "action", "action": "refund.book", "in": { "amount": "amountMinor" }, "onError": "incident" },
            { "id": "booked", "kind": "end", "outcome": "booked" },
            { "id": "rejected", "kind": "end", "outcome": "rejected" }
        ],
        "flows": [
            { "id": "f1", "from": "start", "to": "score" },
            { "id": "f2", "from": "score", "to": "route" },
            { "id": "small", "from": "route", "to": "meet", "when": "amountMinor <= 5000 && riskScore < 30" },
            { "id": "large", "from": "route", "to": "check", "default": true },
            { "id": "yes", "from": "check", "to": "meet", "outcome": "approve" },
            { "id": "no", "from": "check", "to": "rejected", "outcome": "reject" },
            { "id": "again", "from": "check", "to": "check", "outcome": "moreInfo" },
            { "id": "f3", "from": "meet", "to": "book" },
            { "id": "f4", "from": "book", "to": "booked" }
        ]
    })
}

fn parse(source: &Value) -> Definition {
    Definition::parse(&source.to_string()).unwrap()
}

fn compile(source: &Value) -> Compiled {
    Compiled::of(&parse(source)).unwrap_or_else(|findings| panic!("{findings:#?}"))
}

fn names(list: &[&str]) -> BTreeSet<String> {
    list.iter().map(|name| (*name).to_owned()).collect()
}

fn roles() -> BTreeSet<String> {
    names(&[
        "owner",
        "administrator",
        "catalog-manager",
        "order-agent",
        "warehouse-clerk",
        "finance",
        "content-editor",
        "auditor",
    ])
}

fn actions() -> BTreeSet<String> {
    names(&["command.run", "command.discard", "risk.score", "refund.book"])
}

fn with_known<T>(act: impl FnOnce(Known<'_>) -> T) -> T {
    act(Known { roles: &roles(), actions: &actions(), approves: false })
}

fn object(value: Value) -> JsonMap {
    value.as_object().unwrap().clone()
}

fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 4, 12, 0, 0).unwrap()
}

fn cel_env() -> CelEnv {
    CelEnv {
        now: noon(),
        entity: json!({ "number": "R-7", "totalMinor": 12_000 }),
        instance: InstanceInfo {
            id: "i-1".to_owned(),
            key: "refund-approval".to_owned(),
            started_at: noon() - chrono::Duration::hours(30),
            initiator: "u-ada".to_owned(),
        },
        actor: Some(Actor { id: "u-bob".to_owned(), roles: vec!["finance".to_owned()] }),
    }
}

/// An instance in the hands of a test: keeps the marking and every effect.
struct Driver {
    compiled: Compiled,
    marking: Marking,
    env: CelEnv,
    effects: Vec<Effect>,
}

impl Driver {
    fn new(source: &Value) -> Self {
        Self { compiled: compile(source), marking: Marking::default(), env: cel_env(), effects: Vec::new() }
    }

    fn try_send(&mut self, input: Input) -> Result<Progress, StepError> {
        let progress = step(&self.compiled, &mut self.marking, input, &mut self.env)?;
        self.effects.extend_from_slice(progress.effects());
        Ok(progress)
    }

    fn send(&mut self, input: Input) -> Progress {
        self.try_send(input).unwrap()
    }

    fn start(&mut self, vars: Value) -> Progress {
        self.send(Input::Start { vars: object(vars) })
    }

    /// Answers the action that the last step asked for.
    fn answer(&mut self, asked: &Progress, result: Value) -> Progress {
        let Progress::Action { token, .. } = asked else { panic!("no action was asked for: {asked:?}") };
        self.send(Input::ActionOk { token: *token, result })
    }

    fn refuse(&mut self, asked: &Progress, code: &str) -> Result<Progress, StepError> {
        let Progress::Action { token, .. } = asked else { panic!("no action was asked for: {asked:?}") };
        self.try_send(Input::ActionErr { token: *token, code: code.to_owned(), message: format!("refused: {code}") })
    }

    /// Answers the task that is open at a node.
    fn done(&mut self, node: &str, outcome: &str) -> Progress {
        let token = self.marking.tokens.iter().find(|token| token.node == node).unwrap().id;
        self.send(Input::TaskDone {
            token,
            outcome: outcome.to_owned(),
            data: JsonMap::new(),
            actor: "u-bob".to_owned(),
        })
    }

    fn tasks(&self) -> Vec<&NewTask> {
        self.effects
            .iter()
            .filter_map(|effect| if let Effect::CreateTask(task) = effect { Some(task) } else { None })
            .collect()
    }

    fn events(&self) -> Vec<&Event> {
        self.effects
            .iter()
            .filter_map(|effect| if let Effect::Event(event) = effect { Some(event) } else { None })
            .collect()
    }

    fn event(&self, kind: EventKind) -> &Event {
        self.events().into_iter().rfind(|event| event.kind == kind).unwrap()
    }

    fn vars(&self) -> Value {
        Value::Object(self.marking.vars().unwrap().clone())
    }
}
