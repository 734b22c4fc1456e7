//! Take a product off sale, or out of the archive.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};

use crate::catalog::entity::product::{self, ProductStatus};
use crate::catalog::error::CatalogError;
use crate::catalog::permission::ProductPublish;
use crate::catalog::product::facts_of;

use crate::kernel::command::Command;
use crate::kernel::condition::Facts;
use crate::kernel::cx::Cx;
use crate::kernel::id::{ProductId, TypedId as _};
use crate::kernel::store::expect_version;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// The product to make a draft again.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct ProductUnpublishInput {
    /// The product.
    pub id: ProductId,
    /// The version that was read; another one is refused with `CONFLICT`.
    #[serde(default)]
    pub expected_version: Option<i32>,
}

impl Command for ProductUnpublishInput {
    type Permission = ProductPublish;
    type Outcome = ProductId;
    const NAME: &'static str = "productUnpublish";
    const SUBJECT: Option<&'static str> = Some(ProductId::TYPE);

    async fn facts(&self, _: &Cx<ProductPublish>, tx: &Tx) -> Result<Facts, Failure> {
        facts_of(tx, self.id).await
    }

    async fn run(self, _: &Cx<ProductPublish>, tx: &Tx) -> Result<ProductId, Failure> {
        let Self { id, expected_version } = self;
        let before = product::lock(tx, id).await?.ok_or(CatalogError::ProductNotFound { path: "id" })?;
        expect_version(&before, expected_version)?;
        if before.status == ProductStatus::Draft {
            return Err(CatalogError::StatusForbids { status: before.status }.into());
        }
        let status = ProductStatus::Draft;
        let after = product::Model { status, published_at: None, updated_at: tx.now(), ..before.clone() };
        tx.save(&before, after).await?;
        Ok(id)
    }
}
