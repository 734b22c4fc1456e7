//! Giving roles to people and taking them away, within the transaction of a command of a higher slice.

use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use crate::access::entity::policy_line::Effect;
use crate::access::entity::{role, role_assignment};
use crate::access::error::AccessError;
use crate::access::permission::RoleAssign;
use crate::access::{policies, role_lines};
use crate::kernel::cx::Cx;
use crate::kernel::fault::{Fault, Violation};
use crate::kernel::id::{RoleAssignmentId, RoleId, StaffId};
use crate::kernel::permission::Permission as _;
use crate::kernel::scope::Domain;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// The role that can do everything.
pub const OWNER: &str = "owner";

/// Gives a role within a domain. Who gives must hold there whatever the role gives.
pub async fn give(
    cx: &Cx<RoleAssign>,
    tx: &Tx,
    staff: StaffId,
    role: RoleId,
    domain: Domain,
) -> Result<RoleAssignmentId, Failure> {
    let role = role::Entity::find_by_id(role).one(tx.db()).await?.ok_or(AccessError::RoleNotFound)?;
    within_own(cx, tx, &role, domain).await?;
    let row = role_assignment::Model {
        id: cx.new_id(),
        role_id: role.id,
        staff_id: staff,
        domain: domain.literal(),
        created_at: tx.now(),
        created_by: cx.staff(),
    };
    let id = row.id;
    match tx.insert(row).await {
        Err(Fault::Violation(Violation::Unique)) => return Err(AccessError::AlreadyAssigned.into()),
        Err(fault) => return Err(fault.into()),
        Ok(_) => {}
    }
    policies::touch(tx).await?;
    Ok(id)
}

/// Refuses what [`give`] would refuse, without giving.
pub async fn may_give(cx: &Cx<RoleAssign>, tx: &Tx, role: RoleId, domains: &[Domain]) -> Result<(), Failure> {
    let role = role::Entity::find_by_id(role).one(tx.db()).await?.ok_or(AccessError::RoleNotFound)?;
    for domain in domains {
        if !cx.scope().has(*domain) {
            return Err(AccessError::BeyondOwn { permissions: vec![RoleAssign::NAME.to_owned()] }.into());
        }
        within_own(cx, tx, &role, *domain).await?;
    }
    Ok(())
}

/// An assignment that is gone.
pub struct Taken {
    pub id: RoleAssignmentId,
    /// Whether it made an owner of the whole company.
    pub ownership: bool,
}

/// Takes an assignment away. Who takes must hold there whatever the role gives.
pub async fn take(cx: &Cx<RoleAssign>, tx: &Tx, id: RoleAssignmentId) -> Result<Taken, Failure> {
    let row = role_assignment::Entity::find_by_id(id).one(tx.db()).await?.ok_or(AccessError::AssignmentNotFound)?;
    let role = role::Entity::find_by_id(row.role_id).one(tx.db()).await?.ok_or(AccessError::RoleNotFound)?;
    let domain = Domain::parse(&row.domain).ok_or_else(|| Fault::internal("an assignment has no domain"))?;
    within_own(cx, tx, &role, domain).await?;
    tx.delete(&row).await?;
    policies::touch(tx).await?;
    Ok(Taken { id, ownership: role.key == OWNER && domain == Domain::Everything })
}

async fn within_own(cx: &Cx<RoleAssign>, tx: &Tx, role: &role::Model, domain: Domain) -> Result<(), Failure> {
    let mut permissions = Vec::new();
    for line in role_lines::of_role(tx, role.id).await? {
        let known = cx.house().catalogue.iter().find(|info| info.name == line.permission);
        let held = known.is_none_or(|info| cx.caller().grants.scope(info.index).has(domain));
        if line.effect != Effect::Deny && !held {
            permissions.push(line.permission);
        }
    }
    if permissions.is_empty() { Ok(()) } else { Err(AccessError::BeyondOwn { permissions }.into()) }
}

/// The owners of the whole company, whether they may sign in or not.
pub async fn owners(tx: &Tx) -> Result<Vec<StaffId>, Fault> {
    let Some(owner) = role_by_key(tx, OWNER).await? else { return Ok(Vec::new()) };
    let holders = role_assignment::Entity::find()
        .filter(role_assignment::Column::RoleId.eq(owner.id))
        .filter(role_assignment::Column::Domain.eq(Domain::Everything.literal()));
    Ok(holders.all(tx.db()).await?.into_iter().map(|row| row.staff_id).collect())
}

/// The role with this key.
pub async fn role_by_key(tx: &Tx, key: &str) -> Result<Option<role::Model>, Fault> {
    Ok(role::Entity::find().filter(role::Column::Key.eq(key)).one(tx.db()).await?)
}
