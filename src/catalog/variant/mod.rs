//! What can be done with a variant of a product.

pub mod create;
pub mod delete;
pub mod update;

use sea_orm::EntityTrait as _;

use crate::catalog::entity::product_variant;
use crate::catalog::whole::Whole;
use crate::kernel::aggregate::{Aggregate, Find};
use crate::kernel::condition::Subject;
use crate::kernel::fault::Fault;
use crate::kernel::id::{ProductId, TypedId as _, VariantId};
use crate::kernel::permission::Permission;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// A variant with the product that it belongs to. Its version is that of the product.
pub struct VariantInProduct {
    pub whole: Whole,
    /// The place of the variant among those of the product.
    pub index: usize,
}

impl VariantInProduct {
    fn within(whole: Whole, id: VariantId) -> Option<Self> {
        let index = whole.variants.iter().position(|variant| variant.id == id)?;
        Some(Self { whole, index })
    }
}

impl Aggregate for VariantInProduct {
    type Key = VariantId;
    const ENTITY: &'static str = ProductId::TYPE;
    const NOUN: &'static str = "variant";

    async fn find<P: Permission>(find: &Find<'_, P>, key: VariantId) -> Result<Option<Self>, Failure> {
        let Some(product) = product_of(find.tx, key).await? else { return Ok(None) };
        Ok(Whole::find(find, product).await?.and_then(|whole| Self::within(whole, key)))
    }

    async fn lock<P: Permission>(find: &Find<'_, P>, key: VariantId) -> Result<Option<Self>, Failure> {
        let Some(product) = product_of(find.tx, key).await? else { return Ok(None) };
        // Read again with the product locked: it may have gone in between.
        Ok(Whole::lock(find, product).await?.and_then(|whole| Self::within(whole, key)))
    }

    fn subject(&self) -> Subject {
        self.whole.subject()
    }
}

async fn product_of(tx: &Tx, id: VariantId) -> Result<Option<ProductId>, Fault> {
    let variant = product_variant::Entity::find_by_id(id).one(tx.db()).await?;
    Ok(variant.map(|variant| variant.product_id))
}

/// The input is the variant itself.
fn in_input(_: usize) -> String {
    String::new()
}
