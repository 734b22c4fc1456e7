//! Budgets: a bucket for each principal, filled by time.

use regie::document::{Budget, Throttle};
use regie::kernel::clock::Timestamp;

const START: Timestamp = Timestamp(1_700_000_000_000_000);

fn after(micros: i64) -> Timestamp {
    Timestamp(START.0 + micros)
}

fn throttle(available: u64) -> Throttle {
    Throttle { maximum_available: 1_000, currently_available: available, restore_rate: 100 }
}

#[test]
fn what_is_taken_comes_back_with_time() {
    let budget = Budget::new(1_000, 100, 10);
    assert_eq!(budget.take("ann", 1_000, START), Ok(throttle(0)));
    assert_eq!(budget.take("ann", 1, START), Err(throttle(0)));
    // Nothing is lost between two looks, however short the time.
    for micros in 1..10_000 {
        assert_eq!(budget.take("ann", 1, after(micros)), Err(throttle(0)));
    }
    assert_eq!(budget.take("ann", 1, after(10_000)), Ok(throttle(0)));
    assert_eq!(budget.take("ann", 50, after(1_010_000)), Ok(throttle(50)));
    // No fuller than full.
    assert_eq!(budget.take("ann", 0, after(3_600_000_000)), Ok(throttle(1_000)));
}

#[test]
fn a_refusal_takes_nothing() {
    let budget = Budget::new(1_000, 100, 10);
    assert_eq!(budget.take("ann", 1_001, START), Err(throttle(1_000)));
    assert_eq!(budget.take("ann", u64::MAX, START), Err(throttle(1_000)));
    assert_eq!(budget.take("ann", 1_000, START), Ok(throttle(0)));
}

#[test]
fn what_was_not_spent_is_given_back() {
    let budget = Budget::new(1_000, 100, 10);
    budget.take("ann", 600, START).unwrap();
    assert_eq!(budget.refund("ann", 500, START), throttle(900));
    assert_eq!(budget.refund("ann", u64::MAX, START), throttle(1_000));
}

#[test]
fn principals_do_not_share() {
    let budget = Budget::new(1_000, 100, 10);
    budget.take("ann", 1_000, START).unwrap();
    assert_eq!(budget.take("bob", 1_000, START), Ok(throttle(0)));
}

#[test]
fn a_clock_that_goes_back_fills_nothing() {
    let budget = Budget::new(1_000, 100, 10);
    budget.take("ann", 1_000, after(5_000_000)).unwrap();
    assert_eq!(budget.take("ann", 1, START), Err(throttle(0)));
    assert_eq!(budget.take("ann", 1, after(5_000_000)), Err(throttle(0)));
    assert_eq!(budget.take("ann", 100, after(6_000_000)), Ok(throttle(0)));
}

#[test]
fn a_newcomer_is_remembered_although_all_places_are_taken() {
    let budget = Budget::new(1_000, 100, 4);
    for round in 0..50 {
        for principal in ["a", "b", "c", "d"] {
            budget.take(principal, 1, after(round)).unwrap();
        }
    }
    budget.take("new", 1_000, after(100)).unwrap();
    assert_eq!(budget.take("new", 1_000, after(100)), Err(throttle(0)));
}
