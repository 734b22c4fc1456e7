//! One line of a role.

use async_graphql::Enum;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::kernel::id::{PolicyLineId, RoleId};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "policy_line")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PolicyLineId,
    pub role_id: RoleId,
    /// Name of a permission, such as `order.cancel`.
    pub permission: String,
    pub effect: Effect,
    /// Key of the workflow definition of an approval.
    pub workflow: Option<String>,
    /// Such as `amount <= 50 EUR`.
    pub condition: Option<String>,
}

/// What a policy line answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Enum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(32))", rename_all = "SCREAMING_SNAKE_CASE")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(name = "PolicyEffect")]
pub enum Effect {
    /// The caller may do it.
    Allow,
    /// Nobody who holds the role may do it, whatever other roles say. It binds no owner.
    Deny,
    /// The input is parked, and a workflow decides.
    Approve,
}

crate::audited!(PolicyLineId);

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
