//! Remove a variant from its product.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};

use crate::catalog::permission::ProductUpdate;
use crate::catalog::variant::{VariantInProduct, in_input};
use crate::catalog::whole::{self, Change};
use crate::kernel::aggregate::Locked;
use crate::kernel::command::Command;
use crate::kernel::cx::Cx;
use crate::kernel::id::VariantId;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// The variant to remove. One that there is stock of stays.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct ProductVariantDeleteInput {
    /// The variant.
    pub id: VariantId,
    /// The version of the product that was read; another one is refused with `CONFLICT`.
    #[serde(default)]
    pub expected_version: Option<i32>,
}

impl Command for ProductVariantDeleteInput {
    type Permission = ProductUpdate;
    type Outcome = VariantId;
    const NAME: &'static str = "productVariantDelete";

    crate::changes!(ProductUpdate, VariantInProduct, id at "id");

    async fn run(self, _: &Cx<ProductUpdate>, tx: &Tx, about: Locked<VariantInProduct>) -> Result<VariantId, Failure> {
        let Self { id, expected_version: _ } = self;
        let VariantInProduct { whole: before, index } = about.into_inner();
        let mut after = before.clone();
        after.variants.remove(index);
        whole::save(tx, Change { before: Some(before), after }, in_input).await?;
        Ok(id)
    }
}
