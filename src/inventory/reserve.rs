//! Promise stock to an order.

use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};
use std::collections::BTreeMap;

use crate::inventory::entity::stock_movement::{self, MovementKind};
use crate::inventory::entity::stock_reservation::{self, ReservationState};
use crate::inventory::entity::{stock, warehouse};
use crate::inventory::error::Shortage;
use crate::inventory::permission::StockReserve;
use crate::inventory::rules::{self, Delta, Levels, Promise, Tracking};
use crate::inventory::shelf::{self, Cause, Place, Shifted};
use crate::kernel::clock::Timestamp;
use crate::kernel::cx::Cx;
use crate::kernel::fault::Fault;
use crate::kernel::id::{OrderId, OrderLineId, ReservationId, StockId, VariantId, WarehouseId};
use crate::kernel::loader::among;
use crate::kernel::tx::Tx;

/// What a line of an order wants.
#[derive(Clone, Copy, Debug)]
pub struct Want {
    pub line: OrderLineId,
    pub variant: VariantId,
    pub quantity: i64,
    pub tracking: Tracking,
}

/// What became of the wants of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a shortage must be told"]
pub enum Reserved {
    All,
    /// Nothing was reserved, because there is too little of these.
    Short(Vec<Shortage>),
}

/// What an order wants, by variant.
pub(crate) type Demands = BTreeMap<VariantId, Demand>;

/// All that an order wants of one variant.
pub(crate) struct Demand {
    quantity: i64,
    tracking: Tracking,
    lines: Vec<(OrderLineId, i64)>,
}

/// Reserves all or nothing. Every row is locked in the order of its id before anything is planned, and the update of each
/// asks again, because SQLite has no such lock.
pub async fn run(cx: &Cx<StockReserve>, tx: &Tx, order: OrderId, wants: &[Want]) -> Result<Reserved, Fault> {
    let demands = sum(wants);
    if demands.is_empty() {
        return Ok(Reserved::All);
    }
    let warehouses = serving(tx).await?;
    let mut shelves = shelves(tx, &demands, &warehouses).await?;
    if open_missing(cx, tx, &demands, &warehouses, &shelves).await? {
        shelves = self::shelves(tx, &demands, &warehouses).await?;
    }
    match plan(&demands, &warehouses, &shelves) {
        Ok(promises) => keep(cx, tx, order, &demands, shelves, promises).await,
        Err(short) => Ok(Reserved::Short(short)),
    }
}

/// One demand for each variant that is counted: two lines of a variant must not both see the same pieces.
pub(crate) fn sum(wants: &[Want]) -> Demands {
    let mut demands = BTreeMap::new();
    for Want { line, variant, quantity, tracking } in wants {
        match tracking {
            Tracking::Untracked => continue,
            Tracking::Tracked | Tracking::Backorder => {}
        }
        let demand = demands.entry(*variant).or_insert(Demand { quantity: 0, tracking: *tracking, lines: Vec::new() });
        demand.quantity += quantity;
        demand.lines.push((*line, *quantity));
    }
    demands
}

/// The warehouses that serve orders, the first first.
async fn serving(tx: &Tx) -> Result<Vec<WarehouseId>, Fault> {
    let rows = warehouse::Entity::find()
        .filter(warehouse::Column::Active.eq(true))
        .order_by_asc(warehouse::Column::Priority)
        .order_by_asc(warehouse::Column::Id)
        .all(tx.db())
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

async fn shelves(tx: &Tx, demands: &Demands, warehouses: &[WarehouseId]) -> Result<Vec<stock::Model>, Fault> {
    let variants: Vec<VariantId> = demands.keys().copied().collect();
    Ok(stock::Entity::find()
        .filter(among(tx.db(), stock::Column::VariantId, &variants))
        .filter(stock::Column::WarehouseId.is_in(warehouses.iter().copied()))
        .order_by_asc(stock::Column::Id)
        .lock(LockType::Update)
        .all(tx.db())
        .await?)
}

/// A variant that allows backorder can be promised although it never lay anywhere. Gives whether a row was added.
async fn open_missing(
    cx: &Cx<StockReserve>,
    tx: &Tx,
    demands: &Demands,
    warehouses: &[WarehouseId],
    shelves: &[stock::Model],
) -> Result<bool, Fault> {
    let Some(warehouse) = warehouses.first().copied() else { return Ok(false) };
    let missing = demands.iter().filter(|(variant, demand)| {
        demand.tracking == Tracking::Backorder && !shelves.iter().any(|stock| stock.variant_id == **variant)
    });
    let missing: Vec<(Place, Tracking)> =
        missing.map(|(variant, demand)| (Place { variant: *variant, warehouse }, demand.tracking)).collect();
    shelf::open(cx, tx, &missing).await?;
    Ok(!missing.is_empty())
}

/// Which promises serve all demands, or what there is too little of. The shelves are those in these warehouses.
pub(crate) fn plan(
    demands: &Demands,
    warehouses: &[WarehouseId],
    shelves: &[stock::Model],
) -> Result<Vec<Promise>, Vec<Shortage>> {
    let mut of_variant: BTreeMap<VariantId, Vec<(usize, StockId, Levels)>> = BTreeMap::new();
    for stock in shelves {
        let rank = warehouses.iter().position(|id| *id == stock.warehouse_id).unwrap_or(usize::MAX);
        of_variant.entry(stock.variant_id).or_default().push((rank, stock.id, stock.levels()));
    }
    let (mut promises, mut short) = (Vec::new(), Vec::new());
    for (variant, demand) in demands {
        let mut ranked = of_variant.remove(variant).unwrap_or_default();
        ranked.sort_by_key(|(rank, stock, _)| (*rank, *stock));
        let limit = demand.tracking.backorder_limit();
        let ranked: Vec<(StockId, Levels)> =
            ranked.into_iter().map(|(_, stock, levels)| (stock, Levels { backorder_limit: limit, ..levels })).collect();
        match rules::allocate(&ranked, demand.quantity) {
            Ok(shares) => promises.extend(rules::deal(&shares, &demand.lines)),
            Err(available) => short.push(Shortage { variant: *variant, requested: demand.quantity, available }),
        }
    }
    if short.is_empty() { Ok(promises) } else { Err(short) }
}

async fn keep(
    cx: &Cx<StockReserve>,
    tx: &Tx,
    order: OrderId,
    demands: &Demands,
    shelves: Vec<stock::Model>,
    promises: Vec<Promise>,
) -> Result<Reserved, Fault> {
    let mut of_stock: BTreeMap<StockId, Vec<Promise>> = BTreeMap::new();
    for promise in promises {
        of_stock.entry(promise.stock).or_default().push(promise);
    }
    let (mut movements, mut reservations) = (Vec::new(), Vec::new());
    // In the order of their ids: `shelves` is sorted by them.
    for before in shelves {
        let Some(promises) = of_stock.remove(&before.id) else { continue };
        let total = promises.iter().map(|promise| promise.quantity).sum();
        let limit = demands.get(&before.variant_id).map_or(0, |demand| demand.tracking.backorder_limit());
        // The row is locked, or this is the one writer: when it says no all the same, somebody should try again.
        let after = shelf::reserve(tx, before.id, total, limit).await?.ok_or(Fault::Busy)?;
        let causes = promises.iter().map(|promise| cause(order, promise)).collect();
        let shifted = Shifted { after, limit_before: before.backorder_limit };
        movements.extend(shelf::movements(cx, tx, &shifted, causes)?);
        reservations.extend(promises.iter().map(|promise| reservation(cx.new_id(), order, promise, tx.now())));
    }
    tx.insert_all::<stock_movement::Model>(&movements).await?;
    tx.insert_all::<stock_reservation::Model>(&reservations).await?;
    Ok(Reserved::All)
}

/// Why stock is reserved.
pub(crate) fn cause(order: OrderId, promise: &Promise) -> Cause {
    Cause::of_order(MovementKind::Reservation, Delta::reserved(promise.quantity), order, promise.line)
}

/// The promise as a row.
pub(crate) fn reservation(
    id: ReservationId,
    order: OrderId,
    promise: &Promise,
    now: Timestamp,
) -> stock_reservation::Model {
    stock_reservation::Model {
        id,
        stock_id: promise.stock,
        order_id: order,
        order_line_id: promise.line,
        quantity: promise.quantity,
        state: ReservationState::Active,
        created_at: now,
        released_at: None,
    }
}
