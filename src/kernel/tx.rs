//! The transaction. What a command changes, says, records and answers is in it, or did not happen.

use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, SqliteTransactionMode, TransactionOptions, TransactionTrait as _,
};
use serde::Serialize;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::kernel::actor::Actor;
use crate::kernel::clock::Timestamp;
use crate::kernel::db::Db;
use crate::kernel::entropy::Entropy;
use crate::kernel::fault::Fault;
use crate::kernel::id::{StaffId, TypedId};
use crate::kernel::journal::{self, Change};
use crate::kernel::outbox::{self, Event};
use crate::kernel::user_error::Failure;

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
    inner: DatabaseTransaction,
    meta: Meta,
    said: Mutex<Said>,
}

#[derive(Default)]
struct Said {
    events: Vec<Event>,
    changes: Vec<Change>,
    /// Other commands that ran inside, on behalf of the same actor: their changes carry their own names.
    sections: Vec<(Meta, Vec<Change>)>,
}

impl Tx {
    /// The only place that begins a transaction. On SQLite it takes the write lock at once: a transaction that reads first
    /// and writes later would fail instead of waiting.
    #[expect(clippy::disallowed_methods, reason = "the one place that begins a transaction")]
    pub async fn begin(db: &Db, meta: Meta) -> Result<Self, Fault> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let inner = db.writer().begin_with_options(options).await?;
        Ok(Self { inner, meta, said: Mutex::default() })
    }

    /// For statements.
    pub fn db(&self) -> &DatabaseTransaction {
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

    fn record(&self, change: Change) {
        self.said().changes.push(change);
    }

    /// Runs what was recorded from here to [`Section::end`] under another name: a parked command inside a task's completion.
    pub fn section(&self, meta: Meta) -> Section<'_> {
        let outer = std::mem::take(&mut self.said().changes);
        Section { tx: self, meta, outer }
    }

    /// Runs a part that may fail alone: what it wrote, said and recorded is undone when it does, and the rest stands.
    pub async fn attempt<T>(
        &self,
        part: impl Future<Output = Result<T, Failure>>,
    ) -> Result<Result<T, Failure>, Fault> {
        self.inner.execute_unprepared("SAVEPOINT part").await?;
        let before = {
            let said = self.said();
            (said.events.len(), said.changes.clone(), said.sections.len())
        };
        let done = part.await;
        if done.is_err() {
            self.inner.execute_unprepared("ROLLBACK TO SAVEPOINT part").await?;
            let mut said = self.said();
            let (events, changes, sections) = before;
            said.events.truncate(events);
            said.changes = changes;
            said.sections.truncate(sections);
        }
        self.inner.execute_unprepared("RELEASE SAVEPOINT part").await?;
        Ok(done)
    }

    /// Sets a mark to which the transaction can go back, with what was recorded and said by then. Marks do not nest.
    pub async fn mark(&self) -> Result<Mark, Fault> {
        self.inner.execute_unprepared("SAVEPOINT mark").await?;
        let said = self.said();
        Ok(Mark { events: said.events.len(), changes: said.changes.len(), sections: said.sections.len() })
    }

    /// Takes back everything since the mark. A statement that failed is forgotten with the rest.
    pub async fn back_to(&self, mark: Mark) -> Result<(), Fault> {
        self.inner.execute_unprepared("ROLLBACK TO SAVEPOINT mark").await?;
        self.inner.execute_unprepared("RELEASE SAVEPOINT mark").await?;
        let Mark { events, changes, sections } = mark;
        let mut said = self.said();
        said.events.truncate(events);
        said.changes.truncate(changes);
        said.sections.truncate(sections);
        Ok(())
    }

    /// Gives up the mark: what came since stays.
    pub async fn pass(&self, mark: Mark) -> Result<(), Fault> {
        let Mark { events: _, changes: _, sections: _ } = mark;
        self.inner.execute_unprepared("RELEASE SAVEPOINT mark").await?;
        Ok(())
    }

    /// Drops what was recorded and said so far, in a rehearsal that is never committed and shall not fill the memory.
    pub fn forget(&self) {
        *self.said() = Said::default();
    }

    /// Writes audit and outbox and makes everything true.
    pub async fn commit(self, entropy: &Entropy) -> Result<(), Fault> {
        let Said { events, changes, sections } = std::mem::take(&mut *self.said());
        outbox::write(&self.inner, entropy, self.meta.now, events).await?;
        let parts = sections.into_iter().chain([(self.meta, changes)]).collect();
        journal::write(&self.inner, entropy, parts).await?;
        self.inner.commit().await?;
        Ok(())
    }

    fn said(&self) -> MutexGuard<'_, Said> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A point in a transaction to go back to.
#[must_use = "a mark is gone back to or passed"]
pub struct Mark {
    events: usize,
    changes: usize,
    sections: usize,
}

/// A part of a transaction that is recorded under another actor, permission and command.
#[must_use = "a section is closed by `end`"]
pub struct Section<'a> {
    tx: &'a Tx,
    meta: Meta,
    outer: Vec<Change>,
}

impl Section<'_> {
    pub fn end(self) {
        let Section { tx, meta, outer } = self;
        let mut said = tx.said();
        let inside = std::mem::replace(&mut said.changes, outer);
        said.sections.push((meta, inside));
    }
}
