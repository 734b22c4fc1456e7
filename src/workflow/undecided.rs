//! Approvals that nobody can give: policy lines whose workflow cannot decide. They are refused when they are written, and may stand in
//! the rows since before.

use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use std::collections::HashMap;

use crate::access::entity::policy_line::{self, Effect};
use crate::access::entity::role;
use crate::access::role_lines::PolicyLineInput;
use crate::kernel::fault::Fault;
use crate::kernel::id::RoleId;
use crate::kernel::tx::Tx;
use crate::workflow::gate;

/// Logs such lines when the product starts. What they put behind the workflow is refused when it is asked for.
pub async fn tell(tx: &Tx) -> Result<(), Fault> {
    let roles: HashMap<RoleId, String> =
        role::Entity::find().all(tx.db()).await?.into_iter().map(|role| (role.id, role.key)).collect();
    let lines = policy_line::Entity::find()
        .filter(policy_line::Column::Effect.eq(Effect::Approve))
        .order_by_asc(policy_line::Column::Id)
        .all(tx.db())
        .await?;
    for row in lines {
        let role = roles.get(&row.role_id).map(String::as_str).unwrap_or_default();
        let line = PolicyLineInput::from(row.clone()).to_string();
        let Some(workflow) = row.workflow else { continue };
        match gate::deciding(tx, &workflow).await {
            Ok(Ok(_)) => {}
            Ok(Err(unfit)) => tracing::warn!(role, line, ?unfit, "the workflow of a policy line cannot decide"),
            // A definition that does not compile must not stop the start either.
            Err(Fault::Internal(why)) => {
                tracing::warn!(role, line, %why, "the workflow of a policy line cannot be read");
            }
            Err(fault) => return Err(fault),
        }
    }
    Ok(())
}
