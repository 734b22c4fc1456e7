//! Remove an empty category.

use async_graphql::InputObject;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use serde::{Deserialize, Serialize};

use crate::catalog::category::CategoryInTree;
use crate::catalog::entity::product;
use crate::catalog::error::CatalogError;
use crate::catalog::permission::CategoryEdit;
use crate::catalog::rules::Tree;
use crate::kernel::aggregate::Locked;
use crate::kernel::command::Command;
use crate::kernel::cx::Cx;
use crate::kernel::fault::{Fault, Violation};
use crate::kernel::id::CategoryId;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// The category to remove. It must hold neither products nor other categories.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct CategoryDeleteInput {
    /// The category.
    pub id: CategoryId,
    /// The version that was read; another one is refused with `CONFLICT`.
    #[serde(default)]
    pub expected_version: Option<i32>,
}

impl Command for CategoryDeleteInput {
    type Permission = CategoryEdit;
    type Outcome = CategoryId;
    const NAME: &'static str = "categoryDelete";

    crate::changes!(CategoryEdit, CategoryInTree, id at "id");

    async fn run(self, _: &Cx<CategoryEdit>, tx: &Tx, about: Locked<CategoryInTree>) -> Result<CategoryId, Failure> {
        let Self { id, expected_version: _ } = self;
        let CategoryInTree { category, all } = about.into_inner();
        if !Tree::new(&all).children(Some(id)).is_empty() {
            return Err(CatalogError::CategoryHasChildren.into());
        }
        let filed = product::Entity::find().filter(product::Column::CategoryId.eq(id)).one(tx.db()).await?;
        if filed.is_some() {
            return Err(CatalogError::CategoryHasProducts.into());
        }
        match tx.delete(&category).await {
            // Filed in it between the two statements.
            Err(Fault::Violation(Violation::ForeignKey)) => Err(CatalogError::CategoryHasProducts.into()),
            Err(fault) => Err(fault.into()),
            Ok(()) => Ok(id),
        }
    }
}
