//! The feed: published events for the many who follow them in this process, read once for all of them.
//!
//! One task, [`follow`], reads what is new and keeps the latest in a ring. A [`Follower`] takes events from there, and reads the table
//! itself only where it is further behind than the ring goes. Nobody is waited for and nothing is queued for anybody, so memory has a
//! bound, and a slow follower loses nothing until the events are forgotten. While nobody follows, nothing is read.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::kernel::clock::Timestamp;
use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::outbox;
use crate::kernel::table::outbox_event;

/// Events in the ring.
pub const RING: usize = 1_024;
/// Events in one reading.
const BATCH: u64 = 200;
/// How often the table is looked at, when the bus says nothing.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// A published event.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// Its place among all events, from 1 and without gaps.
    pub sequence: i64,
    /// Such as `order.placed`.
    pub topic: String,
    pub aggregate_id: Uuid,
    /// When it happened.
    pub at: Timestamp,
    pub payload: serde_json::Value,
}

impl Notice {
    fn of(row: outbox_event::Model) -> Option<Arc<Self>> {
        let outbox_event::Model { topic, aggregate_id, payload, created_at: at, sequence, .. } = row;
        sequence.map(|sequence| Arc::new(Self { sequence, topic, aggregate_id, at, payload }))
    }
}

/// The events of this process. Cheap to clone.
#[derive(Clone)]
pub struct Feed(Arc<Inner>);

struct Inner {
    ring: Mutex<Ring>,
    /// The number of the newest event in the ring.
    head: watch::Sender<i64>,
    /// Somebody came to a feed that nobody followed.
    joined: Notify,
}

#[derive(Default)]
struct Ring {
    followers: usize,
    /// The number of the newest event, or of the one before those to come.
    head: i64,
    /// The latest events up to `head`, without gaps.
    notices: VecDeque<Arc<Notice>>,
}

/// What the ring has for a follower.
enum Found {
    Notice(Arc<Notice>),
    /// Nothing up to this event.
    Nothing(i64),
    /// The ring does not go back so far. It goes to this event.
    Behind(i64),
}

impl Default for Feed {
    fn default() -> Self {
        Self(Arc::new(Inner { ring: Mutex::default(), head: watch::Sender::new(0), joined: Notify::new() }))
    }
}

impl Feed {
    /// Follows the events on these topics: those behind the event `after`, or those from now on.
    ///
    /// Fails with the code `EVENTS_EXPIRED` when events behind `after` are not kept any more, and with `BAD_INPUT` when there is no
    /// event with this number yet.
    pub async fn subscribe(
        &self,
        house: &House,
        topics: &'static [&'static str],
        after: Option<i64>,
    ) -> Result<Follower, Fault> {
        let sequence = outbox::sequence(&house.db.reader).await?;
        let from = match after {
            None => sequence.last,
            Some(after) if after > sequence.last => {
                return Err(Fault::bad_input("after", "There is no such event yet."));
            }
            Some(after) if after < sequence.forgotten => return Err(expired()),
            Some(after) => after,
        };
        let news = self.0.head.subscribe();
        self.join(sequence.last);
        Ok(Follower { feed: self.clone(), house: house.clone(), topics, last: from, read: VecDeque::new(), news })
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        self.0.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn join(&self, last: i64) {
        let mut ring = self.ring();
        if ring.followers == 0 {
            // What came while nobody followed is not in it.
            *ring = Ring { followers: 0, head: last, notices: VecDeque::new() };
            self.0.joined.notify_one();
        }
        ring.followers += 1;
    }

    fn part(&self) {
        let mut ring = self.ring();
        ring.followers -= 1;
        if ring.followers == 0 {
            ring.notices.clear();
        }
    }

    /// From where on events are wanted; `None` when nobody follows.
    fn wanted(&self) -> Option<i64> {
        let ring = self.ring();
        (ring.followers > 0).then_some(ring.head)
    }

    /// Reads what is new. Gives whether there may be more.
    async fn read(&self, house: &House) -> Result<bool, Fault> {
        let Some(head) = self.wanted() else { return Ok(false) };
        let rows = outbox::published(&house.db.reader, head, None, None, BATCH).await?;
        let more = rows.len() as u64 == BATCH;
        self.add(head, rows.into_iter().filter_map(Notice::of));
        Ok(more)
    }

    /// Adds what was read behind `head`, unless the feed was left and joined anew meanwhile.
    fn add(&self, head: i64, notices: impl Iterator<Item = Arc<Notice>>) {
        let mut ring = self.ring();
        if ring.followers == 0 || ring.head != head {
            return;
        }
        for notice in notices {
            ring.push(notice);
        }
        self.0.head.send_replace(ring.head);
    }
}

impl Ring {
    fn push(&mut self, notice: Arc<Notice>) {
        // Events were forgotten before they were read: the ring begins anew behind them.
        if notice.sequence != self.head + 1 {
            self.notices.clear();
        }
        if self.notices.len() == RING {
            self.notices.pop_front();
        }
        self.head = notice.sequence;
        self.notices.push_back(notice);
    }

    /// The first event behind `last` on one of the topics.
    fn find(&self, last: i64, topics: &[&str]) -> Found {
        let back = usize::try_from(self.head - last).unwrap_or(0);
        let Some(seen) = self.notices.len().checked_sub(back) else { return Found::Behind(self.head) };
        let mut unseen = self.notices.range(seen..);
        match unseen.find(|notice| topics.contains(&notice.topic.as_str())) {
            Some(notice) => Found::Notice(Arc::clone(notice)),
            None => Found::Nothing(last.max(self.head)),
        }
    }
}

/// Somebody who follows events, at a pace of their own.
pub struct Follower {
    feed: Feed,
    house: House,
    topics: &'static [&'static str],
    /// The latest event that was taken or passed over.
    last: i64,
    /// Events behind `last` that were read from the table.
    read: VecDeque<Arc<Notice>>,
    news: watch::Receiver<i64>,
}

impl Follower {
    /// The next event on the topics, as soon as there is one. Dropping the future loses nothing.
    ///
    /// Fails with the code `EVENTS_EXPIRED` when the follower was so slow that events were forgotten meanwhile.
    pub async fn next(&mut self) -> Result<Arc<Notice>, Fault> {
        loop {
            if let Some(notice) = self.read.pop_front() {
                self.last = notice.sequence;
                return Ok(notice);
            }
            self.news.borrow_and_update();
            let found = self.feed.ring().find(self.last, self.topics);
            match found {
                Found::Notice(notice) => {
                    self.last = notice.sequence;
                    return Ok(notice);
                }
                // Boxed, so that whoever waits is small.
                Found::Behind(head) => Box::pin(self.catch_up(head)).await?,
                Found::Nothing(upto) => {
                    self.last = upto;
                    if self.news.changed().await.is_err() {
                        return Err(Fault::internal("the feed has ended"));
                    }
                }
            }
        }
    }

    /// The next event on the topics about this aggregate.
    pub async fn next_about(&mut self, aggregate: Uuid) -> Result<Arc<Notice>, Fault> {
        loop {
            let notice = self.next().await?;
            if notice.aggregate_id == aggregate {
                return Ok(notice);
            }
        }
    }

    /// Reads what the ring does not have any more, a batch up to `head`.
    async fn catch_up(&mut self, head: i64) -> Result<(), Fault> {
        let db = &self.house.db.reader;
        let rows = outbox::published(db, self.last, Some(head), Some(self.topics), BATCH).await?;
        // Asked afterwards: what is not forgotten now was not when the rows were read.
        if self.last < outbox::sequence(db).await?.forgotten {
            return Err(expired());
        }
        if (rows.len() as u64) < BATCH {
            // There is no more of it up to the ring.
            self.last = head;
        }
        self.read = rows.into_iter().filter_map(Notice::of).collect();
        Ok(())
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.feed.part();
    }
}

/// Reads new events for all followers, until `stop`: at once when the bus says so, and every second.
pub async fn follow(house: House, stop: CancellationToken) {
    let mut news = house.bus.subscribe();
    while !stop.is_cancelled() {
        match house.feed.read(&house).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(fault) => tracing::error!(error = fault.told(), "events cannot be read"),
        }
        tokio::select! {
            () = stop.cancelled() => {}
            _ = news.changed() => {}
            () = house.feed.0.joined.notified() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

fn expired() -> Fault {
    Fault::Protocol {
        code: "EVENTS_EXPIRED",
        message:
            "The events behind this cursor are not kept any more. Read everything anew, then subscribe without it."
                .to_owned(),
    }
}
