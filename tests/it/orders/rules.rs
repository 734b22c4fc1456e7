//! The pure rules of orders, over many cases.

use proptest::prelude::*;
use regie::kernel::money::{Currency, Money, MoneyError};
use regie::orders::entity::order::OrderStatus;
use regie::orders::rules::{self, OrderAction, OrderChargeStatus, OrderFulfillmentStatus};

proptest! {
    #[test]
    fn totals_are_the_sums_of_the_lines_in_any_order(lines in prop::collection::vec((0_i64..1_000_000_000, 1_i64..1_000_000), 0..500)) {
        let totals = rules::totals(lines.iter().copied()).unwrap();
        prop_assert_eq!(totals.total_minor, lines.iter().map(|(total, _)| total).sum::<i64>());
        prop_assert_eq!(totals.item_count, lines.iter().map(|(_, quantity)| quantity).sum::<i64>());
        prop_assert_eq!(usize::try_from(totals.line_count).unwrap(), lines.len());
        prop_assert_eq!(rules::totals(lines.into_iter().rev()).unwrap(), totals);
    }

    #[test]
    fn a_line_costs_its_pieces_or_says_that_it_does_not_fit(minor in 0_i64..=i64::MAX, quantity in 1_i64..=1_000_000) {
        let exact = i128::from(minor) * i128::from(quantity);
        let price = Money::new(minor, Currency::parse("EUR").unwrap());
        match rules::line_total(price, quantity) {
            Ok(total) => prop_assert_eq!(i128::from(total), exact),
            Err(error) => {
                prop_assert_eq!(error, MoneyError::Overflow);
                prop_assert!(exact > i128::from(i64::MAX));
            }
        }
    }

    #[test]
    fn goods_are_fulfilled_when_nothing_is_left_to_send(ordered in 1_i64..1_000, a in 0_i64..1_000, b in 0_i64..1_000) {
        let fulfilled = a % (ordered + 1);
        let canceled = b % (ordered - fulfilled + 1);
        let status = rules::fulfillment_status(ordered, fulfilled, canceled);
        let left = ordered - fulfilled - canceled;
        prop_assert_eq!(status == OrderFulfillmentStatus::Unfulfilled, fulfilled == 0);
        prop_assert_eq!(status == OrderFulfillmentStatus::Fulfilled, fulfilled > 0 && left == 0);
        prop_assert_eq!(status == OrderFulfillmentStatus::PartiallyFulfilled, fulfilled > 0 && left > 0);
    }

    #[test]
    fn money_is_nothing_a_part_all_or_too_much(charged in 0_i64..1_000, total in 0_i64..1_000) {
        let status = rules::charge_status(charged, total);
        prop_assert_eq!(status == OrderChargeStatus::None, charged == 0);
        prop_assert_eq!(status == OrderChargeStatus::Partial, charged > 0 && charged < total);
        prop_assert_eq!(status == OrderChargeStatus::Full, charged > 0 && charged == total);
        prop_assert_eq!(status == OrderChargeStatus::Overcharged, charged > total && charged > 0);
    }
}

#[test]
fn only_a_draft_with_lines_can_be_placed_and_a_canceled_order_only_noted() {
    assert!(!rules::actions(OrderStatus::Draft, 0).contains(&OrderAction::Place));
    assert!(rules::actions(OrderStatus::Draft, 1).contains(&OrderAction::Place));
    assert!(!rules::actions(OrderStatus::Confirmed, 1).contains(&OrderAction::EditLines));
    assert_eq!(rules::actions(OrderStatus::Canceled, 1), [OrderAction::AddNote]);
}

#[test]
fn sums_that_do_not_fit_are_refused() {
    assert_eq!(rules::totals([(i64::MAX, 1), (1, 1)]), Err(MoneyError::Overflow));
}
