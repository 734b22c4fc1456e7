//! The rules alone: places in a collection, keys of options.

use proptest::prelude::*;
use regie::catalog::rules::{option_key, places_after, reorder, variant_title};

#[test]
fn a_moved_thing_gets_a_place_between_its_neighbors_and_the_others_keep_theirs() {
    let list = [('a', 10), ('b', 20), ('c', 30)];
    assert_eq!(reorder(&list, &[('c', 1)]), [('c', 15)]);
    assert_eq!(reorder(&list, &[('a', 9)]).len(), 1);
    assert_eq!(reorder(&list, &[('b', 1)]), [('b', 20)].iter().filter(|_| false).copied().collect::<Vec<_>>());
    assert_eq!(reorder(&list, &[('x', 0)]), []);
}

#[test]
fn when_a_gap_is_used_up_all_are_placed_anew() {
    let list = [('a', 1), ('b', 2), ('c', 3)];
    let moved = reorder(&list, &[('c', 1)]);
    let mut all = moved.clone();
    all.sort_by_key(|(_, place)| *place);
    assert_eq!(all.iter().map(|(thing, _)| *thing).collect::<String>(), "acb");
}

#[test]
fn option_keys_differ_where_values_do() {
    let values = |list: &[&str]| list.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>();
    assert_eq!(option_key(&values(&["M", "Rot"])), option_key(&values(&["m", "ROT"])));
    assert_ne!(option_key(&values(&["a / b"])), option_key(&values(&["a", "b"])));
    assert_eq!(variant_title(&values(&["M", "Rot"])), "M / Rot");
    assert_eq!(variant_title(&[]), "");
}

proptest! {
    #[test]
    fn moves_come_to_the_same_order_as_moves_in_a_list(
        count in 1..12_usize,
        moves in proptest::collection::vec((0..12_usize, 0..15_usize), 0..60),
    ) {
        let mut places: Vec<(usize, i64)> = (0..count).zip(places_after(None, count)).collect();
        let mut list: Vec<usize> = (0..count).collect();
        for (thing, index) in moves.into_iter().filter(|(thing, _)| *thing < count) {
            list.retain(|known| *known != thing);
            list.insert(index.min(list.len()), thing);
            for (thing, place) in reorder(&places, &[(thing, index)]) {
                places.iter_mut().filter(|(known, _)| *known == thing).for_each(|(_, old)| *old = place);
            }
            places.sort_by_key(|(_, place)| *place);
            prop_assert_eq!(places.iter().map(|(thing, _)| *thing).collect::<Vec<_>>(), list.clone());
        }
    }
}
