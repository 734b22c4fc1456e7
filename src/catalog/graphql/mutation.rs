//! The mutations of the catalog.

use async_graphql::{Context, Object};

use crate::catalog::category::create::CategoryCreateInput;
use crate::catalog::category::delete::CategoryDeleteInput;
use crate::catalog::category::relocate::CategoryMoveInput;
use crate::catalog::category::update::CategoryUpdateInput;
use crate::catalog::collection::add::CollectionProductsAddInput;
use crate::catalog::collection::create::CollectionCreateInput;
use crate::catalog::collection::delete::CollectionDeleteInput;
use crate::catalog::collection::remove::CollectionProductsRemoveInput;
use crate::catalog::collection::reorder::CollectionProductsReorderInput;
use crate::catalog::collection::update::CollectionUpdateInput;
use crate::catalog::graphql::payload::{
    CategoryCreatePayload, CategoryDeletePayload, CategoryMovePayload, CategoryUpdatePayload, CollectionCreatePayload,
    CollectionDeletePayload, CollectionProductsAddPayload, CollectionProductsRemovePayload,
    CollectionProductsReorderPayload, CollectionUpdatePayload, ProductArchivePayload, ProductCreatePayload,
    ProductPublishPayload, ProductSetPayload, ProductUnpublishPayload, ProductUpdatePayload,
    ProductVariantCreatePayload, ProductVariantDeletePayload, ProductVariantUpdatePayload,
};
use crate::catalog::product::archive::ProductArchiveInput;
use crate::catalog::product::create::ProductCreateInput;
use crate::catalog::product::publish::ProductPublishInput;
use crate::catalog::product::set::ProductSetInput;
use crate::catalog::product::unpublish::ProductUnpublishInput;
use crate::catalog::product::update::ProductUpdateInput;
use crate::catalog::variant::create::ProductVariantCreateInput;
use crate::catalog::variant::delete::ProductVariantDeleteInput;
use crate::catalog::variant::update::ProductVariantUpdateInput;
use crate::kernel::api::{Api as _, Nullable};

#[derive(Default)]
pub struct ProductMutation;

#[Object]
impl ProductMutation {
    /// Add a product as a draft. Requires `product.create`.
    async fn product_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The product to add.")] input: ProductCreateInput,
    ) -> Nullable<ProductCreatePayload> {
        Some(ctx.command(input).await.map(ProductCreatePayload))
    }

    /// Change a product. Requires `product.update`.
    async fn product_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: ProductUpdateInput,
    ) -> Nullable<ProductUpdatePayload> {
        Some(ctx.command(input).await.map(ProductUpdatePayload))
    }

    /// Make a product as described: change it when it is there, add it when it is not. Adding also needs `product.create`. Requires `product.update`.
    async fn product_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The product as it shall be.")] input: ProductSetInput,
    ) -> Nullable<ProductSetPayload> {
        Some(ctx.command(input).await.map(ProductSetPayload))
    }

    /// Put a draft up for sale. It needs a variant with a price. Requires `product.publish`.
    async fn product_publish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The product to put up for sale.")] input: ProductPublishInput,
    ) -> Nullable<ProductPublishPayload> {
        Some(ctx.command(input).await.map(ProductPublishPayload))
    }

    /// Take a product off sale, or out of the archive: it is a draft again. Requires `product.publish`.
    async fn product_unpublish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The product to make a draft again.")] input: ProductUnpublishInput,
    ) -> Nullable<ProductUnpublishPayload> {
        Some(ctx.command(input).await.map(ProductUnpublishPayload))
    }

    /// Put a product into the archive. It is not for sale any more. Requires `product.archive`.
    async fn product_archive(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The product to archive.")] input: ProductArchiveInput,
    ) -> Nullable<ProductArchivePayload> {
        Some(ctx.command(input).await.map(ProductArchivePayload))
    }

    /// Add a variant to a product. Requires `product.update`.
    async fn product_variant_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The variant to add.")] input: ProductVariantCreateInput,
    ) -> Nullable<ProductVariantCreatePayload> {
        Some(ctx.command(input).await.map(ProductVariantCreatePayload))
    }

    /// Change a variant. Requires `product.update`.
    async fn product_variant_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: ProductVariantUpdateInput,
    ) -> Nullable<ProductVariantUpdatePayload> {
        Some(ctx.command(input).await.map(ProductVariantUpdatePayload))
    }

    /// Remove a variant that there is no stock of. Requires `product.update`.
    async fn product_variant_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The variant to remove.")] input: ProductVariantDeleteInput,
    ) -> Nullable<ProductVariantDeletePayload> {
        Some(ctx.command(input).await.map(ProductVariantDeletePayload))
    }
}

#[derive(Default)]
pub struct CatalogMutation;

#[Object]
impl CatalogMutation {
    /// Add a category. Requires `category.edit`.
    async fn category_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The category to add.")] input: CategoryCreateInput,
    ) -> Nullable<CategoryCreatePayload> {
        Some(ctx.command(input).await.map(CategoryCreatePayload))
    }

    /// Rename or describe a category. Requires `category.edit`.
    async fn category_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: CategoryUpdateInput,
    ) -> Nullable<CategoryUpdatePayload> {
        Some(ctx.command(input).await.map(CategoryUpdatePayload))
    }

    /// Move a category with all that is below it. Requires `category.edit`.
    async fn category_move(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where to move it.")] input: CategoryMoveInput,
    ) -> Nullable<CategoryMovePayload> {
        Some(ctx.command(input).await.map(CategoryMovePayload))
    }

    /// Remove an empty category. Requires `category.edit`.
    async fn category_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The category to remove.")] input: CategoryDeleteInput,
    ) -> Nullable<CategoryDeletePayload> {
        Some(ctx.command(input).await.map(CategoryDeletePayload))
    }

    /// Add a collection. Requires `collection.edit`.
    async fn collection_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The collection to add.")] input: CollectionCreateInput,
    ) -> Nullable<CollectionCreatePayload> {
        Some(ctx.command(input).await.map(CollectionCreatePayload))
    }

    /// Rename or describe a collection. Requires `collection.edit`.
    async fn collection_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: CollectionUpdateInput,
    ) -> Nullable<CollectionUpdatePayload> {
        Some(ctx.command(input).await.map(CollectionUpdatePayload))
    }

    /// Remove a collection. Its products stay. Requires `collection.edit`.
    async fn collection_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The collection to remove.")] input: CollectionDeleteInput,
    ) -> Nullable<CollectionDeletePayload> {
        Some(ctx.command(input).await.map(CollectionDeletePayload))
    }

    /// Put products into a collection. Requires `collection.edit`.
    async fn collection_products_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to put in.")] input: CollectionProductsAddInput,
    ) -> Nullable<CollectionProductsAddPayload> {
        Some(ctx.command(input).await.map(CollectionProductsAddPayload))
    }

    /// Take products out of a collection. Requires `collection.edit`.
    async fn collection_products_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to take out.")] input: CollectionProductsRemoveInput,
    ) -> Nullable<CollectionProductsRemovePayload> {
        Some(ctx.command(input).await.map(CollectionProductsRemovePayload))
    }

    /// Move products within a collection. Requires `collection.edit`.
    async fn collection_products_reorder(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The moves.")] input: CollectionProductsReorderInput,
    ) -> Nullable<CollectionProductsReorderPayload> {
        Some(ctx.command(input).await.map(CollectionProductsReorderPayload))
    }
}
