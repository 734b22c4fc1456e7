//! Products, variants, categories and collections as objects.

use async_graphql::{Context, ID, Object, SimpleObject};
use std::sync::Arc;

use crate::catalog::entity::product::{ProductMedia, ProductStatus};
use crate::catalog::entity::product_variant::Price;
use crate::catalog::entity::{category, collection, product, product_variant};
use crate::catalog::loader::{
    CategoryById, ChildrenOfCategory, CollectionsOfProduct, ProductById, ProductsOfCategory, ProductsOfCollection,
    VariantsOfProduct,
};
use crate::catalog::permission::{ProductArchive, ProductPublish, ProductUpdate};
use crate::catalog::read;
use crate::catalog::rules::{self, ProductAction};
use crate::inventory::graphql::{Stock, available_of, stocks_of};
use crate::inventory::rules::Tracking;
use crate::kernel::api::{Api as _, Nullable};
use crate::kernel::clock::Timestamp;
use crate::kernel::cost;
use crate::kernel::cx::Caller;
use crate::kernel::fault::Fault;
use crate::kernel::id::TypedId as _;
use crate::kernel::money::{Currency, Money};
use crate::kernel::page::{Key, Page, PageArgs, Pages};
use crate::kernel::plain::{Plain, Plains, Ready};
use crate::kernel::scope::Domain;
use crate::workflow::graphql::{Task, WorkflowInstance, tasks_about, workflows_over};

#[derive(Clone)]
pub struct Product(pub product::Model);

/// What search engines are told of a product.
#[derive(Clone, SimpleObject)]
pub struct ProductSeo {
    /// The title. Null when the title of the product does.
    title: Option<String>,
    /// The description. Null when there is none.
    description: Option<String>,
}

/// Something that is sold, in one or several variants.
#[Object]
impl Product {
    /// The global id.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_global())
    }

    /// The name in URLs.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// The name in other systems.
    async fn external_key(&self) -> Option<&str> {
        self.0.external_key.as_deref()
    }

    /// The name for people.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// The description in HTML, safe to show.
    async fn body_html(&self) -> &str {
        &self.0.body_html
    }

    /// Who makes or supplies it. Empty when nobody said.
    async fn vendor(&self) -> &str {
        &self.0.vendor
    }

    /// What it is, such as `Chair`. Empty when nobody said.
    async fn product_type(&self) -> &str {
        &self.0.product_type
    }

    /// Whether it is for sale.
    async fn status(&self) -> ProductStatus {
        self.0.status
    }

    /// The tags, at most 250.
    #[graphql(directive = cost::list::apply(5))]
    async fn tags(&self) -> &[String] {
        &self.0.tags.0
    }

    /// What search engines are told.
    async fn seo(&self) -> ProductSeo {
        ProductSeo { title: self.0.seo_title.clone(), description: self.0.seo_description.clone() }
    }

    /// The pictures and films, at most 250, in their order.
    #[graphql(directive = cost::list::apply(5))]
    async fn media(&self) -> &[ProductMedia] {
        &self.0.media.0
    }

    /// The names of the options, at most three, such as `Size`.
    #[graphql(directive = cost::list::apply(3))]
    async fn option_names(&self) -> &[String] {
        &self.0.option_names.0
    }

    /// The category in which it is filed.
    async fn category(&self, ctx: &Context<'_>) -> Nullable<Category> {
        ctx.child(CategoryById(self.0.category_id?), Category).await
    }

    /// The variants, at most 250, in their order.
    #[graphql(directive = cost::list::apply(5))]
    async fn variants(&self, ctx: &Context<'_>) -> Result<Plains<ProductVariant>, Fault> {
        let rows = ctx.load(VariantsOfProduct(self.0.id)).await?.unwrap_or_default();
        Ok(Plains(rows.into_iter().map(ProductVariant).collect()))
    }

    /// The collections that it is in, at most 100, by title.
    #[graphql(directive = cost::list::apply(3))]
    async fn collections(&self, ctx: &Context<'_>) -> Result<Vec<Collection>, Fault> {
        let rows = ctx.load(CollectionsOfProduct(self.0.id)).await?.unwrap_or_default();
        Ok(rows.into_iter().map(Collection).collect())
    }

    /// When it was put up for sale. Null when it is not.
    async fn published_at(&self) -> Option<Timestamp> {
        self.0.published_at
    }

    /// What the caller may do with it now, if need be after an approval.
    #[graphql(directive = cost::list::apply(5))]
    async fn next_actions(&self, ctx: &Context<'_>) -> Vec<ProductAction> {
        let caller = ctx.caller();
        rules::actions(self.0.status).into_iter().filter(|action| may(&caller, *action)).collect()
    }

    /// The open and claimed tasks about it that the caller sees, most urgent first; at most 50. Requires `task.work`.
    #[graphql(directive = cost::list::apply(3))]
    async fn tasks(&self, ctx: &Context<'_>) -> Nullable<Vec<Task>> {
        Some(tasks_about(ctx, self.0.id).await)
    }

    /// The running workflows over it that the caller sees, oldest first; at most 20. Requires `task.work`.
    #[graphql(directive = cost::list::apply(3))]
    async fn workflows(&self, ctx: &Context<'_>) -> Nullable<Vec<WorkflowInstance>> {
        Some(workflows_over(ctx, self.0.id).await)
    }

    /// Goes up with each change of the product or of one of its variants.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// When it was added.
    async fn created_at(&self) -> Timestamp {
        self.0.created_at
    }

    /// When it was last changed.
    async fn updated_at(&self) -> Timestamp {
        self.0.updated_at
    }
}

/// Whether the caller could do this with a product, which is a matter of the whole company.
fn may(caller: &Caller, action: ProductAction) -> bool {
    match action {
        ProductAction::Update => caller.could::<ProductUpdate>(Domain::Everything),
        ProductAction::Publish | ProductAction::Unpublish => caller.could::<ProductPublish>(Domain::Everything),
        ProductAction::Archive => caller.could::<ProductArchive>(Domain::Everything),
    }
}

#[derive(Clone)]
pub struct ProductVariant(pub Arc<product_variant::Model>);

#[derive(Clone)]
pub struct VariantPrice(pub Price);

/// What a variant costs in one currency.
#[Object]
impl VariantPrice {
    /// What a piece costs.
    async fn amount(&self) -> Plain<Money> {
        Plain(self.0.amount())
    }

    /// What it cost before, or costs elsewhere.
    async fn compare_at(&self) -> Option<Plain<Money>> {
        self.0.compare_at().map(Plain)
    }
}

/// What is picked, priced and counted.
#[Object]
impl ProductVariant {
    /// The global id.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_global())
    }

    /// The product that it is a variant of.
    async fn product(&self, ctx: &Context<'_>) -> Nullable<Product> {
        ctx.child(ProductById(self.0.product_id), Product).await
    }

    /// The stock keeping unit.
    async fn sku(&self) -> Option<&str> {
        self.0.sku.as_deref()
    }

    /// The barcode.
    async fn barcode(&self) -> Option<&str> {
        self.0.barcode.as_deref()
    }

    /// The option values joined, such as `M / Red`. Empty when the product has no options.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// One value for each option of the product, in their order.
    #[graphql(directive = cost::list::apply(3))]
    async fn option_values(&self) -> &[String] {
        &self.0.option_values.0
    }

    /// The prices, one for each currency, by its code.
    #[graphql(directive = cost::list::apply(3))]
    async fn prices(&self) -> Plains<VariantPrice> {
        Plains(self.0.prices.0.iter().cloned().map(VariantPrice).collect())
    }

    /// The price in one currency. Null when there is none.
    async fn price(&self, #[graphql(desc = "The currency.")] currency: Currency) -> Option<Plain<VariantPrice>> {
        self.0.prices.get(currency).cloned().map(VariantPrice).map(Plain)
    }

    /// The weight of a piece in grams.
    async fn weight_grams(&self) -> Option<i64> {
        self.0.weight_grams
    }

    /// The name of the tax class.
    async fn tax_class(&self) -> Option<&str> {
        self.0.tax_class.as_deref()
    }

    /// Whether it is sent to the buyer.
    async fn requires_shipping(&self) -> bool {
        self.0.requires_shipping
    }

    /// Whether tax is due.
    async fn taxable(&self) -> bool {
        self.0.taxable
    }

    /// Whether stock is counted. Without, any quantity can be sold.
    async fn track_stock(&self) -> bool {
        self.0.track_stock
    }

    /// Whether it can be sold beyond what is in stock.
    async fn allow_backorder(&self) -> bool {
        self.0.allow_backorder
    }

    /// The picture of this variant.
    async fn image_url(&self) -> Option<&str> {
        self.0.image_url.as_deref()
    }

    /// How much of it lies in the warehouses that the caller may see, the one that serves first first. Requires `stock.read`.
    #[graphql(directive = cost::list::apply(3))]
    async fn stocks(&self, ctx: &Context<'_>) -> Result<Vec<Stock>, Fault> {
        stocks_of(ctx, self.0.id, Tracking::of(self.0.track_stock, self.0.allow_backorder)).await
    }

    /// How many pieces can be promised from the warehouses that the caller may see and that serve orders. Null when they are
    /// not counted. Requires `stock.read`.
    async fn available(&self, ctx: &Context<'_>) -> Nullable<i32> {
        let tracking = Tracking::of(self.0.track_stock, self.0.allow_backorder);
        available_of(ctx, self.0.id, tracking).await.transpose()
    }
}

impl Ready for VariantPrice {}

impl Ready for ProductVariant {
    const WAITING: &'static [&'static str] = &["product", "stocks", "available"];
}

#[derive(Clone)]
pub struct Category(pub category::Model);

/// A node of the category tree.
#[Object]
impl Category {
    /// The global id.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_global())
    }

    /// The name in URLs.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// The name for people.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What belongs into it.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// Its place among its siblings, from 0.
    async fn position(&self) -> i32 {
        self.0.position
    }

    /// The category that it stands below. Null at the top.
    async fn parent(&self, ctx: &Context<'_>) -> Nullable<Category> {
        ctx.child(CategoryById(self.0.parent_id?), Category).await
    }

    /// The categories below it, at most 250, in their order.
    #[graphql(directive = cost::list::apply(10))]
    async fn children(&self, ctx: &Context<'_>) -> Result<Vec<Category>, Fault> {
        let rows = ctx.load(ChildrenOfCategory(self.0.id)).await?.unwrap_or_default();
        Ok(rows.into_iter().map(Category).collect())
    }

    /// The products that are filed in this very category, by title. Those below it as well are found by the filter of
    /// `products`.
    #[graphql(directive = cost::page::apply())]
    async fn products(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the start, at most 100. The default is 20.")] first: Option<i32>,
        #[graphql(desc = "So many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Nullable<Pages<Product>> {
        // In a box: every field has as much room as the largest.
        Some(Box::pin(category_products(ctx, &self.0, PageArgs { first, last, after, before })).await)
    }

    /// Goes up with each change.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// When it was added.
    async fn created_at(&self) -> Timestamp {
        self.0.created_at
    }

    /// When it was last changed.
    async fn updated_at(&self) -> Timestamp {
        self.0.updated_at
    }
}

async fn category_products(ctx: &Context<'_>, of: &category::Model, args: PageArgs) -> Result<Pages<Product>, Fault> {
    let list = read::of_category(&ctx.caller(), of.id);
    let page = match args.beginning()? {
        Some(first) => {
            let found = ctx.load(ProductsOfCategory { category: of.id, first }).await?.unwrap_or_default();
            let rows = found.rows.into_iter().map(|(_, row)| (read::key_in_category(&row), row));
            list.beginning(rows.map(|((key, id), row)| (key, id, row)).collect(), found.total)
        }
        None => list.page(&ctx.house().db.reader, args, read::key_in_category).await?,
    };
    Ok(page.into_connection(Product))
}

#[derive(Clone)]
pub struct Collection(pub collection::Model);

/// A hand-made list of products.
#[Object]
impl Collection {
    /// The global id.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_global())
    }

    /// The name in URLs.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// The name for people.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// What it is about.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// The products in it that the caller may see, in the order that people gave them.
    #[graphql(directive = cost::page::apply())]
    async fn products(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the start, at most 100. The default is 20.")] first: Option<i32>,
        #[graphql(desc = "So many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Nullable<Pages<Product>> {
        // In a box: every field has as much room as the largest.
        Some(Box::pin(collection_products(ctx, &self.0, PageArgs { first, last, after, before })).await)
    }

    /// Goes up with each change of the collection or of what is in it.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// When it was added.
    async fn created_at(&self) -> Timestamp {
        self.0.created_at
    }

    /// When it was last changed.
    async fn updated_at(&self) -> Timestamp {
        self.0.updated_at
    }
}

async fn collection_products(
    ctx: &Context<'_>,
    of: &collection::Model,
    args: PageArgs,
) -> Result<Pages<Product>, Fault> {
    let list = read::of_collection(&ctx.caller(), of.id);
    let page = match args.beginning()? {
        Some(first) => {
            let found = ctx.load(ProductsOfCollection { collection: of.id, first }).await?.unwrap_or_default();
            let rows = found.rows.into_iter().map(|(position, row)| (Key::Int(position), row.id.0, row));
            list.beginning(rows.collect(), found.total)
        }
        None => {
            let key =
                |row: &crate::catalog::entity::collection_product::Model| (Key::Int(row.position), row.product_id.0);
            with_products(ctx, list.page(&ctx.house().db.reader, args, key).await?).await?
        }
    };
    Ok(page.into_connection(Product))
}

/// The products in the places of a page.
async fn with_products(
    ctx: &Context<'_>,
    page: Page<crate::catalog::entity::collection_product::Model>,
) -> Result<Page<product::Model>, Fault> {
    let loads = page.rows.iter().map(|(_, place)| ctx.load(ProductById(place.product_id)));
    let mut found = futures::future::try_join_all(loads).await?.into_iter();
    Ok(page.filter_map(|_| found.next().flatten()))
}
