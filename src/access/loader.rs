//! Every SELECT of access that is batched.

use async_graphql::dataloader::Loader;
use sea_orm::{EntityTrait as _, QueryFilter as _, QueryOrder as _};
use std::collections::HashMap;

use crate::access::entity::{policy_line, role, role_assignment};
use crate::access::permission::RoleRead;
use crate::kernel::fault::Fault;
use crate::kernel::id::{RoleAssignmentId, RoleId, StaffId};
use crate::kernel::loader::{Batch, Shown, group};
use crate::kernel::scope::{Domain, Scope};

crate::by_id! {
    /// A role, for those who may see roles.
    RoleById(RoleId) => role, RoleRead, |caller| caller.holds::<RoleRead>().then(role::Entity::find)
}

/// The policy lines of a role.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct LinesOfRole(pub RoleId);

impl Loader<LinesOfRole> for Batch {
    type Value = Vec<policy_line::Model>;
    type Error = Fault;

    async fn load(&self, keys: &[LinesOfRole]) -> Result<HashMap<LinesOfRole, Vec<policy_line::Model>>, Fault> {
        let ids: Vec<RoleId> = keys.iter().map(|key| key.0).collect();
        let select = policy_line::Entity::find().filter(self.among(policy_line::Column::RoleId, &ids));
        let rows = select.order_by_asc(policy_line::Column::Id).all(&self.house.db.reader).await?;
        Ok(group(rows, |row| LinesOfRole(row.role_id)))
    }
}

/// The assignments of a role that lie where the caller may see roles.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct AssignmentsOfRole(pub RoleId);

impl Loader<AssignmentsOfRole> for Batch {
    type Value = Vec<role_assignment::Model>;
    type Error = Fault;

    async fn load(
        &self,
        keys: &[AssignmentsOfRole],
    ) -> Result<HashMap<AssignmentsOfRole, Vec<role_assignment::Model>>, Fault> {
        let ids: Vec<RoleId> = keys.iter().map(|key| key.0).collect();
        let select = role_assignment::Entity::find().filter(self.among(role_assignment::Column::RoleId, &ids));
        let mut rows = select.order_by_asc(role_assignment::Column::Id).all(&self.house.db.reader).await?;
        let scope = self.caller().scope_of::<RoleRead>();
        rows.retain(|row| lies_in(&scope, row));
        Ok(group(rows, |row| AssignmentsOfRole(row.role_id)))
    }
}

/// The roles that a person holds: where the caller may see roles, and all of their own.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct AssignmentsOfStaff(pub StaffId);

impl Loader<AssignmentsOfStaff> for Batch {
    type Value = Vec<role_assignment::Model>;
    type Error = Fault;

    async fn load(
        &self,
        keys: &[AssignmentsOfStaff],
    ) -> Result<HashMap<AssignmentsOfStaff, Vec<role_assignment::Model>>, Fault> {
        let scope = self.caller().scope_of::<RoleRead>();
        let own = self.caller().actor.staff();
        let none = scope.is_empty();
        let ids: Vec<StaffId> = keys.iter().map(|key| key.0).filter(|id| !none || own == Some(*id)).collect();
        let select = role_assignment::Entity::find().filter(self.among(role_assignment::Column::StaffId, &ids));
        let mut rows = select.order_by_asc(role_assignment::Column::Id).all(&self.house.db.reader).await?;
        rows.retain(|row| own == Some(row.staff_id) || lies_in(&scope, row));
        Ok(group(rows, |row| AssignmentsOfStaff(row.staff_id)))
    }
}

/// An assignment that lies where the caller may see roles.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct AssignmentById(pub RoleAssignmentId);

impl Shown for AssignmentById {
    type Permission = RoleRead;
}

impl Loader<AssignmentById> for Batch {
    type Value = role_assignment::Model;
    type Error = Fault;

    async fn load(&self, keys: &[AssignmentById]) -> Result<HashMap<AssignmentById, role_assignment::Model>, Fault> {
        let scope = self.caller().scope_of::<RoleRead>();
        if scope.is_empty() {
            return Ok(HashMap::new());
        }
        let ids: Vec<RoleAssignmentId> = keys.iter().map(|key| key.0).collect();
        let select = role_assignment::Entity::find().filter(self.among(role_assignment::Column::Id, &ids));
        let rows = select.all(&self.house.db.reader).await?;
        let rows = rows.into_iter().filter(|row| lies_in(&scope, row));
        Ok(rows.map(|row| (AssignmentById(row.id), row)).collect())
    }
}

/// Whether an assignment is for a place that the scope covers.
fn lies_in(scope: &Scope, row: &role_assignment::Model) -> bool {
    Domain::parse(&row.domain).is_some_and(|domain| scope.has(domain))
}
