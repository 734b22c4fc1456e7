//! From policy lines to bits, by way of Casbin.

use casbin::{CoreApi, DefaultModel, Enforcer};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use crate::access::adapter::{Line, Rows};
use crate::access::entity::policy_line::Effect;
use crate::access::role_lines::PolicyLineInput;
use crate::access::wrong::{self, Wrong};
use crate::kernel::condition::Condition;
use crate::kernel::fault::Fault;
use crate::kernel::permission::{Bits, Lines, PermissionInfo};

/// The model: who, where, on what, doing what.
pub const MODEL: &str = include_str!("../../policies/model.conf");

/// So many compiled roles are kept; a house has a few dozen.
const KEPT: usize = 256;

/// Compiled roles, by their lines and the permissions that there are: most changes of policies are about one role, or about none.
type Known = HashMap<(Vec<Line>, Vec<&'static str>), Arc<Lines>>;

static KNOWN: LazyLock<Mutex<Known>> = LazyLock::new(Mutex::default);

/// The lines of one role, as bits.
pub async fn role(key: &str, lines: Vec<Line>, catalogue: &[PermissionInfo]) -> Result<Arc<Lines>, Fault> {
    let permissions = catalogue.iter().map(|info| info.name).collect();
    let question = (lines, permissions);
    let known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner).get(&question).cloned();
    if let Some(known) = known {
        return Ok(known);
    }
    let compiled = Arc::new(compile(key, &question.0, catalogue).await?);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if known.len() >= KEPT {
        known.clear();
    }
    known.insert(question, Arc::clone(&compiled));
    Ok(compiled)
}

/// Lines are grouped by effect, condition and workflow, and Casbin answers for each group.
async fn compile(key: &str, lines: &[Line], catalogue: &[PermissionInfo]) -> Result<Lines, Fault> {
    let mut groups: BTreeMap<(u8, Option<String>, Option<String>), Vec<Line>> = BTreeMap::new();
    let dropped = tell_wrong(key, lines, catalogue);
    for (_, line) in lines.iter().enumerate().filter(|(at, _)| !dropped.contains(at)) {
        let order = match line.effect {
            Effect::Deny => 0,
            Effect::Allow => 1,
            Effect::Approve => 2,
        };
        // To Casbin each group is a set of allows: the group's meaning is held beside it.
        let plain = Line { effect: Effect::Allow, ..line.clone() };
        groups.entry((order, line.workflow.clone(), line.condition.clone())).or_default().push(plain);
    }
    let mut compiled = Lines::default();
    for ((effect, workflow, condition), lines) in groups {
        let bits = enforce(key, lines, catalogue).await?;
        let condition = condition.as_deref().map(Condition::parse).transpose();
        match (effect, workflow, condition) {
            (0, _, Ok(None) | Err(_)) => compiled.deny.add(&bits),
            (0, _, Ok(Some(condition))) => compiled.deny_if.push((condition, bits)),
            (_, _, Err(_)) => {}
            (1, _, Ok(None)) => compiled.allow.add(&bits),
            (1, _, Ok(Some(condition))) => compiled.allow_if.push((condition, bits)),
            (_, Some(workflow), Ok(condition)) => compiled.approve.push((workflow, condition, bits)),
            // Told of before; nobody decides, so nothing is given.
            (_, None, _) => {}
        }
    }
    Ok(compiled)
}

/// Tells of lines that can never work, which may stand in the rows since before they were refused. Gives the places of those that
/// give nothing whatever else is asked: in a role for everybody what is not public, and an approval of what cannot wait. The
/// others decide on the safe side by themselves: they give nothing, or deny.
fn tell_wrong(role: &str, lines: &[Line], catalogue: &[PermissionInfo]) -> Vec<usize> {
    let stated: Vec<PolicyLineInput> = lines.iter().cloned().map(PolicyLineInput::from).collect();
    let mut dropped = Vec::new();
    for (at, wrong) in wrong::of_role(role, &stated, catalogue) {
        let line = stated.get(at).map(ToString::to_string).unwrap_or_default();
        tracing::warn!(role, line, code = wrong.code(), "a policy line can never work");
        if matches!(wrong, Wrong::NotApprovable { .. } | Wrong::NotPublic { .. }) {
            dropped.push(at);
        }
    }
    dropped
}

async fn enforce(role: &str, lines: Vec<Line>, catalogue: &[PermissionInfo]) -> Result<Bits, Fault> {
    let objects: Vec<String> = lines.iter().map(|line| object_of(&line.permission).to_owned()).collect();
    let enforcer = enforcer(Rows { lines, ..Rows::default() }).await?;
    let subject = format!("r:{role}");
    let mut bits = Bits::default();
    // Objects are compared exactly by the model, so a permission whose object is in no line cannot be granted by one.
    for permission in catalogue.iter().filter(|info| objects.iter().any(|object| object == object_of(info.name))) {
        let (object, act) = permission.name.split_once('.').unwrap_or((permission.name, ""));
        if enforcer.enforce((subject.as_str(), "d:*", object, act)).map_err(casbin_fault)? {
            bits.set(permission.index);
        }
    }
    Ok(bits)
}

fn object_of(permission: &str) -> &str {
    permission.split_once('.').map_or(permission, |(object, _)| object)
}

/// An enforcer over these rows. Built anew each time: reloading one in place would leave a gap.
pub async fn enforcer(rows: Rows) -> Result<Enforcer, Fault> {
    let model = DefaultModel::from_str(MODEL).await.map_err(casbin_fault)?;
    Enforcer::new(model, rows).await.map_err(casbin_fault)
}

pub fn casbin_fault(error: casbin::Error) -> Fault {
    Fault::internal(format!("casbin: {error}"))
}
