//! The pure rules of stock, over many cases.

use proptest::prelude::*;
use regie::inventory::rules::{self, BACKORDER_LIMIT, Delta, Levels, ON_HAND_MAX, Share, Shortfall, Tracking};
use regie::kernel::id::{OrderLineId, StockId};
use std::collections::BTreeMap;

fn levels() -> impl Strategy<Value = Levels> {
    (0_i64..2_000, 0_i64..2_000, prop_oneof![Just(0), Just(BACKORDER_LIMIT)])
        .prop_filter("sound", |(on_hand, reserved, limit)| on_hand - reserved + limit >= 0)
        .prop_map(|(on_hand, reserved, backorder_limit)| Levels { on_hand, reserved, backorder_limit })
}

fn stock(n: u128) -> StockId {
    StockId(uuid::Uuid::from_u128(n))
}

fn line(n: u128) -> OrderLineId {
    OrderLineId(uuid::Uuid::from_u128(n))
}

fn shelves() -> impl Strategy<Value = Vec<(StockId, Levels)>> {
    prop::collection::vec(levels(), 0..6)
        .prop_map(|levels| (1..).zip(levels).map(|(n, levels)| (stock(n), levels)).collect())
}

proptest! {
    #[test]
    fn no_change_that_is_allowed_leads_below_zero(start in levels(), on_hand in -3_000_i64..3_000, reserved in -3_000_i64..3_000) {
        match start.after(Delta { on_hand, reserved }) {
            Ok(after) => {
                prop_assert!(after.on_hand >= 0 && after.reserved >= 0 && after.available() >= 0);
                prop_assert!(after.on_hand <= ON_HAND_MAX);
                prop_assert_eq!(after.on_hand - start.on_hand, on_hand);
                prop_assert_eq!(after.reserved - start.reserved, reserved);
            }
            Err(Shortfall::Insufficient { available }) => prop_assert!(available >= 0),
            Err(Shortfall::TooMuch) => prop_assert!(start.on_hand + on_hand > ON_HAND_MAX),
            Err(Shortfall::NothingReserved) => prop_assert!(start.reserved + reserved < 0),
        }
    }

    #[test]
    fn what_is_said_to_be_available_can_be_taken_and_not_one_more(start in levels()) {
        let most = start.available();
        prop_assert!(start.after(Delta::reserved(most)).is_ok());
        prop_assert_eq!(start.after(Delta::reserved(most + 1)), Err(Shortfall::Insufficient { available: most }));
        let Err(Shortfall::Insufficient { available }) = start.after(Delta::on_hand(-start.on_hand - 1)) else {
            return Err(TestCaseError::fail("more was taken than lay there"));
        };
        prop_assert!(start.after(Delta::on_hand(-available)).is_ok());
        prop_assert!(start.after(Delta::on_hand(-available - 1)).is_err());
    }

    #[test]
    fn the_levels_are_the_fold_of_the_changes(deltas in prop::collection::vec((-50_i64..60, -50_i64..60), 0..200)) {
        let mut levels = Levels { on_hand: 0, reserved: 0, backorder_limit: BACKORDER_LIMIT };
        let mut movements = Vec::new();
        for (on_hand, reserved) in deltas {
            let delta = Delta { on_hand, reserved };
            if let Ok(after) = levels.after(delta) {
                levels = after;
                movements.push(delta);
            }
        }
        let folded = Levels::fold(movements);
        prop_assert_eq!((folded.on_hand, folded.reserved), (levels.on_hand, levels.reserved));
    }

    #[test]
    fn an_allocation_gives_all_that_is_wanted_and_no_shelf_more_than_it_bears(shelves in shelves(), demand in 1_i64..4_000) {
        let available: i64 = shelves.iter().map(|(_, levels)| levels.available()).sum();
        match rules::allocate(&shelves, demand) {
            Ok(shares) => {
                prop_assert_eq!(shares.iter().map(|share| share.quantity).sum::<i64>(), demand);
                let by_id: BTreeMap<StockId, Levels> = shelves.iter().copied().collect();
                for share in &shares {
                    prop_assert!(share.quantity > 0);
                    prop_assert!(by_id[&share.stock].after(Delta::reserved(share.quantity)).is_ok());
                }
                // Nothing is promised beyond what lies there while something lies elsewhere.
                let beyond = shares.iter().any(|share| share.quantity > by_id[&share.stock].free());
                let lying: i64 = shelves.iter().map(|(_, levels)| levels.free()).sum();
                prop_assert_eq!(beyond, demand > lying);
            }
            Err(said) => {
                prop_assert_eq!(said, available);
                prop_assert!(available < demand);
            }
        }
    }

    #[test]
    fn what_is_shown_as_sellable_is_what_an_allocation_gives(shelves in shelves(), backorder: bool) {
        let tracking = Tracking::of(true, backorder);
        let limit = tracking.backorder_limit();
        let sound: Vec<(StockId, Levels)> = shelves
            .into_iter()
            .map(|(stock, levels)| (stock, Levels { backorder_limit: limit, ..levels }))
            .filter(|(_, levels)| levels.available() >= 0)
            .collect();
        prop_assume!(!sound.is_empty());
        let levels: Vec<Levels> = sound.iter().map(|(_, levels)| *levels).collect();
        let shown = rules::sellable(&levels, tracking).unwrap();
        prop_assert!(shown == 0 || rules::allocate(&sound, shown).is_ok());
        prop_assert_eq!(rules::allocate(&sound, shown + 1), Err(shown));
    }

    #[test]
    fn lines_get_what_they_want_and_shelves_give_what_they_were_asked(
        lines in prop::collection::vec(1_i64..50, 1..12), cuts in prop::collection::vec(1_i64..50, 0..12),
    ) {
        let total: i64 = lines.iter().sum();
        let mut shares = Vec::new();
        let mut left = total;
        for (n, cut) in (1..).zip(cuts) {
            let quantity = cut.min(left);
            if quantity > 0 {
                shares.push(Share { stock: stock(n), quantity });
            }
            left -= quantity;
        }
        if left > 0 {
            shares.push(Share { stock: stock(99), quantity: left });
        }
        let lines: Vec<(OrderLineId, i64)> = (1..).zip(lines).map(|(n, wanted)| (line(n), wanted)).collect();
        let promises = rules::deal(&shares, &lines);
        for (line, wanted) in &lines {
            let got: i64 = promises.iter().filter(|promise| promise.line == *line).map(|promise| promise.quantity).sum();
            prop_assert_eq!(got, *wanted);
        }
        for share in &shares {
            let given: i64 = promises.iter().filter(|promise| promise.stock == share.stock).map(|promise| promise.quantity).sum();
            prop_assert_eq!(given, share.quantity);
        }
    }
}

#[test]
fn what_is_not_counted_shows_nothing_and_backorder_shows_its_limit() {
    assert_eq!(rules::sellable(&[Levels { on_hand: 3, ..Levels::default() }], Tracking::Untracked), None);
    assert_eq!(rules::sellable(&[], Tracking::Tracked), Some(0));
    assert_eq!(rules::sellable(&[], Tracking::Backorder), Some(BACKORDER_LIMIT));
    assert_eq!(Tracking::of(false, true), Tracking::Untracked);
}
