//! Put a product up for sale.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};

use crate::catalog::entity::product::{self, ProductStatus};
use crate::catalog::error::CatalogError;
use crate::catalog::permission::ProductPublish;
use crate::catalog::rules::can_be_sold;
use crate::catalog::whole::Whole;
use crate::kernel::aggregate::Locked;
use crate::kernel::command::Command;
use crate::kernel::cx::Cx;
use crate::kernel::id::ProductId;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// The product to put up for sale.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct ProductPublishInput {
    /// The product.
    pub id: ProductId,
    /// The version that was read; another one is refused with `CONFLICT`.
    #[serde(default)]
    pub expected_version: Option<i32>,
}

impl Command for ProductPublishInput {
    type Permission = ProductPublish;
    type Outcome = ProductId;
    const NAME: &'static str = "productPublish";

    crate::changes!(ProductPublish, Whole, id at "id");

    async fn run(self, _: &Cx<ProductPublish>, tx: &Tx, about: Locked<Whole>) -> Result<ProductId, Failure> {
        let Self { id, expected_version: _ } = self;
        let Whole { product: before, variants } = about.into_inner();
        if before.status != ProductStatus::Draft {
            return Err(CatalogError::StatusForbids { status: before.status }.into());
        }
        if !can_be_sold(&variants) {
            return Err(CatalogError::NothingToSell.into());
        }
        let (status, now) = (ProductStatus::Active, tx.now());
        let after = product::Model { status, published_at: Some(now), updated_at: now, ..before.clone() };
        tx.save(&before, after).await?;
        Ok(id)
    }
}
