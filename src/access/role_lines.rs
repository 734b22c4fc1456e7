//! The policy lines of a role, as people state them.

use async_graphql::InputObject;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};

use crate::access::entity::policy_line::{self, Column, Effect};
use crate::access::error::AccessError;
use crate::kernel::condition::Condition;
use crate::kernel::cx::Cx;
use crate::kernel::fault::Fault;
use crate::kernel::id::RoleId;
use crate::kernel::permission::{Permission, PermissionInfo};
use crate::kernel::text::{CODE, Checks};
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// Most lines of one role.
pub const LINES_MAX: usize = 500;

/// One line of a role: what it answers for one permission.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct PolicyLineInput {
    /// Name of a permission, such as `order.cancel`.
    pub permission: String,
    /// What the line answers.
    pub effect: Effect,
    /// Key of the workflow that decides; only with the effect `APPROVE`.
    pub workflow: Option<String>,
    /// When the line holds, such as `amount <= 50 EUR && own`. Without one it always holds. A condition about a fact that the
    /// command does not tell does not hold.
    pub condition: Option<String>,
}

/// Checks lines, and that who writes them holds everywhere what they give.
pub fn check<P: Permission>(
    cx: &Cx<P>,
    catalogue: &[PermissionInfo],
    lines: &[PolicyLineInput],
) -> Result<(), Failure> {
    let mut checks = Checks::new();
    checks.at_most("lines", lines.len(), LINES_MAX);
    checks.done()?;
    let mut beyond = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let PolicyLineInput { permission, effect, workflow, condition } = line;
        let Some(info) = catalogue.iter().find(|info| info.name == permission) else {
            let permission = permission.chars().take(100).collect();
            return Err(AccessError::UnknownPermission { line: index, permission }.into());
        };
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
        let gives = *effect != Effect::Deny;
        if gives && !cx.caller().grants.scope(info.index).is_everything() {
            beyond.push(permission.clone());
        }
    }
    if beyond.is_empty() { Ok(()) } else { Err(AccessError::BeyondOwn { permissions: beyond }.into()) }
}

/// Puts these lines in the place of the old ones. Lines that stay the same keep their rows.
pub async fn replace<P: Permission>(
    cx: &Cx<P>,
    tx: &Tx,
    role: RoleId,
    lines: Vec<PolicyLineInput>,
) -> Result<(), Fault> {
    let mut old = of_role(tx, role).await?;
    let mut new = Vec::new();
    for PolicyLineInput { permission, effect, workflow, condition } in lines {
        let same = |row: &policy_line::Model| {
            row.permission == permission
                && row.effect == effect
                && row.workflow == workflow
                && row.condition == condition
        };
        if let Some(kept) = old.iter().position(same) {
            old.swap_remove(kept);
        } else {
            new.push(policy_line::Model { id: cx.new_id(), role_id: role, permission, effect, workflow, condition });
        }
    }
    for gone in &old {
        tx.delete(gone).await?;
    }
    tx.insert_all(&new).await
}

/// The lines of a role, oldest first.
pub async fn of_role(tx: &Tx, role: RoleId) -> Result<Vec<policy_line::Model>, Fault> {
    Ok(policy_line::Entity::find().filter(Column::RoleId.eq(role)).order_by_asc(Column::Id).all(tx.db()).await?)
}
