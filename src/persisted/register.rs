//! Trusted documents come and go, for a client, all of a build or none.

use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use std::collections::BTreeMap;

use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::store::ROWS_PER_STATEMENT;
use crate::kernel::tx::{Meta, Tx};
use crate::kernel::user_error::{Failure, UserError};
use crate::persisted::DocumentId;
use crate::persisted::entity::{Column, Entity, Model, Origin};

/// A document that was checked.
#[derive(Clone, Debug)]
pub struct Checked {
    /// What the client's tool calls it, when it is not the hash.
    pub alias: Option<DocumentId>,
    pub operations: Vec<String>,
    pub text: String,
}

/// What became of them. A document with a name of its own counts once for each of its ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Registered {
    pub added: usize,
    /// Were there already.
    pub known: usize,
}

/// Registers documents for a client. What is there stays, so that it can be done again.
pub async fn register(house: &House, meta: Meta, client: &str, documents: &[Checked]) -> Result<Registered, Failure> {
    let offered = by_id(documents)?;
    let tx = Tx::begin(&house.db, meta).await?;
    let known = known(tx.db(), client, offered.keys()).await?;
    let mut rows = Vec::new();
    for (id, document) in &offered {
        match known.get(id.as_str()) {
            Some(text) if *text == document.text => {}
            Some(_) => return Err(taken(id).into()),
            None => rows.push(row(house, &tx, client, id, document)),
        }
    }
    tx.insert_all(&rows).await?;
    tx.commit(&house.entropy).await?;
    Ok(Registered { added: rows.len(), known: offered.len() - rows.len() })
}

/// The documents by each of their ids. An id is one document.
fn by_id(documents: &[Checked]) -> Result<BTreeMap<DocumentId, &Checked>, UserError> {
    let mut offered: BTreeMap<DocumentId, &Checked> = BTreeMap::new();
    for document in documents {
        for id in [Some(DocumentId::of(&document.text)), document.alias.clone()].into_iter().flatten() {
            let other = offered.insert(id.clone(), document);
            if other.is_some_and(|other| other.text != document.text) {
                return Err(taken(&id));
            }
        }
    }
    Ok(offered)
}

fn taken(id: &DocumentId) -> UserError {
    let id = id.as_str();
    UserError::new("TAKEN", format!("Another document is called {id}; an id never changes its document."))
}

fn row(house: &House, tx: &Tx, client: &str, id: &DocumentId, document: &Checked) -> Model {
    Model {
        id: house.entropy.id(tx.now()),
        document_id: id.as_str().to_owned(),
        client: client.to_owned(),
        origin: Origin::Trusted,
        operations: document.operations.join(", "),
        sha256: DocumentId::of(&document.text).as_str().trim_start_matches("sha256:").to_owned(),
        body: document.text.clone(),
        created_at: tx.now(),
    }
}

/// The texts that these ids have for the client.
async fn known<'a>(
    db: &impl ConnectionTrait,
    client: &str,
    ids: impl Iterator<Item = &'a DocumentId>,
) -> Result<BTreeMap<String, String>, Fault> {
    let ids: Vec<&str> = ids.map(DocumentId::as_str).collect();
    let mut known = BTreeMap::new();
    for chunk in ids.chunks(ROWS_PER_STATEMENT) {
        let rows = trusted(Some(client)).filter(Column::DocumentId.is_in(chunk.iter().copied())).all(db).await?;
        known.extend(rows.into_iter().map(|row| (row.document_id, row.body)));
    }
    Ok(known)
}

fn trusted(client: Option<&str>) -> sea_orm::Select<Entity> {
    let all = Entity::find().filter(Column::Origin.eq(Origin::Trusted));
    match client {
        Some(client) => all.filter(Column::Client.eq(client)),
        None => all,
    }
}

/// The trusted documents, of one client or of all, by client and id.
pub async fn list(db: &impl ConnectionTrait, client: Option<&str>) -> Result<Vec<Model>, Fault> {
    Ok(trusted(client).order_by_asc(Column::Client).order_by_asc(Column::DocumentId).all(db).await?)
}

/// Removes documents of a client: those with these ids, each with all other ids of its text, or every one. Gives how many ids
/// went. A server that runs follows within seconds.
pub async fn remove(house: &House, meta: Meta, client: &str, ids: Option<&[DocumentId]>) -> Result<usize, Failure> {
    let tx = Tx::begin(&house.db, meta).await?;
    let all = list(tx.db(), Some(client)).await?;
    let gone: Vec<&Model> = match ids {
        None => all.iter().collect(),
        Some(ids) => {
            let mut hashes = Vec::with_capacity(ids.len());
            for id in ids {
                let found = all.iter().find(|row| row.document_id == id.as_str());
                let found = found
                    .ok_or_else(|| UserError::new("NOT_FOUND", format!("{client} has no document {}.", id.as_str())))?;
                hashes.push(found.sha256.as_str());
            }
            all.iter().filter(|row| hashes.contains(&row.sha256.as_str())).collect()
        }
    };
    for row in &gone {
        tx.delete(*row).await?;
    }
    tx.commit(&house.entropy).await?;
    Ok(gone.len())
}
