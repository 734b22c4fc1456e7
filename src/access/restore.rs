//! The built-in roles as they came, for a house that has locked itself out.

use std::collections::BTreeSet;

use crate::access::entity::role;
use crate::access::policies;
use crate::access::role_lines::{self, PolicyLineInput, Replaced};
use crate::access::seed::{self, BuiltIn};
use crate::kernel::approval::Unfit;
use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::tx::Tx;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

/// A role that is as it came.
pub struct Restored {
    pub key: String,
    /// Whether it was gone.
    pub made: bool,
    pub lines: Replaced,
    /// Its approvals that nobody can give, because the workflow was changed since or is out of force.
    pub unfit: Vec<(PolicyLineInput, Unfit)>,
}

/// Gives the built-in roles the lines that they came with, all of them or only the one with this key. Who holds them stays, and so
/// does every other role. Gives those that were otherwise, or need a look at a workflow.
pub async fn run(house: &House, tx: &Tx, only: Option<&str>) -> Result<Vec<Restored>, Fault> {
    let (entropy, catalogue) = (&house.entropy, &house.catalogue);
    policies::lock(tx).await?;
    let offered = seed::offered(tx).await?;
    let mut restored = Vec::new();
    let mut changed = false;
    for built_in in seed::built_in(catalogue)?.into_iter().filter(|role| only.is_none_or(|key| key == role.key)) {
        let known = role::Entity::find().filter(role::Column::Key.eq(&built_in.key)).one(tx.db()).await?;
        let (made, role) = match known {
            Some(role) => (false, role),
            None => (true, tx.insert(seed::new_role(tx, entropy, &built_in)).await?),
        };
        let BuiltIn { key, lines, .. } = built_in;
        let permissions: BTreeSet<String> = lines.iter().map(|line| line.permission.clone()).collect();
        let lines: Vec<PolicyLineInput> = lines.into_iter().map(PolicyLineInput::from).collect();
        let unfit = unfit(house, tx, &lines).await?;
        let lines = role_lines::replace(entropy, tx, role.id, lines).await?;
        seed::write_offers(tx, &key, permissions, &offered).await?;
        let otherwise = made || !lines.come.is_empty() || !lines.gone.is_empty();
        changed |= otherwise;
        if otherwise || !unfit.is_empty() {
            restored.push(Restored { key, made, lines, unfit });
        }
    }
    if changed {
        policies::touch(tx).await?;
    }
    Ok(restored)
}

async fn unfit(house: &House, tx: &Tx, lines: &[PolicyLineInput]) -> Result<Vec<(PolicyLineInput, Unfit)>, Fault> {
    let mut unfit = Vec::new();
    for line in lines {
        if let Some(why) = role_lines::unfit(house, tx, line).await? {
            unfit.push((line.clone(), why));
        }
    }
    Ok(unfit)
}
