//! Add a variant to a product.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};

use crate::catalog::entity::product_variant;
use crate::catalog::fields::{ProductVariantInput, blank_variant};
use crate::catalog::permission::ProductUpdate;
use crate::catalog::variant::in_input;
use crate::catalog::whole::{self, Change, Whole};
use crate::kernel::aggregate::Locked;
use crate::kernel::command::Command;
use crate::kernel::cx::Cx;
use crate::kernel::id::{ProductId, VariantId};
use crate::kernel::text::Checks;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// The variant to add.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct ProductVariantCreateInput {
    /// The product that it is a variant of.
    pub product_id: ProductId,
    /// The version of the product that was read; another one is refused with `CONFLICT`.
    #[serde(default)]
    pub expected_version: Option<i32>,
    #[graphql(flatten)]
    #[serde(flatten)]
    pub fields: ProductVariantInput,
}

impl Command for ProductVariantCreateInput {
    type Permission = ProductUpdate;
    type Outcome = VariantId;
    const NAME: &'static str = "productVariantCreate";
    const REPLACES: bool = false;

    crate::changes!(ProductUpdate, Whole, product_id at "productId");

    async fn run(self, cx: &Cx<ProductUpdate>, tx: &Tx, before: Locked<Whole>) -> Result<VariantId, Failure> {
        let Self { product_id, expected_version: _, fields } = self;
        let before = before.into_inner();
        let position = before.variants.last().map_or(0, |last| last.position.saturating_add(1));
        let mut variant = product_variant::Model { position, ..blank_variant(cx.new_id(), product_id) };
        let mut checks = Checks::new();
        fields.apply(&mut checks, "", &mut variant);
        checks.done()?;
        let id = variant.id;
        let mut after = before.clone();
        after.variants.push(variant);
        whole::save(tx, Change { before: Some(before), after }, in_input).await?;
        Ok(id)
    }
}
