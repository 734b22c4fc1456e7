//! Warehouses, stock and movements in the schema.

use async_graphql::{Context, ID, Object};

use crate::catalog::graphql::ProductVariant;
use crate::catalog::loader::VariantById;
use crate::inventory::adjust::StockAdjustInput;
use crate::inventory::entity::stock_movement::{MovementKind, StockReason};
use crate::inventory::entity::{stock, stock_movement, warehouse};
use crate::inventory::loader::{MovementsOfStock, StockById, StocksOfVariant, WarehouseById};
use crate::inventory::permission::{StockRead, WarehouseRead};
use crate::inventory::read::{self, StockMovementFilter};
use crate::inventory::rules::{self, Levels, Tracking};
use crate::inventory::set::StockSetInput;
use crate::inventory::warehouse_create::WarehouseCreateInput;
use crate::inventory::warehouse_update::WarehouseUpdateInput;
use crate::kernel::api::{Api as _, Nullable};
use crate::kernel::clock::Timestamp;
use crate::kernel::cost;
use crate::kernel::fault::Fault;
use crate::kernel::id::{StockId, TypedId as _, VariantId, WarehouseId};
use crate::kernel::page::{PageArgs, Pages};
use crate::orders::graphql::Order;
use crate::orders::loader::OrderById;
use crate::staff::graphql::StaffMember;
use crate::staff::loader::StaffById;

/// Most movements of a stock in one field.
const MOVEMENTS_MAX: i32 = 100;

/// Quantities are kept far below the largest `Int`; sums of many of them stop there.
fn int(quantity: i64) -> i32 {
    i32::try_from(quantity).unwrap_or(if quantity < 0 { i32::MIN } else { i32::MAX })
}

#[derive(Clone)]
pub struct Warehouse(pub warehouse::Model);

/// A place that holds stock. Roles can be held in a warehouse.
#[Object]
impl Warehouse {
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

    /// The country that it stands in: two letters of ISO 3166.
    async fn country(&self) -> &str {
        &self.0.country
    }

    /// Where it stands; null when nobody wrote it.
    async fn address(&self) -> Option<&str> {
        Some(self.0.address.as_str()).filter(|address| !address.is_empty())
    }

    /// Orders are served from the warehouse with the smallest number first.
    async fn priority(&self) -> i32 {
        self.0.priority
    }

    /// Whether orders are served from it.
    async fn is_active(&self) -> bool {
        self.0.active
    }

    /// Goes up with each change.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// When it was opened.
    async fn created_at(&self) -> Timestamp {
        self.0.created_at
    }

    /// When it was last changed.
    async fn updated_at(&self) -> Timestamp {
        self.0.updated_at
    }
}

#[derive(Clone)]
pub struct Stock(pub stock::Model);

/// How much of a variant a warehouse holds.
#[Object]
impl Stock {
    /// The global id.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_global())
    }

    /// What lies there; null for a caller who may not see the product.
    async fn variant(&self, ctx: &Context<'_>) -> Nullable<ProductVariant> {
        ctx.child(VariantById(self.0.variant_id), ProductVariant).await
    }

    /// Where it lies. Requires `warehouse.read`.
    async fn warehouse(&self, ctx: &Context<'_>) -> Nullable<Warehouse> {
        ctx.child(WarehouseById(self.0.warehouse_id), Warehouse).await
    }

    /// How many pieces lie there.
    async fn on_hand(&self) -> i32 {
        int(self.0.on_hand)
    }

    /// How many pieces are promised to orders.
    async fn reserved(&self) -> i32 {
        int(self.0.reserved)
    }

    /// How many more pieces than are there may be promised: 1,000 while the variant allows backorder, otherwise 0.
    async fn backorder_limit(&self) -> i32 {
        int(self.0.backorder_limit)
    }

    /// How many pieces can still be promised: on hand − reserved + backorder limit, and never less than 0.
    async fn available(&self) -> i32 {
        int(self.0.levels().available().max(0))
    }

    /// Goes up with each change.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// When it last changed.
    async fn updated_at(&self) -> Timestamp {
        self.0.updated_at
    }

    /// The latest changes, the latest first.
    #[graphql(directive = cost::list_by::apply("first"))]
    async fn movements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many, at most 100.", default = 10)] first: i32,
    ) -> Result<Vec<StockMovement>, Fault> {
        movements_of(ctx, self.0.id, first).await
    }
}

async fn movements_of(ctx: &Context<'_>, stock: StockId, first: i32) -> Result<Vec<StockMovement>, Fault> {
    if !(1..=MOVEMENTS_MAX).contains(&first) {
        return Err(Fault::bad_input("first", format!("`first` must be between 1 and {MOVEMENTS_MAX}.")));
    }
    let rows = ctx.load(MovementsOfStock { stock, first: u64::from(first.unsigned_abs()) }).await?;
    Ok(rows.unwrap_or_default().into_iter().map(StockMovement).collect())
}

#[derive(Clone)]
pub struct StockMovement(pub stock_movement::Model);

/// One change of stock. It is never changed; the stock is the sum of its movements.
#[Object]
impl StockMovement {
    /// The global id.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_global())
    }

    /// What kind of change it was.
    async fn kind(&self) -> MovementKind {
        self.0.kind
    }

    /// The stock that changed.
    async fn stock(&self, ctx: &Context<'_>) -> Nullable<Stock> {
        ctx.child(StockById(self.0.stock_id), Stock).await
    }

    /// So many pieces came, or went when negative.
    async fn delta_on_hand(&self) -> i32 {
        int(self.0.delta_on_hand)
    }

    /// So many pieces were promised, or given back when negative.
    async fn delta_reserved(&self) -> i32 {
        int(self.0.delta_reserved)
    }

    /// How many pieces lay there afterwards.
    async fn on_hand_after(&self) -> i32 {
        int(self.0.on_hand_after)
    }

    /// How many pieces were promised afterwards.
    async fn reserved_after(&self) -> i32 {
        int(self.0.reserved_after)
    }

    /// Why, for an adjustment.
    async fn reason(&self) -> Option<StockReason> {
        self.0.reason
    }

    /// The document that says so.
    async fn reference(&self) -> Option<&str> {
        self.0.reference.as_deref()
    }

    /// What was written for colleagues.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// The order that it was for; null for an adjustment, and for an order out of sight. Requires `order.read`.
    async fn order(&self, ctx: &Context<'_>) -> Nullable<Order> {
        let id = self.0.order_id?;
        ctx.child(OrderById(id), Order).await
    }

    /// Who did it; null when the product itself did.
    async fn staff_member(&self, ctx: &Context<'_>) -> Nullable<StaffMember> {
        let id = self.0.staff_id?;
        ctx.child(StaffById(id), StaffMember).await
    }

    /// When.
    async fn at(&self) -> Timestamp {
        self.0.at
    }
}

/// The stock of a variant, for `ProductVariant.stocks`.
pub async fn stocks_of(ctx: &Context<'_>, variant: VariantId, tracking: Tracking) -> Result<Vec<Stock>, Fault> {
    let rows = ctx.load(StocksOfVariant(variant)).await?.unwrap_or_default();
    let backorder_limit = tracking.backorder_limit();
    Ok(rows.into_iter().map(|row| Stock(stock::Model { backorder_limit, ..row.stock })).collect())
}

/// What can be promised of a variant, for `ProductVariant.available`. `None` when it is not counted, and for a caller who may
/// not see stock.
pub async fn available_of(ctx: &Context<'_>, variant: VariantId, tracking: Tracking) -> Result<Option<i32>, Fault> {
    if !ctx.caller().holds::<StockRead>() {
        return Ok(None);
    }
    let rows = ctx.load(StocksOfVariant(variant)).await?.unwrap_or_default();
    let serving: Vec<Levels> = rows.iter().filter(|row| row.serving).map(|row| row.stock.levels()).collect();
    Ok(rules::sellable(&serving, tracking).map(int))
}

crate::payload! {
    /// The answer of `warehouseCreate`.
    WarehouseCreatePayload {
        /// The new warehouse.
        warehouse: Warehouse = WarehouseById(WarehouseId)
    }
}

crate::payload! {
    /// The answer of `warehouseUpdate`.
    WarehouseUpdatePayload {
        /// The changed warehouse.
        warehouse: Warehouse = WarehouseById(WarehouseId)
    }
}

crate::payload! {
    /// The answer of `stockAdjust`.
    StockAdjustPayload {
        /// The changed stock.
        stock: Stock = StockById(StockId)
    }
}

crate::payload! {
    /// The answer of `stockSet`.
    StockSetPayload {
        /// The changed stock.
        stock: Stock = StockById(StockId)
    }
}

#[derive(Default)]
pub struct InventoryQuery;

#[Object]
impl InventoryQuery {
    /// A warehouse by its id; null when there is none for the caller. Requires `warehouse.read`.
    async fn warehouse(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The warehouse.")] id: WarehouseId,
    ) -> Nullable<Warehouse> {
        if let Err(fault) = ctx.may(WarehouseRead) {
            return Some(Err(fault));
        }
        ctx.child(WarehouseById(id), Warehouse).await
    }

    /// The warehouses that the caller may see, by name. Requires `warehouse.read`.
    #[graphql(directive = cost::page::apply())]
    async fn warehouses(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the start, at most 100. The default is 20.")] first: Option<i32>,
        #[graphql(desc = "So many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Nullable<Pages<Warehouse>> {
        Some(warehouses(ctx, PageArgs { first, last, after, before }).await)
    }

    /// The stock of a variant in a warehouse by its id; null when there is none for the caller. Requires `stock.read`.
    async fn stock(&self, ctx: &Context<'_>, #[graphql(desc = "The stock.")] id: StockId) -> Nullable<Stock> {
        if let Err(fault) = ctx.may(StockRead) {
            return Some(Err(fault));
        }
        ctx.child(StockById(id), Stock).await
    }

    /// The changes of stock in the warehouses of the caller, the latest first. Requires `stock.read`.
    #[graphql(directive = cost::page::apply())]
    async fn stock_movements(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "where", desc = "Which of them.")] filter: Option<StockMovementFilter>,
        #[graphql(desc = "So many from the start, at most 100. The default is 20.")] first: Option<i32>,
        #[graphql(desc = "So many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Behind this cursor.")] after: Option<String>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Nullable<Pages<StockMovement>> {
        Some(movements(ctx, filter.unwrap_or_default(), PageArgs { first, last, after, before }).await)
    }
}

async fn warehouses(ctx: &Context<'_>, args: PageArgs) -> Result<Pages<Warehouse>, Fault> {
    let cx = ctx.may(WarehouseRead)?;
    Ok(read::warehouses(&cx, args).await?.into_connection(Warehouse))
}

async fn movements(
    ctx: &Context<'_>,
    filter: StockMovementFilter,
    args: PageArgs,
) -> Result<Pages<StockMovement>, Fault> {
    let cx = ctx.may(StockRead)?;
    Ok(read::movements(&cx, filter, args).await?.into_connection(StockMovement))
}

#[derive(Default)]
pub struct InventoryMutation;

#[Object]
impl InventoryMutation {
    /// Open a warehouse. Requires `warehouse.edit`.
    async fn warehouse_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The warehouse to open.")] input: WarehouseCreateInput,
    ) -> Nullable<WarehouseCreatePayload> {
        Some(ctx.command(input).await.map(WarehouseCreatePayload))
    }

    /// Rename, move, open or close a warehouse. Requires `warehouse.edit`.
    async fn warehouse_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: WarehouseUpdateInput,
    ) -> Nullable<WarehouseUpdatePayload> {
        Some(ctx.command(input).await.map(WarehouseUpdatePayload))
    }

    /// Add to the stock on hand, or take from it, never below what is promised. Needs an idempotency key.
    /// Requires `stock.adjust`.
    async fn stock_adjust(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: StockAdjustInput,
    ) -> Nullable<StockAdjustPayload> {
        Some(ctx.command(input).await.map(StockAdjustPayload))
    }

    /// Enter a count, if the quantity is still the one that the count began with. Needs an idempotency key.
    /// Requires `stock.adjust`.
    async fn stock_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The count.")] input: StockSetInput,
    ) -> Nullable<StockSetPayload> {
        Some(ctx.command(input).await.map(StockSetPayload))
    }
}
