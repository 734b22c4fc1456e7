//! The policy lines of a role, as people state them.

use async_graphql::InputObject;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};

use crate::access::adapter::Line;
use crate::access::entity::policy_line::{self, Column, Effect};
use crate::access::error::AccessError;
use crate::kernel::condition::Condition;
use crate::kernel::entropy::Entropy;
use crate::kernel::fault::Fault;
use crate::kernel::id::RoleId;
use crate::kernel::permission::PermissionInfo;
use crate::kernel::text::{CODE, Checks};
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// Most lines of one role.
pub const LINES_MAX: usize = 500;

/// One line of a role: what it answers for one permission.
#[derive(Clone, Debug, PartialEq, Eq, InputObject, Serialize, Deserialize)]
pub struct PolicyLineInput {
    /// Name of a permission, such as `order.cancel`.
    pub permission: String,
    /// What the line answers.
    pub effect: Effect,
    /// Key of the workflow that decides; only with the effect `APPROVE`.
    pub workflow: Option<String>,
    /// When the line holds, such as `amount <= 50 EUR && own`. Without one it always holds. A condition about a fact that the
    /// command does not tell, or about an amount in another currency, does not hold; in a line that denies, it does.
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

/// Checks that each line says something. Whether the caller may write it is for [`rules`](crate::access::rules).
pub fn check(catalogue: &[PermissionInfo], lines: &[PolicyLineInput]) -> Result<(), Failure> {
    let mut checks = Checks::new();
    checks.at_most("lines", lines.len(), LINES_MAX);
    checks.done()?;
    for (index, line) in lines.iter().enumerate() {
        let PolicyLineInput { permission, effect, workflow, condition } = line;
        if !catalogue.iter().any(|info| info.name == permission) {
            let permission = permission.chars().take(100).collect();
            return Err(AccessError::UnknownPermission { line: index, permission }.into());
        }
        match (effect, workflow.as_deref().map_or("", str::trim)) {
            (Effect::Approve, "") => return Err(AccessError::WorkflowMissing { line: index }.into()),
            (Effect::Approve, key) => {
                let mut checks = Checks::new();
                checks.text(&format!("lines.{index}.workflow"), key, CODE);
                checks.done()?;
            }
            (Effect::Allow | Effect::Deny, "") => {}
            (Effect::Allow | Effect::Deny, _) => return Err(AccessError::WorkflowUnexpected { line: index }.into()),
        }
        if let Some(text) = condition {
            Condition::parse(text).map_err(|why| AccessError::BadCondition { line: index, why })?;
        }
    }
    Ok(())
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

/// The permissions that some role holds behind this workflow, each once.
pub async fn approved_through(tx: &Tx, workflow: &str) -> Result<Vec<String>, Fault> {
    let lines = policy_line::Entity::find()
        .filter(Column::Effect.eq(Effect::Approve))
        .filter(Column::Workflow.eq(workflow))
        .order_by_asc(Column::Permission)
        .all(tx.db());
    let mut permissions: Vec<String> = lines.await?.into_iter().map(|line| line.permission).collect();
    permissions.dedup();
    Ok(permissions)
}
