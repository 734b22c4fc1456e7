//! The catalog: products with their variants, the category tree, collections.
//!
//! A product is one thing with its variants: each change of either raises the version of the product. A product that is for
//! sale (`ACTIVE`) has at least one variant with a price. Slugs, external keys and SKUs are unique.

pub mod entity;
pub mod graphql;
pub mod import;
pub mod loader;
pub mod permission;
