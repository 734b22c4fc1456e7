//! Every SELECT of staff that is batched.

use async_graphql::dataloader::Loader;
use sea_orm::{EntityTrait as _, QueryFilter as _};
use std::collections::HashMap;

use crate::kernel::fault::Fault;
use crate::kernel::id::{InvitationId, StaffId, TeamId};
use crate::kernel::loader::Batch;
use crate::staff::entity::staff_member::{self, Column};
use crate::staff::entity::{staff_invitation, team, team_member};
use crate::staff::permission::StaffRead;

crate::by_id! {
    /// A member of staff. Whoever works here may know the names of those who work here; `graphql.rs` guards the rest.
    StaffById(StaffId) => staff_member, StaffRead, |caller| caller.actor.staff().map(|_| staff_member::Entity::find())
}

crate::by_id! {
    /// A team, for those who may see staff.
    TeamById(TeamId) => team, StaffRead, |caller| caller.holds::<StaffRead>().then(team::Entity::find)
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

crate::by_id! {
    /// An invitation, for those who may see staff in the whole company.
    InvitationById(InvitationId) => staff_invitation, StaffRead,
    |caller| caller.holds_everywhere::<StaffRead>().then(staff_invitation::Entity::find)
}
