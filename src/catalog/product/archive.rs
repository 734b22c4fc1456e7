//! Put a product into the archive.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};

use crate::catalog::entity::product::{self, ProductStatus};
use crate::catalog::error::CatalogError;
use crate::catalog::permission::ProductArchive;
use crate::kernel::aggregate::Locked;
use crate::kernel::command::Command;
use crate::kernel::cx::Cx;
use crate::kernel::id::ProductId;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// The product to archive.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct ProductArchiveInput {
    /// The product.
    pub id: ProductId,
    /// The version that was read; another one is refused with `CONFLICT`.
    #[serde(default)]
    pub expected_version: Option<i32>,
}

impl Command for ProductArchiveInput {
    type Permission = ProductArchive;
    type Outcome = ProductId;
    const NAME: &'static str = "productArchive";

    crate::changes!(ProductArchive, product::Model, id at "id");

    async fn run(self, _: &Cx<ProductArchive>, tx: &Tx, before: Locked<product::Model>) -> Result<ProductId, Failure> {
        let Self { id, expected_version: _ } = self;
        let before = before.into_inner();
        if before.status == ProductStatus::Archived {
            return Err(CatalogError::StatusForbids { status: before.status }.into());
        }
        let status = ProductStatus::Archived;
        let after = product::Model { status, published_at: None, updated_at: tx.now(), ..before.clone() };
        tx.save(&before, after).await?;
        Ok(id)
    }
}
