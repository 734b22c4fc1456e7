//! The transaction. What a command changes, says, records and answers is in it, or did not happen.

use sea_orm::{ConnectionTrait as _, DbBackend};
use serde::Serialize;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::kernel::actor::Actor;
use crate::kernel::clock::Timestamp;
use crate::kernel::db::{Db, Transaction};
use crate::kernel::entropy::Entropy;
use crate::kernel::fault::Fault;
use crate::kernel::id::{StaffId, TypedId};
use crate::kernel::journal::{self, Change};
use crate::kernel::outbox::{self, Event};

/// On whose account a transaction runs. It stands in every audit row that the transaction writes.
#[derive(Clone, Debug)]
pub struct Meta {
    pub actor: Actor,
    /// Who approved, when the command ran through a workflow.
    pub approvals: Vec<StaffId>,
    pub permission: &'static str,
    pub command: &'static str,
    pub request_id: String,
    /// The one instant at which everything in the transaction happens.
    pub now: Timestamp,
}

impl Meta {
    /// For what is no command of the schema's permissions: a login, a relay, a seed. `command` says which.
    pub fn plain(actor: Actor, command: &'static str, request_id: &str, now: Timestamp) -> Self {
        Self { actor, approvals: Vec::new(), permission: "", command, request_id: request_id.to_owned(), now }
    }

    /// For work of the product itself.
    pub fn system(name: &str, command: &'static str, now: Timestamp) -> Self {
        Self::plain(Actor::System { name: name.to_owned() }, command, "", now)
    }
}

/// An open transaction. Dropped without a commit, it never was.
#[must_use = "a transaction that is dropped is rolled back"]
pub struct Tx {
    inner: Transaction,
    meta: Meta,
    said: Mutex<Said>,
}

/// What the commit writes. It only grows, so that a length is a point to go back to.
#[derive(Default)]
struct Said {
    events: Vec<Event>,
    /// Each with the section in which it was recorded.
    changes: Vec<(Option<usize>, Change)>,
    /// The names of the sections, in the order in which they began.
    sections: Vec<Meta>,
    /// The section that is open.
    open: Option<usize>,
    /// Whether a part runs that is undone in any case.
    rehearses: bool,
}

/// How much was said.
struct Mark {
    events: usize,
    changes: usize,
    sections: usize,
}

impl Said {
    fn mark(&self) -> Mark {
        Mark { events: self.events.len(), changes: self.changes.len(), sections: self.sections.len() }
    }

    /// Takes back what was said since, and gives the changes of it.
    fn back_to(&mut self, mark: Mark) -> Vec<Change> {
        let Mark { events, changes, sections } = mark;
        self.events.truncate(events);
        self.sections.truncate(sections);
        self.changes.drain(changes..).map(|(_, change)| change).collect()
    }
}

impl Tx {
    /// The only place that begins a transaction.
    pub async fn begin(db: &Db, meta: Meta) -> Result<Self, Fault> {
        let inner = db.writer().begin().await?;
        Ok(Self { inner, meta, said: Mutex::default() })
    }

    /// For statements.
    pub fn db(&self) -> &Transaction {
        &self.inner
    }

    pub fn backend(&self) -> DbBackend {
        self.inner.get_database_backend()
    }

    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    pub fn now(&self) -> Timestamp {
        self.meta.now
    }

    /// Tells other parts of the house, once the transaction is committed.
    pub fn emit<I: TypedId>(&self, topic: &'static str, id: I, payload: &impl Serialize) -> Result<(), Fault> {
        let payload = serde_json::to_value(payload)?;
        self.said().events.push(Event { topic, aggregate_id: id.uuid(), payload });
        Ok(())
    }

    pub fn created<I: TypedId>(&self, id: I, after: &impl Serialize) -> Result<(), Fault> {
        self.record(Change::created(id, after)?);
        Ok(())
    }

    /// Records what differs; nothing when nothing does.
    pub fn updated<I: TypedId, T: Serialize>(&self, id: I, before: &T, after: &T) -> Result<(), Fault> {
        if let Some(change) = Change::updated(id, before, after)? {
            self.record(change);
        }
        Ok(())
    }

    pub fn removed<I: TypedId>(&self, id: I, before: &impl Serialize) -> Result<(), Fault> {
        self.record(Change::removed(id, before)?);
        Ok(())
    }

    /// Whether it tells of this, once it is committed.
    pub fn tells(&self, topic: &str) -> bool {
        self.said().events.iter().any(|event| event.topic == topic)
    }

    fn record(&self, change: Change) {
        let mut said = self.said();
        let open = said.open;
        said.changes.push((open, change));
    }

    /// Runs what is recorded until the section is dropped under another name: a parked command inside a task's completion.
    pub fn section(&self, meta: Meta) -> Section<'_> {
        let mut said = self.said();
        said.sections.push(meta);
        let own = said.sections.len() - 1;
        Section { tx: self, outer: said.open.replace(own) }
    }

    /// Runs a part that may fail alone: what it wrote, said and recorded is undone when it does, and the rest stands. A part
    /// may have parts of its own; of two parts one ends before the other begins.
    pub async fn attempt<T, E>(&self, part: impl Future<Output = Result<T, E>>) -> Result<Result<T, E>, Fault> {
        self.inner.begin_part().await?;
        let mark = self.said().mark();
        let done = part.await;
        if done.is_err() {
            self.inner.roll_back_part().await?;
            self.said().back_to(mark);
        }
        self.inner.end_part().await?;
        Ok(done)
    }

    /// Runs a part to see what would come of it and what it would change, and undoes it in any case.
    pub async fn rehearse<T, E>(
        &self,
        part: impl Future<Output = Result<T, E>>,
    ) -> Result<Result<(T, Vec<Change>), E>, Fault> {
        self.inner.begin_part().await?;
        let mark = {
            let mut said = self.said();
            said.rehearses = true;
            said.mark()
        };
        let done = part.await;
        self.inner.roll_back_part().await?;
        let changes = {
            let mut said = self.said();
            said.rehearses = false;
            said.back_to(mark)
        };
        self.inner.end_part().await?;
        Ok(done.map(|outcome| (outcome, changes)))
    }

    /// Whether what runs now is undone in any case, so that nothing may be used up for it that no transaction gives back.
    pub fn rehearses(&self) -> bool {
        self.said().rehearses
    }

    /// Drops what was recorded and said so far, in a rehearsal that is never committed and shall not fill the memory.
    pub fn forget(&self) {
        *self.said() = Said::default();
    }

    /// Writes audit and outbox and makes everything true.
    pub async fn commit(self, entropy: &Entropy) -> Result<(), Fault> {
        let Said { events, changes, sections, open: _, rehearses: _ } = std::mem::take(&mut *self.said());
        outbox::write(&self.inner, entropy, self.meta.now, events).await?;
        let account = |section: Option<usize>| section.and_then(|at| sections.get(at)).unwrap_or(&self.meta);
        let changes = changes.into_iter().map(|(section, change)| (account(section), change)).collect();
        journal::write(&self.inner, entropy, changes).await?;
        self.inner.check_files()?;
        self.inner.commit().await.map_err(Fault::at_commit)
    }

    fn said(&self) -> MutexGuard<'_, Said> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A part of a transaction that is recorded under another actor, permission and command, until it is dropped.
#[must_use = "a section ends where it is dropped"]
pub struct Section<'a> {
    tx: &'a Tx,
    outer: Option<usize>,
}

impl Drop for Section<'_> {
    fn drop(&mut self) {
        self.tx.said().open = self.outer;
    }
}
