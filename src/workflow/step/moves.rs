//! How tokens move: what each kind of node does, and how a token is made, stopped and dropped.

use serde_json::{Map, Value, json};

use super::run::{Run, Trouble, corrupt, expr_failed};
use super::variables::size;
use super::{
    Effect, EventKind, FinishStatus, IncidentCode, MAX_MOVES, MAX_RECORDED_BYTES, MAX_TITLE_CHARS, NewTask, Parked,
    Phase, Progress, ScopeId, StepError, Token, TokenId, TokenState,
};
use crate::workflow::compile::{Action, CompiledFlow, CompiledNode, FlowIx, Kind, NodeIx, UserTask};
use crate::workflow::expr::{EvalError, Expr};
use crate::workflow::model::JsonMap;

impl Run<'_> {
    /// Executes ready tokens, oldest first, until there is none or an action must be run.
    pub(super) fn drain(&mut self) -> Result<Progress, StepError> {
        while let Some(token) = self.next_ready() {
            let limit = self.node_of(&token)?.max_visits;
            let trouble = if self.marking.moves >= MAX_MOVES {
                Some((format!("the chain moved {MAX_MOVES} times without coming to rest"), MAX_MOVES))
            } else if token.visits > limit {
                Some((format!("{} was entered more than {limit} times", token.node), limit))
            } else {
                None
            };
            if let Some((message, limit)) = trouble {
                let data = json!({ "limit": limit, "visits": token.visits });
                self.park(token.id, Trouble { code: IncidentCode::LoopLimit, message, data }, None)?;
            } else if let Some(action) = self.execute(&token, true)? {
                return Ok(action);
            }
        }
        if self.marking.phase == Phase::Running && self.marking.tokens.is_empty() {
            let outcome = self.outcome.take();
            self.event(EventKind::InstanceCompleted, None, json!({ "outcome": outcome }));
            self.finish(FinishStatus::Completed, outcome);
        }
        Ok(Progress::Quiescent(std::mem::take(&mut self.effects)))
    }

    fn next_ready(&self) -> Option<Token> {
        let ready = self.marking.tokens.iter().filter(|token| token.state == TokenState::Ready);
        ready.min_by_key(|token| token.created_seq).cloned()
    }

    /// Does what the node of a token does. `fresh` unless the node was begun before.
    pub(super) fn execute(&mut self, token: &Token, fresh: bool) -> Result<Option<Progress>, StepError> {
        let node = self.node_of(token)?;
        self.marking.moves = self.marking.moves.saturating_add(1);
        if let Some(name) = node.milestone.as_ref().filter(|_| fresh) {
            self.effects.push(Effect::Milestone { name: name.clone() });
        }
        match &node.kind {
            Kind::Start => {
                let flows = self.flows(node)?;
                let (_, flow) = flows.first().ok_or_else(|| corrupt(&format!("a flow out of {}", node.id)))?;
                self.leave(token, flow)?;
            }
            Kind::UserTask(task) => self.offer(token, task)?,
            Kind::Xor => self.choose(token, node)?,
            Kind::Action(action) => return self.ask(token, action),
            Kind::End(outcome) => {
                self.outcome = outcome.clone();
                self.remove(token.id);
            }
        }
        Ok(None)
    }

    fn offer(&mut self, token: &Token, task: &UserTask) -> Result<(), StepError> {
        let title = match self.eval(token, &task.title, None) {
            Ok(Value::String(title)) => title,
            Ok(_) => {
                return self.park(token.id, expr_failed(&task.title, &EvalError::WrongType { want: "string" }), None);
            }
            Err(error) => return self.park(token.id, expr_failed(&task.title, &error), None),
        };
        let title = if title.trim().is_empty() { token.node.clone() } else { cut(title.trim()) };
        self.token_mut(token.id)?.state = TokenState::Waiting;
        self.event(EventKind::TaskCreated, Some(token), json!({ "title": title }));
        self.effects.push(Effect::CreateTask(NewTask {
            token: token.id,
            node: token.node.clone(),
            title,
            roles: task.roles.clone(),
            outcomes: task.outcomes.clone(),
            excluded: task.excluded.clone(),
            instructions: task.instructions.clone(),
        }));
        Ok(())
    }

    fn ask(&mut self, token: &Token, action: &Action) -> Result<Option<Progress>, StepError> {
        let mut input = JsonMap::new();
        for (field, expr) in &action.input {
            match self.eval(token, expr, None) {
                Ok(value) => input.insert(field.clone(), value),
                Err(error) => return self.park(token.id, expr_failed(expr, &error), None).map(|()| None),
            };
        }
        self.token_mut(token.id)?.state = TokenState::Waiting;
        Ok(Some(Progress::Action {
            token: token.id,
            node: token.node.clone(),
            action: action.name.clone(),
            input,
            on_error: action.on_error,
            effects: std::mem::take(&mut self.effects),
        }))
    }

    fn choose(&mut self, token: &Token, node: &CompiledNode) -> Result<(), StepError> {
        let flows = self.flows(node)?;
        if let [(_, flow)] = flows.as_slice()
            && flow.when.is_none()
        {
            return self.leave(token, flow);
        }
        let mut evaluated = Vec::new();
        let mut taken = None;
        for (_, flow) in &flows {
            let Some(when) = &flow.when else { continue };
            let trouble = match self.eval(token, when, None) {
                Ok(Value::Bool(result)) => {
                    evaluated.push(json!({ "flow": flow.id, "result": result }));
                    taken = result.then_some(flow);
                    None
                }
                Ok(_) => Some(EvalError::WrongType { want: "bool" }),
                Err(error) => Some(error),
            };
            if let Some(error) = trouble {
                let mut trouble = expr_failed(when, &error);
                trouble.data =
                    json!({ "flow": flow.id, "expression": when.source(), "inputs": self.inputs(token, &flows)? });
                return self.park(token.id, trouble, None);
            }
            if taken.is_some() {
                break;
            }
        }
        let taken = taken.or_else(|| flows.iter().map(|(_, flow)| flow).find(|flow| flow.default));
        let data = json!({ "inputs": self.inputs(token, &flows)?, "evaluated": evaluated, "taken": taken.map(|flow| &flow.id) });
        match taken {
            Some(flow) => {
                self.event(EventKind::ConditionEvaluated, Some(token), data);
                self.leave(token, flow)
            }
            None => {
                let message = format!("no condition out of {} is true", node.id);
                self.park(token.id, Trouble { code: IncidentCode::NoFlow, message, data }, None)
            }
        }
    }

    /// What the conditions of a choice read, as far as it is small.
    fn inputs(&self, token: &Token, flows: &[(FlowIx, &CompiledFlow)]) -> Result<Value, StepError> {
        let vars = &self.scope_of(token)?.vars;
        let mut inputs = Map::new();
        let paths = flows.iter().filter_map(|(_, flow)| flow.when.as_ref()).flat_map(Expr::paths);
        for path in paths {
            let Some((name, fields)) = path.split_first() else { continue };
            let variable = vars
                .get(name)
                .and_then(|value| fields.iter().try_fold(value, |value, field| value.get(field)))
                .cloned();
            let value = variable.or_else(|| self.env.fact(path)).unwrap_or(Value::Null);
            let bytes = size(&value);
            let value = if bytes > MAX_RECORDED_BYTES { json!({ "bytes": bytes }) } else { value };
            inputs.insert(path.join("."), value);
        }
        Ok(Value::Object(inputs))
    }

    /// Takes a flow: the token goes and the next one appears on the node behind.
    pub(super) fn leave(&mut self, token: &Token, flow: &CompiledFlow) -> Result<(), StepError> {
        self.remove(token.id);
        let next = self.put_token(token.scope_id, flow.to, Some(&flow.id))?;
        self.event(EventKind::TokenMoved, Some(&next), json!({ "flow": flow.id, "from": token.node }));
        Ok(())
    }

    pub(super) fn put_token(
        &mut self,
        scope_id: ScopeId,
        at: NodeIx,
        via: Option<&String>,
    ) -> Result<Token, StepError> {
        let node = self.compiled.node(at).ok_or_else(|| corrupt("a node behind a flow"))?;
        let id = TokenId(self.marking.next_id());
        let created_seq = self.marking.next_seq();
        let scope = self.marking.scopes.iter_mut().find(|scope| scope.id == scope_id);
        let visits = scope.ok_or_else(|| corrupt("the scope of a token"))?.visits.entry(node.id.clone()).or_default();
        *visits = visits.saturating_add(1);
        let token = Token {
            id,
            scope_id,
            node: node.id.clone(),
            via: via.cloned(),
            state: TokenState::Ready,
            visits: *visits,
            created_seq,
            parked: None,
        };
        self.marking.tokens.push(token.clone());
        Ok(token)
    }

    /// Stops a token until a person resolves the incident.
    pub(super) fn park(&mut self, id: TokenId, trouble: Trouble, result: Option<Value>) -> Result<(), StepError> {
        let Trouble { code, message, data } = trouble;
        let token = self.token_mut(id)?;
        token.state = TokenState::Waiting;
        token.parked = Some(Parked { code, result });
        let token = token.clone();
        self.event(EventKind::IncidentRaised, Some(&token), json!({ "code": code, "message": message }));
        self.effects.push(Effect::Incident { code, message, token: id, data });
        Ok(())
    }

    /// The one way to cancel a token, with all that hangs on it.
    pub(super) fn drop_token(&mut self, id: TokenId) -> Result<(), StepError> {
        let token = self.marking.token(id).cloned().ok_or(StepError::UnknownToken { token: id })?;
        let open = token.state == TokenState::Waiting && token.parked.is_none();
        match &self.node_of(&token)?.kind {
            Kind::UserTask(_) if open => {
                self.effects.push(Effect::CancelTask { token: id });
                self.event(EventKind::TaskCanceled, Some(&token), json!({}));
            }
            Kind::Start | Kind::UserTask(_) | Kind::Xor | Kind::Action(_) | Kind::End(_) => {}
        }
        self.remove(id);
        Ok(())
    }

    pub(super) fn finish(&mut self, status: FinishStatus, outcome: Option<String>) {
        self.marking.phase = Phase::Finished;
        self.effects.push(Effect::Finish { status, outcome });
    }
}

fn cut(title: &str) -> String {
    if title.chars().count() <= MAX_TITLE_CHARS {
        return title.to_owned();
    }
    title.chars().take(MAX_TITLE_CHARS - 1).chain(['…']).collect()
}
