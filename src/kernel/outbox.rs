//! The outbox: events written with the change, published after the commit: handed to reactions at least once, and put into one
//! sequence that everybody can follow from any point that is still kept.

use sea_orm::sea_query::{CaseStatement, Expr, LockType};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::{Value, json};

use crate::kernel::clock::Timestamp;
use crate::kernel::entropy::Entropy;
use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::job;
use crate::kernel::loader::among;
use crate::kernel::table::{event_sequence, outbox_event};
use crate::kernel::tx::{Meta, Tx};

/// Events that one turn of the relay publishes.
const BATCH: u64 = 200;
/// How long published events are kept: whoever was away for less can ask for all that was missed. 48 hours.
pub const KEEP_SECS: i64 = 48 * 3600;
/// Events that one transaction forgets.
const PURGED_AT_ONCE: u64 = 500;
/// The one row of the sequence.
const SEQUENCE: i32 = 1;

/// What happened, before it is written.
#[derive(Clone, Debug)]
pub struct Event {
    pub topic: &'static str,
    pub aggregate_id: uuid::Uuid,
    pub payload: Value,
}

/// A reaction of a slice to a topic of another: the job of kind `job` runs for each event.
#[derive(Clone, Copy, Debug)]
pub struct Reaction {
    pub topic: &'static str,
    pub job: &'static str,
}

pub async fn write(
    db: &impl ConnectionTrait,
    entropy: &Entropy,
    now: Timestamp,
    events: Vec<Event>,
) -> Result<(), Fault> {
    if events.is_empty() {
        return Ok(());
    }
    let rows = events.into_iter().map(|event| outbox_event::ActiveModel {
        position: NotSet,
        id: Set(entropy.id(now)),
        topic: Set(event.topic.to_owned()),
        aggregate_id: Set(event.aggregate_id),
        payload: Set(event.payload),
        created_at: Set(now),
        published_at: Set(None),
        sequence: Set(None),
    });
    outbox_event::Entity::insert_many(rows).exec_without_returning(db).await?;
    Ok(())
}

/// One turn: publishes the oldest events that are not. Each gets the next number of the sequence and a job for each reaction, in
/// one transaction. So each reaction is enqueued exactly once and runs at least once, and the numbers have no gaps. Gives how many
/// events were published.
pub async fn relay(house: &House) -> Result<usize, Fault> {
    // An idle relay takes no lock.
    if unpublished(&house.db.reader, 1).await?.is_empty() {
        return Ok(0);
    }
    let tx = Tx::begin(&house.db, Meta::system("outbox", "outbox.relay", house.clock.now())).await?;
    // Relays wait for each other here until the commit: what the next one finds is all that this one left, and comes later.
    let known = sequence_row(&tx).await?;
    let events = unpublished(tx.db(), BATCH).await?;
    let jobs = events.iter().flat_map(|event| reactions(house, &tx, event)).collect();
    let added = job::enqueue(house, &tx, jobs).await?;
    let last = number(&tx, known.last, &events).await?;
    tx.commit(&house.entropy).await?;
    if added > 0 {
        house.jobs.send_replace(());
    }
    if last > known.last {
        house.bus.publish(last);
    }
    Ok(events.len())
}

/// The jobs of those who react to an event.
fn reactions(house: &House, tx: &Tx, event: &outbox_event::Model) -> Vec<job::New> {
    let wanted = house.reactions.iter().filter(|reaction| reaction.topic == event.topic);
    let jobs = wanted.map(|reaction| {
        let payload = json!({ "event": event.id, "aggregateId": event.aggregate_id, "payload": event.payload });
        let key = format!("{}:{}", reaction.job, event.id.0.simple());
        job::New { kind: reaction.job, payload, run_at: tx.now(), dedupe_key: Some(key) }
    });
    jobs.collect()
}

async fn unpublished(db: &impl ConnectionTrait, limit: u64) -> Result<Vec<outbox_event::Model>, Fault> {
    let rows = outbox_event::Entity::find()
        .filter(outbox_event::Column::PublishedAt.is_null())
        .order_by_asc(outbox_event::Column::Position)
        .limit(limit);
    Ok(rows.all(db).await?)
}

async fn sequence_row(tx: &Tx) -> Result<event_sequence::Model, Fault> {
    let row = event_sequence::Entity::find_by_id(SEQUENCE).lock(LockType::Update).one(tx.db()).await?;
    row.ok_or_else(no_sequence)
}

fn no_sequence() -> Fault {
    Fault::internal("the events have no sequence")
}

/// Gives events, in their order, the numbers behind `last`. Gives the last number then.
async fn number(tx: &Tx, last: i64, events: &[outbox_event::Model]) -> Result<i64, Fault> {
    use outbox_event::Column;
    let Some(newest) = events.last() else { return Ok(last) };
    let mut numbered: Vec<(i64, i64)> = events.iter().map(|event| event.position).zip(last + 1..).collect();
    let upto = numbered.last().map_or(last, |(_, number)| *number);
    // Padded to a power of two, so that few different statements are prepared.
    numbered.resize(events.len().next_power_of_two(), (newest.position, upto));
    let case = |case: CaseStatement, (position, number)| case.case(Column::Position.eq(position), number);
    let number = numbered.iter().copied().fold(CaseStatement::new(), case);
    outbox_event::Entity::update_many()
        .col_expr(Column::PublishedAt, Expr::value(tx.now()))
        .col_expr(Column::Sequence, number.into())
        .filter(Column::Position.is_in(numbered.into_iter().map(|(position, _)| position)))
        .exec(tx.db())
        .await?;
    event_sequence::Entity::update_many()
        .col_expr(event_sequence::Column::Last, Expr::value(upto))
        .exec(tx.db())
        .await?;
    Ok(upto)
}

/// How far the sequence goes, and how much of its beginning is not kept any more.
pub async fn sequence(db: &impl ConnectionTrait) -> Result<event_sequence::Model, Fault> {
    event_sequence::Entity::find_by_id(SEQUENCE).one(db).await?.ok_or_else(no_sequence)
}

/// The published events with these numbers, in their order, at most `limit`; with `topics`, only those on them.
pub async fn published(
    db: &impl ConnectionTrait,
    after: i64,
    upto: Option<i64>,
    topics: Option<&[&str]>,
    limit: u64,
) -> Result<Vec<outbox_event::Model>, Fault> {
    use outbox_event::Column;
    let wanted = Condition::all()
        .add(Column::Sequence.gt(after))
        .add_option(upto.map(|upto| Column::Sequence.lte(upto)))
        .add_option(topics.map(|topics| Column::Topic.is_in(topics.iter().copied())));
    let rows = outbox_event::Entity::find().filter(wanted).order_by_asc(Column::Sequence).limit(limit);
    Ok(rows.all(db).await?)
}

/// Forgets events that were published longer than [`KEEP_SECS`] ago, in batches. Gives how many.
pub async fn purge(house: &House) -> Result<u64, Fault> {
    let (mut gone, mut batch) = (0, PURGED_AT_ONCE);
    while batch == PURGED_AT_ONCE {
        batch = purge_batch(house).await?;
        gone += batch;
    }
    Ok(gone)
}

async fn purge_batch(house: &House) -> Result<u64, Fault> {
    use outbox_event::Column;
    let tx = Tx::begin(&house.db, Meta::system("outbox", "outbox.purge", house.clock.now())).await?;
    let known = sequence_row(&tx).await?;
    let old: Vec<(i64, Option<i64>)> = outbox_event::Entity::find()
        .select_only()
        .columns([Column::Position, Column::Sequence])
        .filter(Column::PublishedAt.lt(tx.now().plus_secs(-KEEP_SECS)))
        .order_by_asc(Column::PublishedAt)
        .order_by_asc(Column::Position)
        .limit(PURGED_AT_ONCE)
        .into_tuple()
        .all(tx.db())
        .await?;
    let forgotten = old.iter().filter_map(|(_, sequence)| *sequence).fold(known.forgotten, i64::max);
    let positions: Vec<i64> = old.iter().map(|(position, _)| *position).collect();
    if positions.is_empty() {
        return Ok(0);
    }
    outbox_event::Entity::delete_many().filter(among(tx.db(), Column::Position, &positions)).exec(tx.db()).await?;
    event_sequence::Entity::update_many()
        .col_expr(event_sequence::Column::Forgotten, Expr::value(forgotten))
        .exec(tx.db())
        .await?;
    tx.commit(&house.entropy).await?;
    Ok(old.len() as u64)
}
