//! The orders of the demo shop: half a year of trade, played through from its first moment to its last.
//!
//! Everything that happens has a moment of its own, one after the other, and ids are given in the same order. So the movements of
//! a stock lie in one order, whether they are sorted by time or by id. What is played is kept in memory until nothing is going to
//! be done with an order any more, and then written in large pieces.

mod fate;
mod life;

use std::collections::{BTreeMap, HashMap};

use crate::catalog::whole::Whole;
use crate::channels::entity::channel;
use crate::demo::content::remarks::{CALLED_OFF, DAMAGES, NOTES};
use crate::demo::customers::Buyer;
use crate::demo::dice::Dice;
use crate::demo::past::{DAY_SECS, HOUR_SECS, Past, Stream};
use crate::demo::stockroom::{Hand, Stockroom};
use crate::demo::trade::fate::Deed;
use crate::demo::trade::life::Life;
use crate::demo::{LARGE_MINOR, Progress, Step};
use crate::inventory::entity::stock_reservation;
use crate::inventory::error::Shortage;
use crate::inventory::reserve::Want;
use crate::kernel::actor::Actor;
use crate::kernel::clock::Timestamp;
use crate::kernel::entropy::Entropy;
use crate::kernel::fault::Fault;
use crate::kernel::id::VariantId;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;
use crate::orders::entity::order::{self, OrderStatus};
use crate::orders::entity::{order_event, order_line};
use crate::orders::number;
use crate::orders::offer::Offer;

/// Orders that are begun in one transaction.
const PER_TX: usize = 1_000;
/// Stocks that are written in one transaction.
const STOCKS_PER_TX: usize = 5_000;
/// The days on which orders are begun.
const FIRST_DAY: i64 = 28;
const LAST_DAY: i64 = 198;
/// Two things that happen are at least so far apart, in microseconds.
const APART: i64 = 1_000;
/// One in so many orders comes with a piece that is found broken.
const BROKEN_OF: usize = 40;
/// How many lines orders have, and how many pieces lines.
const LINES: [usize; 10] = [1, 1, 1, 1, 2, 2, 2, 3, 3, 5];
const PIECES: [i64; 10] = [1, 1, 1, 1, 1, 1, 2, 2, 3, 6];

/// What is sold to whom.
pub struct Market<'a> {
    pub channels: &'a [channel::Model],
    pub range: &'a [Whole],
    /// The earliest first.
    pub buyers: &'a [Buyer],
}

/// Plays so many orders through.
pub async fn play(
    past: &Past,
    market: Market<'_>,
    stockroom: &mut Stockroom,
    total: usize,
    progress: Progress<'_>,
) -> Result<(), Failure> {
    let ids = past.ids(Stream::Trade);
    let mut trade = Trade::begin(past, market, stockroom, &ids).await?;
    for first in (0..total).step_by(PER_TX) {
        let tx = Tx::begin(&past.app.house.db, past.meta("demo.orders")).await?;
        let next = total.min(first + PER_TX);
        for order in first..next {
            let at = trade.moment_of(order, total);
            trade.go_on(&tx, at).await?;
            trade.take_up(&tx, at, order)?;
        }
        if next == total {
            trade.go_on(&tx, Timestamp::NEVER).await?;
        }
        trade.write(&tx).await?;
        tx.commit(&ids).await?;
        progress(Step { name: "orders", done: next as u64, total: total as u64 });
    }
    loop {
        let tx = Tx::begin(&past.app.house.db, past.meta("demo.stocks")).await?;
        let left = trade.stockroom.write_stocks(&tx, STOCKS_PER_TX).await?;
        tx.commit(&ids).await?;
        if left == 0 {
            return Ok(());
        }
    }
}

struct Trade<'a> {
    past: &'a Past,
    market: Market<'a>,
    stockroom: &'a mut Stockroom,
    ids: &'a Entropy,
    dice: Dice,
    staff: Staff,
    /// The moment of what happened last.
    last: Timestamp,
    /// What is going to be done: when, with which order, and as which of its deeds.
    agenda: BTreeMap<(Timestamp, usize, usize), Deed>,
    open: HashMap<usize, Life>,
    over: Over,
    /// Numbers for orders that are going to be placed, the next one last.
    numbers: Vec<i64>,
    unplaced: i64,
}

struct Staff {
    agent: Actor,
    finance: Actor,
    clerk: Actor,
}

/// Rows of orders with which nothing is going to be done any more.
#[derive(Default)]
struct Over {
    orders: Vec<order::Model>,
    lines: Vec<order_line::Model>,
    timeline: Vec<order_event::Model>,
    promises: Vec<stock_reservation::Model>,
}

impl<'a> Trade<'a> {
    async fn begin(
        past: &'a Past,
        market: Market<'a>,
        stockroom: &'a mut Stockroom,
        ids: &'a Entropy,
    ) -> Result<Self, Fault> {
        let staff = Staff {
            agent: past.caller("orders").await?.actor,
            finance: past.caller("finance").await?.actor,
            clerk: past.caller("warehouse").await?.actor,
        };
        Ok(Self {
            past,
            market,
            stockroom,
            ids,
            dice: past.dice(Stream::Trade),
            staff,
            last: past.moment(FIRST_DAY, 0),
            agenda: BTreeMap::new(),
            open: HashMap::new(),
            over: Over::default(),
            numbers: Vec::new(),
            unplaced: 0,
        })
    }

    /// When an order is begun: more and more of them as time goes by.
    fn moment_of(&self, order: usize, total: usize) -> Timestamp {
        let (order, total) = (order as i128, total as i128);
        let span = i128::from((LAST_DAY - FIRST_DAY) * DAY_SECS);
        let since = span * (3 * total * order - order * order) / (2 * total * total);
        self.past.at_work(self.past.moment(FIRST_DAY, i64::try_from(since).unwrap_or(0)))
    }

    /// The next moment in which nothing happened yet.
    fn moment(&mut self, wanted: Timestamp) -> Timestamp {
        self.last = wanted.max(Timestamp(self.last.0 + APART));
        self.last
    }

    /// Does everything that is due by then.
    async fn go_on(&mut self, tx: &Tx, until: Timestamp) -> Result<(), Failure> {
        while let Some(next) = self.agenda.first_entry().filter(|next| next.key().0 <= until) {
            let ((at, order, _), deed) = next.remove_entry();
            let Some(mut life) = self.open.remove(&order) else { continue };
            match deed {
                Deed::Note => self.note(at, &mut life),
                Deed::Place => self.place(tx, at, &mut life).await?,
                Deed::Cancel => self.cancel(tx, at, &mut life)?,
            }
            life.deeds_left -= 1;
            self.put_back(order, life);
        }
        Ok(())
    }

    fn put_back(&mut self, order: usize, life: Life) {
        if life.deeds_left > 0 {
            self.open.insert(order, life);
            return;
        }
        let Life { order, lines, timeline, promises, deeds_left: _ } = life;
        self.over.orders.push(order);
        self.over.lines.extend(lines);
        self.over.timeline.extend(timeline);
        self.over.promises.extend(promises);
    }

    /// Somebody calls and orders.
    fn take_up(&mut self, tx: &Tx, wanted: Timestamp, number: usize) -> Result<(), Failure> {
        let at = self.moment(wanted);
        let known = self.market.buyers.partition_point(|buyer| buyer.row.created_at <= at);
        let buyer = &self.market.buyers[self.dice.below(known)];
        let channel = self.market.channels.iter().find(|channel| channel.slug == buyer.country.channel);
        let channel = channel.ok_or_else(|| Fault::internal("nothing is sold in a country"))?;
        let hand = Hand { by: &self.staff.agent, at, ids: self.ids };
        let mut life = Life::begin(tx, hand, channel, buyer, &self.wishes())?;
        let end = self.past.moment(LAST_DAY, 22 * HOUR_SECS);
        let deeds = fate::of(&self.dice, at, end);
        life.deeds_left = deeds.len();
        self.unplaced += deeds.iter().filter(|(_, deed)| *deed == Deed::Place).count() as i64;
        self.agenda.extend(deeds.into_iter().enumerate().map(|(place, (at, deed))| ((at, number, place), deed)));
        self.put_back(number, life);
        if number.is_multiple_of(BROKEN_OF) {
            self.find_broken(wanted)?;
        }
        Ok(())
    }

    /// A few different variants. Some products are wanted more than others.
    fn wishes(&self) -> Vec<(Offer, i64)> {
        let mut wishes: Vec<(Offer, i64)> = Vec::new();
        for _ in 0..*self.dice.pick(&LINES) {
            let count = self.market.range.len();
            let whole = &self.market.range[self.dice.below(count).min(self.dice.below(count))];
            let variant = self.dice.pick(&whole.variants);
            if wishes.iter().all(|(offer, _)| offer.variant.id != variant.id) {
                let offer = Offer { variant: variant.clone(), product: whole.product.clone() };
                wishes.push((offer, *self.dice.pick(&PIECES)));
            }
        }
        wishes
    }

    fn note(&mut self, wanted: Timestamp, life: &mut Life) {
        let at = self.moment(wanted);
        life.note(Hand { by: &self.staff.agent, at, ids: self.ids }, self.dice.pick::<&str>(NOTES));
    }

    /// Places an order; what is short is delivered before. The order agent places what is within their limit.
    async fn place(&mut self, tx: &Tx, wanted: Timestamp, life: &mut Life) -> Result<(), Failure> {
        let want = |line: &order_line::Model| Want {
            line: line.id,
            variant: line.variant_id,
            quantity: line.quantity,
            tracking: self.stockroom.tracking(line.variant_id),
        };
        let wants: Vec<Want> = life.lines.iter().map(want).collect();
        let large = life.order.total_minor > LARGE_MINOR;
        let by = if large { self.staff.finance.clone() } else { self.staff.agent.clone() };
        let (hand, promises) = loop {
            let at = self.moment(wanted);
            let hand = Hand { by: &by, at, ids: self.ids };
            match self.stockroom.promise(hand, life.order.id, &wants)? {
                Ok(promises) => break (hand, promises),
                Err(short) => self.deliver(at, &short)?,
            }
        };
        let number = self.number(tx).await?;
        life.place(tx, hand, number, promises)?;
        Ok(())
    }

    fn deliver(&mut self, at: Timestamp, short: &[Shortage]) -> Result<(), Fault> {
        let hand = Hand { by: &self.staff.clerk, at, ids: self.ids };
        for Shortage { variant, requested, available } in short {
            let stock =
                self.stockroom.first_stock(*variant).ok_or_else(|| Fault::internal("a variant lies nowhere"))?;
            let quantity = requested - available + self.dice.between(20, 80);
            let reference = format!("DN-{}", self.dice.between(100_000, 999_999));
            self.stockroom.receive(hand, stock, quantity, reference)?;
        }
        Ok(())
    }

    /// Taken in one go for all orders that are going to be placed, so that none is left over.
    async fn number(&mut self, tx: &Tx) -> Result<String, Fault> {
        if self.numbers.is_empty() {
            self.numbers = number::take(tx, self.unplaced).await?;
            self.numbers.reverse();
        }
        self.unplaced -= 1;
        let number = self.numbers.pop().ok_or_else(|| Fault::internal("the counter of orders gives no numbers"))?;
        Ok(number.to_string())
    }

    fn cancel(&mut self, tx: &Tx, wanted: Timestamp, life: &mut Life) -> Result<(), Fault> {
        let at = self.moment(wanted);
        let hand = Hand { by: &self.staff.agent, at, ids: self.ids };
        if life.order.status == OrderStatus::Confirmed {
            self.stockroom.take_back(hand, &mut life.promises)?;
        }
        let (reason, note) = *self.dice.pick(CALLED_OFF);
        life.cancel(tx, hand, reason, note)
    }

    fn find_broken(&mut self, wanted: Timestamp) -> Result<(), Fault> {
        let at = self.moment(wanted);
        let variant: VariantId = self.dice.pick(&self.dice.pick(self.market.range).variants).id;
        let hand = Hand { by: &self.staff.clerk, at, ids: self.ids };
        self.stockroom.write_off(hand, variant, self.dice.pick::<&str>(DAMAGES))
    }

    /// Writes what is over, and all movements.
    async fn write(&mut self, tx: &Tx) -> Result<(), Fault> {
        let Over { orders, lines, timeline, promises } = std::mem::take(&mut self.over);
        tx.bring_in(&orders).await?;
        tx.bring_in(&lines).await?;
        tx.bring_in(&timeline).await?;
        tx.bring_in(&promises).await?;
        self.stockroom.write_movements(tx).await
    }
}
