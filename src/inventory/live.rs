//! Stock as it changes, for whoever looks at it.

use async_graphql::{Context, Object, SimpleObject};

use crate::inventory::graphql::Stock;
use crate::inventory::loader::StockById;
use crate::inventory::permission::StockRead;
use crate::inventory::shelf::CHANGED;
use crate::kernel::api::{Api as _, Nullable};
use crate::kernel::clock::Timestamp;
use crate::kernel::fault::Fault;
use crate::kernel::id::{StockId, TypedId as _, VariantId, WarehouseId};
use crate::kernel::live;

/// The event of stock.
const TOPICS: &[&str] = &[CHANGED];

/// A change of a stock.
#[derive(SimpleObject)]
pub struct StockChange {
    /// Give it back as `after` to go on behind this change.
    cursor: String,
    /// When it happened.
    at: Timestamp,
    /// The stock as it is now, which may be later than this change.
    stock: Stock,
}

#[derive(Default)]
pub struct InventoryLive;

#[Object]
impl InventoryLive {
    /// Stock in the warehouses of the caller, whenever more or less of it is on hand or reserved. Requires `stock.read`.
    async fn stock_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only stock of this variant.")] variant_id: Option<VariantId>,
        #[graphql(desc = "Only stock in this warehouse.")] warehouse_id: Option<WarehouseId>,
        #[graphql(
            desc = "Begin behind the change with this cursor, instead of now. Changes are kept for 48 hours; a cursor \
                          of longer ago is refused with `EVENTS_EXPIRED`."
        )]
        after: Option<String>,
    ) -> Nullable<StockChange> {
        stock_changed(ctx, variant_id, warehouse_id, after).await.transpose()
    }
}

async fn stock_changed(
    ctx: &Context<'_>,
    variant_id: Option<VariantId>,
    warehouse_id: Option<WarehouseId>,
    after: Option<String>,
) -> Result<Option<StockChange>, Fault> {
    ctx.may(StockRead)?;
    let Some(notice) = live::heard(ctx, TOPICS, after)? else { return Ok(None) };
    // A stock never moves to another variant or warehouse: what the event says of them is still true.
    let is = |key: &str, wanted: Option<String>| wanted.is_none_or(|id| notice.payload[key] == id);
    if !is("variantId", variant_id.map(VariantId::to_global))
        || !is("warehouseId", warehouse_id.map(WarehouseId::to_global))
    {
        return Ok(None);
    }
    let stock = ctx.load(StockById(StockId::from_uuid(notice.aggregate_id))).await?;
    Ok(stock.map(|stock| StockChange { cursor: live::cursor(notice), at: notice.at, stock: Stock(stock) }))
}
