//! Budgets: a bucket for each principal, filled by time.

use regie::document::budget::Terms;
use regie::document::{Budget, Throttle};
use regie::kernel::clock::Timestamp;

const TERMS: Terms = Terms { maximum: 1_000, rate: 100 };
const START: Timestamp = Timestamp(1_700_000_000_000_000);

fn after(micros: i64) -> Timestamp {
    Timestamp(START.0 + micros)
}

fn throttle(available: u64) -> Throttle {
    Throttle { maximum_available: 1_000, currently_available: available, restore_rate: 100 }
}

#[test]
fn what_is_taken_comes_back_with_time() {
    let budget = Budget::new(10);
    assert_eq!(budget.take("ann", TERMS, 1_000, START), Ok(throttle(0)));
    assert_eq!(budget.take("ann", TERMS, 1, START), Err(throttle(0)));
    // Nothing is lost between two looks, however short the time.
    for micros in 1..10_000 {
        assert_eq!(budget.take("ann", TERMS, 1, after(micros)), Err(throttle(0)));
    }
    assert_eq!(budget.take("ann", TERMS, 1, after(10_000)), Ok(throttle(0)));
    assert_eq!(budget.take("ann", TERMS, 50, after(1_010_000)), Ok(throttle(50)));
    // No fuller than full.
    assert_eq!(budget.take("ann", TERMS, 0, after(3_600_000_000)), Ok(throttle(1_000)));
}

#[test]
fn a_refusal_takes_nothing() {
    let budget = Budget::new(10);
    assert_eq!(budget.take("ann", TERMS, 1_001, START), Err(throttle(1_000)));
    assert_eq!(budget.take("ann", TERMS, u64::MAX, START), Err(throttle(1_000)));
    assert_eq!(budget.take("ann", TERMS, 1_000, START), Ok(throttle(0)));
}

#[test]
fn what_was_not_spent_is_given_back() {
    let budget = Budget::new(10);
    budget.take("ann", TERMS, 600, START).unwrap();
    assert_eq!(budget.refund("ann", TERMS, 500, START), throttle(900));
    assert_eq!(budget.refund("ann", TERMS, u64::MAX, START), throttle(1_000));
}

#[test]
fn principals_do_not_share() {
    let budget = Budget::new(10);
    budget.take("ann", TERMS, 1_000, START).unwrap();
    assert_eq!(budget.take("bob", TERMS, 1_000, START), Ok(throttle(0)));
}

#[test]
fn a_clock_that_goes_back_fills_nothing() {
    let budget = Budget::new(10);
    budget.take("ann", TERMS, 1_000, after(5_000_000)).unwrap();
    assert_eq!(budget.take("ann", TERMS, 1, START), Err(throttle(0)));
    assert_eq!(budget.take("ann", TERMS, 1, after(5_000_000)), Err(throttle(0)));
    assert_eq!(budget.take("ann", TERMS, 100, after(6_000_000)), Ok(throttle(0)));
}

#[test]
fn a_newcomer_is_remembered_although_all_places_are_taken() {
    let budget = Budget::new(4);
    for round in 0..50 {
        for principal in ["a", "b", "c", "d"] {
            budget.take(principal, TERMS, 1, after(round)).unwrap();
        }
    }
    budget.take("new", TERMS, 1_000, after(100)).unwrap();
    assert_eq!(budget.take("new", TERMS, 1_000, after(100)), Err(throttle(0)));
}

#[test]
fn who_comes_when_it_was_told_is_served_and_a_second_before_is_not() {
    for (spent, requested) in [(1_000, 1), (1_000, 100), (1_000, 101), (950, 400), (1, 1_000), (1_000, 1_000)] {
        let budget = Budget::new(10);
        budget.take("ann", TERMS, spent, START).unwrap();
        let throttle = budget.take("ann", TERMS, requested, START).unwrap_err();
        let secs = i64::try_from(throttle.wait_secs(requested)).unwrap();
        assert!(budget.take("ann", TERMS, requested, after((secs - 1) * 1_000_000)).is_err(), "{spent} {requested}");
        assert!(budget.take("ann", TERMS, requested, after(secs * 1_000_000)).is_ok(), "{spent} {requested}");
    }
}

#[test]
fn a_principal_may_have_terms_of_its_own() {
    let (budget, large) = (Budget::new(10), Terms { maximum: 50_000, rate: 5_000 });
    assert_eq!(budget.take("shop", large, 50_000, START).unwrap().maximum_available, 50_000);
    assert!(budget.take("shop", large, 5_000, after(999_999)).is_err());
    assert!(budget.take("shop", large, 5_000, after(1_000_000)).is_ok());
}
