//! The catalog in the schema.

mod mutation;
mod object;
mod payload;
mod query;

pub use mutation::{CatalogMutation, ProductMutation};
pub use object::{Category, Collection, Product, ProductSeo, ProductVariant, VariantPrice};
pub use query::CatalogQuery;
