//! Every SELECT that returns a page of the catalog.

use async_graphql::{Enum, InputObject};
use futures::future::BoxFuture;
use sea_orm::sea_query::{Condition, Expr, SelectStatement};
use sea_orm::{
    ColumnTrait as _, DbBackend, EntityTrait as _, QueryFilter as _, QuerySelect as _, QueryTrait as _, Value,
};
use serde::Serialize;
use uuid::Uuid;

use crate::catalog::entity::product::{self, ProductStatus};
use crate::catalog::entity::{category, collection, collection_product, product_tag};
use crate::catalog::permission::ProductBrowse;
use crate::catalog::search;
use crate::kernel::cx::{Caller, Cx};
use crate::kernel::fault::Fault;
use crate::kernel::filter::{DateTimeFilter, FILTER_TEXT_MAX, TextFilter, one_of_predicate};
use crate::kernel::fold::fold;
use crate::kernel::house::House;
use crate::kernel::id::{CategoryId, CollectionId, ProductId, TypedId as _};
use crate::kernel::page::{Direction, Key, List, Page, PageArgs};
use crate::kernel::process::{Found, SubjectKind};
use crate::kernel::scope::Domain;

/// Products as what a workflow can run over. They are matters of the whole company.
pub const SUBJECT: SubjectKind = SubjectKind { entity: ProductId::TYPE, find: subject };

fn subject<'a>(house: &'a House, caller: &'a Caller, id: Uuid) -> BoxFuture<'a, Result<Option<Found>, Fault>> {
    Box::pin(async move {
        let seen = product::visible(caller).filter(product::Column::Id.eq(ProductId(id)));
        let found = seen.one(&house.db.reader).await?;
        Ok(found.map(|product| Found { label: product.title, domain: Domain::Everything }))
    })
}

/// Which products. All that is given must hold.
#[derive(Clone, Debug, Default, InputObject, Serialize)]
pub struct ProductFilter {
    /// With one of these statuses, at most 100.
    pub status: Option<Vec<ProductStatus>>,
    /// Of this vendor.
    pub vendor: Option<TextFilter>,
    /// Of this type.
    pub product_type: Option<TextFilter>,
    /// With this tag, whatever its letter case and accents, at most 255 characters.
    pub tag: Option<String>,
    /// Filed in this category or below it.
    pub category_id: Option<CategoryId>,
    /// In this collection.
    pub collection_id: Option<CollectionId>,
    /// Last changed then.
    pub updated_at: Option<DateTimeFilter>,
    /// Text of at most 255 characters. Each of its words must begin a word of the title, vendor, type, tags, SKUs or barcodes.
    /// Blank text asks for nothing.
    pub query: Option<String>,
}

/// What products are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, Default)]
pub enum ProductSort {
    /// By title, letter case and accents aside.
    Title,
    /// By when they were added.
    #[default]
    CreatedAt,
    /// By when they were last changed.
    UpdatedAt,
}

impl ProductFilter {
    fn predicate(&self, backend: DbBackend) -> Result<Condition, Fault> {
        let Self { status, vendor, product_type, tag, category_id, collection_id, updated_at, query } = self;
        let mut all = Condition::all()
            .add_option(one_of_predicate("where.status", product::Column::Status, status.as_deref())?)
            .add_option(category_id.map(|id| below(backend, id)))
            .add_option(collection_id.map(|id| product::Column::Id.in_subquery(held_by(id))))
            .add_option(updated_at.as_ref().map(|at| at.predicate(product::Column::UpdatedAt)));
        for (path, filter, column) in [
            ("where.vendor", vendor, product::Column::Vendor),
            ("where.productType", product_type, product::Column::ProductType),
        ] {
            if let Some(filter) = filter {
                all = all.add(filter.predicate(path, column)?);
            }
        }
        if let Some(tag) = tag {
            all = all.add(product::Column::Id.in_subquery(tagged(short("where.tag", tag)?)));
        }
        if let Some(query) = query {
            all = all.add_option(search::matching(backend, short("where.query", query)?));
        }
        Ok(all)
    }
}

fn short<'a>(path: &str, text: &'a str) -> Result<&'a str, Fault> {
    if text.chars().count() > FILTER_TEXT_MAX {
        return Err(Fault::bad_input(path, format!("A text in a filter has at most {FILTER_TEXT_MAX} characters.")));
    }
    Ok(text)
}

fn tagged(tag: &str) -> SelectStatement {
    let rows = product_tag::Entity::find().select_only().column(product_tag::Column::ProductId);
    rows.filter(product_tag::Column::TagFolded.eq(fold(tag))).into_query()
}

fn held_by(collection: CollectionId) -> SelectStatement {
    let rows = collection_product::Entity::find().select_only().column(collection_product::Column::ProductId);
    rows.filter(collection_product::Column::CollectionId.eq(collection)).into_query()
}

/// Filed in a category or in one below it.
fn below(backend: DbBackend, id: CategoryId) -> Expr {
    // `UNION` and not `UNION ALL`: it ends even if the tree should hold a circle.
    let tree = |place: &str| {
        format!(
            "\"product\".\"category_id\" IN (WITH RECURSIVE tree (id) AS (SELECT id FROM category WHERE id = {place} \
             UNION SELECT category.id FROM category JOIN tree ON category.parent_id = tree.id) SELECT id FROM tree)"
        )
    };
    let id = [Value::from(id)];
    match backend {
        DbBackend::Postgres => Expr::cust_with_values(tree("$1"), id),
        _ => Expr::cust_with_values(tree("?"), id),
    }
}

/// The products that the caller may see.
pub async fn products(
    cx: &Cx<ProductBrowse>,
    filter: ProductFilter,
    sort: ProductSort,
    direction: Direction,
    args: PageArgs,
) -> Result<Page<product::Model>, Fault> {
    let db = &cx.house().db;
    let column = match sort {
        ProductSort::Title => product::Column::TitleFolded,
        ProductSort::CreatedAt => product::Column::CreatedAt,
        ProductSort::UpdatedAt => product::Column::UpdatedAt,
    };
    let list = List {
        select: product::visible(cx.caller()).filter(filter.predicate(db.backend())?),
        sort: column,
        id: product::Column::Id,
        direction,
        tied_to: serde_json::to_string(&filter)?,
    };
    let key = |row: &product::Model| {
        let key = match sort {
            ProductSort::Title => Key::Text(row.title_folded.clone()),
            ProductSort::CreatedAt => row.created_at.into(),
            ProductSort::UpdatedAt => row.updated_at.into(),
        };
        (key, row.id.0)
    };
    list.page(&db.reader, args, key).await
}

/// The products that are filed in a category itself, by title.
pub fn of_category(caller: &Caller, category: CategoryId) -> List<product::Entity, product::Column> {
    List {
        select: product::visible(caller).filter(product::Column::CategoryId.eq(category)),
        sort: product::Column::TitleFolded,
        id: product::Column::Id,
        direction: Direction::Asc,
        tied_to: format!("category {}", category.0),
    }
}

/// The place of a product among those of its category.
pub fn key_in_category(row: &product::Model) -> (Key, uuid::Uuid) {
    (Key::Text(row.title_folded.clone()), row.id.0)
}

/// The products of a collection that the caller may see, in its order.
pub fn of_collection(
    caller: &Caller,
    collection: CollectionId,
) -> List<collection_product::Entity, collection_product::Column> {
    let visible = product::visible(caller).select_only().column(product::Column::Id).into_query();
    List {
        select: collection_product::Entity::find()
            .filter(collection_product::Column::CollectionId.eq(collection))
            .filter(collection_product::Column::ProductId.in_subquery(visible)),
        sort: collection_product::Column::Position,
        id: collection_product::Column::ProductId,
        direction: Direction::Asc,
        tied_to: format!("collection {}", collection.0),
    }
}

/// The categories below a parent, or at the top, in their order.
pub async fn categories(
    cx: &Cx<ProductBrowse>,
    parent: Option<CategoryId>,
    args: PageArgs,
) -> Result<Page<category::Model>, Fault> {
    let stand = match parent {
        Some(parent) => category::Column::ParentId.eq(parent),
        None => category::Column::ParentId.is_null(),
    };
    let list = List {
        select: category::visible(cx.caller()).filter(stand),
        sort: category::Column::Position,
        id: category::Column::Id,
        direction: Direction::Asc,
        tied_to: serde_json::to_string(&parent)?,
    };
    list.page(&cx.house().db.reader, args, |row| (Key::Int(i64::from(row.position)), row.id.0)).await
}

/// All collections, by title.
pub async fn collections(cx: &Cx<ProductBrowse>, args: PageArgs) -> Result<Page<collection::Model>, Fault> {
    let list = List {
        select: collection::visible(cx.caller()),
        sort: collection::Column::TitleFolded,
        id: collection::Column::Id,
        direction: Direction::Asc,
        tied_to: String::new(),
    };
    list.page(&cx.house().db.reader, args, |row| (Key::Text(row.title_folded.clone()), row.id.0)).await
}
