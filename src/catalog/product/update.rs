//! Change a product.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};

use crate::catalog::error::CatalogError;
use crate::catalog::fields::{ProductFields, set_title};
use crate::catalog::permission::ProductUpdate;
use crate::catalog::product::in_list;
use crate::catalog::whole::{self, Change, Whole};
use crate::kernel::aggregate::Locked;
use crate::kernel::command::Command;
use crate::kernel::cx::Cx;
use crate::kernel::id::ProductId;
use crate::kernel::text::Checks;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// What to change of a product. Absent fields stay as they are.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct ProductUpdateInput {
    /// The product.
    pub id: ProductId,
    /// The version that was read; another one is refused with `CONFLICT`.
    #[serde(default)]
    pub expected_version: Option<i32>,
    /// Its name in URLs: lower-case letters, digits and hyphens, at most 255 characters, unique.
    #[serde(default)]
    pub slug: Option<String>,
    /// Its name for people, at most 255 characters.
    #[serde(default)]
    pub title: Option<String>,
    #[graphql(flatten)]
    #[serde(flatten)]
    pub fields: ProductFields,
}

impl Command for ProductUpdateInput {
    type Permission = ProductUpdate;
    type Outcome = ProductId;
    const NAME: &'static str = "productUpdate";

    crate::changes!(ProductUpdate, Whole, id at "id");

    async fn run(self, _: &Cx<ProductUpdate>, tx: &Tx, before: Locked<Whole>) -> Result<ProductId, Failure> {
        let Self { id, expected_version: _, slug, title, fields } = self;
        let before = before.into_inner();
        let mut after = before.clone();
        let mut checks = Checks::new();
        if let Some(slug) = slug {
            after.product.slug = checks.slug("slug", &slug);
        }
        if let Some(title) = title {
            set_title(&mut checks, &mut after.product, &title);
        }
        fields.apply(&mut checks, &mut after.product);
        checks.done()?;
        let wanted = before.product.option_names.0.len();
        if after.product.option_names.0.len() != wanted && !after.variants.is_empty() {
            return Err(CatalogError::OptionsDiffer { wanted }.into());
        }
        whole::save(tx, Change { before: Some(before), after }, in_list).await?;
        Ok(id)
    }
}
