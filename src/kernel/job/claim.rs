//! Which job is next: the kinds take turns, and of a kind the oldest comes first.

use sea_orm::sea_query::{Expr, LockBehavior, LockType, Query, SelectStatement, UnionType};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, ConnectionTrait as _, DbErr, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, QueryTrait as _, Select,
};

use super::Lane;
use super::lease::LEASE_SECS;
use crate::kernel::clock::Timestamp;
use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::table::job;
use crate::kernel::tx::{Meta, Tx};

/// How often jobs are looked for that nobody handles.
const UNHANDLED_EVERY_SECS: i64 = 60;

/// Whose turn it is.
#[derive(Default)]
pub(super) struct Turns {
    /// The place, among the kinds of the lane, of the one that was served last.
    last: Option<usize>,
    /// When jobs were looked for that nobody handles.
    unhandled_at: Option<Timestamp>,
}

impl Turns {
    /// Claims the next due job of a lane, if there is one.
    pub async fn next(&mut self, house: &House, lane: Lane) -> Result<Option<job::Model>, Fault> {
        let kinds = kinds(house, lane);
        let mut due = due_kinds(house, &kinds).await?;
        // Behind the one that was served last, and round.
        let after = self.last.map_or(0, |last| due.partition_point(|place| *place <= last));
        due.rotate_left(after);
        for place in due {
            let Some(kind) = kinds.get(place) else { continue };
            if let Some(job) = claim(house, Condition::all().add(job::Column::Kind.eq(*kind))).await? {
                self.last = Some(place);
                return Ok(Some(job));
            }
        }
        self.unhandled(house, lane).await
    }

    /// A job that nobody handles, which is looked for now and then, because all that waits has to be read for it. It goes with the
    /// database: it fails there, and is seen.
    async fn unhandled(&mut self, house: &House, lane: Lane) -> Result<Option<job::Model>, Fault> {
        let now = house.clock.now();
        if lane != Lane::Database || self.unhandled_at.is_some_and(|at| at.plus_secs(UNHANDLED_EVERY_SECS) > now) {
            return Ok(None);
        }
        let known = house.handlers.iter().map(|handler| handler.kind);
        let found = claim(house, Condition::all().add(job::Column::Kind.is_not_in(known))).await?;
        if found.is_none() {
            self.unhandled_at = Some(now);
        }
        Ok(found)
    }
}

/// The kinds of a lane.
fn kinds(house: &House, lane: Lane) -> Vec<&'static str> {
    house.handlers.iter().filter(|handler| handler.lane == lane).map(|handler| handler.kind).collect()
}

/// The places of the kinds of which a job is due, in ascending order: one statement, which looks once at the beginning of each.
async fn due_kinds(house: &House, kinds: &[&str]) -> Result<Vec<usize>, Fault> {
    let now = house.clock.now();
    let mut selects = kinds.iter().zip(0_i64..).map(|(kind, place)| -> SelectStatement {
        let some = due(now).filter(job::Column::Kind.eq(*kind)).select_only().column(job::Column::Id).limit(1);
        Query::select().expr_as(Expr::value(place), "place").and_where(Expr::exists(some.into_query())).to_owned()
    });
    let Some(mut select) = selects.next() else { return Ok(Vec::new()) };
    for other in selects {
        select.union(UnionType::All, other);
    }
    let rows = house.db.reader.query_all(&select).await?;
    let places: Result<Vec<i64>, DbErr> = rows.iter().map(|row| row.try_get("", "place")).collect();
    let mut places: Vec<usize> = places?.into_iter().filter_map(|place| usize::try_from(place).ok()).collect();
    places.sort_unstable();
    Ok(places)
}

/// The jobs that may begin at an instant.
fn due(now: Timestamp) -> Select<job::Entity> {
    let free = Condition::any().add(job::Column::LeaseUntil.is_null()).add(job::Column::LeaseUntil.lt(now));
    job::Entity::find().filter(job::Column::Dead.eq(false)).filter(job::Column::RunAt.lte(now)).filter(free)
}

/// Takes the oldest due job of these, unless others have them all.
async fn claim(house: &House, these: Condition) -> Result<Option<job::Model>, Fault> {
    let tx = Tx::begin(&house.db, Meta::system("worker", "job.claim", house.clock.now())).await?;
    let now = tx.now();
    let oldest = due(now)
        .filter(these)
        .order_by_asc(job::Column::RunAt)
        .order_by_asc(job::Column::Id)
        .limit(1)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    let Some(job) = oldest.one(tx.db()).await? else { return Ok(None) };
    let claimed = job::Model {
        lease_until: Some(now.plus_secs(LEASE_SECS)),
        fence: job.fence + 1,
        attempts: job.attempts + 1,
        ..job
    };
    let change = job::ActiveModel {
        id: Set(claimed.id),
        lease_until: Set(claimed.lease_until),
        fence: Set(claimed.fence),
        attempts: Set(claimed.attempts),
        ..Default::default()
    };
    job::Entity::update(change).exec(tx.db()).await?;
    tx.commit(&house.entropy).await?;
    Ok(Some(claimed))
}
