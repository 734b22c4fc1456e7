//! Giving roles to people and taking them away, within the transaction of a command of a higher slice.

use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use serde_json::json;

use crate::access::entity::{role, role_assignment};
use crate::access::error::{AccessError, Act};
use crate::access::permission::RoleAssign;
use crate::access::policies::{self, OWNER};
use crate::access::rights::Rights;
use crate::access::role_lines;
use crate::access::rules::missing_of_owner;
use crate::kernel::aggregate::{Aggregate, Find};
use crate::kernel::condition::Subject;
use crate::kernel::cx::Cx;
use crate::kernel::fault::{Fault, Violation};
use crate::kernel::house::House;
use crate::kernel::id::{RoleAssignmentId, RoleId, StaffId, TypedId as _};
use crate::kernel::permission::{Kind, Permission, PermissionInfo};
use crate::kernel::scope::Domain;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// The event of a role that was taken from somebody.
pub const TAKEN: &str = "role.unassigned";
/// The event of a role that was given to somebody.
pub const GIVEN: &str = "role.assigned";

/// A role to give in these places.
pub struct Gift<'a> {
    pub role: RoleId,
    pub domains: &'a [Domain],
    /// The path to the role in the input.
    pub field: &'a str,
}

/// Gives a role. Who gives must hold there whatever the role gives and its holders approve, and stand above the person if it denies
/// anything. All that is given in one transaction is held against the same rights: those from before.
pub async fn give(
    cx: &Cx<RoleAssign>,
    tx: &Tx,
    rights: &Rights,
    staff: StaffId,
    gift: &Gift<'_>,
) -> Result<Vec<RoleAssignmentId>, Failure> {
    may_give(cx.house(), tx, rights, Some(staff), gift, Act::Give).await?;
    let Gift { role, domains, field } = gift;
    let mut given = Vec::with_capacity(domains.len());
    for domain in *domains {
        let row = role_assignment::Model {
            id: cx.new_id(),
            role_id: *role,
            staff_id: staff,
            domain: domain.literal(),
            created_at: tx.now(),
            created_by: cx.staff(),
        };
        given.push(row.id);
        match tx.insert(row).await {
            Err(Fault::Violation(Violation::Unique)) => {
                return Err(AccessError::AlreadyAssigned { field: (*field).to_owned() }.into());
            }
            Err(fault) => return Err(fault.into()),
            Ok(row) => tx.emit(GIVEN, row.id, &json!({ "staffId": staff, "roleId": role }))?,
        }
    }
    policies::touch(tx).await?;
    Ok(given)
}

/// Refuses what [`give`] would refuse, without giving. `to` is nobody for who does not work here yet, and `act` what it is asked for.
pub async fn may_give(
    house: &House,
    tx: &Tx,
    rights: &Rights,
    to: Option<StaffId>,
    gift: &Gift<'_>,
    act: Act,
) -> Result<(), Failure> {
    let missing = || AccessError::RoleNotFound { field: gift.field.to_owned() };
    let role = role::Entity::find_by_id(gift.role).one(tx.db()).await?.ok_or_else(missing)?;
    rights.may_give(&role_lines::stated(tx, role.id).await?, gift, act, to)?;
    let approved = house.gate.decided_by(tx, &role.key).await?.permissions;
    Ok(rights.may_direct(approved, gift.domains, act, gift.field)?)
}

/// Refuses places in which who asks must not give roles on the spot, which `act` takes. `field` is the path to them in the input.
pub fn may_assign(rights: &Rights, domains: &[Domain], act: Act, field: &str) -> Result<(), AccessError> {
    let scope = rights.scope::<RoleAssign>();
    if domains.iter().all(|domain| scope.has(*domain)) {
        return Ok(());
    }
    let permissions = vec![RoleAssign::NAME.to_owned()];
    Err(AccessError::BeyondOwn { act, field: field.to_owned(), permissions })
}

/// A role that somebody holds somewhere, with the rights under whose lock it was read.
pub struct Assignment {
    rights: Rights,
    row: role_assignment::Model,
    domain: Domain,
    role: role::Model,
}

impl Aggregate for Assignment {
    type Key = RoleAssignmentId;
    const ENTITY: &'static str = RoleAssignmentId::TYPE;
    const NOUN: &'static str = "assignment";

    async fn find<P: Permission>(find: &Find<'_, P>, id: RoleAssignmentId) -> Result<Option<Self>, Failure> {
        Self::lock(find, id).await
    }

    async fn lock<P: Permission>(find: &Find<'_, P>, id: RoleAssignmentId) -> Result<Option<Self>, Failure> {
        let row = role_assignment::Entity::find_by_id(id).one(find.tx.db()).await?;
        let domain = row.and_then(|row| Domain::parse(&row.domain)).filter(|domain| find.cx.scope().has(*domain));
        let Some(domain) = domain else { return Ok(None) };
        let rights = Rights::lock(find.cx, find.tx, vec![domain]).await?;
        // Once more, because somebody may have taken it while this waited for the rights.
        let row = role_assignment::Entity::find_by_id(id).one(find.tx.db()).await?;
        let Some(row) = row else { return Ok(None) };
        let role = role::Entity::find_by_id(row.role_id).one(find.tx.db()).await?;
        let role = role.ok_or_else(|| Fault::internal("an assignment has no role"))?;
        Ok(Some(Self { rights, row, domain, role }))
    }

    fn subject(&self) -> Subject {
        Subject::of(self.row.id, self.role.name.clone(), None)
    }

    fn domains(&self) -> Vec<Domain> {
        vec![self.domain]
    }
}

/// An assignment that is gone.
pub struct Taken {
    pub id: RoleAssignmentId,
    /// Whether it made an owner of the whole company.
    pub ownership: bool,
}

/// Takes an assignment away. Who takes must hold there whatever the role gives and its holders approve, and stand at or above the
/// person: above, if the role denies anything.
pub async fn take(cx: &Cx<RoleAssign>, tx: &Tx, held: Assignment) -> Result<Taken, Failure> {
    let Assignment { rights, row, domain, role } = held;
    rights.may_take(&role_lines::stated(tx, role.id).await?, domain, row.staff_id)?;
    let approved = cx.house().gate.decided_by(tx, &role.key).await?.permissions;
    rights.may_direct(approved, &[domain], Act::Take, "id")?;
    tx.delete(&row).await?;
    policies::touch(tx).await?;
    tx.emit(TAKEN, row.id, &json!({ "staffId": row.staff_id, "roleId": row.role_id }))?;
    Ok(Taken { id: row.id, ownership: role.key == OWNER && domain == Domain::Everything })
}

/// The owners of the whole company, whether they may sign in or not: nobody when the role is not worth its name, because it does not
/// leave them what it takes to rule.
pub async fn owners(tx: &Tx, catalogue: &[PermissionInfo]) -> Result<Vec<StaffId>, Fault> {
    let Some(owner) = role_by_key(tx, OWNER).await? else { return Ok(Vec::new()) };
    let ruling: Vec<PermissionInfo> = catalogue.iter().copied().filter(|info| info.kind == Kind::Ruling).collect();
    if !missing_of_owner(&role_lines::stated(tx, owner.id).await?, &ruling).is_empty() {
        return Ok(Vec::new());
    }
    let holders = role_assignment::Entity::find()
        .filter(role_assignment::Column::RoleId.eq(owner.id))
        .filter(role_assignment::Column::Domain.eq(Domain::Everything.literal()));
    Ok(holders.all(tx.db()).await?.into_iter().map(|row| row.staff_id).collect())
}

/// Where somebody holds a role.
pub async fn places_of(tx: &Tx, staff: StaffId, role: RoleId) -> Result<Vec<Domain>, Fault> {
    let held = role_assignment::Entity::find()
        .filter(role_assignment::Column::StaffId.eq(staff))
        .filter(role_assignment::Column::RoleId.eq(role));
    Ok(held.all(tx.db()).await?.iter().filter_map(|row| Domain::parse(&row.domain)).collect())
}

/// The role with this key.
pub async fn role_by_key(tx: &Tx, key: &str) -> Result<Option<role::Model>, Fault> {
    Ok(role::Entity::find().filter(role::Column::Key.eq(key)).one(tx.db()).await?)
}
