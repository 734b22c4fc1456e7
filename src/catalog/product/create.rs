//! Add a product.

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};

use crate::catalog::fields::{ProductFields, ProductVariantInput, blank_product, set_title};
use crate::catalog::names::free_slug;
use crate::catalog::permission::ProductCreate;
use crate::catalog::product::{in_list, new_variants};
use crate::catalog::whole::{self, Change, Whole};
use crate::kernel::aggregate::New;
use crate::kernel::command::Command;
use crate::kernel::cx::Cx;
use crate::kernel::id::ProductId;
use crate::kernel::text::Checks;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// The product to add.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct ProductCreateInput {
    /// Its name in URLs: lower-case letters, digits and hyphens, at most 255 characters, unique. Made from the title when it is
    /// absent.
    #[serde(default)]
    pub slug: Option<String>,
    /// Its name for people, at most 255 characters.
    pub title: String,
    #[graphql(flatten)]
    #[serde(flatten)]
    pub fields: ProductFields,
    /// Its variants, at most 250, in their order. A product without options has at most one.
    #[serde(default)]
    pub variants: Option<Vec<ProductVariantInput>>,
}

impl Command for ProductCreateInput {
    type Permission = ProductCreate;
    type Outcome = ProductId;
    const NAME: &'static str = "productCreate";

    crate::makes!(ProductCreate);

    async fn run(self, cx: &Cx<ProductCreate>, tx: &Tx, _: New) -> Result<ProductId, Failure> {
        let Self { slug, title, fields, variants } = self;
        let mut product = blank_product(cx.new_id(), tx.now());
        let mut checks = Checks::new();
        set_title(&mut checks, &mut product, &title);
        product.slug = slug.as_ref().map(|slug| checks.slug("slug", slug)).unwrap_or_default();
        fields.apply(&mut checks, &mut product);
        let variants = new_variants(cx, &mut checks, product.id, &variants.unwrap_or_default());
        checks.done()?;
        if slug.is_none() {
            product.slug = free_slug(tx, &product.title, product.id).await?;
        }
        let id = product.id;
        whole::save(tx, Change { before: None, after: Whole { product, variants } }, in_list).await?;
        Ok(id)
    }
}
