//! Every refusal of this slice.

use serde_json::json;

use crate::catalog::entity::product::ProductStatus;
use crate::catalog::rules::{
    CATEGORIES_MAX, CATEGORY_CHILDREN_MAX, CATEGORY_DEPTH_MAX, COLLECTION_PRODUCTS_MAX, COLLECTIONS_PER_PRODUCT_MAX,
    VARIANTS_MAX,
};
use crate::kernel::id::ProductId;
use crate::kernel::user_error::{Refusal, UserError};

#[derive(Clone, Debug, PartialEq)]
pub enum CatalogError {
    CategoryNotFound,
    ParentNotFound,
    /// Products that are not there, when a collection is edited.
    ProductsNotFound {
        missing: Vec<ProductId>,
    },
    NotInCollection {
        missing: Vec<ProductId>,
    },
    SlugTaken,
    ExternalKeyTaken,
    SkuTaken {
        path: Option<String>,
    },
    /// Neither a slug nor an external key says which product is meant.
    NoIdentifier,
    OptionValuesDiffer {
        path: String,
        wanted: usize,
    },
    OptionValuesTaken {
        path: String,
    },
    /// The number of options changes while the variants stay.
    OptionsDiffer {
        wanted: usize,
    },
    TooManyVariants,
    NothingToSell,
    StatusForbids {
        status: ProductStatus,
    },
    VariantInUse,
    CategoryCircle,
    CategoryTooDeep,
    TooManyCategories,
    CategoryHasChildren,
    CategoryHasProducts,
    CollectionFull,
    TooManyCollections {
        products: Vec<ProductId>,
    },
}

impl Refusal for CatalogError {
    fn to_user_error(&self) -> UserError {
        match self {
            Self::CategoryNotFound => UserError::at("categoryId", "NOT_FOUND", "There is no such category."),
            Self::ParentNotFound => UserError::at("parentId", "NOT_FOUND", "There is no such category."),
            Self::ProductsNotFound { missing } => {
                UserError::at("productIds", "NOT_FOUND", "Some of these products are not there.")
                    .with(json!({ "productIds": missing }))
            }
            Self::NotInCollection { missing } => {
                UserError::at("moves", "NOT_FOUND", "The collection does not hold some of these products.")
                    .with(json!({ "productIds": missing }))
            }
            Self::SlugTaken => UserError::at("slug", "TAKEN", "Something else of this kind has this slug."),
            Self::ExternalKeyTaken => UserError::at("externalKey", "TAKEN", "Another product has this external key."),
            Self::SkuTaken { path } => {
                let message = "Another variant has this SKU.";
                path.as_ref().map_or_else(
                    || UserError::new("TAKEN", message),
                    |path| UserError::at(&under(path, "sku"), "TAKEN", message),
                )
            }
            Self::NoIdentifier => UserError::at(
                "slug",
                "REQUIRED",
                "Give the slug or the external key, so that the product can be found.",
            ),
            Self::OptionValuesDiffer { path, wanted } => {
                let message = "A variant has one value for each option of its product.";
                UserError::at(&under(path, "optionValues"), "OPTIONS_MISMATCH", message)
                    .with(json!({ "options": wanted }))
            }
            Self::OptionValuesTaken { path } => {
                let message = "Another variant of the product has the same option values.";
                UserError::at(&under(path, "optionValues"), "TAKEN", message)
            }
            Self::OptionsDiffer { wanted } => {
                let message =
                    "Options can be renamed here, not added or removed; that takes `productSet` with all variants.";
                UserError::at("optionNames", "OPTIONS_MISMATCH", message).with(json!({ "options": wanted }))
            }
            Self::TooManyVariants => {
                let message = format!("A product has at most {VARIANTS_MAX} variants.");
                UserError::at("variants", "TOO_MANY", message)
            }
            Self::NothingToSell => {
                UserError::new("NOTHING_TO_SELL", "A product that is for sale needs a variant with a price.")
            }
            Self::StatusForbids { status } => {
                UserError::at("id", "STATUS_FORBIDS", "The status of the product does not allow this.")
                    .with(json!({ "status": status }))
            }
            Self::VariantInUse => UserError::new("IN_USE", "There is stock of this variant, or an order refers to it."),
            Self::CategoryCircle => UserError::at("parentId", "CIRCLE", "A category cannot stand below itself."),
            Self::CategoryTooDeep => {
                let message = format!("The tree has at most {CATEGORY_DEPTH_MAX} levels.");
                UserError::at("parentId", "TOO_DEEP", message)
            }
            Self::TooManyCategories => {
                let message = format!(
                    "There are at most {CATEGORY_CHILDREN_MAX} categories below one parent, and {CATEGORIES_MAX} in all."
                );
                UserError::at("parentId", "TOO_MANY", message)
            }
            Self::CategoryHasChildren => UserError::at("id", "NOT_EMPTY", "Other categories stand below this one."),
            Self::CategoryHasProducts => UserError::at("id", "NOT_EMPTY", "Products are filed in this category."),
            Self::CollectionFull => {
                let message = format!("A collection has at most {COLLECTION_PRODUCTS_MAX} products.");
                UserError::at("productIds", "TOO_MANY", message)
            }
            Self::TooManyCollections { products } => {
                let message = format!("A product is in at most {COLLECTIONS_PER_PRODUCT_MAX} collections.");
                UserError::at("productIds", "TOO_MANY", message).with(json!({ "productIds": products }))
            }
        }
    }
}

/// A field below a path that may be the input itself.
fn under(path: &str, field: &str) -> String {
    if path.is_empty() { field.to_owned() } else { format!("{path}.{field}") }
}

/// Several refusals at once, if there are any.
pub fn refuse_all(errors: Vec<CatalogError>) -> Result<(), Vec<UserError>> {
    if errors.is_empty() { Ok(()) } else { Err(errors.iter().map(Refusal::to_user_error).collect()) }
}
