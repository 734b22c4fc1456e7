//! Where a server looks documents up: in its memory, then in the database.

use moka::sync::Cache;
use sea_orm::sea_query::{OnConflict, Query};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, Order, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::document::limits::DOCUMENT_BYTES_MAX;
use crate::kernel::clock::Timestamp;
use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::persisted::DocumentId;
use crate::persisted::entity::{Column, Entity, Model, Origin};

/// Most automatic documents that are kept.
pub const AUTOMATIC_MAX: u64 = 10_000;
/// After so many new automatic documents of one process the oldest are forgotten.
const FORGET_EVERY: u64 = 500;
/// So long a document is believed to be there: a removal by another process counts after that.
pub const BELIEVE_SECS: i64 = 10;
/// So long a document is believed not to be there: one that another process registers is found after that.
pub const DOUBT_SECS: i64 = 2;
/// What the memory holds, in bytes.
const MEMORY_MAX: u64 = 32 * 1024 * 1024;

/// The documents of a house, for one process.
pub struct Documents {
    house: House,
    memory: Cache<Key, Known>,
    remembered: AtomicU64,
}

/// What is looked up.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    origin: Origin,
    client: Option<String>,
    id: DocumentId,
}

/// What was found, and until when it is believed.
#[derive(Clone)]
struct Known {
    text: Option<Arc<str>>,
    until: Timestamp,
}

impl Documents {
    pub fn new(house: &House) -> Self {
        let weigh = |key: &Key, known: &Known| {
            let (id, text) = (key.id.as_str().len(), known.text.as_ref().map_or(0, |text| text.len()));
            u32::try_from(128 + id + text).unwrap_or(u32::MAX)
        };
        let memory = Cache::builder().max_capacity(MEMORY_MAX).weigher(weigh).build();
        Self { house: house.clone(), memory, remembered: AtomicU64::new(0) }
    }

    /// A trusted document of this client. Whoever does not say which client it is finds the documents of all, by their hashes
    /// only: another name may mean different documents for different clients.
    pub async fn find(&self, client: Option<&str>, id: &DocumentId) -> Result<Option<Arc<str>>, Fault> {
        if client.is_none() && !id.is_hash() {
            return Ok(None);
        }
        self.look_up(Key { origin: Origin::Trusted, client: client.map(str::to_owned), id: id.clone() }).await
    }

    /// An automatic document.
    pub async fn recall(&self, id: &DocumentId) -> Result<Option<Arc<str>>, Fault> {
        self.look_up(automatic(id)).await
    }

    /// Keeps an automatic document that has been checked. Its id must be its hash.
    pub async fn remember(&self, id: &DocumentId, operations: &[String], text: &str) -> Result<(), Fault> {
        if *id != DocumentId::of(text) {
            return Err(Fault::bad_input(
                "extensions.persistedQuery.sha256Hash",
                "This is not the hash of the document.",
            ));
        }
        if text.len() > DOCUMENT_BYTES_MAX {
            return Err(Fault::bad_input("query", format!("A document has at most {DOCUMENT_BYTES_MAX} bytes.")));
        }
        let now = self.house.clock.now();
        let row = Model {
            id: self.house.entropy.id(now),
            document_id: id.as_str().to_owned(),
            client: String::new(),
            origin: Origin::Automatic,
            operations: operations.join(", "),
            sha256: id.as_str().trim_start_matches("sha256:").to_owned(),
            body: text.to_owned(),
            created_at: now,
        };
        let there = OnConflict::columns([Column::Client, Column::DocumentId]).do_nothing().to_owned();
        let insert = Entity::insert(row.into_active_model()).on_conflict(there);
        let added = insert.exec_without_returning(self.house.db.writer()).await?;
        self.believe(automatic(id), Some(Arc::from(text)));
        if added > 0 && self.remembered.fetch_add(1, Ordering::Relaxed) % FORGET_EVERY == FORGET_EVERY - 1 {
            self.forget_oldest(AUTOMATIC_MAX).await?;
        }
        Ok(())
    }

    /// Forgets automatic documents until this many are left, the oldest first. Who needs one sends it again.
    pub async fn forget_oldest(&self, left: u64) -> Result<u64, Fault> {
        let latest = Query::select()
            .column(Column::Id)
            .from(Entity)
            .and_where(Column::Origin.eq(Origin::Automatic))
            .order_by(Column::Id, Order::Desc)
            .limit(left)
            .to_owned();
        let forget = Entity::delete_many()
            .filter(Column::Origin.eq(Origin::Automatic))
            .filter(Column::Id.not_in_subquery(latest));
        Ok(forget.exec(self.house.db.writer()).await?.rows_affected)
    }

    async fn look_up(&self, key: Key) -> Result<Option<Arc<str>>, Fault> {
        if let Some(known) = self.memory.get(&key).filter(|known| known.until > self.house.clock.now()) {
            return Ok(known.text);
        }
        let mut rows = Entity::find()
            .filter(Column::Origin.eq(key.origin))
            .filter(Column::DocumentId.eq(key.id.as_str()))
            .order_by_asc(Column::Id)
            .limit(1);
        if let Some(client) = &key.client {
            rows = rows.filter(Column::Client.eq(client));
        }
        let found = rows.one(&self.house.db.reader).await?.map(|row| Arc::from(row.body));
        self.believe(key, found.clone());
        Ok(found)
    }

    fn believe(&self, key: Key, text: Option<Arc<str>>) {
        let secs = if text.is_some() { BELIEVE_SECS } else { DOUBT_SECS };
        self.memory.insert(key, Known { text, until: self.house.clock.now().plus_secs(secs) });
    }
}

fn automatic(id: &DocumentId) -> Key {
    Key { origin: Origin::Automatic, client: Some(String::new()), id: id.clone() }
}
