//! The tables of the catalog.

pub mod category;
pub mod collection;
pub mod collection_product;
pub mod product;
pub mod product_tag;
pub mod product_variant;
