//! Rename or describe a category.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};

use crate::catalog::category::slug_taken;
use crate::catalog::entity::category;
use crate::catalog::permission::CategoryEdit;
use crate::kernel::aggregate::Locked;
use crate::kernel::command::Command;
use crate::kernel::cx::Cx;
use crate::kernel::fold::fold;
use crate::kernel::id::CategoryId;
use crate::kernel::text::{Checks, NOTE, TITLE};
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// What to change of a category. Absent fields stay as they are.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct CategoryUpdateInput {
    /// The category.
    pub id: CategoryId,
    /// The version that was read; another one is refused with `CONFLICT`.
    #[serde(default)]
    pub expected_version: Option<i32>,
    /// Its name in URLs: lower-case letters, digits and hyphens, at most 255 characters, unique.
    #[serde(default)]
    pub slug: Option<String>,
    /// Its name for people, at most 255 characters.
    #[serde(default)]
    pub name: Option<String>,
    /// What belongs into it, at most 2,000 characters. An empty text removes it.
    #[serde(default)]
    pub description: Option<String>,
}

impl Command for CategoryUpdateInput {
    type Permission = CategoryEdit;
    type Outcome = CategoryId;
    const NAME: &'static str = "categoryUpdate";

    crate::changes!(CategoryEdit, category::Model, id at "id");

    async fn run(self, _: &Cx<CategoryEdit>, tx: &Tx, before: Locked<category::Model>) -> Result<CategoryId, Failure> {
        let Self { id, expected_version: _, slug, name, description } = self;
        let before = before.into_inner();
        let mut checks = Checks::new();
        let slug = slug.map_or_else(|| before.slug.clone(), |slug| checks.slug("slug", &slug));
        let name = name.map_or_else(|| before.name.clone(), |name| checks.required("name", &name, TITLE));
        let description = match description {
            Some(text) => checks.optional("description", Some(&text), NOTE),
            None => before.description.clone(),
        };
        checks.done()?;
        let name_folded = fold(&name);
        let after = category::Model { slug, name, name_folded, description, updated_at: tx.now(), ..before.clone() };
        tx.save(&before, after).await.map_err(slug_taken)?;
        Ok(id)
    }
}
