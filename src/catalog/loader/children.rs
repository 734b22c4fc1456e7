//! The children of many parents, in one statement.

use async_graphql::dataloader::Loader;
use sea_orm::sea_query::{
    Alias, Asterisk, Expr, ExprTrait as _, Func, IntoColumnRef as _, Order, Query, SelectStatement, WindowStatement,
};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, FromQueryResult as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, QueryTrait as _, TryGetable,
};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use crate::catalog::entity::{category, collection, collection_product, product, product_variant};
use crate::kernel::fault::Fault;
use crate::kernel::id::{CategoryId, CollectionId, ProductId};
use crate::kernel::loader::{Batch, group};

/// The variants of a product, in their order.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct VariantsOfProduct(pub ProductId);

impl Loader<VariantsOfProduct> for Batch {
    type Value = Vec<Arc<product_variant::Model>>;
    type Error = Fault;

    async fn load(
        &self,
        keys: &[VariantsOfProduct],
    ) -> Result<HashMap<VariantsOfProduct, Vec<Arc<product_variant::Model>>>, Fault> {
        let ids: Vec<ProductId> = keys.iter().map(|key| key.0).collect();
        let rows = product_variant::visible(&self.caller())
            .filter(self.among(product_variant::Column::ProductId, &ids))
            .order_by_asc(product_variant::Column::Position)
            .order_by_asc(product_variant::Column::Id)
            .all(&self.house.db.reader)
            .await?;
        Ok(group(rows.into_iter().map(Arc::new), |row| VariantsOfProduct(row.product_id)))
    }
}

/// The collections that a product is in, by title.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CollectionsOfProduct(pub ProductId);

impl Loader<CollectionsOfProduct> for Batch {
    type Value = Vec<collection::Model>;
    type Error = Fault;

    async fn load(
        &self,
        keys: &[CollectionsOfProduct],
    ) -> Result<HashMap<CollectionsOfProduct, Vec<collection::Model>>, Fault> {
        let ids: Vec<ProductId> = keys.iter().map(|key| key.0).collect();
        let visible = collection::visible(&self.caller()).select_only().column(collection::Column::Id).into_query();
        let rows = collection_product::Entity::find()
            .find_also_related(collection::Entity)
            .filter(self.among(collection_product::Column::ProductId, &ids))
            .filter(collection_product::Column::CollectionId.in_subquery(visible))
            .order_by_asc(collection::Column::TitleFolded)
            .order_by_asc(collection::Column::Id)
            .all(&self.house.db.reader)
            .await?;
        let rows: Vec<(ProductId, collection::Model)> =
            rows.into_iter().filter_map(|(place, row)| row.map(|row| (place.product_id, row))).collect();
        let groups = group(rows, |(product, _)| CollectionsOfProduct(*product));
        Ok(groups.into_iter().map(|(key, rows)| (key, rows.into_iter().map(|(_, row)| row).collect())).collect())
    }
}

/// The categories below a category, in their order.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ChildrenOfCategory(pub CategoryId);

impl Loader<ChildrenOfCategory> for Batch {
    type Value = Vec<category::Model>;
    type Error = Fault;

    async fn load(
        &self,
        keys: &[ChildrenOfCategory],
    ) -> Result<HashMap<ChildrenOfCategory, Vec<category::Model>>, Fault> {
        let ids: Vec<CategoryId> = keys.iter().map(|key| key.0).collect();
        let rows = category::visible(&self.caller())
            .filter(self.among(category::Column::ParentId, &ids))
            .order_by_asc(category::Column::Position)
            .order_by_asc(category::Column::Id)
            .all(&self.house.db.reader)
            .await?;
        let rows: Vec<(CategoryId, category::Model)> =
            rows.into_iter().filter_map(|row| row.parent_id.map(|parent| (parent, row))).collect();
        let groups = group(rows, |(parent, _)| ChildrenOfCategory(*parent));
        Ok(groups.into_iter().map(|(key, rows)| (key, rows.into_iter().map(|(_, row)| row).collect())).collect())
    }
}

/// The beginning of a list of products, with each one's place in it.
#[derive(Clone, Default)]
pub struct Beginning<P> {
    pub rows: Vec<(P, product::Model)>,
    /// How many there are in the whole list.
    pub total: i64,
}

/// The first products that are filed in a category itself, by title.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ProductsOfCategory {
    pub category: CategoryId,
    pub first: u64,
}

impl Loader<ProductsOfCategory> for Batch {
    type Value = Beginning<String>;
    type Error = Fault;

    async fn load(&self, keys: &[ProductsOfCategory]) -> Result<HashMap<ProductsOfCategory, Beginning<String>>, Fault> {
        let parents: Vec<CategoryId> = keys.iter().map(|key| key.category).collect();
        let mut list = product::visible(&self.caller()).select_only().into_query();
        list.expr_as(product::Column::CategoryId.into_expr(), PARENT)
            .expr_as(product::Column::Id.into_expr(), CHILD)
            .expr_as(product::Column::TitleFolded.into_expr(), PLACE)
            .cond_where(self.among(product::Column::CategoryId, &parents));
        let lists = beginnings(self, list, keys.iter().map(|key| key.first).max().unwrap_or(0)).await?;
        Ok(keys.iter().map(|key| (*key, cut(&lists, &key.category, key.first))).collect())
    }
}

/// The first products of a collection, in its order.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ProductsOfCollection {
    pub collection: CollectionId,
    pub first: u64,
}

impl Loader<ProductsOfCollection> for Batch {
    type Value = Beginning<i64>;
    type Error = Fault;

    async fn load(
        &self,
        keys: &[ProductsOfCollection],
    ) -> Result<HashMap<ProductsOfCollection, Beginning<i64>>, Fault> {
        let parents: Vec<CollectionId> = keys.iter().map(|key| key.collection).collect();
        let visible = product::visible(&self.caller()).select_only().column(product::Column::Id).into_query();
        let mut list = Query::select();
        list.expr_as(collection_product::Column::CollectionId.into_expr(), PARENT)
            .expr_as(collection_product::Column::ProductId.into_expr(), CHILD)
            .expr_as(collection_product::Column::Position.into_expr(), PLACE)
            .from(collection_product::Entity)
            .cond_where(self.among(collection_product::Column::CollectionId, &parents))
            .and_where(collection_product::Column::ProductId.in_subquery(visible));
        let lists = beginnings(self, list, keys.iter().map(|key| key.first).max().unwrap_or(0)).await?;
        Ok(keys.iter().map(|key| (*key, cut(&lists, &key.collection, key.first))).collect())
    }
}

/// The columns of a list of children.
const PARENT: &str = "parent_key";
const CHILD: &str = "child_key";
const PLACE: &str = "place_key";
const RANK: &str = "rank_number";
const TOTAL: &str = "total_number";

/// The first products of several lists, in one statement: each list is numbered by place and cut off.
async fn beginnings<K, P>(batch: &Batch, list: SelectStatement, first: u64) -> Result<HashMap<K, Beginning<P>>, Fault>
where
    K: TryGetable + Eq + Hash,
    P: TryGetable,
{
    let (lists, ranked) = (Alias::new("lists"), Alias::new("ranked"));
    let mut order = WindowStatement::partition_by(PARENT);
    order.order_by(PLACE, Order::Asc).order_by(CHILD, Order::Asc);
    let ranks = Query::select()
        .columns([PARENT, CHILD, PLACE])
        .expr_window_as(Func::cust("ROW_NUMBER"), order, RANK)
        .expr_window_as(Expr::col(Asterisk).count(), WindowStatement::partition_by(PARENT), TOTAL)
        .from_subquery(list, lists)
        .to_owned();
    let select = Query::select()
        .column((product::Entity, Asterisk).into_column_ref())
        .columns([PARENT, PLACE, TOTAL].map(|column| (ranked.clone(), Alias::new(column))))
        .from_subquery(ranks, ranked.clone())
        .inner_join(product::Entity, Expr::col((product::Entity, product::Column::Id)).equals((ranked.clone(), CHILD)))
        .and_where(Expr::col((ranked.clone(), RANK)).lte(i64::try_from(first).unwrap_or(i64::MAX)))
        .order_by((ranked.clone(), PARENT), Order::Asc)
        .order_by((ranked, RANK), Order::Asc)
        .to_owned();
    let mut lists: HashMap<K, Beginning<P>> = HashMap::new();
    for row in batch.house.db.reader.query_all(&select).await? {
        let total = row.try_get("", TOTAL)?;
        let list = lists.entry(row.try_get("", PARENT)?).or_insert_with(|| Beginning { rows: Vec::new(), total });
        list.rows.push((row.try_get("", PLACE)?, product::Model::from_query_result(&row, "")?));
    }
    Ok(lists)
}

/// The list of one parent, cut to what this key asked for. A parent without products has an empty one.
fn cut<K: Eq + Hash, P: Clone>(lists: &HashMap<K, Beginning<P>>, parent: &K, first: u64) -> Beginning<P> {
    let first = usize::try_from(first).unwrap_or(usize::MAX);
    match lists.get(parent) {
        Some(list) => Beginning { rows: list.rows.iter().take(first).cloned().collect(), total: list.total },
        None => Beginning { rows: Vec::new(), total: 0 },
    }
}
