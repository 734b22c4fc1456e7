//! A product with its variants, read and written as one.

use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, Set};
use std::collections::HashMap;

use crate::catalog::entity::{category, product, product_tag, product_variant};
use crate::catalog::error::{CatalogError, refuse_all};
use crate::catalog::{names, rules, search};
use crate::kernel::aggregate::{Aggregate, Find};
use crate::kernel::condition::Subject;
use crate::kernel::fault::{Fault, Violation};
use crate::kernel::fold::fold;
use crate::kernel::id::{ProductId, TypedId as _, VariantId};
use crate::kernel::loader::{among, group};
use crate::kernel::permission::Permission;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// Most keys in one statement.
pub const KEYS_MAX: usize = 500;

/// A product with all its variants, in their order.
#[derive(Clone, Debug, PartialEq)]
pub struct Whole {
    pub product: product::Model,
    pub variants: Vec<product_variant::Model>,
}

/// A product as it is, if it is, and as it shall be.
pub struct Change {
    pub before: Option<Whole>,
    pub after: Whole,
}

/// What a change comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    Created,
    Updated,
    Unchanged,
}

impl Change {
    pub fn effect(&self) -> Effect {
        match &self.before {
            None => Effect::Created,
            Some(before) if *before == self.after => Effect::Unchanged,
            Some(_) => Effect::Updated,
        }
    }
}

impl Aggregate for Whole {
    type Key = ProductId;
    const ENTITY: &'static str = ProductId::TYPE;
    const NOUN: &'static str = product::Model::NOUN;

    async fn find<P: Permission>(find: &Find<'_, P>, key: ProductId) -> Result<Option<Self>, Failure> {
        let product = product::Model::find(find, key).await?;
        Ok(with_variants(find.tx, Vec::from_iter(product)).await?.pop())
    }

    /// Locks the product. Its variants change with it, and never alone.
    async fn lock<P: Permission>(find: &Find<'_, P>, key: ProductId) -> Result<Option<Self>, Failure> {
        let product = product::Model::lock(find, key).await?;
        Ok(with_variants(find.tx, Vec::from_iter(product)).await?.pop())
    }

    fn subject(&self) -> Subject {
        self.product.subject()
    }
}

/// The same products with their variants, in one statement for each 500.
pub async fn with_variants(tx: &Tx, products: Vec<product::Model>) -> Result<Vec<Whole>, Fault> {
    let ids: Vec<ProductId> = products.iter().map(|product| product.id).collect();
    let mut variants = HashMap::new();
    for ids in ids.chunks(KEYS_MAX) {
        let found = product_variant::Entity::find()
            .filter(among(tx.db(), product_variant::Column::ProductId, ids))
            .order_by_asc(product_variant::Column::Position)
            .order_by_asc(product_variant::Column::Id)
            .all(tx.db())
            .await?;
        variants.extend(group(found, |variant| variant.product_id));
    }
    let whole = |product: product::Model| Whole { variants: variants.remove(&product.id).unwrap_or_default(), product };
    Ok(products.into_iter().map(whole).collect())
}

/// Checks one change and writes it. `path` gives the place in the input of the variant with a number.
pub async fn save(tx: &Tx, change: Change, path: impl Fn(usize) -> String) -> Result<(), Failure> {
    let mut errors = rules::check(&change.after, &path);
    if errors.is_empty() {
        errors = names::check(tx, &change, &path).await?;
    }
    let known = change.before.as_ref().and_then(|whole| whole.product.category_id);
    if let Some(category) = change.after.product.category_id.filter(|id| Some(*id) != known)
        && category::Entity::find_by_id(category).one(tx.db()).await?.is_none()
    {
        errors.push(CatalogError::CategoryNotFound);
    }
    refuse_all(errors)?;
    store(tx, &[&change]).await
}

/// Writes changes: rows, tags and search words, in a number of statements that does not grow with the new products. What is
/// as it was is not touched.
pub async fn store(tx: &Tx, changes: &[&Change]) -> Result<(), Failure> {
    store_products(tx, changes).await?;
    store_variants(tx, changes).await?;
    store_tags(tx, changes).await?;
    let words = changes.iter().filter_map(|change| {
        let words = search::words_of(&change.after);
        let known = change.before.as_ref().map(search::words_of);
        (known.as_ref() != Some(&words)).then_some((change.after.product.id, words))
    });
    Ok(search::write(tx, &words.collect::<Vec<_>>()).await?)
}

async fn store_products(tx: &Tx, changes: &[&Change]) -> Result<(), Failure> {
    let new = changes.iter().filter(|change| change.before.is_none());
    let new: Vec<product::Model> = new.map(|change| change.after.product.clone()).collect();
    tx.insert_all(&new).await.map_err(slug_taken)?;
    for change in changes.iter().filter(|change| change.effect() == Effect::Updated) {
        if let Some(before) = &change.before {
            let after = product::Model { updated_at: tx.now(), ..change.after.product.clone() };
            tx.save(&before.product, after).await.map_err(slug_taken)?;
        }
    }
    Ok(())
}

fn slug_taken(fault: Fault) -> Failure {
    match fault {
        Fault::Violation(Violation::Unique) => CatalogError::SlugTaken.into(),
        Fault::Violation(Violation::ForeignKey) => CatalogError::CategoryNotFound.into(),
        fault => fault.into(),
    }
}

async fn store_variants(tx: &Tx, changes: &[&Change]) -> Result<(), Failure> {
    let mut new = Vec::new();
    for Change { before, after } in changes {
        let known: HashMap<VariantId, &product_variant::Model> =
            before.iter().flat_map(|whole| &whole.variants).map(|variant| (variant.id, variant)).collect();
        let kept: Vec<VariantId> = after.variants.iter().map(|variant| variant.id).collect();
        for gone in known.values().filter(|variant| !kept.contains(&variant.id)) {
            tx.delete(*gone).await.map_err(in_use)?;
        }
        let changed: Vec<_> = after
            .variants
            .iter()
            .filter_map(|variant| {
                known.get(&variant.id).filter(|known| **known != variant).map(|known| (*known, variant))
            })
            .collect();
        free_names(tx, &changed).await?;
        for (before, after) in changed {
            tx.write(before, after.clone()).await.map_err(sku_taken)?;
        }
        new.extend(after.variants.iter().filter(|variant| !known.contains_key(&variant.id)).cloned());
    }
    tx.insert_all(&new).await.map_err(sku_taken)
}

/// Takes unique names off the variants that get others, so that two of them can swap.
async fn free_names(tx: &Tx, changed: &[(&product_variant::Model, &product_variant::Model)]) -> Result<(), Fault> {
    let renamed = changed.iter().filter(|(is, shall)| is.option_key != shall.option_key || is.sku != shall.sku);
    let renamed: Vec<_> = renamed.collect();
    // One alone cannot be in its own way.
    if renamed.len() < 2 {
        return Ok(());
    }
    for (variant, _) in renamed {
        let free = product_variant::ActiveModel {
            id: Set(variant.id),
            sku: Set(None),
            option_key: Set(format!("\u{1f}{}", variant.id.0)),
            ..Default::default()
        };
        product_variant::Entity::update(free).exec_without_returning(tx.db()).await?;
    }
    Ok(())
}

fn sku_taken(fault: Fault) -> Failure {
    match fault {
        Fault::Violation(Violation::Unique) => CatalogError::SkuTaken { path: None }.into(),
        fault => fault.into(),
    }
}

fn in_use(fault: Fault) -> Failure {
    match fault {
        Fault::Violation(Violation::ForeignKey) => CatalogError::VariantInUse.into(),
        fault => fault.into(),
    }
}

async fn store_tags(tx: &Tx, changes: &[&Change]) -> Result<(), Fault> {
    let tags = |whole: &Whole| -> Vec<String> { whole.product.tags.0.iter().map(|tag| fold(tag)).collect() };
    let differs = |change: &&&Change| change.before.as_ref().map(tags).unwrap_or_default() != tags(&change.after);
    let (mut old, mut new) = (Vec::new(), Vec::new());
    for change in changes.iter().filter(differs) {
        let product_id = change.after.product.id;
        old.extend(change.before.as_ref().map(|_| product_id));
        let rows = tags(&change.after)
            .into_iter()
            .map(|tag_folded| product_tag::ActiveModel { product_id: Set(product_id), tag_folded: Set(tag_folded) });
        new.extend(rows);
    }
    for ids in old.chunks(KEYS_MAX) {
        product_tag::Entity::delete_many()
            .filter(product_tag::Column::ProductId.is_in(ids.to_vec()))
            .exec(tx.db())
            .await?;
    }
    for rows in new.chunks(KEYS_MAX) {
        product_tag::Entity::insert_many(rows.to_vec()).exec_without_returning(tx.db()).await?;
    }
    Ok(())
}
