//! Change a variant.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};

use crate::catalog::fields::ProductVariantInput;
use crate::catalog::permission::ProductUpdate;
use crate::catalog::variant::{VariantInProduct, in_input};
use crate::catalog::whole::{self, Change};
use crate::kernel::aggregate::Locked;
use crate::kernel::command::Command;
use crate::kernel::cx::Cx;
use crate::kernel::id::VariantId;
use crate::kernel::text::Checks;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// What to change of a variant. Absent fields stay as they are; a list that is given replaces the whole list.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct ProductVariantUpdateInput {
    /// The variant.
    pub id: VariantId,
    /// The version of the product that was read; another one is refused with `CONFLICT`.
    #[serde(default)]
    pub expected_version: Option<i32>,
    #[graphql(flatten)]
    #[serde(flatten)]
    pub fields: ProductVariantInput,
}

impl Command for ProductVariantUpdateInput {
    type Permission = ProductUpdate;
    type Outcome = VariantId;
    const NAME: &'static str = "productVariantUpdate";

    crate::changes!(ProductUpdate, VariantInProduct, id at "id");

    async fn run(self, _: &Cx<ProductUpdate>, tx: &Tx, about: Locked<VariantInProduct>) -> Result<VariantId, Failure> {
        let Self { id, expected_version: _, fields } = self;
        let VariantInProduct { whole: before, index } = about.into_inner();
        let mut after = before.clone();
        let mut checks = Checks::new();
        if let Some(variant) = after.variants.get_mut(index) {
            fields.apply(&mut checks, "", variant);
        }
        checks.done()?;
        whole::save(tx, Change { before: Some(before), after }, in_input).await?;
        Ok(id)
    }
}
