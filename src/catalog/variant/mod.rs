//! What can be done with a variant of a product.

pub mod create;
pub mod delete;
pub mod update;

use sea_orm::EntityTrait as _;

use crate::catalog::entity::product_variant;
use crate::catalog::error::CatalogError;
use crate::catalog::whole::{self, Whole};
use crate::kernel::id::VariantId;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// The product of a variant, for writing, and the place of the variant in it.
async fn lock(tx: &Tx, id: VariantId) -> Result<(Whole, usize), Failure> {
    let found = product_variant::Entity::find_by_id(id).one(tx.db()).await?;
    let product = found.ok_or(CatalogError::VariantNotFound)?.product_id;
    let whole = whole::lock(tx, product).await?.ok_or(CatalogError::VariantNotFound)?;
    // Read again with the product locked: it may have gone in between.
    let index = whole.variants.iter().position(|variant| variant.id == id).ok_or(CatalogError::VariantNotFound)?;
    Ok((whole, index))
}

/// The input is the variant itself.
fn in_input(_: usize) -> String {
    String::new()
}
