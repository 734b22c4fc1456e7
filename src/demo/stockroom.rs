//! The stock of the demo shop while its past is made up: the same levels, promises and movements that the commands of
//! inventory would have made, kept in memory until they are written.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait as _, EntityTrait as _, IntoActiveModel as _};
use std::collections::{BTreeSet, HashMap};

use crate::catalog::whole::Whole;
use crate::inventory::entity::stock::{self, Column};
use crate::inventory::entity::stock_movement::{self, MovementKind, StockReason};
use crate::inventory::entity::stock_reservation;
use crate::inventory::error::Shortage;
use crate::inventory::release;
use crate::inventory::reserve::{self, Want};
use crate::inventory::rules::{Delta, Tracking};
use crate::inventory::shelf::{Cause, Place};
use crate::kernel::actor::Actor;
use crate::kernel::clock::Timestamp;
use crate::kernel::entropy::Entropy;
use crate::kernel::fault::Fault;
use crate::kernel::id::{OrderId, StockId, VariantId, WarehouseId};
use crate::kernel::store::ROWS_PER_STATEMENT;
use crate::kernel::tx::Tx;

/// Who moves goods, and when.
#[derive(Clone, Copy)]
pub struct Hand<'a> {
    pub by: &'a Actor,
    pub at: Timestamp,
    pub ids: &'a Entropy,
}

/// All stocks, and the movements that are not written yet.
pub struct Stockroom {
    warehouses: Vec<WarehouseId>,
    stocks: Vec<stock::Model>,
    places: HashMap<StockId, usize>,
    variants: HashMap<VariantId, Held>,
    changed: BTreeSet<usize>,
    pub movements: Vec<stock_movement::Model>,
}

struct Held {
    tracking: Tracking,
    stocks: Vec<usize>,
}

impl Stockroom {
    pub fn new(warehouses: &[WarehouseId]) -> Self {
        Self {
            warehouses: warehouses.to_vec(),
            stocks: Vec::new(),
            places: HashMap::new(),
            variants: HashMap::new(),
            changed: BTreeSet::new(),
            movements: Vec::new(),
        }
    }

    /// Makes room for the variants of a product in every warehouse. Gives the new stocks.
    pub fn make_room(&mut self, hand: Hand<'_>, whole: &Whole) -> Vec<StockId> {
        let mut made = Vec::new();
        for variant in &whole.variants {
            let tracking = Tracking::of(variant.track_stock, variant.allow_backorder);
            let mut held = Held { tracking, stocks: Vec::new() };
            for warehouse in &self.warehouses {
                let place = Place { variant: variant.id, warehouse: *warehouse };
                let row = place.empty(hand.ids.id(hand.at), tracking, hand.at);
                made.push(row.id);
                held.stocks.push(self.stocks.len());
                self.places.insert(row.id, self.stocks.len());
                self.stocks.push(row);
            }
            self.variants.insert(variant.id, held);
        }
        made
    }

    /// Goods arrive.
    pub fn receive(&mut self, hand: Hand<'_>, stock: StockId, quantity: i64, reference: String) -> Result<(), Fault> {
        let reason = Some(StockReason::Received);
        let delta = Delta::on_hand(quantity);
        let (kind, reference) = (MovementKind::Adjustment, Some(reference));
        self.shift(hand, stock, Cause { kind, delta, reason, reference, note: None, order: None })
    }

    /// A piece of a variant is broken, if one lies there that is promised to nobody.
    pub fn write_off(&mut self, hand: Hand<'_>, variant: VariantId, note: &str) -> Result<(), Fault> {
        let free = |at: &&usize| self.stocks[**at].levels().free() > 0;
        let found = self.variants.get(&variant).and_then(|held| held.stocks.iter().find(free));
        let Some(stock) = found.map(|at| self.stocks[*at].id) else { return Ok(()) };
        let (kind, delta, reason) = (MovementKind::Adjustment, Delta::on_hand(-1), Some(StockReason::Damaged));
        self.shift(
            hand,
            stock,
            Cause { kind, delta, reason, reference: None, note: Some(note.to_owned()), order: None },
        )
    }

    /// What a line of an order wants of a variant.
    pub fn tracking(&self, variant: VariantId) -> Tracking {
        self.variants.get(&variant).map_or(Tracking::Untracked, |held| held.tracking)
    }

    /// Where a variant is delivered to first.
    pub fn first_stock(&self, variant: VariantId) -> Option<StockId> {
        let at = self.variants.get(&variant)?.stocks.first()?;
        Some(self.stocks[*at].id)
    }

    /// What lies somewhere of a variant and is promised to nobody.
    pub fn free(&self, variant: VariantId) -> i64 {
        let stocks = self.variants.get(&variant).map(|held| held.stocks.as_slice()).unwrap_or_default();
        stocks.iter().map(|at| self.stocks[*at].levels().free()).sum()
    }

    /// Promises all or nothing to an order, as `reserve::run` does.
    pub fn promise(
        &mut self,
        hand: Hand<'_>,
        order: OrderId,
        wants: &[Want],
    ) -> Result<Result<Vec<stock_reservation::Model>, Vec<Shortage>>, Fault> {
        let held = wants.iter().filter_map(|want| self.variants.get(&want.variant)).flat_map(|held| &held.stocks);
        let shelves: Vec<stock::Model> = held.map(|at| self.stocks[*at].clone()).collect();
        let promises = match reserve::plan(&reserve::sum(wants), &self.warehouses, &shelves) {
            Ok(promises) => promises,
            Err(short) => return Ok(Err(short)),
        };
        let mut kept = Vec::with_capacity(promises.len());
        for promise in &promises {
            self.shift(hand, promise.stock, reserve::cause(order, promise))?;
            kept.push(reserve::reservation(hand.ids.id(hand.at), order, promise, hand.at));
        }
        Ok(Ok(kept))
    }

    /// Takes the promises to an order back, as `release::run` does.
    pub fn take_back(&mut self, hand: Hand<'_>, promises: &mut [stock_reservation::Model]) -> Result<(), Fault> {
        for promise in promises {
            self.shift(hand, promise.stock_id, release::cause(promise))?;
            *promise = release::released(promise, hand.at);
        }
        Ok(())
    }

    fn shift(&mut self, hand: Hand<'_>, stock: StockId, cause: Cause) -> Result<(), Fault> {
        let at = *self.places.get(&stock).ok_or_else(|| Fault::internal("goods lie nowhere"))?;
        let before = &self.stocks[at];
        let after = before.levels().after(cause.delta);
        let after = after.map_err(|short| Fault::internal(format!("the demo shop cannot move goods: {short:?}")))?;
        let row = stock::Model {
            on_hand: after.on_hand,
            reserved: after.reserved,
            version: before.version + 1,
            updated_at: hand.at,
            ..before.clone()
        };
        self.movements.push(cause.movement(hand.ids.id(hand.at), &row, hand.by, hand.at));
        self.stocks[at] = row;
        self.changed.insert(at);
        Ok(())
    }

    /// Writes so many stocks that changed, and gives how many are left. A stock that is there already gets its new levels.
    pub async fn write_stocks(&mut self, tx: &Tx, most: usize) -> Result<usize, Fault> {
        let first_left = self.changed.iter().nth(most).copied();
        let left = first_left.map(|first| self.changed.split_off(&first)).unwrap_or_default();
        let now: Vec<usize> = std::mem::replace(&mut self.changed, left).into_iter().collect();
        for chunk in now.chunks(ROWS_PER_STATEMENT) {
            let rows = chunk.iter().map(|at| self.stocks[*at].clone().into_active_model().reset_all());
            let moved = [Column::OnHand, Column::Reserved, Column::Version, Column::UpdatedAt];
            let there = OnConflict::column(Column::Id).update_columns(moved).to_owned();
            stock::Entity::insert_many(rows).on_conflict(there).exec_without_returning(tx.db()).await?;
        }
        Ok(self.changed.len())
    }

    /// Writes the movements since the last time.
    pub async fn write_movements(&mut self, tx: &Tx) -> Result<(), Fault> {
        tx.bring_in(&std::mem::take(&mut self.movements)).await
    }
}
