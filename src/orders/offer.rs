//! What orders want to know of the catalog: what a variant is called and costs now, and whether it is sold at all.

use sea_orm::{EntityTrait as _, QueryFilter as _};
use std::collections::HashMap;

use crate::catalog::entity::product::{self, ProductStatus};
use crate::catalog::entity::product_variant;
use crate::kernel::fault::Fault;
use crate::kernel::id::{OrderId, OrderLineId, ProductId, VariantId};
use crate::kernel::loader::among;
use crate::kernel::money::{Currency, Money, MoneyError};
use crate::kernel::tx::Tx;
use crate::orders::entity::order_line;
use crate::orders::error::Unsellable;
use crate::orders::rules;

/// A variant with its product.
pub struct Offer {
    pub variant: product_variant::Model,
    pub product: product::Model,
}

/// The offers of these variants; without those that are gone.
pub async fn find(tx: &Tx, variants: &[VariantId]) -> Result<HashMap<VariantId, Offer>, Fault> {
    let mut rows = Vec::new();
    for chunk in variants.chunks(500) {
        let found = product_variant::Entity::find().filter(among(tx.db(), product_variant::Column::Id, chunk));
        rows.extend(found.all(tx.db()).await?);
    }
    let mut ids: Vec<ProductId> = rows.iter().map(|variant| variant.product_id).collect();
    ids.sort();
    ids.dedup();
    let mut products = HashMap::new();
    for chunk in ids.chunks(500) {
        let found = product::Entity::find().filter(among(tx.db(), product::Column::Id, chunk)).all(tx.db()).await?;
        products.extend(found.into_iter().map(|product| (product.id, product)));
    }
    let offers = rows.into_iter().filter_map(|variant| {
        let product = products.get(&variant.product_id)?.clone();
        Some((variant.id, Offer { variant, product }))
    });
    Ok(offers.collect())
}

/// The price at which a variant can be sold now.
pub fn price(offer: Option<&Offer>, currency: Currency) -> Result<(&Offer, Money), Unsellable> {
    let offer = offer.ok_or(Unsellable::Gone)?;
    match offer.product.status {
        ProductStatus::Draft | ProductStatus::Archived => return Err(Unsellable::NotForSale),
        ProductStatus::Active => {}
    }
    let price = offer.variant.price(currency).ok_or(Unsellable::NoPrice)?;
    Ok((offer, price))
}

/// A new line with what is true of the variant now.
pub fn line(
    id: OrderLineId,
    order: OrderId,
    (offer, unit_price): (&Offer, Money),
    quantity: i64,
    position: i32,
) -> Result<order_line::Model, MoneyError> {
    Ok(order_line::Model {
        id,
        order_id: order,
        variant_id: offer.variant.id,
        sku: offer.variant.sku.clone(),
        product_title: offer.product.title.clone(),
        variant_title: offer.variant.title.clone(),
        requires_shipping: offer.variant.requires_shipping,
        currency: unit_price.currency,
        unit_price_minor: unit_price.minor,
        quantity,
        quantity_fulfilled: 0,
        quantity_canceled: 0,
        total_minor: rules::line_total(unit_price, quantity)?,
        position,
    })
}
