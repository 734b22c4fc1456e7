//! Names that only one thing of the catalog can have: slugs, external keys, SKUs.

use sea_orm::{EntityTrait as _, QueryFilter as _};
use std::collections::HashMap;

use crate::catalog::entity::{product, product_variant};
use crate::catalog::error::CatalogError;
use crate::catalog::whole::{Change, KEYS_MAX};
use crate::kernel::fault::Fault;
use crate::kernel::fold::slug_of;
use crate::kernel::id::{ProductId, TypedId as _, VariantId};
use crate::kernel::loader::among;
use crate::kernel::tx::Tx;

/// Who has names that must be unique.
#[derive(Debug, Default)]
pub struct Owners {
    pub slugs: HashMap<String, ProductId>,
    pub external_keys: HashMap<String, ProductId>,
    pub skus: HashMap<String, (ProductId, VariantId)>,
}

/// Looks up who has these names now.
pub async fn owners(tx: &Tx, slugs: &[String], keys: &[String], skus: &[String]) -> Result<Owners, Fault> {
    let mut owners = Owners::default();
    for (column, names) in [(product::Column::Slug, slugs), (product::Column::ExternalKey, keys)] {
        for names in names.chunks(KEYS_MAX) {
            for found in product::Entity::find().filter(among(tx.db(), column, names)).all(tx.db()).await? {
                owners.external_keys.extend(found.external_key.map(|key| (key, found.id)));
                owners.slugs.insert(found.slug, found.id);
            }
        }
    }
    for names in skus.chunks(KEYS_MAX) {
        let found = product_variant::Entity::find().filter(among(tx.db(), product_variant::Column::Sku, names));
        for found in found.all(tx.db()).await? {
            owners.skus.extend(found.sku.map(|sku| (sku, (found.product_id, found.id))));
        }
    }
    Ok(owners)
}

/// Refuses names that other products have. `path` gives the place in the input of the variant with a number. The database
/// has the last word; this one comes first, to name the field.
pub async fn check(tx: &Tx, change: &Change, path: impl Fn(usize) -> String) -> Result<Vec<CatalogError>, Fault> {
    let Change { before, after } = change;
    let known = before.as_ref().map(|whole| &whole.product);
    let new =
        |is: Option<&String>, was: Option<&String>| is.filter(|_| is != was).cloned().into_iter().collect::<Vec<_>>();
    let slugs = new(Some(&after.product.slug), known.map(|product| &product.slug));
    let keys = new(after.product.external_key.as_ref(), known.and_then(|product| product.external_key.as_ref()));
    let old: Vec<&String> = before.iter().flat_map(|whole| &whole.variants).filter_map(|v| v.sku.as_ref()).collect();
    let skus: Vec<String> =
        after.variants.iter().filter_map(|v| v.sku.as_ref()).filter(|sku| !old.contains(sku)).cloned().collect();
    let owners = owners(tx, &slugs, &keys, &skus).await?;
    let others = |owner: Option<&ProductId>| owner.is_some_and(|owner| *owner != after.product.id);
    let mut errors = Vec::new();
    if others(owners.slugs.get(&after.product.slug)) {
        errors.push(CatalogError::SlugTaken);
    }
    if keys.first().is_some_and(|key| others(owners.external_keys.get(key))) {
        errors.push(CatalogError::ExternalKeyTaken);
    }
    for (index, variant) in after.variants.iter().enumerate() {
        let owner = variant.sku.as_ref().and_then(|sku| owners.skus.get(sku));
        if others(owner.map(|(product, _)| product)) {
            errors.push(CatalogError::SkuTaken { path: Some(path(index)) });
        }
    }
    Ok(errors)
}

/// A slug made of a title that no other product has. Titles without a letter of the alphabet, and titles that others have too,
/// get a piece of the id.
pub async fn free_slug(tx: &Tx, title: &str, id: ProductId) -> Result<String, Fault> {
    let slug = slug_of(title);
    let taken = !owners(tx, std::slice::from_ref(&slug), &[], &[]).await?.slugs.is_empty();
    if !slug.is_empty() && !taken {
        return Ok(slug);
    }
    Ok(with_piece_of(&slug, id.uuid()))
}

/// A slug made unique by the random end of an id.
pub fn with_piece_of(slug: &str, id: uuid::Uuid) -> String {
    let text = id.simple().to_string();
    let piece = text.get(20..).unwrap_or(&text);
    if slug.is_empty() { piece.to_owned() } else { format!("{slug}-{piece}") }
}
