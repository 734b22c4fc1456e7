//! The step: one input moves the tokens of one instance until all of them wait.
//!
//! It does no I/O and reads no clock. The engine, the simulator and the model checker all run this one function; they
//! differ in the [`Env`] they give it and in what they do with the effects.

mod marking;
mod message;
mod moves;
mod run;
mod variables;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::compile::Compiled;
use super::expr::{EvalError, Expr};
use super::model::JsonMap;

pub use marking::{Marking, Parked, Phase, Scope, ScopeId, Token, TokenId, TokenState};
pub use message::{Effect, Event, EventKind, FinishStatus, IncidentCode, Input, NewTask, Progress, StepError};

/// Moves of tokens in one chain of steps, across the actions it runs. Whatever is still on the move then becomes an
/// incident: a transaction never runs for ever.
pub const MAX_MOVES: u32 = 10_000;
/// Length of the title of a task, in characters. A longer one is cut, it does not fail.
pub const MAX_TITLE_CHARS: usize = 200;
/// The size up to which a value is recorded with a decision, as JSON text in bytes. Of a larger one only its size is.
pub const MAX_RECORDED_BYTES: usize = 1_024;

/// What a step may ask of the world.
pub trait Env {
    /// The time of the step. The same for the whole of it.
    fn now(&self) -> DateTime<Utc>;

    /// Evaluates an expression.
    ///
    /// # Errors
    /// [`EvalError`] when it gives no value; the step makes an incident of it.
    fn eval(&mut self, expr: &Expr, variables: Variables<'_>) -> Result<Value, EvalError>;

    /// A fact that expressions can read and that is no variable, to be recorded with a decision.
    fn fact(&self, _path: &[String]) -> Option<Value> {
        None
    }
}

/// The variables that an expression may read.
#[derive(Clone, Copy, Debug)]
pub struct Variables<'a> {
    /// Those of the scope.
    pub scope: &'a JsonMap,
    /// The result of the action, while its output is mapped.
    pub result: Option<&'a Value>,
}

/// Applies one input and moves on until every token waits, or until an action must be run.
///
/// After [`Progress::Action`] the caller applies the effects, runs the action in the same transaction and calls again
/// with [`Input::ActionOk`] or [`Input::ActionErr`]; until then every other input is refused. The effects are in the
/// order in which they happened.
///
/// # Errors
/// [`StepError`] when the input is refused. The marking is unchanged then. A refusal in the middle of a chain means
/// that the transaction of the whole chain must be rolled back.
pub fn step(
    compiled: &Compiled,
    marking: &mut Marking,
    input: Input,
    env: &mut dyn Env,
) -> Result<Progress, StepError> {
    let mut run = run::Run::new(compiled, marking.clone(), env);
    let progress = run.apply(input)?;
    *marking = run.into_marking();
    Ok(progress)
}
