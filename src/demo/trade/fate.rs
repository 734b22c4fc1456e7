//! What becomes of an order of the demo shop, decided when it is begun.

use crate::demo::dice::Dice;
use crate::demo::past::{DAY_SECS, HOUR_SECS};
use crate::kernel::clock::Timestamp;

/// What somebody does with an order that was begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    Note,
    Place,
    Cancel,
}

/// So long a draft may still be waiting for its customer.
const DRAFT_SECS: i64 = 10 * DAY_SECS;

/// What is done with an order, in order. Nothing is done after `end`.
pub fn of(dice: &Dice, begun: Timestamp, end: Timestamp) -> Vec<(Timestamp, Deed)> {
    let mut deeds = Vec::new();
    let mut at = begun;
    let mut later = |from: i64, to: i64| {
        at = at.plus_secs(dice.between(from, to)).min(end);
        at
    };
    if dice.percent(18) {
        deeds.push((later(60, 900), Deed::Note));
    }
    let fresh = end.0 - begun.0 < DRAFT_SECS * 1_000_000;
    let chance = dice.between(1, 100);
    if chance <= if fresh { 35 } else { 1 } {
        return deeds;
    }
    // A draft that came to nothing, or an order like most.
    if chance >= 99 {
        deeds.push((later(HOUR_SECS, 3 * DAY_SECS), Deed::Cancel));
        return deeds;
    }
    deeds.push((later(120, 5_400), Deed::Place));
    if dice.percent(10) {
        deeds.push((later(HOUR_SECS, 5 * DAY_SECS), Deed::Cancel));
    }
    deeds
}
