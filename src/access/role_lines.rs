//! The policy lines of a role, as people state them.

use async_graphql::InputObject;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::HashSet;
use std::fmt;

use crate::access::adapter::Line;
use crate::access::entity::policy_line::{self, Column, Effect};
use crate::access::error::AccessError;
use crate::access::wrong;
use crate::kernel::approval::Unfit;
use crate::kernel::entropy::Entropy;
use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::id::RoleId;
use crate::kernel::permission::PermissionInfo;
use crate::kernel::text::{CODE, Checks, TITLE};
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// The event of a role whose lines are others.
pub const CHANGED: &str = "role.changed";

/// Most lines of one role.
pub const LINES_MAX: usize = 500;

/// One line of a role: what it answers for one permission.
#[derive(Clone, Debug, PartialEq, Eq, InputObject, Serialize, Deserialize)]
pub struct PolicyLineInput {
    /// Name of a permission, such as `order.cancel`.
    pub permission: String,
    /// What the line answers.
    pub effect: Effect,
    /// Key of the workflow that decides; only with the effect `APPROVE`. It is published, runs the command, and lets it run on no path
    /// without a task for a person.
    pub workflow: Option<String>,
    /// When the line holds, such as `amount <= 50 EUR && own`; at most 255 characters. Without one it always holds. A condition
    /// about a fact that the command does not tell, or about an amount in another currency, does not hold; in a line that
    /// denies, it does.
    pub condition: Option<String>,
}

impl From<policy_line::Model> for PolicyLineInput {
    fn from(row: policy_line::Model) -> Self {
        let policy_line::Model { id: _, role_id: _, permission, effect, workflow, condition } = row;
        Self { permission, effect, workflow, condition }
    }
}

impl From<Line> for PolicyLineInput {
    fn from(line: Line) -> Self {
        let Line { role: _, permission, effect, workflow, condition } = line;
        Self { permission, effect, workflow, condition }
    }
}

/// As `roles.csv` has it.
impl fmt::Display for PolicyLineInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { permission, effect, workflow, condition } = self;
        write!(f, "{permission}, ")?;
        match effect {
            Effect::Allow => write!(f, "allow")?,
            Effect::Deny => write!(f, "deny")?,
            Effect::Approve => write!(f, "approve:{}", workflow.as_deref().unwrap_or_default())?,
        }
        write!(f, ", {}", condition.as_deref().unwrap_or("-"))
    }
}

/// Checks that each line can work, and gives the lines as they are stored. Whether the caller may write them is for
/// [`rules`](crate::access::rules), whether their workflows can decide for [`check_workflows`].
pub fn check(catalogue: &[PermissionInfo], lines: Vec<PolicyLineInput>) -> Result<Vec<PolicyLineInput>, Failure> {
    let mut checks = Checks::new();
    checks.at_most("lines", lines.len(), LINES_MAX);
    checks.done()?;
    let mut checks = Checks::new();
    let stored = lines.into_iter().enumerate().map(|(index, line)| {
        let PolicyLineInput { permission, effect, workflow, condition } = line;
        let workflow = checks.optional(&format!("lines.{index}.workflow"), workflow.as_deref(), CODE);
        // A blank one is none that is known, and must not come to hold always.
        let condition = condition.map(|text| checks.text(&format!("lines.{index}.condition"), &text, TITLE));
        PolicyLineInput { permission, effect, workflow, condition }
    });
    let stored: Vec<PolicyLineInput> = stored.collect();
    checks.done()?;
    match wrong::lines(&stored, catalogue).into_iter().next() {
        Some((line, wrong)) => Err(AccessError::Line { line, wrong }.into()),
        None => Ok(stored),
    }
}

/// Refuses an approval whose workflow cannot decide about the commands of its permission. The policies are locked by then, so that
/// no workflow goes out of force meanwhile. A line that the role has already may stay, whatever became of its workflow.
pub async fn check_workflows(
    house: &House,
    tx: &Tx,
    lines: &[PolicyLineInput],
    known: &[PolicyLineInput],
) -> Result<(), Failure> {
    let mut asked: HashSet<(&str, &str)> = HashSet::new();
    let new = |line: &PolicyLineInput| line.effect == Effect::Approve && !known.contains(line);
    for (index, line) in lines.iter().enumerate().filter(|(_, line)| new(line)) {
        let workflow = line.workflow.as_deref().unwrap_or_default();
        if !asked.insert((workflow, &line.permission)) {
            continue;
        }
        if let Some(unfit) = unfit(house, tx, line).await? {
            return Err(AccessError::Workflow { line: index, workflow: workflow.to_owned(), unfit }.into());
        }
    }
    Ok(())
}

/// Why the workflow of an approval cannot decide about the commands of its permission; nothing for other lines.
pub async fn unfit(house: &House, tx: &Tx, line: &PolicyLineInput) -> Result<Option<Unfit>, Fault> {
    match &line.workflow {
        Some(workflow) => house.gate.unfit(tx, workflow, &house.commands.subjects(&line.permission)).await,
        None => Ok(None),
    }
}

/// Puts these lines in the place of the old ones. Lines that stay the same keep their rows. Gives what came and what went.
pub async fn replace(entropy: &Entropy, tx: &Tx, role: RoleId, lines: Vec<PolicyLineInput>) -> Result<Replaced, Fault> {
    let mut gone = of_role(tx, role).await?;
    let mut come = Vec::new();
    for line in lines {
        if let Some(kept) = gone.iter().position(|row| PolicyLineInput::from(row.clone()) == line) {
            gone.swap_remove(kept);
        } else {
            let PolicyLineInput { permission, effect, workflow, condition } = line;
            let id = entropy.id(tx.now());
            come.push(policy_line::Model { id, role_id: role, permission, effect, workflow, condition });
        }
    }
    for row in &gone {
        tx.delete(row).await?;
    }
    tx.insert_all(&come).await?;
    if !come.is_empty() || !gone.is_empty() {
        tx.emit(CHANGED, role, &json!({}))?;
    }
    Ok(Replaced { come, gone })
}

/// What a replacement of lines changed.
pub struct Replaced {
    pub come: Vec<policy_line::Model>,
    pub gone: Vec<policy_line::Model>,
}

/// The lines of a role, oldest first.
pub async fn of_role(tx: &Tx, role: RoleId) -> Result<Vec<policy_line::Model>, Fault> {
    Ok(policy_line::Entity::find().filter(Column::RoleId.eq(role)).order_by_asc(Column::Id).all(tx.db()).await?)
}

/// The same, as people state them.
pub async fn stated(tx: &Tx, role: RoleId) -> Result<Vec<PolicyLineInput>, Fault> {
    Ok(of_role(tx, role).await?.into_iter().map(PolicyLineInput::from).collect())
}

/// The workflow and the permission of each line that asks for an approval.
pub async fn approvals(tx: &Tx) -> Result<Vec<(String, String)>, Fault> {
    let lines = policy_line::Entity::find().filter(Column::Effect.eq(Effect::Approve)).all(tx.db()).await?;
    Ok(lines.into_iter().filter_map(|line| Some((line.workflow?, line.permission))).collect())
}

/// The permissions that some role holds behind this workflow, each once.
pub async fn approved_through(db: &impl ConnectionTrait, workflow: &str) -> Result<Vec<String>, Fault> {
    let lines = policy_line::Entity::find()
        .filter(Column::Effect.eq(Effect::Approve))
        .filter(Column::Workflow.eq(workflow))
        .order_by_asc(Column::Permission)
        .all(db);
    let mut permissions: Vec<String> = lines.await?.into_iter().map(|line| line.permission).collect();
    permissions.dedup();
    Ok(permissions)
}
