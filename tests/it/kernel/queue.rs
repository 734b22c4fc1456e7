//! Whose turn it is: the queue as a model, without tasks and without a clock.

use proptest::prelude::*;
use regie::kernel::queue::order::{Order, REMEMBERED_MAX};
use regie::kernel::queue::{Overloaded, Principal};
use std::collections::HashMap;
use std::time::Duration;

fn who(name: &str) -> Principal {
    Principal::new(name)
}

/// Runs the queue to its end with one seat; each turn takes as long as `takes` says. Gives the names in their order.
fn names<W>(order: &mut Order<W>, takes: impl Fn(&str) -> u64, name: impl Fn(&W) -> String) -> Vec<String> {
    let mut names = Vec::new();
    while let Some((turn, waiter)) = order.begin_next() {
        let name = name(&waiter);
        order.held(&turn, takes(&name));
        order.end(turn, takes(&name));
        names.push(name);
    }
    names
}

#[test]
fn turns_go_round_however_many_each_asks_for() {
    let mut order = Order::default();
    let running = order.begin(&who("flood"));
    for _ in 0..4 {
        order.join(&who("flood"), "flood");
    }
    for name in ["ann", "bob"] {
        order.join(&who(name), name);
    }
    order.held(&running, 1_000);
    order.end(running, 1_000);
    let served = names(&mut order, |_| 1_000, |name| name.to_string());
    assert_eq!(served, ["ann", "bob", "flood", "flood", "flood", "flood"]);
}

#[test]
fn whoever_asks_for_what_takes_long_has_fewer_turns() {
    let mut order = Order::default();
    for _ in 0..100 {
        order.join(&who("dear"), "dear");
        order.join(&who("cheap"), "cheap");
    }
    let takes = |name: &str| if name == "dear" { 20_000 } else { 1_000 };
    let served = names(&mut order, takes, |name| name.to_string());
    let cheap = served.iter().take(84).filter(|name| *name == "cheap").count();
    assert!((75..=82).contains(&cheap), "{cheap} of the first 84");
}

#[test]
fn a_weight_is_so_many_turns() {
    let mut order = Order::default();
    for _ in 0..60 {
        order.join(&Principal { weight: 3, ..who("shop") }, "shop");
        order.join(&who("ann"), "ann");
    }
    let served = names(&mut order, |_| 1_000, |name| name.to_string());
    let shop = served.iter().take(40).filter(|name| *name == "shop").count();
    assert!((29..=31).contains(&shop), "{shop} of the first 40");
}

#[test]
fn who_was_away_has_saved_up_nothing_and_who_comes_new_owes_nothing() {
    let mut order = Order::default();
    for _ in 0..50 {
        order.join(&who("ann"), "ann");
        order.join(&who("bob"), "bob");
    }
    for _ in 0..40 {
        let (turn, _) = order.begin_next().unwrap();
        order.held(&turn, 1_000);
        order.end(turn, 1_000);
    }
    for _ in 0..10 {
        order.join(&who("cleo"), "cleo");
    }
    let served = names(&mut order, |_| 1_000, |name| name.to_string());
    let cleo = served.iter().take(9).filter(|name| *name == "cleo").count();
    assert!((2..=4).contains(&cleo), "{served:?}");
}

#[test]
fn nobody_waits_for_ever_behind_strangers_who_come_once_each() {
    let mut order = Order::default();
    for _ in 0..3 {
        order.join(&who("ann"), "ann".to_owned());
    }
    let mut served = 0;
    for stranger in 0..1_000 {
        // There are always ten strangers in front.
        while order.waiting() < 13 - served {
            let name = format!("{stranger}-{}", order.waiting());
            order.join(&who(&name), name.clone());
        }
        let (turn, name) = order.begin_next().unwrap();
        order.held(&turn, 1_000);
        order.end(turn, 1_000);
        served += usize::from(name == "ann");
    }
    assert_eq!(served, 3);
}

#[test]
fn what_counts_for_an_account_counts_from_wherever_it_is_asked_for() {
    let mut order = Order::default();
    let from = |place: usize| Principal { also: Some("login:ann".into()), ..who(&format!("10.0.0.{place}")) };
    for place in 0..20 {
        order.join(&from(place), "ann");
    }
    let bob = |place: usize| Principal { also: Some("login:bob".into()), ..who(&format!("10.1.0.{place}")) };
    for place in 0..3 {
        order.join(&bob(place), "bob");
    }
    let served = names(&mut order, |_| 1_000, |name| name.to_string());
    let last = served.iter().rposition(|name| name == "bob").unwrap();
    assert!(last <= 6, "the account that is tried from everywhere does not hold up the other: {served:?}");
}

#[test]
fn a_forecast_knows_who_comes_before() {
    let mut order = Order::default();
    let turn = order.begin(&who("ann"));
    order.held(&turn, 2_000);
    order.end(turn, 2_000);
    let _running = order.begin(&who("flood"));
    for _ in 0..1_000 {
        order.join(&who("flood"), ());
    }
    // All of its own, on two seats, and the half of what runs.
    assert_eq!(order.forecast(&who("flood"), 2), 1_000_000 + 1_000);
    // One turn of the other.
    assert_eq!(order.forecast(&who("bob"), 2), 1_000 + 1_000);
    for name in 0..9 {
        order.join(&who(&format!("{name}")), ());
    }
    assert_eq!(order.forecast(&who("bob"), 2), 10_000 + 1_000);
}

#[test]
fn who_comes_when_it_was_told_is_let_in() {
    let (mut order, limit) = (Order::default(), 1_750_000);
    for _ in 0..1_000 {
        order.join(&who("ann"), ());
    }
    let beyond = order.forecast(&who("ann"), 1) - limit;
    let told = Overloaded { retry_after: Duration::from_micros(beyond) }.retry_after_secs();
    assert_eq!(told, 4);
    let mut left = told * 1_000_000;
    while left > 0 {
        let (turn, ()) = order.begin_next().unwrap();
        order.held(&turn, 5_000);
        order.end(turn, 5_000);
        left -= 5_000;
    }
    assert!(order.forecast(&who("ann"), 1) <= limit);
    let secs = |millis| Overloaded { retry_after: Duration::from_millis(millis) }.retry_after_secs();
    assert_eq!([0, 1, 1_000, 1_001, 2_000].map(secs), [1, 1, 1, 2, 2]);
}

#[test]
fn who_leaves_is_not_served_and_makes_the_forecast_better() {
    let mut order = Order::default();
    let tickets: Vec<_> = (0..10).map(|number| order.join(&who("ann"), number)).collect();
    let before = order.forecast(&who("ann"), 1);
    assert_eq!(order.leave(&tickets[0]), Some(0));
    assert_eq!(order.leave(&tickets[0]), None);
    assert_eq!(order.leave(&tickets[9]), Some(9));
    assert!(order.forecast(&who("ann"), 1) < before);
    let (turn, first) = order.begin_next().unwrap();
    assert_eq!(first, 1);
    assert_eq!(order.leave(&tickets[1]), None, "it runs");
    order.end(turn, 1);
    assert_eq!(order.waiting(), 7);
}

#[test]
fn strangers_are_forgotten() {
    let mut order = Order::default();
    // There is always somebody, so that it never becomes empty.
    let running = order.begin(&who("ann"));
    for stranger in 0..REMEMBERED_MAX * 2 {
        order.join(&who(&format!("{stranger}")), ());
        let (turn, ()) = order.begin_next().unwrap();
        order.end(turn, 1_000);
        assert!(order.remembered() <= REMEMBERED_MAX + 2);
    }
    order.end(running, 1_000);
    assert_eq!(order.remembered(), 0, "nobody is left, and all are equal again");
}

fn visitor(number: usize) -> Principal {
    Principal::visitor(format!("10.0.0.{number}"))
}

#[test]
fn a_hundred_addresses_have_as_many_turns_together_as_one_who_has_signed_in() {
    let mut order = Order::default();
    for number in 0..100 {
        order.join(&visitor(number), "visitor");
        order.join(&visitor(number), "visitor");
    }
    for _ in 0..20 {
        order.join(&who("ann"), "ann");
    }
    let served = names(&mut order, |_| 1_000, |name| name.to_string());
    let ann = |names: &[String]| names.iter().filter(|name| *name == "ann").count();
    for count in (2..=40).step_by(2) {
        assert!(ann(&served[..count]).abs_diff(count / 2) <= 1, "{:?}", &served[..count]);
    }
}

#[test]
fn what_a_group_has_used_while_the_other_asked_for_nothing_is_not_held_against_it() {
    let mut order = Order::default();
    for number in 0..100 {
        order.join(&visitor(number), "visitor");
    }
    for _ in 0..50 {
        let (turn, _) = order.begin_next().unwrap();
        order.held(&turn, 1_000);
        order.end(turn, 1_000);
    }
    for _ in 0..10 {
        order.join(&who("ann"), "ann");
    }
    let served = names(&mut order, |_| 1_000, |name| name.to_string());
    let ann = served.iter().take(10).filter(|name| *name == "ann").count();
    assert!((4..=6).contains(&ann), "{served:?}");
}

#[test]
fn a_forecast_counts_as_much_of_the_other_group_as_may_come_before() {
    let mut order = Order::default();
    let _running = order.begin(&who("bob"));
    for number in 0..1_000 {
        order.join(&visitor(number), ());
    }
    // One turn of theirs, and half of what runs.
    assert_eq!(order.forecast(&who("ann"), 1), 5_000 + 2_500);
    let before = order.forecast(&visitor(1_000), 1);
    assert_eq!(before, 5_000_000 + 2_500);
    for _ in 0..3 {
        order.join(&who("ann"), ());
    }
    assert_eq!(order.forecast(&who("ann"), 1), 3 * 5_000 + 4 * 5_000 + 2_500);
    assert_eq!(order.forecast(&visitor(1_000), 1), before + 3 * 5_000);
}

#[test]
fn the_larger_group_makes_room_until_both_are_as_large() {
    let mut order = Order::default();
    for number in 0..4 {
        order.join(&visitor(number), 'v');
    }
    for name in ["ann", "bob"] {
        assert!(order.can_push_out(&who(name)));
        assert_eq!(order.push_out(&who(name)), Some('v'));
        order.join(&who(name), 'k');
    }
    for comes in [who("cleo"), visitor(5)] {
        assert!(!order.can_push_out(&comes));
        assert_eq!(order.push_out(&comes), None);
    }
}

#[derive(Clone, Debug)]
enum Step {
    Join(usize),
    Leave(prop::sample::Index),
    Next,
    End(prop::sample::Index),
    PushOut(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..6_usize).prop_map(Step::Join),
        1 => any::<prop::sample::Index>().prop_map(Step::Leave),
        3 => Just(Step::Next),
        3 => any::<prop::sample::Index>().prop_map(Step::End),
        1 => (0..6_usize).prop_map(Step::PushOut),
    ]
}

/// Some count for an account as well, some for more than one; some are visitors.
fn principal(number: usize) -> Principal {
    let also = (number % 2 == 1).then(|| "account".into());
    let one = if number.is_multiple_of(3) { visitor(number) } else { who(&format!("p{number}")) };
    Principal { also, weight: 1 + (number / 3) as u32, ..one }
}

proptest! {
    /// Whatever comes and goes, nobody is lost and nobody is served twice, and each is served in the order of their own.
    #[test]
    fn nobody_is_lost(steps in prop::collection::vec(step(), 1..200)) {
        let mut order = Order::default();
        let (mut waiting, mut running) = (Vec::new(), Vec::new());
        for (number, step) in steps.into_iter().enumerate() {
            match step {
                Step::Join(name) => waiting.push((order.join(&principal(name), (name, number)), (name, number))),
                Step::Leave(at) if !waiting.is_empty() => {
                    let (ticket, waiter) = waiting.remove(at.index(waiting.len()));
                    prop_assert_eq!(order.leave(&ticket), Some(waiter));
                }
                Step::Next => match order.begin_next() {
                    Some((turn, waiter)) => {
                        let first = waiting.iter().position(|(_, (name, _))| *name == waiter.0).unwrap();
                        prop_assert_eq!(waiting.remove(first).1, waiter);
                        running.push(turn);
                    }
                    None => prop_assert!(waiting.is_empty()),
                },
                Step::End(at) if !running.is_empty() => order.end(running.swap_remove(at.index(running.len())), 700),
                Step::PushOut(name) => {
                    let can = order.can_push_out(&principal(name));
                    let gone = order.push_out(&principal(name));
                    prop_assert_eq!(gone.is_some(), can);
                    if let Some(gone) = gone {
                        let newest = waiting.iter().rposition(|(_, (name, _))| *name == gone.0).unwrap();
                        prop_assert_eq!(waiting.remove(newest).1, gone);
                    }
                }
                Step::Leave(_) | Step::End(_) => {}
            }
            prop_assert_eq!(order.waiting(), waiting.len());
        }
        while let Some((turn, _)) = order.begin_next() {
            order.end(turn, 900);
            waiting.pop();
        }
        prop_assert!(waiting.is_empty());
        running.into_iter().for_each(|turn| order.end(turn, 100));
        prop_assert_eq!(order.remembered(), 0);
    }

    /// Whatever turns take and however many there are of them, visitors together and those who are known together get as much
    /// time, up to a turn of each, when both always have something to ask for.
    #[test]
    fn both_groups_get_half(
        known in prop::collection::vec(100_u64..20_000, 1..4),
        visitors in prop::collection::vec(100_u64..20_000, 1..40),
        seats in 1..4_usize,
    ) {
        let mut order = Order::default();
        let all = known.iter().map(|takes| (true, *takes)).chain(visitors.iter().map(|takes| (false, *takes)));
        let all: Vec<_> = all.enumerate().map(|(number, (is_known, takes))| {
            (if is_known { who(&number.to_string()) } else { visitor(number) }, is_known, takes)
        }).collect();
        for (number, (who, _, _)) in all.iter().enumerate() {
            for _ in 0..4 {
                order.join(who, number);
            }
        }
        let (mut now, mut running, mut used) = (0, Vec::new(), [0, 0]);
        for _ in 0..1_000 {
            while running.len() < seats {
                let (turn, number) = order.begin_next().unwrap();
                order.join(&all[number].0, number);
                running.push((now + all[number].2, number, turn));
            }
            running.sort_by_key(|(end, _, _)| *end);
            let (end, number, turn) = running.remove(0);
            now = end;
            let (_, is_known, takes) = &all[number];
            used[usize::from(*is_known)] += takes;
            order.held(&turn, *takes);
            order.end(turn, *takes);
        }
        let longest = 20_000 * (seats as u64 + 2);
        prop_assert!(used[0].abs_diff(used[1]) <= longest * 2, "{used:?}");
    }

    /// Who always has something to ask for gets as much time as anybody else, by weight, up to a turn of each.
    #[test]
    fn all_who_wait_get_their_share(takes in prop::collection::vec(100_u64..20_000, 2..8), seats in 1..4_usize) {
        let mut order = Order::default();
        let who: Vec<_> = (0..takes.len()).map(|number| Principal { weight: 1 + (number % 3) as u32, ..who(&number.to_string()) }).collect();
        for (number, who) in who.iter().enumerate() {
            for _ in 0..8 {
                order.join(who, number);
            }
        }
        // What runs, by when it ends.
        let (mut now, mut running, mut served) = (0, Vec::new(), HashMap::<usize, u64>::new());
        for _ in 0..2_000 {
            while running.len() < seats {
                let (turn, number) = order.begin_next().unwrap();
                order.join(&who[number], number);
                running.push((now + takes[number], number, turn));
            }
            running.sort_by_key(|(end, _, _)| *end);
            let (end, number, turn) = running.remove(0);
            now = end;
            *served.entry(number).or_default() += takes[number];
            order.held(&turn, takes[number]);
            order.end(turn, takes[number]);
        }
        let share = |number: &usize| served.get(number).copied().unwrap_or(0) / u64::from(who[*number].weight);
        let shares: Vec<_> = (0..takes.len()).map(|number| share(&number)).collect();
        let longest = takes.iter().max().unwrap() * (seats as u64 + 2);
        let (most, least) = (shares.iter().max().unwrap(), shares.iter().min().unwrap());
        // Who would have more than all other seats together cannot use them at the same time.
        prop_assert!(most - least <= longest * 3, "{shares:?} with {takes:?}");
    }
}
