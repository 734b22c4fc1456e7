//! Make a product as described, whether it is there or not.

use async_graphql::InputObject;
use sea_orm::sea_query::{ExprTrait as _, LockType};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _};
use serde::{Deserialize, Serialize};

use crate::catalog::entity::{product, product_variant};
use crate::catalog::error::CatalogError;
use crate::catalog::fields::{ProductFields, ProductVariantInput, blank_product, blank_variant, set_title};
use crate::catalog::names::free_slug;
use crate::catalog::permission::{ProductCreate, ProductUpdate};
use crate::catalog::product::{in_list, new_variants};
use crate::catalog::rules::{VARIANTS_MAX, option_key};
use crate::catalog::whole::{self, Change, Whole};
use crate::kernel::aggregate::{Find, Locked};
use crate::kernel::command::Command;
use crate::kernel::condition::Details;
use crate::kernel::cx::Cx;
use crate::kernel::fault::Fault;
use crate::kernel::id::ProductId;
use crate::kernel::lack::not_everywhere;
use crate::kernel::text::{CODE, Checks};
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// A product as it shall be. It is looked for by its external key, then by its slug; one that is not there is added as a draft.
/// Absent fields stay as they are, lists that are given replace the whole list. The status is not set here.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct ProductSetInput {
    /// Its name in URLs: lower-case letters, digits and hyphens, at most 255 characters, unique. A new product without one gets
    /// it from its title.
    #[serde(default)]
    pub slug: Option<String>,
    /// The version that was read; another one is refused with `CONFLICT`.
    #[serde(default)]
    pub expected_version: Option<i32>,
    /// Its name for people, at most 255 characters. A new product needs one.
    #[serde(default)]
    pub title: Option<String>,
    #[graphql(flatten)]
    #[serde(flatten)]
    pub fields: ProductFields,
    /// All its variants, at most 250, in their order. Each is matched with a variant of the product by its SKU, else by its
    /// option values. One that matches none is added, and variants that are not in the list are removed.
    #[serde(default)]
    pub variants: Option<Vec<ProductVariantInput>>,
}

impl Command for ProductSetInput {
    type Permission = ProductUpdate;
    type Outcome = ProductId;
    type About = Option<Locked<Whole>>;
    const NAME: &'static str = "productSet";

    /// Looks for it by the names that can be read; `run` refuses the others.
    async fn about(&self, find: &Find<'_, ProductUpdate>) -> Result<Option<Locked<Whole>>, Failure> {
        let key = readable(|checks| self.read_key(checks));
        let slug = readable(|checks| self.read_slug(checks));
        let found = lock(find.tx, key.as_ref(), slug.as_ref()).await?;
        Ok(found.map(|whole| find.lock_of(whole, self.expected_version)))
    }

    fn details(&self, _: &Option<Locked<Whole>>) -> Details {
        Details::none()
    }

    async fn run(self, cx: &Cx<ProductUpdate>, tx: &Tx, about: Option<Locked<Whole>>) -> Result<ProductId, Failure> {
        let mut checks = Checks::new();
        let slug = self.read_slug(&mut checks);
        let key = self.read_key(&mut checks);
        if slug.is_none() && key.is_none() {
            return Err(CatalogError::NoIdentifier.into());
        }
        let Self { slug: _, expected_version: _, title, fields, variants } = self;
        let before = about.map(Locked::into_inner);
        let (mut after, title) = match &before {
            Some(before) => (before.clone(), title),
            None => (begin(cx, tx)?, Some(title.unwrap_or_default())),
        };
        if let Some(title) = title {
            set_title(&mut checks, &mut after.product, &title);
        }
        fields.apply(&mut checks, &mut after.product);
        if let Some(inputs) = variants {
            after.variants = match &before {
                Some(before) => matched(cx, &mut checks, before, &inputs),
                None => new_variants(cx, &mut checks, after.product.id, &inputs),
            };
        }
        checks.done()?;
        match slug {
            Some(slug) => after.product.slug = slug,
            None if before.is_none() => {
                after.product.slug = free_slug(tx, &after.product.title, after.product.id).await?
            }
            None => {}
        }
        let id = after.product.id;
        whole::save(tx, Change { before, after }, in_list).await?;
        Ok(id)
    }
}

impl ProductSetInput {
    fn read_slug(&self, checks: &mut Checks) -> Option<String> {
        self.slug.as_ref().map(|slug| checks.slug("slug", slug))
    }

    fn read_key(&self, checks: &mut Checks) -> Option<String> {
        checks.optional("externalKey", self.fields.external_key.as_deref(), CODE)
    }
}

/// What is read without a fault.
fn readable(read: impl FnOnce(&mut Checks) -> Option<String>) -> Option<String> {
    let mut checks = Checks::new();
    let text = read(&mut checks);
    checks.done().ok().and(text)
}

/// The product that is meant, locked. One with another external key is not the one, though the slug be the same.
async fn lock(tx: &Tx, key: Option<&String>, slug: Option<&String>) -> Result<Option<Whole>, Fault> {
    let by_key = key.map(|key| product::Column::ExternalKey.eq(key));
    let by_slug = slug.map(|slug| product::Column::Slug.eq(slug));
    let by_slug =
        by_slug.map(|filter| if key.is_some() { filter.and(product::Column::ExternalKey.is_null()) } else { filter });
    for filter in [by_key, by_slug].into_iter().flatten() {
        let found = product::Entity::find().filter(filter).lock(LockType::Update).one(tx.db()).await?;
        if let Some(found) = found {
            return Ok(whole::with_variants(tx, vec![found]).await?.pop());
        }
    }
    Ok(None)
}

/// A new product, for who may add one.
fn begin(cx: &Cx<ProductUpdate>, tx: &Tx) -> Result<Whole, Fault> {
    if !cx.caller().scope_of::<ProductCreate>().is_everything() {
        return Err(not_everywhere::<ProductCreate>(&cx.caller().grants));
    }
    Ok(Whole { product: blank_product(cx.new_id(), tx.now()), variants: Vec::new() })
}

/// The variants as they shall be, on top of those that are there.
fn matched(
    cx: &Cx<ProductUpdate>,
    checks: &mut Checks,
    before: &Whole,
    inputs: &[ProductVariantInput],
) -> Vec<product_variant::Model> {
    checks.at_most("variants", inputs.len(), VARIANTS_MAX);
    let mut left: Vec<&product_variant::Model> = before.variants.iter().collect();
    let inputs: Vec<&ProductVariantInput> = inputs.iter().take(VARIANTS_MAX).collect();
    // All matches by SKU come first, so that no variant is given away by its option values before.
    let mut found: Vec<Option<&product_variant::Model>> = inputs.iter().map(|input| by_sku(&mut left, input)).collect();
    for (input, found) in inputs.iter().zip(&mut found) {
        *found = found.or_else(|| by_options(&mut left, input));
    }
    let rows = inputs.into_iter().zip(found).zip(0..).map(|((input, found), position)| {
        let base = found.cloned().unwrap_or_else(|| blank_variant(cx.new_id(), before.product.id));
        let mut row = product_variant::Model { position, ..base };
        input.apply(checks, &format!("variants.{position}."), &mut row);
        row
    });
    rows.collect()
}

type Left<'a, 'b> = &'b mut Vec<&'a product_variant::Model>;

fn by_sku<'a>(left: Left<'a, '_>, input: &ProductVariantInput) -> Option<&'a product_variant::Model> {
    let sku = input.sku.as_deref().map(str::trim).filter(|sku| !sku.is_empty())?;
    let at = left.iter().position(|variant| variant.sku.as_deref() == Some(sku))?;
    Some(left.swap_remove(at))
}

fn by_options<'a>(left: Left<'a, '_>, input: &ProductVariantInput) -> Option<&'a product_variant::Model> {
    let values: Vec<String> = input.option_values.iter().flatten().map(|value| value.trim().to_owned()).collect();
    let key = option_key(&values);
    let at = left.iter().position(|variant| variant.option_key == key)?;
    Some(left.swap_remove(at))
}
