//! Add a collection.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};

use crate::catalog::collection::slug_taken;
use crate::catalog::entity::collection;
use crate::catalog::permission::CollectionEdit;
use crate::kernel::aggregate::New;
use crate::kernel::command::Command;
use crate::kernel::cx::Cx;
use crate::kernel::fold::fold;
use crate::kernel::id::CollectionId;
use crate::kernel::text::{Checks, NOTE, TITLE};
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// The collection to add.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct CollectionCreateInput {
    /// Its name in URLs: lower-case letters, digits and hyphens, at most 255 characters, unique.
    pub slug: String,
    /// Its name for people, at most 255 characters.
    pub title: String,
    /// What it is about, at most 2,000 characters.
    #[serde(default)]
    pub description: Option<String>,
}

impl Command for CollectionCreateInput {
    type Permission = CollectionEdit;
    type Outcome = CollectionId;
    const NAME: &'static str = "collectionCreate";

    crate::makes!(CollectionEdit);

    async fn run(self, cx: &Cx<CollectionEdit>, tx: &Tx, _: New) -> Result<CollectionId, Failure> {
        let Self { slug, title, description } = self;
        let mut checks = Checks::new();
        let slug = checks.slug("slug", &slug);
        let title = checks.required("title", &title, TITLE);
        let description = checks.optional("description", description.as_deref(), NOTE);
        checks.done()?;
        let (id, now) = (cx.new_id(), tx.now());
        let title_folded = fold(&title);
        let (version, created_at, updated_at) = (1, now, now);
        let row = collection::Model { id, slug, title, title_folded, description, version, created_at, updated_at };
        tx.insert(row).await.map_err(slug_taken)?;
        Ok(id)
    }
}
