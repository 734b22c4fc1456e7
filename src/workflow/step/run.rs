//! One step while it runs.

use serde_json::{Value, json};

use super::variables::{check_start, set};
use super::{
    Effect, Env, Event, EventKind, FinishStatus, IncidentCode, Input, Marking, Parked, Phase, Progress, Scope, ScopeId,
    StepError, Token, TokenId, TokenState, Variables,
};
use crate::workflow::compile::{Action, Compiled, CompiledFlow, CompiledNode, FlowIx, Kind};
use crate::workflow::expr::{EvalError, Expr};
use crate::workflow::model::{JsonMap, OnError};

pub(super) struct Run<'a> {
    pub(super) compiled: &'a Compiled,
    pub(super) marking: Marking,
    pub(super) env: &'a mut dyn Env,
    pub(super) effects: Vec<Effect>,
    /// The outcome of the last end that was reached.
    pub(super) outcome: Option<String>,
}

/// An incident before it has a token.
pub(super) struct Trouble {
    pub(super) code: IncidentCode,
    pub(super) message: String,
    pub(super) data: Value,
}

impl<'a> Run<'a> {
    pub(super) fn new(compiled: &'a Compiled, marking: Marking, env: &'a mut dyn Env) -> Self {
        Self { compiled, marking, env, effects: Vec::new(), outcome: None }
    }

    pub(super) fn into_marking(self) -> Marking {
        self.marking
    }

    pub(super) fn apply(&mut self, input: Input) -> Result<Progress, StepError> {
        let starts = matches!(input, Input::Start { .. });
        match (self.marking.phase, starts) {
            (Phase::New, false) => return Err(StepError::NotStarted),
            (Phase::Finished, _) => return Err(StepError::Finished),
            (Phase::Running, true) => return Err(StepError::AlreadyStarted),
            (Phase::New, true) | (Phase::Running, false) => {}
        }
        let answers = matches!(input, Input::ActionOk { .. } | Input::ActionErr { .. });
        if !answers {
            if let Some(token) = self.pending_action() {
                return Err(StepError::ActionPending { token });
            }
            self.marking.moves = 0;
        }
        let asked = match input {
            Input::Start { vars } => self.start(vars).map(|()| None),
            Input::TaskDone { token, outcome, data, actor } => {
                self.task_done(token, outcome, data, &actor).map(|()| None)
            }
            Input::ActionOk { token, result } => self.action_ok(token, result).map(|()| None),
            Input::ActionErr { token, code, message } => self.action_err(token, code, message).map(|()| None),
            Input::Retry { token } => self.retry(token),
            Input::Cancel { reason } => self.cancel(&reason).map(|()| None),
        }?;
        match asked {
            Some(action) => Ok(action),
            None => self.drain(),
        }
    }

    // ---- inputs

    fn start(&mut self, vars: JsonMap) -> Result<(), StepError> {
        check_start(self.compiled, &vars)?;
        let id = ScopeId(self.marking.next_id());
        self.marking.scopes.push(Scope { id, parent_id: None, vars, visits: std::collections::BTreeMap::new() });
        self.marking.phase = Phase::Running;
        self.event(EventKind::InstanceStarted, None, json!({}));
        self.put_token(id, self.compiled.start(), None)?;
        Ok(())
    }

    fn task_done(&mut self, id: TokenId, outcome: String, mut data: JsonMap, actor: &str) -> Result<(), StepError> {
        let token = self.waiting(id)?;
        let node = self.node_of(&token)?;
        let Kind::UserTask(task) = &node.kind else { return Err(not_waiting(&token)) };
        if !task.outcomes.contains(&outcome) {
            return Err(StepError::UnknownOutcome { node: token.node, outcome, outcomes: task.outcomes.clone() });
        }
        self.event(EventKind::TaskCompleted, Some(&token), json!({ "outcome": outcome, "actor": actor }));
        data.insert("outcome".to_owned(), Value::String(outcome.clone()));
        self.set_vars(&token, vec![(token.node.clone(), Value::Object(data))])?;
        let flows = self.flows(node)?;
        let taken = flows.iter().find(|(_, flow)| flow.outcome.as_ref() == Some(&outcome));
        // Without a flow for this outcome it is the default, or the one flow that stands for all outcomes.
        let taken = taken.or_else(|| flows.iter().find(|(_, flow)| flow.outcome.is_none()));
        let (_, flow) = taken.ok_or_else(|| corrupt(&format!("a flow out of {} for {outcome}", node.id)))?;
        self.leave(&token, flow)
    }

    fn action_ok(&mut self, id: TokenId, result: Value) -> Result<(), StepError> {
        let token = self.waiting(id)?;
        let node = self.node_of(&token)?;
        let Kind::Action(action) = &node.kind else { return Err(not_waiting(&token)) };
        self.event(EventKind::ActionRun, Some(&token), json!({ "action": action.name }));
        self.finish_action(&token, node, action, result)
    }

    /// Maps the result of an action that did run, and moves on.
    fn finish_action(
        &mut self,
        token: &Token,
        node: &CompiledNode,
        action: &Action,
        result: Value,
    ) -> Result<(), StepError> {
        match self.map_output(token, action, &result) {
            Ok(values) => match self.set_vars(token, values) {
                Ok(()) => {
                    let flows = self.flows(node)?;
                    let (_, flow) = flows.first().ok_or_else(|| corrupt(&format!("a flow out of {}", node.id)))?;
                    self.leave(token, flow)
                }
                Err(refused) => {
                    let trouble = Trouble {
                        code: IncidentCode::ExprFailed,
                        message: refused.to_string(),
                        data: json!({ "action": action.name }),
                    };
                    self.park(token.id, trouble, Some(result))
                }
            },
            Err(trouble) => self.park(token.id, trouble, Some(result)),
        }
    }

    fn action_err(&mut self, id: TokenId, code: String, message: String) -> Result<(), StepError> {
        let token = self.waiting(id)?;
        let node = self.node_of(&token)?;
        let Kind::Action(action) = &node.kind else { return Err(not_waiting(&token)) };
        match action.on_error {
            OnError::Reject => {
                Err(StepError::Rejected { node: token.node, action: action.name.clone(), code, message })
            }
            OnError::Incident => {
                let data = json!({ "action": action.name, "code": code });
                self.park(id, Trouble { code: IncidentCode::ActionFailed, message, data }, None)
            }
        }
    }

    fn retry(&mut self, id: TokenId) -> Result<Option<Progress>, StepError> {
        let token = self.marking.token(id).cloned().ok_or(StepError::UnknownToken { token: id })?;
        let Some(Parked { code, result }) = token.parked.clone() else { return Err(not_waiting(&token)) };
        let node = self.node_of(&token)?;
        self.event(EventKind::IncidentRetried, Some(&token), json!({ "code": code }));
        self.token_mut(id)?.parked = None;
        match (&node.kind, result) {
            (Kind::Action(action), Some(result)) => self.finish_action(&token, node, action, result).map(|()| None),
            // A token over a limit was stopped before it did anything, its milestone included.
            (Kind::Start | Kind::UserTask(_) | Kind::Xor | Kind::Action(_) | Kind::End(_), _) => {
                self.execute(&token, code == IncidentCode::LoopLimit)
            }
        }
    }

    fn cancel(&mut self, reason: &str) -> Result<(), StepError> {
        let tokens: Vec<TokenId> = self.marking.tokens.iter().map(|token| token.id).collect();
        for token in tokens {
            self.drop_token(token)?;
        }
        self.event(EventKind::InstanceCanceled, None, json!({ "reason": reason }));
        self.finish(FinishStatus::Canceled, None);
        Ok(())
    }

    // ---- variables and expressions

    fn map_output(&mut self, token: &Token, action: &Action, result: &Value) -> Result<Vec<(String, Value)>, Trouble> {
        // All are evaluated before one is set: their order must not matter.
        let mut values = Vec::with_capacity(action.output.len());
        for (name, expr) in &action.output {
            let value = self.eval(token, expr, Some(result)).map_err(|error| expr_failed(expr, &error))?;
            values.push((name.clone(), value));
        }
        Ok(values)
    }

    /// Sets all of the variables or none.
    fn set_vars(&mut self, token: &Token, values: Vec<(String, Value)>) -> Result<(), StepError> {
        let mut vars = self.scope_of(token)?.vars.clone();
        let mut patch = Vec::new();
        for (name, value) in values {
            patch.extend(set(self.compiled, &mut vars, &name, value)?);
        }
        if patch.is_empty() {
            return Ok(());
        }
        if let Some(scope) = self.marking.scopes.iter_mut().find(|scope| scope.id == token.scope_id) {
            scope.vars = vars;
        }
        self.event(EventKind::VarChanged, Some(token), json!({ "patch": patch }));
        Ok(())
    }

    pub(super) fn eval(&mut self, token: &Token, expr: &Expr, result: Option<&Value>) -> Result<Value, EvalError> {
        let scope =
            self.marking.scope(token.scope_id).ok_or_else(|| EvalError::Internal { message: "no scope".to_owned() })?;
        self.env.eval(expr, Variables { scope: &scope.vars, result })
    }

    // ---- looking up

    pub(super) fn event(&mut self, kind: EventKind, token: Option<&Token>, data: Value) {
        let (node, token) = (token.map(|token| token.node.clone()), token.map(|token| token.id));
        self.effects.push(Effect::Event(Event { kind, at: self.env.now(), node, token, data }));
    }

    /// A token that waits for the answer of a task or an action.
    fn waiting(&self, id: TokenId) -> Result<Token, StepError> {
        let token = self.marking.token(id).cloned().ok_or(StepError::UnknownToken { token: id })?;
        if token.state == TokenState::Waiting && token.parked.is_none() { Ok(token) } else { Err(not_waiting(&token)) }
    }

    fn pending_action(&self) -> Option<TokenId> {
        let is_action =
            |token: &&Token| matches!(self.compiled.find(&token.node).map(|node| &node.kind), Some(Kind::Action(_)));
        let waiting =
            self.marking.tokens.iter().filter(|token| token.state == TokenState::Waiting && token.parked.is_none());
        waiting.filter(is_action).map(|token| token.id).next()
    }

    pub(super) fn remove(&mut self, id: TokenId) {
        self.marking.tokens.retain(|token| token.id != id);
    }

    pub(super) fn token_mut(&mut self, id: TokenId) -> Result<&mut Token, StepError> {
        self.marking.tokens.iter_mut().find(|token| token.id == id).ok_or(StepError::UnknownToken { token: id })
    }

    pub(super) fn scope_of(&self, token: &Token) -> Result<&Scope, StepError> {
        self.marking.scope(token.scope_id).ok_or_else(|| corrupt("the scope of a token"))
    }

    pub(super) fn node_of(&self, token: &Token) -> Result<&'a CompiledNode, StepError> {
        self.compiled.find(&token.node).ok_or_else(|| corrupt(&format!("the node {}", token.node)))
    }

    pub(super) fn flows(&self, node: &CompiledNode) -> Result<Vec<(FlowIx, &'a CompiledFlow)>, StepError> {
        let flow = |at: &FlowIx| Some((*at, self.compiled.flow(*at)?));
        let flows: Option<Vec<_>> = node.outgoing.iter().map(flow).collect();
        flows.ok_or_else(|| corrupt(&format!("the flows out of {}", node.id)))
    }
}

fn not_waiting(token: &Token) -> StepError {
    StepError::NotWaiting { token: token.id, node: token.node.clone() }
}

pub(super) fn corrupt(what: &str) -> StepError {
    StepError::Corrupt { what: what.to_owned() }
}

pub(super) fn expr_failed(expr: &Expr, error: &EvalError) -> Trouble {
    let data = json!({ "expression": expr.source() });
    Trouble { code: IncidentCode::ExprFailed, message: error.to_string(), data }
}
