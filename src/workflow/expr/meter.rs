//! The evaluation budget.
//!
//! The crate evaluates without a limit: three nested loops over 150 elements take seconds. So an expression is
//! rewritten once, after the check: every operand of an operator or function is wrapped in a call that weighs it, and
//! every turn of a loop passes through a call that counts it. The names of these calls cannot be written in CEL.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use cel::common::ast::{CallExpr, ComprehensionExpr, EntryExpr, Expr, IdedExpr, LiteralValue, operators as op};
use cel::common::types::{CelBytes, CelInt, CelList, CelMap, CelOptional, CelString};
use cel::common::value::{CowVal, Val};
use cel::{Context, ExecutionError, FunctionContext};
use serde_json::Value;

use super::convert::{self, Bound, EvalError};
use super::{ENV, MAX_WORK, functions};

const WEIGH: &str = "@weigh";
const TURN: &str = "@turn";
const REGEX: &str = "@regex";

const TURN_COST: u64 = 10;
const BYTES_PER_UNIT: usize = 64;

/// A function of the crate, as its registry takes it.
type Function =
    Box<dyn for<'c, 'v> Fn(&mut FunctionContext<'c, 'v>) -> Result<CowVal<'c, 'v>, ExecutionError> + Send + Sync>;

/// Puts the meter into an expression.
pub(super) fn metered(mut root: IdedExpr) -> IdedExpr {
    meter(&mut root);
    root
}

fn meter(node: &mut IdedExpr) {
    match &mut node.expr {
        Expr::Call(call) => meter_call(call),
        Expr::Select(select) => meter(&mut select.operand),
        Expr::List(list) => list.elements.iter_mut().for_each(|element| meter_and_wrap(element, WEIGH)),
        Expr::Map(map) => {
            for entry in &mut map.entries {
                if let EntryExpr::MapEntry(pair) = &mut entry.expr {
                    meter(&mut pair.key);
                    meter_and_wrap(&mut pair.value, WEIGH);
                }
            }
        }
        Expr::Comprehension(each) => meter_loop(each),
        Expr::Ident(_) | Expr::Literal(_) | Expr::Struct(_) | Expr::Unspecified => {}
    }
}

fn meter_call(call: &mut CallExpr) {
    // These read no more of an operand than a flag, a length or one element.
    let cheap = matches!(
        call.func_name.as_str(),
        op::LOGICAL_AND
            | op::LOGICAL_OR
            | op::LOGICAL_NOT
            | op::CONDITIONAL
            | op::INDEX
            | op::OPT_INDEX
            | op::OPT_SELECT
            | op::NOT_STRICTLY_FALSE
            | "size"
            | "hasValue"
            | "value"
            | "orValue"
            | "or"
            | "none"
    );
    let pattern = (call.func_name == "matches").then(|| call.args.len().saturating_sub(1));
    for (at, arg) in call.args.iter_mut().enumerate() {
        match (cheap, pattern == Some(at)) {
            (true, _) => meter(arg),
            (false, true) => *arg = priced_pattern(std::mem::take(arg)),
            (false, false) => meter_and_wrap(arg, WEIGH),
        }
    }
    // `optional.of(x)`: the target is part of the name, as long as it stays an identifier.
    if let Some(target) = call.target.as_deref_mut() {
        let namespace = matches!(&target.expr, Expr::Ident(name) if name == "optional");
        match cheap || namespace {
            true => meter(target),
            false => meter_and_wrap(target, WEIGH),
        }
    }
}

fn meter_loop(each: &mut ComprehensionExpr) {
    meter(&mut each.iter_range);
    meter(&mut each.accu_init);
    // The crate collects the result of `map` and `filter` in place only while the condition of the loop is a literal
    // and the step has exactly this form; anything else copies the list on every turn.
    if !matches!(each.loop_cond.expr, Expr::Literal(_)) || !meter_append(&mut each.loop_step, &each.accu_var) {
        each.loop_cond = wrapped(TURN, std::mem::take(&mut each.loop_cond));
        meter(&mut each.loop_step);
    }
    meter(&mut each.result);
}

/// `accu + [item]` or `cond ? accu + [item] : accu`: counts the turn at the item or the condition.
fn meter_append(step: &mut IdedExpr, accu: &str) -> bool {
    let Expr::Call(call) = &mut step.expr else { return false };
    match (call.func_name.as_str(), call.args.as_mut_slice()) {
        (op::CONDITIONAL, [guard, append, _]) => {
            let appends = meter_append(append, accu);
            if appends {
                meter_and_wrap(guard, TURN);
            }
            appends
        }
        (op::ADD, [left, right]) => match (&left.expr, &mut right.expr) {
            (Expr::Ident(name), Expr::List(list)) if name == accu => {
                list.elements.iter_mut().for_each(|element| meter_and_wrap(element, TURN));
                true
            }
            _ => false,
        },
        _ => false,
    }
}

fn meter_and_wrap(node: &mut IdedExpr, name: &str) {
    meter(node);
    if name == TURN || !matches!(node.expr, Expr::Literal(_)) {
        *node = wrapped(name, std::mem::take(node));
    }
}

/// A pattern with the price of compiling it, which the crate does on every call.
fn priced_pattern(pattern: IdedExpr) -> IdedExpr {
    let price = match &pattern.expr {
        Expr::Literal(LiteralValue::String(text)) => functions::pattern_cost(text.inner()),
        _ => MAX_WORK,
    };
    let price = Expr::Literal(LiteralValue::Int(i64::try_from(price).unwrap_or(i64::MAX).into()));
    let mut node = wrapped(REGEX, pattern);
    if let Expr::Call(call) = &mut node.expr {
        call.args.insert(0, IdedExpr { id: 0, expr: price });
    }
    node
}

fn wrapped(name: &str, inner: IdedExpr) -> IdedExpr {
    let call = CallExpr { func_name: name.to_owned(), target: None, args: vec![inner] };
    IdedExpr { id: 0, expr: Expr::Call(call) }
}

/// Evaluates a metered expression.
pub(super) fn run<'a>(
    root: &IdedExpr,
    variables: &BTreeSet<String>,
    lookup: &(dyn Fn(&str) -> Option<Bound<'a>> + Sync),
) -> Result<Value, EvalError> {
    let work = Arc::new(AtomicU64::new(0));
    let mut context = Context::with_env(Arc::clone(&ENV));
    for (name, cost) in [(WEIGH, 0), (TURN, TURN_COST), (REGEX, 0)] {
        let added = context.add_function(name, charging(cost, Arc::clone(&work)));
        added.map_err(|error| EvalError::Internal { message: error.to_string() })?;
    }
    for name in variables {
        let bound = lookup(name).unwrap_or(Bound::Json(&Value::Null));
        context.add_variable_as_val(name.as_str(), convert::to_cel(name, &bound)?);
    }
    let result = cel::Value::resolve_val(root, &context);
    // Asked first: `||` and `&&` may have swallowed the refusal of one side.
    if work.load(Ordering::Relaxed) > MAX_WORK {
        return Err(EvalError::TooMuchWork);
    }
    convert::to_json(result.map_err(EvalError::failed)?.as_ref())
}

fn charging(cost: u64, work: Arc<AtomicU64>) -> Function {
    Box::new(move |call| {
        let value = call.args.pop().ok_or_else(ExecutionError::missing_argument_or_target)?;
        let price = call.args.pop().and_then(|price| price.downcast_ref::<CelInt>().map(|price| *price.inner()));
        let cost = cost.saturating_add(price.and_then(|price| u64::try_from(price).ok()).unwrap_or(0));
        let mut left = MAX_WORK.saturating_sub(work.load(Ordering::Relaxed)).saturating_sub(cost);
        let before = left;
        let enough = left > 0 && weigh(value.as_ref(), &mut left);
        let spent = if enough { cost + (before - left) } else { MAX_WORK + 1 };
        if work.fetch_add(spent, Ordering::Relaxed).saturating_add(spent) > MAX_WORK {
            return Err(ExecutionError::function_error(call.name, "the evaluation is too much work"));
        }
        Ok(value)
    })
}

/// Takes the weight of a value from what is left; false when that is not enough.
fn weigh(value: &dyn Val, left: &mut u64) -> bool {
    let own = if let Some(text) = value.downcast_ref::<CelString>() {
        text.inner().len() / BYTES_PER_UNIT
    } else if let Some(bytes) = value.downcast_ref::<CelBytes>() {
        bytes.inner().len() / BYTES_PER_UNIT
    } else {
        0
    };
    let Some(rest) = left.checked_sub(1 + own as u64) else { return false };
    *left = rest;
    if let Some(list) = value.downcast_ref::<CelList>() {
        list.inner().iter().all(|item| weigh(item.as_ref(), left))
    } else if let Some(map) = value.downcast_ref::<CelMap>() {
        map.inner().values().all(|item| weigh(item.as_ref(), left))
    } else if let Some(Some(inner)) = value.downcast_ref::<CelOptional>().map(CelOptional::option) {
        weigh(inner, left)
    } else {
        true
    }
}

/// What the crate says about a pattern of `matches`, if it refuses it.
pub(super) fn pattern_error(pattern: &str) -> Option<String> {
    let mut context = Context::with_env(Arc::clone(&ENV));
    context.add_variable_as_val("pattern", Box::new(CelString::from(pattern)));
    let program = ENV.compile("''.matches(pattern)").ok()?;
    program.execute(&context).err().map(|error| EvalError::failed(error).to_string())
}
