//! Commands that wait for approval in the schema.

use async_graphql::{Context, ID, Object};
use serde_json::Value;

use crate::kernel::api::{Api as _, Nullable};
use crate::kernel::clock::Timestamp;
use crate::kernel::cost;
use crate::kernel::fault::Fault;
use crate::kernel::id;
use crate::kernel::json::Json;
use crate::staff::graphql::StaffMember;
use crate::staff::loader::StaffById;
use crate::workflow::desk::domain_of;
use crate::workflow::entity::parked_command::{self, ParkedState, Proposed, Shown};
use crate::workflow::graphql::task::rests;

pub struct ParkedCommand {
    row: parked_command::Model,
    /// Where it lies, as the instance has it.
    domain: String,
}

impl ParkedCommand {
    pub fn new(row: parked_command::Model, domain: String) -> Self {
        Self { row, domain }
    }
}

/// The input of a mutation that waits, or waited, for approval.
#[Object]
impl ParkedCommand {
    /// The name of the mutation, such as `productPublish`.
    async fn name(&self) -> &str {
        &self.row.command
    }

    /// The input that was given, and that runs when it is approved. Ids in it are global ids.
    async fn input(&self) -> Json {
        Json(self.row.input.clone())
    }

    /// Version of the thing that the approval stands for: the one that it had when this was asked for. When it has another one, an
    /// approval is refused with `ACTION_REFUSED`, whose data has the code `CONFLICT`, and nothing is changed. Null when a new thing is
    /// made, and for mutations that change by a difference (stock) or add (notes, roles of staff), which no other change is in the
    /// way of.
    async fn subject_version(&self) -> Option<i32> {
        self.row.subject_version
    }

    /// What it would have changed when it was asked for, before and after: at most 100 changes, in the order in which they would have
    /// been made. Null for a request from before this was kept.
    #[graphql(directive = cost::list::apply(5))]
    async fn changes(&self, ctx: &Context<'_>) -> Nullable<Vec<ProposedChange>> {
        let changes = self.row.changes.clone()?;
        Some(self.proposed(ctx, changes))
    }

    /// How many changes there are in all. Null for a request from before this was kept.
    async fn change_count(&self) -> Nullable<i32> {
        let changes = self.row.changes.clone()?;
        let count = serde_json::from_value(changes).map(|Proposed { count, shown: _ }| count);
        Some(count.map(|count| i32::try_from(count).unwrap_or(i32::MAX)).map_err(Fault::from))
    }

    /// Who asked for it; null when the product itself did.
    async fn requested_by(&self, ctx: &Context<'_>) -> Nullable<StaffMember> {
        ctx.child(StaffById(self.row.staff_id?), StaffMember).await
    }

    /// Whether it waits and who asked for it is deactivated. Until they are active again, it can be refused and not be done.
    async fn is_resting(&self, ctx: &Context<'_>) -> Result<bool, Fault> {
        rests(ctx, &self.row).await
    }

    /// What became of it.
    async fn state(&self) -> ParkedState {
        self.row.state
    }

    /// When it was asked for.
    async fn created_at(&self) -> Timestamp {
        self.row.created_at
    }

    /// When it was run or discarded.
    async fn settled_at(&self) -> Option<Timestamp> {
        self.row.settled_at
    }
}

impl ParkedCommand {
    /// The changes, of which the caller sees those of things that they may read where this lies.
    fn proposed(&self, ctx: &Context<'_>, changes: Value) -> Result<Vec<ProposedChange>, Fault> {
        let (place, caller, house) = (domain_of(&self.domain)?, ctx.caller(), ctx.house());
        let Proposed { count: _, shown } = serde_json::from_value(changes)?;
        let told = shown.into_iter().map(|change| {
            let reads = (house.reads)(&change.entity);
            let is_seen = reads.is_some_and(|(index, locality)| locality.covered(&caller.grants.scope(index), place));
            let change = if is_seen { change } else { Shown { before: None, after: None, ..change } };
            ProposedChange { change, is_hidden: !is_seen }
        });
        Ok(told.collect())
    }
}

pub struct ProposedChange {
    change: Shown,
    is_hidden: bool,
}

/// What a mutation that waits for approval would change of one thing.
#[Object]
impl ProposedChange {
    /// The name of the type of the thing in this schema, such as `Order`.
    async fn entity_type(&self) -> &str {
        &self.change.entity
    }

    /// The global id of the thing. Of a new thing it is not the one that it will have.
    async fn entity_id(&self) -> ID {
        ID(id::encode(&self.change.entity, self.change.id))
    }

    /// Whether the caller may not read things of this type, so that `before` and `after` are null.
    async fn is_hidden(&self) -> bool {
        self.is_hidden
    }

    /// The values before, of the fields that change; null for a new thing.
    async fn before(&self) -> Option<Json> {
        self.change.before.clone().map(Json)
    }

    /// The values after, of the fields that change; null for a thing that is removed.
    async fn after(&self) -> Option<Json> {
        self.change.after.clone().map(Json)
    }
}
