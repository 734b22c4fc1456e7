//! Every SELECT of staff that is batched.

use async_graphql::dataloader::Loader;
use sea_orm::{EntityTrait as _, QueryFilter as _};
use std::collections::HashMap;

use crate::kernel::fault::Fault;
use crate::kernel::id::StaffId;
use crate::kernel::loader::{Batch, among};
use crate::staff::entity::staff_member::{self, Column};

/// A member of staff. Whoever works here may know the names of those who work here; `graphql.rs` guards the rest.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct StaffById(pub StaffId);

impl Loader<StaffById> for Batch {
    type Value = staff_member::Model;
    type Error = Fault;

    async fn load(&self, keys: &[StaffById]) -> Result<HashMap<StaffById, staff_member::Model>, Fault> {
        if self.caller.actor.staff().is_none() {
            return Ok(HashMap::new());
        }
        let ids: Vec<StaffId> = keys.iter().map(|key| key.0).collect();
        let rows = staff_member::Entity::find().filter(among(Column::Id, &ids)).all(&self.house.db.reader).await?;
        Ok(rows.into_iter().map(|row| (StaffById(row.id), row)).collect())
    }
}
