//! The catalog: products with their variants, the category tree, collections.
//!
//! A product is one thing with its variants: each change of either raises the version of the product, and [`whole`] is the one
//! place that writes them. A product that is for sale (`ACTIVE`) has at least one variant with a price. Slugs, external keys
//! and SKUs are unique. Descriptions are HTML and made harmless when they are written.
//!
//! Visitors see what is for sale; who holds `product.read` sees all. [`search`] finds products by the beginnings of words.
//! [`import`] brings products from files.

pub mod category;
pub mod collection;
pub mod entity;
pub mod error;
pub(crate) mod fields;
pub mod graphql;
mod html;
pub mod import;
pub mod loader;
mod names;
pub mod permission;
pub mod product;
pub mod read;
pub mod rules;
pub mod search;
pub mod variant;
pub mod whole;

use crate::kernel::command::Registry;

/// Adds the commands of this slice.
pub fn commands(registry: Registry) -> Registry {
    registry
        .with::<product::create::ProductCreateInput>()
        .with::<product::update::ProductUpdateInput>()
        .with::<product::set::ProductSetInput>()
        .with::<product::publish::ProductPublishInput>()
        .with::<product::unpublish::ProductUnpublishInput>()
        .with::<product::archive::ProductArchiveInput>()
        .with::<variant::create::ProductVariantCreateInput>()
        .with::<variant::update::ProductVariantUpdateInput>()
        .with::<variant::delete::ProductVariantDeleteInput>()
        .with::<category::create::CategoryCreateInput>()
        .with::<category::update::CategoryUpdateInput>()
        .with::<category::relocate::CategoryMoveInput>()
        .with::<category::delete::CategoryDeleteInput>()
        .with::<collection::create::CollectionCreateInput>()
        .with::<collection::update::CollectionUpdateInput>()
        .with::<collection::delete::CollectionDeleteInput>()
        .with::<collection::add::CollectionProductsAddInput>()
        .with::<collection::remove::CollectionProductsRemoveInput>()
        .with::<collection::reorder::CollectionProductsReorderInput>()
}
