//! Every SELECT of the catalog that is batched.

mod by_id;
mod children;

pub use by_id::{CategoryById, CollectionById, ProductById, ProductBySlug, VariantById, VariantBySku};
pub use children::{
    Beginning, ChildrenOfCategory, CollectionsOfProduct, ProductsOfCategory, ProductsOfCollection, VariantsOfProduct,
};
