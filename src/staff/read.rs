//! Every SELECT that returns staff outside a loader.

use sea_orm::EntityTrait as _;

use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::id::StaffId;
use crate::staff::entity::staff_member;

pub async fn by_id(house: &House, id: StaffId) -> Result<Option<staff_member::Model>, Fault> {
    Ok(staff_member::Entity::find_by_id(id).one(&house.db.reader).await?)
}
