//! Every SELECT of staff that is batched.

use async_graphql::dataloader::Loader;
use sea_orm::{EntityTrait as _, QueryFilter as _};
use std::collections::HashMap;

use crate::kernel::fault::Fault;
use crate::kernel::id::{InvitationId, StaffId, TeamId};
use crate::kernel::loader::{Batch, Shown};
use crate::staff::entity::staff_member::{self, Column};
use crate::staff::entity::{staff_invitation, team, team_member};
use crate::staff::permission::StaffRead;

/// A member of staff. Whoever works here may know the names of those who work here; `graphql.rs` guards the rest.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct StaffById(pub StaffId);

impl Shown for StaffById {
    type Permission = StaffRead;
}

impl Loader<StaffById> for Batch {
    type Value = staff_member::Model;
    type Error = Fault;

    async fn load(&self, keys: &[StaffById]) -> Result<HashMap<StaffById, staff_member::Model>, Fault> {
        if self.caller().actor.staff().is_none() {
            return Ok(HashMap::new());
        }
        let ids: Vec<StaffId> = keys.iter().map(|key| key.0).collect();
        let rows = staff_member::Entity::find().filter(self.among(Column::Id, &ids)).all(&self.house.db.reader).await?;
        Ok(rows.into_iter().map(|row| (StaffById(row.id), row)).collect())
    }
}

/// A team, for those who may see staff.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TeamById(pub TeamId);

impl Shown for TeamById {
    type Permission = StaffRead;
}

impl Loader<TeamById> for Batch {
    type Value = team::Model;
    type Error = Fault;

    async fn load(&self, keys: &[TeamById]) -> Result<HashMap<TeamById, team::Model>, Fault> {
        if !self.caller().holds::<StaffRead>() {
            return Ok(HashMap::new());
        }
        let ids: Vec<TeamId> = keys.iter().map(|key| key.0).collect();
        let rows = team::Entity::find().filter(self.among(team::Column::Id, &ids)).all(&self.house.db.reader).await?;
        Ok(rows.into_iter().map(|row| (TeamById(row.id), row)).collect())
    }
}

/// The members of a team, by name.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct MembersOf(pub TeamId);

impl Loader<MembersOf> for Batch {
    type Value = Vec<staff_member::Model>;
    type Error = Fault;

    async fn load(&self, keys: &[MembersOf]) -> Result<HashMap<MembersOf, Vec<staff_member::Model>>, Fault> {
        let ids: Vec<TeamId> = keys.iter().map(|key| key.0).collect();
        let db = &self.house.db.reader;
        let places = team_member::Entity::find().filter(self.among(team_member::Column::TeamId, &ids)).all(db).await?;
        let members: Vec<StaffId> = places.iter().map(|place| place.staff_id).collect();
        let mut rows = staff_member::Entity::find().filter(self.among(Column::Id, &members)).all(db).await?;
        rows.sort_by(|a, b| (&a.name_folded, a.id).cmp(&(&b.name_folded, b.id)));
        let mut found: HashMap<MembersOf, Vec<staff_member::Model>> = HashMap::new();
        for row in rows {
            for place in places.iter().filter(|place| place.staff_id == row.id) {
                found.entry(MembersOf(place.team_id)).or_default().push(row.clone());
            }
        }
        Ok(found)
    }
}

/// An invitation, for those who may see staff in the whole company.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct InvitationById(pub InvitationId);

impl Shown for InvitationById {
    type Permission = StaffRead;
}

impl Loader<InvitationById> for Batch {
    type Value = staff_invitation::Model;
    type Error = Fault;

    async fn load(&self, keys: &[InvitationById]) -> Result<HashMap<InvitationById, staff_invitation::Model>, Fault> {
        if !self.caller().holds_everywhere::<StaffRead>() {
            return Ok(HashMap::new());
        }
        let ids: Vec<InvitationId> = keys.iter().map(|key| key.0).collect();
        let rows = staff_invitation::Entity::find()
            .filter(self.among(staff_invitation::Column::Id, &ids))
            .all(&self.house.db.reader)
            .await?;
        Ok(rows.into_iter().map(|row| (InvitationById(row.id), row)).collect())
    }
}
