//! Rename or describe a collection.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};

use crate::catalog::collection::slug_taken;
use crate::catalog::entity::collection;
use crate::catalog::permission::CollectionEdit;
use crate::kernel::aggregate::Locked;
use crate::kernel::command::Command;
use crate::kernel::cx::Cx;
use crate::kernel::fold::fold;
use crate::kernel::id::CollectionId;
use crate::kernel::text::{Checks, NOTE, TITLE};
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// What to change of a collection. Absent fields stay as they are.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct CollectionUpdateInput {
    /// The collection.
    pub id: CollectionId,
    /// The version that was read; another one is refused with `CONFLICT`.
    #[serde(default)]
    pub expected_version: Option<i32>,
    /// Its name in URLs: lower-case letters, digits and hyphens, at most 255 characters, unique.
    #[serde(default)]
    pub slug: Option<String>,
    /// Its name for people, at most 255 characters.
    #[serde(default)]
    pub title: Option<String>,
    /// What it is about, at most 2,000 characters. An empty text removes it.
    #[serde(default)]
    pub description: Option<String>,
}

impl Command for CollectionUpdateInput {
    type Permission = CollectionEdit;
    type Outcome = CollectionId;
    const NAME: &'static str = "collectionUpdate";

    crate::changes!(CollectionEdit, collection::Model, id at "id");

    async fn run(
        self,
        _: &Cx<CollectionEdit>,
        tx: &Tx,
        before: Locked<collection::Model>,
    ) -> Result<CollectionId, Failure> {
        let Self { id, expected_version: _, slug, title, description } = self;
        let before = before.into_inner();
        let mut checks = Checks::new();
        let slug = slug.map_or_else(|| before.slug.clone(), |slug| checks.slug("slug", &slug));
        let title = title.map_or_else(|| before.title.clone(), |title| checks.required("title", &title, TITLE));
        let description = match description {
            Some(text) => checks.optional("description", Some(&text), NOTE),
            None => before.description.clone(),
        };
        checks.done()?;
        let title_folded = fold(&title);
        let after =
            collection::Model { slug, title, title_folded, description, updated_at: tx.now(), ..before.clone() };
        tx.save(&before, after).await.map_err(slug_taken)?;
        Ok(id)
    }
}
