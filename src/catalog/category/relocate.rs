//! Move a category with all that is below it.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};

use crate::catalog::category::CategoryInTree;
use crate::catalog::entity::category;
use crate::catalog::permission::CategoryEdit;
use crate::catalog::rules::{CATEGORY_CHILDREN_MAX, Tree};
use crate::kernel::aggregate::Locked;
use crate::kernel::command::Command;
use crate::kernel::cx::Cx;
use crate::kernel::id::CategoryId;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// Where to move a category.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct CategoryMoveInput {
    /// The category. All that is below it goes with it.
    pub id: CategoryId,
    /// The version that was read; another one is refused with `CONFLICT`.
    #[serde(default)]
    pub expected_version: Option<i32>,
    /// The category that it shall stand below; at the top when it is absent.
    #[serde(default)]
    pub parent_id: Option<CategoryId>,
    /// Its place among its siblings, from 0; the last one when it is absent or too large.
    #[serde(default)]
    pub position: Option<i32>,
}

impl Command for CategoryMoveInput {
    type Permission = CategoryEdit;
    type Outcome = CategoryId;
    const NAME: &'static str = "categoryMove";

    crate::changes!(CategoryEdit, CategoryInTree, id at "id");

    async fn run(self, _: &Cx<CategoryEdit>, tx: &Tx, about: Locked<CategoryInTree>) -> Result<CategoryId, Failure> {
        let Self { id, expected_version: _, parent_id, position } = self;
        let CategoryInTree { category: before, all } = about.into_inner();
        let tree = Tree::new(&all);
        tree.may_stand(Some(id), parent_id)?;
        let mut siblings: Vec<&category::Model> =
            tree.children(parent_id).iter().copied().filter(|sibling| sibling.id != id).collect();
        let place = position.and_then(|position| usize::try_from(position).ok()).unwrap_or(CATEGORY_CHILDREN_MAX);
        siblings.insert(place.min(siblings.len()), &before);
        for (sibling, position) in siblings.into_iter().zip(0..) {
            if sibling.id == id {
                let after = category::Model { parent_id, position, updated_at: tx.now(), ..before.clone() };
                tx.save(&before, after).await?;
            } else if sibling.position != position {
                // Not a new version: who edits the sibling at the same time edits something else.
                tx.write(sibling, category::Model { position, ..sibling.clone() }).await?;
            }
        }
        Ok(id)
    }
}
