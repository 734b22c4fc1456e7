//! The house always has an owner: somebody who can sign in, and holds everywhere a role that leaves them everything.

use sea_orm::{ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _};

use crate::access::{assignment, policies};
use crate::kernel::house::House;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;
use crate::staff::entity::staff_member::{self, StaffStatus};
use crate::staff::error::StaffError;

/// Refuses when no owner is left, after one of them has left within this transaction.
pub async fn keep_one(house: &House, tx: &Tx) -> Result<(), Failure> {
    // Of two owners who leave at once, the second sees that the first has left.
    policies::lock(tx).await?;
    let owners = assignment::owners(tx, &house.catalogue).await?;
    let active = staff_member::Entity::find()
        .filter(staff_member::Column::Id.is_in(owners))
        .filter(staff_member::Column::Status.eq(StaffStatus::Active));
    if active.count(tx.db()).await? == 0 { Err(StaffError::LastOwner.into()) } else { Ok(()) }
}
