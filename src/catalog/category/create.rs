//! Add a category.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};

use crate::catalog::category::slug_taken;
use crate::catalog::entity::category;
use crate::catalog::permission::CategoryEdit;
use crate::catalog::rules::Tree;
use crate::kernel::aggregate::New;
use crate::kernel::command::Command;
use crate::kernel::cx::Cx;
use crate::kernel::fold::fold;
use crate::kernel::id::CategoryId;
use crate::kernel::text::{Checks, NOTE, TITLE};
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// The category to add.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct CategoryCreateInput {
    /// Its name in URLs: lower-case letters, digits and hyphens, at most 255 characters, unique.
    pub slug: String,
    /// Its name for people, at most 255 characters.
    pub name: String,
    /// What belongs into it, at most 2,000 characters.
    #[serde(default)]
    pub description: Option<String>,
    /// The category that it stands below, as the last one; at the top when it is absent. The tree has at most 8 levels, 250
    /// categories below one parent, and 10,000 in all.
    #[serde(default)]
    pub parent_id: Option<CategoryId>,
}

impl Command for CategoryCreateInput {
    type Permission = CategoryEdit;
    type Outcome = CategoryId;
    const NAME: &'static str = "categoryCreate";

    crate::makes!(CategoryEdit);

    async fn run(self, cx: &Cx<CategoryEdit>, tx: &Tx, _: New) -> Result<CategoryId, Failure> {
        let Self { slug, name, description, parent_id } = self;
        let mut checks = Checks::new();
        let slug = checks.slug("slug", &slug);
        let name = checks.required("name", &name, TITLE);
        let description = checks.optional("description", description.as_deref(), NOTE);
        checks.done()?;
        let all = category::lock_tree(tx).await?;
        let tree = Tree::new(&all);
        tree.may_stand(None, parent_id)?;
        let position = tree.children(parent_id).last().map_or(0, |last| last.position.saturating_add(1));
        let (id, now) = (cx.new_id(), tx.now());
        let category = category::Model {
            id,
            parent_id,
            slug,
            name_folded: fold(&name),
            name,
            description,
            position,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        tx.insert(category).await.map_err(slug_taken)?;
        Ok(id)
    }
}
