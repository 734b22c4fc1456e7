//! The outbox: events written with the change, handed to reactions after the commit, at least once.

use sea_orm::sea_query::{Expr, LockBehavior, LockType};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::{Value, json};

use crate::kernel::clock::Timestamp;
use crate::kernel::entropy::Entropy;
use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::job;
use crate::kernel::table::outbox_event;
use crate::kernel::tx::{Meta, Tx};

/// Events that one turn of the relay takes.
const BATCH: u64 = 200;

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
    });
    outbox_event::Entity::insert_many(rows).exec_without_returning(db).await?;
    Ok(())
}

/// One turn: takes the oldest unpublished events and enqueues a job for each reaction, in one transaction. So each
/// reaction is enqueued exactly once, and runs at least once. Gives the number of events taken.
pub async fn relay(house: &House) -> Result<usize, Fault> {
    let tx = Tx::begin(&house.db, relay_meta(house)).await?;
    let events = outbox_event::Entity::find()
        .filter(outbox_event::Column::PublishedAt.is_null())
        .order_by_asc(outbox_event::Column::Position)
        .limit(BATCH)
        // Several gateways share the work. SQLite has one writer and no such clause.
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(tx.db())
        .await?;
    for event in &events {
        for reaction in house.reactions.iter().filter(|reaction| reaction.topic == event.topic) {
            let payload = json!({ "event": event.id, "aggregateId": event.aggregate_id, "payload": event.payload });
            let key = format!("{}:{}", reaction.job, event.id.0.simple());
            job::enqueue(house, &tx, job::New { kind: reaction.job, payload, run_at: tx.now(), dedupe_key: Some(key) })
                .await?;
        }
    }
    if !events.is_empty() {
        let positions: Vec<i64> = events.iter().map(|event| event.position).collect();
        outbox_event::Entity::update_many()
            .col_expr(outbox_event::Column::PublishedAt, Expr::value(tx.now()))
            .filter(outbox_event::Column::Position.is_in(positions))
            .exec(tx.db())
            .await?;
    }
    tx.commit(&house.entropy).await?;
    Ok(events.len())
}

fn relay_meta(house: &House) -> Meta {
    Meta::system("outbox", "outbox.relay", house.clock.now())
}
