//! The catalog in the schema.

use async_graphql::{Context, ID, Object};

use crate::catalog::entity::{product, product_variant};
use crate::catalog::loader::ProductById;
use crate::inventory::graphql::{Stock, available_of, stocks_of};
use crate::inventory::rules::Tracking;
use crate::kernel::api::{Api as _, Nullable};
use crate::kernel::fault::Fault;
use crate::kernel::id::TypedId as _;

/// Something that is sold, in one or several variants.
#[derive(Clone)]
pub struct Product(pub product::Model);

#[Object]
impl Product {
    /// The global id.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_global())
    }

    /// The title.
    async fn title(&self) -> &str {
        &self.0.title
    }
}

/// What is picked, priced and counted.
#[derive(Clone)]
pub struct ProductVariant(pub product_variant::Model);

#[Object]
impl ProductVariant {
    /// The global id.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_global())
    }

    /// The SKU.
    async fn sku(&self) -> Option<&str> {
        self.0.sku.as_deref()
    }

    /// The product.
    async fn product(&self, ctx: &Context<'_>) -> Nullable<Product> {
        ctx.load(ProductById(self.0.product_id)).await.map(|row| row.map(Product)).transpose()
    }

    /// How much of it lies in the warehouses that the caller may see, the warehouse that serves first first.
    async fn stocks(&self, ctx: &Context<'_>) -> Nullable<Vec<Stock>> {
        Some(stocks_of(ctx, self.0.id).await)
    }

    /// How many pieces can be promised from the warehouses that the caller may see and that serve orders. Null when they are
    /// not counted, and for a caller who may not see stock.
    async fn available(&self, ctx: &Context<'_>) -> Option<Result<i32, Fault>> {
        let tracking = Tracking::of(self.0.track_stock, self.0.allow_backorder);
        available_of(ctx, self.0.id, tracking).await.transpose()
    }
}
