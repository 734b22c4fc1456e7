//! Every SELECT of inventory that is batched.

use async_graphql::dataloader::Loader;
use sea_orm::{QueryFilter as _, QueryOrder as _};
use std::collections::HashMap;

use crate::inventory::entity::{stock, stock_movement, warehouse};
use crate::inventory::permission::{StockRead, WarehouseRead};
use crate::inventory::variant;
use crate::kernel::fault::Fault;
use crate::kernel::id::{StockId, StockMovementId, VariantId, WarehouseId};
use crate::kernel::loader::{Batch, Shown, by_first, first_of_each, group, latest};

crate::by_id! {
    /// A warehouse that the caller may see.
    WarehouseById(WarehouseId) => warehouse, WarehouseRead,
    |caller| Some(warehouse::in_scope(&caller.scope_of::<WarehouseRead>()))
}

/// A stock that the caller may see.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct StockById(pub StockId);

impl Shown for StockById {
    type Permission = StockRead;
}

impl Loader<StockById> for Batch {
    type Value = stock::Model;
    type Error = Fault;

    async fn load(&self, keys: &[StockById]) -> Result<HashMap<StockById, stock::Model>, Fault> {
        let ids: Vec<StockId> = keys.iter().map(|key| key.0).collect();
        let scope = self.caller().scope_of::<StockRead>();
        let found = stock::in_scope(&scope).filter(self.among(stock::Column::Id, &ids));
        let rows = found.all(&self.house.db.reader).await?;
        let rows = variant::with_limits(&self.house.db.reader, rows).await?;
        Ok(rows.into_iter().map(|row| (StockById(row.id), row)).collect())
    }
}

crate::by_id! {
    /// A movement of stock that the caller may see.
    StockMovementById(StockMovementId) => stock_movement, StockRead,
    |caller| Some(stock_movement::in_scope(&caller.scope_of::<StockRead>()))
}

/// A stock, and whether its warehouse serves orders.
#[derive(Clone, Debug)]
pub struct Shelved {
    pub stock: stock::Model,
    pub serving: bool,
}

/// The stock of a variant in the warehouses that the caller may see, the one that serves first first. Whoever asks knows the
/// variant, and its backorder limit.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct StocksOfVariant(pub VariantId);

impl Loader<StocksOfVariant> for Batch {
    type Value = Vec<Shelved>;
    type Error = Fault;

    async fn load(&self, keys: &[StocksOfVariant]) -> Result<HashMap<StocksOfVariant, Vec<Shelved>>, Fault> {
        let ids: Vec<VariantId> = keys.iter().map(|key| key.0).collect();
        let scope = self.caller().scope_of::<StockRead>();
        let found = stock::in_scope(&scope)
            .filter(self.among(stock::Column::VariantId, &ids))
            .find_also_related(warehouse::Entity)
            .order_by_asc(warehouse::Column::Priority)
            .order_by_asc(warehouse::Column::Id);
        let rows = found.all(&self.house.db.reader).await?;
        let rows = rows.into_iter().map(|(stock, warehouse)| {
            let serving = warehouse.is_some_and(|warehouse| warehouse.active);
            Shelved { stock, serving }
        });
        Ok(group(rows, |row| StocksOfVariant(row.stock.variant_id)))
    }
}

/// The latest movements of a stock, at most `first`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct MovementsOfStock {
    pub stock: StockId,
    pub first: u64,
}

impl Loader<MovementsOfStock> for Batch {
    type Value = Vec<stock_movement::Model>;
    type Error = Fault;

    async fn load(
        &self,
        keys: &[MovementsOfStock],
    ) -> Result<HashMap<MovementsOfStock, Vec<stock_movement::Model>>, Fault> {
        use stock_movement::Column;
        let scope = self.caller().scope_of::<StockRead>();
        let mut found = HashMap::new();
        for (first, ids) in by_first(keys.iter().map(|key| (key.first, key.stock))) {
            let rows = stock_movement::in_scope(&scope).filter(self.among(Column::StockId, &ids));
            let rows = first_of_each(rows, Column::StockId, latest(Column::At, Column::Id), Column::Id, first);
            let rows = rows.all(&self.house.db.reader).await?;
            found.extend(group(rows, |row| MovementsOfStock { stock: row.stock_id, first }));
        }
        Ok(found)
    }
}
