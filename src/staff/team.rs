//! Make, change and delete teams.

use async_graphql::InputObject;
use sea_orm::{ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

use crate::kernel::aggregate::{Locked, New};
use crate::kernel::command::Command;
use crate::kernel::cx::Cx;
use crate::kernel::fault::{Fault, Violation};
use crate::kernel::fold::fold;
use crate::kernel::id::{StaffId, TeamId};
use crate::kernel::text::{Checks, NOTE, PLAIN_NAME};
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;
use crate::staff::entity::{staff_member, team, team_member};
use crate::staff::error::StaffError;
use crate::staff::permission::StaffUpdate;

/// Most members of a team.
pub const MEMBERS_MAX: usize = 500;

/// A team as the audit log sees it: with its members.
#[derive(Clone, Serialize)]
struct WithMembers<'a> {
    #[serde(flatten)]
    team: &'a team::Model,
    members: BTreeSet<StaffId>,
}

/// The team to make.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct TeamCreateInput {
    /// Its name, at most 255 characters, unique.
    pub name: String,
    /// What it is for, at most 2,000 characters.
    pub description: Option<String>,
    /// Who is in it; at most 500.
    #[graphql(default)]
    pub member_ids: Vec<StaffId>,
}

impl Command for TeamCreateInput {
    type Permission = StaffUpdate;
    type Outcome = TeamId;
    const NAME: &'static str = "teamCreate";

    crate::makes!(StaffUpdate);

    async fn run(self, cx: &Cx<StaffUpdate>, tx: &Tx, _: New) -> Result<TeamId, Failure> {
        let TeamCreateInput { name, description, member_ids } = self;
        let mut checks = Checks::new();
        let name = checks.required("name", &name, PLAIN_NAME);
        let description = checks.optional("description", description.as_deref(), NOTE);
        checks.at_most("memberIds", member_ids.len(), MEMBERS_MAX);
        checks.done()?;
        let (id, now) = (cx.new_id(), tx.now());
        let team = team::Model {
            id,
            name_folded: fold(&name),
            name,
            description,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        match tx.insert(team).await {
            Err(Fault::Violation(Violation::Unique)) => return Err(StaffError::TeamNameTaken.into()),
            Err(fault) => return Err(fault.into()),
            Ok(_) => {}
        }
        set_members(tx, id, &member_ids).await?;
        Ok(id)
    }
}

/// What to change of a team. Absent fields stay as they are.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct TeamUpdateInput {
    /// The team.
    pub id: TeamId,
    /// The version that was read; another one is refused with `CONFLICT`.
    pub expected_version: Option<i32>,
    /// Its name, at most 255 characters, unique.
    pub name: Option<String>,
    /// What it is for, at most 2,000 characters.
    pub description: Option<String>,
    /// Who is in it, all of them; at most 500.
    pub member_ids: Option<Vec<StaffId>>,
}

impl Command for TeamUpdateInput {
    type Permission = StaffUpdate;
    type Outcome = TeamId;
    const NAME: &'static str = "teamUpdate";

    crate::changes!(StaffUpdate, team::Model, id at "id");

    async fn run(self, _: &Cx<StaffUpdate>, tx: &Tx, before: Locked<team::Model>) -> Result<TeamId, Failure> {
        let TeamUpdateInput { id, expected_version: _, name, description, member_ids } = self;
        let before = before.into_inner();
        let mut checks = Checks::new();
        let name = name.map_or_else(|| before.name.clone(), |name| checks.required("name", &name, PLAIN_NAME));
        let description = match description {
            Some(text) => checks.optional("description", Some(&text), NOTE),
            None => before.description.clone(),
        };
        checks.at_most("memberIds", member_ids.as_ref().map_or(0, Vec::len), MEMBERS_MAX);
        checks.done()?;
        let after = team::Model { name_folded: fold(&name), name, description, updated_at: tx.now(), ..before.clone() };
        let after = match tx.save(&before, after).await {
            Err(Fault::Violation(Violation::Unique)) => return Err(StaffError::TeamNameTaken.into()),
            saved => saved?,
        };
        if let Some(member_ids) = member_ids {
            let old = members(tx, id).await?;
            let new = set_members(tx, id, &member_ids).await?;
            let (old, new) = (WithMembers { team: &after, members: old }, WithMembers { team: &after, members: new });
            tx.updated(id, &old, &new)?;
        }
        Ok(id)
    }
}

/// The team to delete. Its members stay.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct TeamDeleteInput {
    /// The team.
    pub id: TeamId,
    /// The version that was read; another one is refused with `CONFLICT`.
    pub expected_version: Option<i32>,
}

impl Command for TeamDeleteInput {
    type Permission = StaffUpdate;
    type Outcome = TeamId;
    const NAME: &'static str = "teamDelete";

    crate::changes!(StaffUpdate, team::Model, id at "id");

    async fn run(self, _: &Cx<StaffUpdate>, tx: &Tx, team: Locked<team::Model>) -> Result<TeamId, Failure> {
        let TeamDeleteInput { id, expected_version: _ } = self;
        tx.delete(&team.into_inner()).await?;
        Ok(id)
    }
}

async fn members(tx: &Tx, team: TeamId) -> Result<BTreeSet<StaffId>, Fault> {
    let rows = team_member::Entity::find().filter(team_member::Column::TeamId.eq(team)).all(tx.db()).await?;
    Ok(rows.into_iter().map(|row| row.staff_id).collect())
}

async fn set_members(tx: &Tx, team: TeamId, wanted: &[StaffId]) -> Result<BTreeSet<StaffId>, Failure> {
    let unique: BTreeSet<StaffId> = wanted.iter().copied().collect();
    let known =
        staff_member::Entity::find().filter(staff_member::Column::Id.is_in(unique.clone())).all(tx.db()).await?;
    let known: BTreeSet<StaffId> = known.into_iter().map(|member| member.id).collect();
    if let Some(index) = wanted.iter().position(|id| !known.contains(id)) {
        return Err(StaffError::MemberNotFound { index }.into());
    }
    team_member::Entity::delete_many().filter(team_member::Column::TeamId.eq(team)).exec(tx.db()).await?;
    if !unique.is_empty() {
        let rows = unique.iter().map(|id| team_member::ActiveModel { team_id: Set(team), staff_id: Set(*id) });
        team_member::Entity::insert_many(rows).exec_without_returning(tx.db()).await?;
    }
    Ok(unique)
}
