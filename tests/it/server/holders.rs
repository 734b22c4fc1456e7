//! Which connection makes room for another: the rules, without a server.

use proptest::prelude::*;
use regie::server::holders::{Crowded, Holders, LEAVING_MAX};
use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};

fn address(last: u8) -> IpAddr {
    Ipv4Addr::new(10, 0, 0, last).into()
}

/// The name of whom it displaces, which is told as a number.
fn enter(holders: &mut Holders<u32>, from: u8, name: u32) -> Result<(u64, Option<u32>), Crowded> {
    let entered = holders.enter(address(from), false, name)?;
    Ok((entered.id, entered.displaced.map(|displaced| displaced.teller)))
}

#[test]
fn the_one_that_is_idle_longest_of_the_address_that_holds_most_makes_room() {
    let mut holders = Holders::new(8);
    let ids: Vec<u64> = [(1, 0), (2, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 6), (7, 7)]
        .map(|(from, name)| enter(&mut holders, from, name).unwrap().0)
        .into();
    holders.busy(ids[1]);
    holders.idle(ids[1]);
    assert_eq!(enter(&mut holders, 8, 8).unwrap().1, Some(2), "of the second address, the first has just been used");
    // All hold one each: the longest idle of the last address.
    holders.busy(ids[7]);
    assert_eq!(enter(&mut holders, 9, 9).unwrap().1, Some(8));
    assert_eq!(holders.held(), 8);
}

#[test]
fn one_address_holds_a_quarter_and_makes_room_for_itself() {
    let mut holders = Holders::new(8);
    let (first, _) = enter(&mut holders, 1, 0).unwrap();
    let (second, _) = enter(&mut holders, 1, 1).unwrap();
    holders.busy(first);
    assert_eq!(enter(&mut holders, 1, 2).unwrap().1, Some(1));
    holders.leave(second);
    let third = enter(&mut holders, 1, 3).unwrap();
    assert_eq!(third.1, Some(2));
    holders.busy(third.0);
    assert_eq!(enter(&mut holders, 1, 4), Err(Crowded::Address));
    assert_eq!(holders.held(), 2);
    for name in 5..11 {
        assert!(holders.enter(address(2), true, name).unwrap().displaced.is_none(), "a proxy has no share");
    }
    assert!(holders.enter(address(2), true, 11).unwrap().displaced.is_some(), "and no more than there is");
}

#[test]
fn when_something_happens_on_all_a_newcomer_waits_until_one_is_idle_or_ends() {
    let mut holders = Holders::new(2);
    let ids = [1, 2].map(|from| enter(&mut holders, from, u32::from(from)).unwrap().0);
    ids.iter().for_each(|id| holders.busy(*id));
    assert_eq!(enter(&mut holders, 3, 3), Err(Crowded::All));
    holders.idle(ids[0]);
    assert_eq!(enter(&mut holders, 3, 3).unwrap().1, Some(1));
    holders.leave(ids[1]);
    assert_eq!(enter(&mut holders, 4, 4).unwrap().1, None);
}

#[test]
fn so_many_are_told_to_end_at_a_time_and_no_more() {
    let max = 4 * (LEAVING_MAX + 1);
    let mut holders = Holders::new(max);
    let ids: Vec<u64> = (0..max as u32).map(|name| enter(&mut holders, (name % 4) as u8, name).unwrap().0).collect();
    for name in 0..LEAVING_MAX as u32 {
        assert_eq!(enter(&mut holders, 0, name).unwrap().1, Some(4 * name));
    }
    assert_eq!(enter(&mut holders, 0, 0), Err(Crowded::Address));
    assert_eq!(enter(&mut holders, 9, 0), Err(Crowded::All));
    holders.leave(ids[0]);
    assert!(enter(&mut holders, 9, 0).unwrap().1.is_some());
}

#[derive(Clone, Debug)]
enum Step {
    Enter(u8),
    Busy(prop::sample::Index),
    Idle(prop::sample::Index),
    Leave(prop::sample::Index),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        5 => (0..5_u8).prop_map(Step::Enter),
        2 => any::<prop::sample::Index>().prop_map(Step::Busy),
        2 => any::<prop::sample::Index>().prop_map(Step::Idle),
        1 => any::<prop::sample::Index>().prop_map(Step::Leave),
    ]
}

proptest! {
    /// Whatever comes and goes: no more are held than there are, no address has more than its share, none makes room on which
    /// something happens, and whoever is kept out is kept out by connections on which something happens.
    #[test]
    fn places_are_shared(steps in prop::collection::vec(step(), 1..200)) {
        let (max, share) = (8, 2);
        let mut holders = Holders::new(max);
        // By name: number, address, whether something happens. A name is the place in this list.
        let mut all: Vec<(u64, u8, bool)> = Vec::new();
        let mut open: Vec<u32> = Vec::new();
        for step in steps {
            match step {
                Step::Enter(from) => {
                    let name = all.len() as u32;
                    let own = |open: &[u32]| open.iter().filter(|name| all[**name as usize].1 == from).count();
                    let idle = |name: &u32| !all[*name as usize].2;
                    match enter(&mut holders, from, name) {
                        Ok((id, displaced)) => {
                            if let Some(gone) = displaced {
                                prop_assert!(idle(&gone));
                                let holds = |name: u32| open.iter().filter(|other| all[**other as usize].1 == all[name as usize].1).count();
                                let most = open.iter().copied().filter(idle).map(holds).max();
                                let itself = own(&open) == share && all[gone as usize].1 == from;
                                prop_assert!(itself || Some(holds(gone)) == most);
                                open.retain(|name| *name != gone);
                                holders.leave(all[gone as usize].0);
                            }
                            open.push(name);
                            all.push((id, from, false));
                        }
                        Err(Crowded::Address) => {
                            prop_assert_eq!(own(&open), share);
                            prop_assert!(!open.iter().any(|name| all[*name as usize].1 == from && idle(name)));
                        }
                        Err(Crowded::All) => {
                            prop_assert_eq!(open.len(), max);
                            prop_assert!(!open.iter().any(idle));
                        }
                    }
                }
                Step::Busy(at) if !all.is_empty() => {
                    let (id, _, busy) = at.get_mut(&mut all);
                    holders.busy(*id);
                    *busy = true;
                }
                Step::Idle(at) if !all.is_empty() => {
                    let (id, _, busy) = at.get_mut(&mut all);
                    holders.idle(*id);
                    *busy = false;
                }
                Step::Leave(at) if !open.is_empty() => {
                    let name = open.swap_remove(at.index(open.len()));
                    holders.leave(all[name as usize].0);
                }
                Step::Busy(_) | Step::Idle(_) | Step::Leave(_) => {}
            }
            prop_assert_eq!(holders.held(), open.len());
            let mut held = HashMap::<u8, usize>::new();
            open.iter().for_each(|name| *held.entry(all[*name as usize].1).or_default() += 1);
            prop_assert!(open.len() <= max && held.values().all(|held| *held <= share));
        }
    }
}
