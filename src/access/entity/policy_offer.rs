//! Which permissions a built-in role was ever offered, so that a line that was deleted does not come back.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "policy_offer")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub role_key: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub permission: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
