//! What must hold of products, categories and collections. Pure: no database, no clock.

use async_graphql::Enum;
use std::collections::{HashMap, HashSet};

use crate::catalog::entity::product::ProductStatus;
use crate::catalog::entity::{category, product_variant};
use crate::catalog::error::CatalogError;
use crate::catalog::whole::Whole;
use crate::kernel::id::CategoryId;

/// Most variants of a product.
pub const VARIANTS_MAX: usize = 250;
/// Most options of a product, such as size, color and material.
pub const OPTIONS_MAX: usize = 3;
/// Most tags of a product.
pub const TAGS_MAX: usize = 250;
/// Most pictures of a product.
pub const MEDIA_MAX: usize = 250;
/// Most currencies in which a variant has a price.
pub const PRICES_MAX: usize = 50;
/// The highest price, in minor units.
pub const PRICE_MAX_MINOR: i64 = 1_000_000_000_000_000;
/// The heaviest variant, in grams: a thousand tons.
pub const WEIGHT_MAX_GRAMS: i64 = 1_000_000_000;
/// Most levels of the category tree.
pub const CATEGORY_DEPTH_MAX: usize = 8;
/// Most categories with one parent, and at the top.
pub const CATEGORY_CHILDREN_MAX: usize = 250;
/// Most categories.
pub const CATEGORIES_MAX: usize = 10_000;
/// Most products of a collection.
pub const COLLECTION_PRODUCTS_MAX: usize = 10_000;
/// Most collections that a product is in.
pub const COLLECTIONS_PER_PRODUCT_MAX: usize = 100;
/// Most products that are added, removed or moved at once.
pub const COLLECTION_BATCH_MAX: usize = 100;

/// What can be done with a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ProductAction {
    /// Change it and its variants: `productUpdate`, `productVariantUpdate` and their like.
    Update,
    /// Put it up for sale: `productPublish`.
    Publish,
    /// Make it a draft again: `productUnpublish`.
    Unpublish,
    /// Put it into the archive: `productArchive`.
    Archive,
}

/// What the state of a product allows, whoever asks.
pub fn actions(status: ProductStatus) -> Vec<ProductAction> {
    match status {
        ProductStatus::Draft => vec![ProductAction::Update, ProductAction::Publish, ProductAction::Archive],
        ProductStatus::Active => vec![ProductAction::Update, ProductAction::Unpublish, ProductAction::Archive],
        ProductStatus::Archived => vec![ProductAction::Update, ProductAction::Unpublish],
    }
}

/// What no two variants of a product share: their option values, letter case aside.
pub fn option_key(values: &[String]) -> String {
    let lower: Vec<String> = values.iter().map(|value| value.to_lowercase()).collect();
    lower.join("\u{1f}")
}

/// How staff call a variant: `M / Red`. Empty for a product without options.
pub fn variant_title(values: &[String]) -> String {
    values.join(" / ")
}

/// What is wrong with a product as a whole. `path` gives the place in the input of the variant with a number.
pub fn check(whole: &Whole, path: impl Fn(usize) -> String) -> Vec<CatalogError> {
    let Whole { product, variants } = whole;
    let mut errors = Vec::new();
    if variants.len() > VARIANTS_MAX {
        errors.push(CatalogError::TooManyVariants);
    }
    let (mut keys, mut skus) = (HashSet::new(), HashSet::new());
    for (index, variant) in variants.iter().enumerate() {
        if variant.option_values.0.len() != product.option_names.0.len() {
            let wanted = product.option_names.0.len();
            errors.push(CatalogError::OptionValuesDiffer { path: path(index), wanted });
        } else if !keys.insert(&variant.option_key) {
            errors.push(CatalogError::OptionValuesTaken { path: path(index) });
        }
        if let Some(sku) = &variant.sku
            && !skus.insert(sku)
        {
            errors.push(CatalogError::SkuTaken { path: Some(path(index)) });
        }
    }
    if product.status == ProductStatus::Active && !can_be_sold(variants) {
        errors.push(CatalogError::NothingToSell);
    }
    errors
}

/// Whether a product with these variants can be put up for sale.
pub fn can_be_sold(variants: &[product_variant::Model]) -> bool {
    variants.iter().any(|variant| !variant.prices.0.is_empty())
}

/// The tree of categories, as far as moves need it.
pub struct Tree<'a> {
    by_id: HashMap<CategoryId, &'a category::Model>,
    by_parent: HashMap<Option<CategoryId>, Vec<&'a category::Model>>,
}

impl<'a> Tree<'a> {
    pub fn new(categories: &'a [category::Model]) -> Self {
        let mut by_parent: HashMap<_, Vec<&category::Model>> = HashMap::new();
        for category in categories {
            by_parent.entry(category.parent_id).or_default().push(category);
        }
        for children in by_parent.values_mut() {
            children.sort_by_key(|category| (category.position, category.id));
        }
        Self { by_id: categories.iter().map(|category| (category.id, category)).collect(), by_parent }
    }

    pub fn get(&self, id: CategoryId) -> Option<&'a category::Model> {
        self.by_id.get(&id).copied()
    }

    /// The categories below a parent, or at the top, in their order.
    pub fn children(&self, parent: Option<CategoryId>) -> &[&'a category::Model] {
        self.by_parent.get(&parent).map_or(&[], Vec::as_slice)
    }

    /// From a category up to the top, itself first.
    fn path_up(&self, from: Option<CategoryId>) -> Vec<CategoryId> {
        let step = |category: &&category::Model| category.parent_id.and_then(|parent| self.get(parent));
        let start = from.and_then(|id| self.get(id));
        // Longer than the limit it never is; the bound ends a circle that should not be there.
        std::iter::successors(start, step).take(CATEGORY_DEPTH_MAX + 1).map(|category| category.id).collect()
    }

    /// How many levels a category and what is below it have.
    fn height(&self, of: CategoryId) -> usize {
        let below = |parents: &Vec<CategoryId>| {
            let next: Vec<CategoryId> =
                parents.iter().flat_map(|parent| self.children(Some(*parent))).map(|child| child.id).collect();
            (!next.is_empty()).then_some(next)
        };
        std::iter::successors(Some(vec![of]), below).take(CATEGORY_DEPTH_MAX + 1).count()
    }

    /// Whether a category, or a new one, may stand below `parent`.
    pub fn may_stand(&self, moved: Option<CategoryId>, parent: Option<CategoryId>) -> Result<(), CatalogError> {
        if let Some(parent) = parent
            && self.get(parent).is_none()
        {
            return Err(CatalogError::ParentNotFound);
        }
        let above = self.path_up(parent);
        if moved.is_some_and(|moved| above.contains(&moved)) {
            return Err(CatalogError::CategoryCircle);
        }
        if above.len() + moved.map_or(1, |moved| self.height(moved)) > CATEGORY_DEPTH_MAX {
            return Err(CatalogError::CategoryTooDeep);
        }
        let siblings = self.children(parent).iter().filter(|child| Some(child.id) != moved).count();
        if siblings >= CATEGORY_CHILDREN_MAX || (moved.is_none() && self.by_id.len() >= CATEGORIES_MAX) {
            return Err(CatalogError::TooManyCategories);
        }
        Ok(())
    }
}

/// The distance between two new places in a collection.
const GAP: i64 = 1 << 20;

/// Places for things at the end of a list whose last place is `last`.
pub fn places_after(last: Option<i64>, count: usize) -> Vec<i64> {
    let start = last.unwrap_or(0);
    (1..=count as i64).map(|step| start.saturating_add(step.saturating_mul(GAP))).collect()
}

/// Moves things within a list, one after the other, and says which get a new place. Only the moved ones do, unless the gap
/// that one falls into is used up: then all are placed anew. `moves` are (thing, index from 0 in the list without it).
pub fn reorder<T: Copy + Eq>(places: &[(T, i64)], moves: &[(T, usize)]) -> Vec<(T, i64)> {
    let mut list = places.to_vec();
    for (thing, index) in moves {
        let Some(from) = list.iter().position(|(known, _)| known == thing) else { continue };
        let (moved, _) = list.remove(from);
        let at = (*index).min(list.len());
        let before = at.checked_sub(1).and_then(|at| list.get(at)).map(|(_, place)| *place);
        let after = list.get(at).map(|(_, place)| *place);
        match between(before, after) {
            Some(place) => list.insert(at, (moved, place)),
            None => {
                list.insert(at, (moved, 0));
                let fresh = places_after(None, list.len());
                list.iter_mut().zip(fresh).for_each(|((_, place), new)| *place = new);
            }
        }
    }
    list.retain(|entry| !places.contains(entry));
    list
}

fn between(before: Option<i64>, after: Option<i64>) -> Option<i64> {
    match (before, after) {
        (None, None) => Some(GAP),
        (Some(before), None) => before.checked_add(GAP),
        (None, Some(after)) => after.checked_sub(GAP),
        (Some(before), Some(after)) => {
            let middle = before.midpoint(after);
            (middle > before && middle < after).then_some(middle)
        }
    }
}
