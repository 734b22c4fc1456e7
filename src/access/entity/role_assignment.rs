//! A role held by a person within a domain.

use sea_orm::entity::prelude::*;
use serde::Serialize;

use crate::kernel::clock::Timestamp;
use crate::kernel::id::{RoleAssignmentId, RoleId, StaffId};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "role_assignment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RoleAssignmentId,
    pub role_id: RoleId,
    pub staff_id: StaffId,
    /// `d:*`, `d:channel:<id>` or `d:wh:<id>`.
    pub domain: String,
    pub created_at: Timestamp,
    pub created_by: Option<StaffId>,
}

crate::audited!(RoleAssignmentId);

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
