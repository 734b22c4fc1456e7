//! The queries of the catalog.

use async_graphql::{Context, Object};

use crate::catalog::graphql::{Category, Collection, Product, ProductVariant};
use crate::catalog::loader::{CategoryById, CollectionById, ProductById, ProductBySlug, VariantById, VariantBySku};
use crate::catalog::permission::ProductBrowse;
use crate::catalog::read::{self, ProductFilter, ProductSort};
use crate::kernel::api::{Api as _, Nullable};
use crate::kernel::cost;
use crate::kernel::fault::Fault;
use crate::kernel::id::{CategoryId, CollectionId, ProductId, VariantId};
use crate::kernel::page::{Direction, PageArgs, Pages};

#[derive(Default)]
pub struct CatalogQuery;

#[Object]
impl CatalogQuery {
    /// A product by its id; null when there is none for the caller. Who does not hold `product.read` sees products that are for
    /// sale. Requires `product.browse`.
    async fn product(&self, ctx: &Context<'_>, #[graphql(desc = "The product.")] id: ProductId) -> Nullable<Product> {
        if let Err(fault) = ctx.may(ProductBrowse) {
            return Some(Err(fault));
        }
        ctx.child(ProductById(id), Product).await
    }

    /// A product by its name in URLs; null when there is none for the caller. Requires `product.browse`.
    async fn product_by_slug(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The name in URLs.")] slug: String,
    ) -> Nullable<Product> {
        if let Err(fault) = ctx.may(ProductBrowse) {
            return Some(Err(fault));
        }
        ctx.child(ProductBySlug(slug), Product).await
    }

    /// The products that the caller may see. Who does not hold `product.read` sees products that are for sale.
    /// Requires `product.browse`.
    #[allow(clippy::too_many_arguments, reason = "the four of a page, and what a list needs")]
    #[graphql(directive = cost::page::apply())]
    async fn products(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which products; all without.", name = "where")] filter: Option<ProductFilter>,
        #[graphql(desc = "What they are sorted by. The default is `CREATED_AT`.")] sort: Option<ProductSort>,
        #[graphql(desc = "The direction of the sort. The default is `DESC`.")] direction: Option<Direction>,
        #[graphql(desc = "So many from the start, at most 100. The default is 20.")] first: Option<i32>,
        #[graphql(desc = "So many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Nullable<Pages<Product>> {
        let order = (sort.unwrap_or_default(), direction.unwrap_or_default());
        let args = PageArgs { first, last, after, before };
        Some(products(ctx, filter.unwrap_or_default(), order, args).await)
    }

    /// A variant by its id; null when there is none for the caller. Requires `product.browse`.
    async fn product_variant(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The variant.")] id: VariantId,
    ) -> Nullable<ProductVariant> {
        if let Err(fault) = ctx.may(ProductBrowse) {
            return Some(Err(fault));
        }
        ctx.child(VariantById(id), ProductVariant).await
    }

    /// A variant by its stock keeping unit; null when there is none for the caller. Requires `product.browse`.
    async fn product_variant_by_sku(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The stock keeping unit, letter by letter.")] sku: String,
    ) -> Nullable<ProductVariant> {
        if let Err(fault) = ctx.may(ProductBrowse) {
            return Some(Err(fault));
        }
        ctx.child(VariantBySku(sku), ProductVariant).await
    }

    /// A category by its id; null when there is none for the caller. Requires `product.browse`.
    async fn category(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The category.")] id: CategoryId,
    ) -> Nullable<Category> {
        if let Err(fault) = ctx.may(ProductBrowse) {
            return Some(Err(fault));
        }
        ctx.child(CategoryById(id), Category).await
    }

    /// The categories below one parent, or at the top, in their order. Requires `product.browse`.
    #[graphql(directive = cost::page::apply())]
    async fn categories(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The category that they stand below; the top without.")] parent_id: Option<CategoryId>,
        #[graphql(desc = "So many from the start, at most 100. The default is 20.")] first: Option<i32>,
        #[graphql(desc = "So many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Nullable<Pages<Category>> {
        Some(categories(ctx, parent_id, PageArgs { first, last, after, before }).await)
    }

    /// A collection by its id; null when there is none for the caller. Requires `product.browse`.
    async fn collection(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The collection.")] id: CollectionId,
    ) -> Nullable<Collection> {
        if let Err(fault) = ctx.may(ProductBrowse) {
            return Some(Err(fault));
        }
        ctx.child(CollectionById(id), Collection).await
    }

    /// The collections, by title. Requires `product.browse`.
    #[graphql(directive = cost::page::apply())]
    async fn collections(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the start, at most 100. The default is 20.")] first: Option<i32>,
        #[graphql(desc = "So many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Nullable<Pages<Collection>> {
        Some(collections(ctx, PageArgs { first, last, after, before }).await)
    }
}

async fn products(
    ctx: &Context<'_>,
    filter: ProductFilter,
    (sort, direction): (ProductSort, Direction),
    args: PageArgs,
) -> Result<Pages<Product>, Fault> {
    let cx = ctx.may(ProductBrowse)?;
    Ok(read::products(&cx, filter, sort, direction, args).await?.into_connection(Product))
}

async fn categories(ctx: &Context<'_>, parent: Option<CategoryId>, args: PageArgs) -> Result<Pages<Category>, Fault> {
    let cx = ctx.may(ProductBrowse)?;
    Ok(read::categories(&cx, parent, args).await?.into_connection(Category))
}

async fn collections(ctx: &Context<'_>, args: PageArgs) -> Result<Pages<Collection>, Fault> {
    let cx = ctx.may(ProductBrowse)?;
    Ok(read::collections(&cx, args).await?.into_connection(Collection))
}
