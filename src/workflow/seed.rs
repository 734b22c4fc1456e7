//! The built-in definitions: brought into the database once, and again when the product comes with newer ones.

use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use serde_json::Value;

use crate::kernel::entropy::Entropy;
use crate::kernel::fault::Fault;
use crate::kernel::tx::Tx;
use crate::workflow::engine::hash_of;
use crate::workflow::entity::definition;
use crate::workflow::entity::version::{self, VersionStatus};
use crate::workflow::model::Definition;
use crate::workflow::undecided;

/// The definitions that come with the product.
pub const BUILT_IN: [&str; 2] = [
    include_str!("../../policies/workflows/product-publication.json"),
    include_str!("../../policies/workflows/order-release.json"),
];

/// Adds what is missing. A newer source becomes a new published version, unless staff have drafted or published a version
/// of their own: then it is theirs.
pub async fn run(tx: &Tx, entropy: &Entropy) -> Result<(), Fault> {
    for text in BUILT_IN {
        bring(tx, entropy, text).await?;
    }
    undecided::tell(tx).await
}

/// Brings one built-in definition up to date.
pub async fn bring(tx: &Tx, entropy: &Entropy, text: &str) -> Result<(), Fault> {
    let source: Value = serde_json::from_str(text)?;
    let Definition { key, name, entity, .. } = serde_json::from_str(text)?;
    let known = definition::Entity::find().filter(definition::Column::Key.eq(key.as_str())).one(tx.db()).await?;
    let Some(known) = known else {
        let (id, version) = (entropy.id(tx.now()), 1);
        let (created_at, updated_at) = (tx.now(), tx.now());
        let row = definition::Model { id, key, name, entity, built_in: true, version, created_at, updated_at };
        let definition = tx.insert(row).await?;
        return publish(tx, entropy, &definition, 1, source).await;
    };
    let versions = version::Entity::find().filter(version::Column::DefinitionId.eq(known.id)).all(tx.db()).await?;
    let theirs =
        !known.built_in || versions.iter().any(|row| row.published_by.is_some() || row.status == VersionStatus::Draft);
    let hash = hash_of(&source);
    if theirs || versions.iter().any(|row| row.source_hash == hash) {
        return Ok(());
    }
    let number = versions.iter().map(|row| row.number).max().unwrap_or(0) + 1;
    publish(tx, entropy, &known, number, source).await
}

async fn publish(
    tx: &Tx,
    entropy: &Entropy,
    definition: &definition::Model,
    number: i32,
    source: Value,
) -> Result<(), Fault> {
    let row = version::Model {
        id: entropy.id(tx.now()),
        definition_id: definition.id,
        number,
        status: VersionStatus::Published,
        source_hash: hash_of(&source),
        source,
        published_by: None,
        published_at: Some(tx.now()),
        created_at: tx.now(),
        version: 1,
    };
    tx.insert(row).await.map(drop)
}
