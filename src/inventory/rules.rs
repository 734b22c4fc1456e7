//! Pure rules of stock: what may be promised, and from where.

use crate::kernel::id::{OrderLineId, StockId};

/// How many more of a variant than are there may be promised in one warehouse, when the variant allows backorder.
pub const BACKORDER_LIMIT: i64 = 1_000;
/// The most that a warehouse can hold of one variant.
pub const ON_HAND_MAX: i64 = 1_000_000_000;

/// What a warehouse has of a variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Levels {
    pub on_hand: i64,
    pub reserved: i64,
    pub backorder_limit: i64,
}

/// A change of stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Delta {
    pub on_hand: i64,
    pub reserved: i64,
}

impl Delta {
    pub fn on_hand(by: i64) -> Self {
        Self { on_hand: by, reserved: 0 }
    }

    pub fn reserved(by: i64) -> Self {
        Self { on_hand: 0, reserved: by }
    }
}

/// Why a change of stock cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortfall {
    /// Only so many can be taken.
    Insufficient { available: i64 },
    /// The warehouse would hold more than [`ON_HAND_MAX`].
    TooMuch,
    /// More promises would be given back than were made.
    NothingReserved,
}

impl Levels {
    /// What can still be promised.
    pub fn available(self) -> i64 {
        self.on_hand - self.reserved + self.backorder_limit
    }

    /// What lies there and is promised to nobody.
    pub fn free(self) -> i64 {
        (self.on_hand - self.reserved).max(0)
    }

    /// The levels after a change. The conditional update in `shelf.rs` says the same in SQL; this one tells why it said no.
    pub fn after(self, delta: Delta) -> Result<Levels, Shortfall> {
        let after = Levels { on_hand: self.on_hand + delta.on_hand, reserved: self.reserved + delta.reserved, ..self };
        if after.reserved < 0 {
            return Err(Shortfall::NothingReserved);
        }
        if after.on_hand < 0 || after.available() < 0 {
            let takes_goods = delta.on_hand < 0;
            let available = if takes_goods { self.available().min(self.on_hand) } else { self.available() };
            return Err(Shortfall::Insufficient { available: available.max(0) });
        }
        if after.on_hand > ON_HAND_MAX {
            return Err(Shortfall::TooMuch);
        }
        Ok(after)
    }

    /// The levels that a list of movements leads to.
    pub fn fold(deltas: impl IntoIterator<Item = Delta>) -> Levels {
        deltas.into_iter().fold(Levels::default(), |sum, delta| Levels {
            on_hand: sum.on_hand + delta.on_hand,
            reserved: sum.reserved + delta.reserved,
            ..sum
        })
    }
}

/// What a variant asks of its stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tracking {
    /// Nothing is counted: downloads, services.
    Untracked,
    /// Never more than there is.
    Tracked,
    /// So many more may be promised than are there: [`BACKORDER_LIMIT`].
    Backorder,
}

impl Tracking {
    pub fn of(track_stock: bool, allow_backorder: bool) -> Self {
        match (track_stock, allow_backorder) {
            (false, _) => Self::Untracked,
            (true, false) => Self::Tracked,
            (true, true) => Self::Backorder,
        }
    }

    pub fn backorder_limit(self) -> i64 {
        match self {
            Self::Untracked | Self::Tracked => 0,
            Self::Backorder => BACKORDER_LIMIT,
        }
    }
}

/// So many from this stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    pub stock: StockId,
    pub quantity: i64,
}

/// Chooses where a variant is taken from: what lies in the warehouses first, in the order given, then what may be promised
/// beyond it. A demand can be split over warehouses. Fails with what is available in all of them together.
pub fn allocate(shelves: &[(StockId, Levels)], demand: i64) -> Result<Vec<Share>, i64> {
    let mut shares: Vec<Share> = shelves.iter().map(|(stock, _)| Share { stock: *stock, quantity: 0 }).collect();
    let mut left = demand;
    for (share, (_, levels)) in shares.iter_mut().zip(shelves) {
        let taken = left.min(levels.free());
        share.quantity += taken;
        left -= taken;
    }
    for (share, (_, levels)) in shares.iter_mut().zip(shelves) {
        let taken = left.min((levels.available() - share.quantity).max(0));
        share.quantity += taken;
        left -= taken;
    }
    if left > 0 {
        return Err(demand - left);
    }
    shares.retain(|share| share.quantity > 0);
    Ok(shares)
}

/// What can still be promised of a variant that lies on these shelves of warehouses that serve orders: as much as [`allocate`]
/// gives. `None` when it is not counted.
pub fn sellable(shelves: &[Levels], tracking: Tracking) -> Option<i64> {
    let limit = tracking.backorder_limit();
    match tracking {
        Tracking::Untracked => None,
        // It can be promised before it ever lay anywhere.
        Tracking::Backorder if shelves.is_empty() => Some(limit),
        Tracking::Tracked | Tracking::Backorder => {
            let each = shelves.iter().map(|levels| Levels { backorder_limit: limit, ..*levels }.available().max(0));
            Some(each.sum())
        }
    }
}

/// So many of a stock for this line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Promise {
    pub stock: StockId,
    pub line: OrderLineId,
    pub quantity: i64,
}

/// Deals the shares of a variant out to the lines that want it, in their order.
pub fn deal(shares: &[Share], lines: &[(OrderLineId, i64)]) -> Vec<Promise> {
    let mut promises = Vec::new();
    let mut shares = shares.iter().copied();
    let mut open = shares.next();
    for (line, wanted) in lines {
        let mut wanted = *wanted;
        while wanted > 0 {
            let Some(share) = open.as_mut() else { return promises };
            let quantity = wanted.min(share.quantity);
            if quantity > 0 {
                promises.push(Promise { stock: share.stock, line: *line, quantity });
            }
            wanted -= quantity;
            share.quantity -= quantity;
            if share.quantity == 0 {
                open = shares.next();
            }
        }
    }
    promises
}
