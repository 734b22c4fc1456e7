//! Ids, instants and texts from outside.

use proptest::prelude::{any, prop_assert, prop_assert_eq};
use regie::kernel::clock::Timestamp;
use regie::kernel::entropy::Entropy;
use regie::kernel::fold::{fold, slug_of, words};
use regie::kernel::id::{GLOBAL_ID_MAX, OrderId, ProductId, TypedId, decode};
use regie::kernel::text::{Checks, NOTE, TITLE, is_slug};
use uuid::Uuid;

#[test]
fn a_global_id_is_read_only_as_its_own_type_and_in_its_one_spelling() {
    let id = OrderId::from_uuid(Uuid::from_u128(42));
    let global = id.to_global();
    assert_eq!(OrderId::from_global(&global), Some(id));
    assert_eq!(ProductId::from_global(&global), None);
    for bad in ["", "x", &format!("{global}="), &format!("{global}A"), &"A".repeat(GLOBAL_ID_MAX + 1)] {
        assert_eq!(OrderId::from_global(bad), None, "{bad}");
    }
}

#[test]
fn ids_of_one_process_ascend_also_when_the_clock_stands_or_goes_back() {
    let entropy = Entropy::seeded(7);
    let at = |micros: i64| entropy.id::<OrderId>(Timestamp(micros));
    let ids: Vec<OrderId> = (0..5_000).map(|n| at(1_700_000_000_000_000 - i64::from(n % 3) * 1_000_000)).collect();
    assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
    assert!(ids.iter().all(|id| id.uuid().get_version_num() == 7));
    let again = Entropy::seeded(7);
    assert_eq!(again.id::<OrderId>(Timestamp(1_700_000_000_000_000)), ids[0], "the same seed gives the same ids");
}

#[test]
fn texts_are_trimmed_composed_and_bounded_in_characters() {
    let mut checks = Checks::new();
    assert_eq!(checks.required("name", "  Cafe\u{301} ", TITLE), "Café");
    assert_eq!(checks.text("name", &"é".repeat(255), TITLE).chars().count(), 255);
    assert_eq!(checks.text("note", "two\nlines", NOTE), "two\nlines");
    assert!(checks.done().is_ok());
    let mut checks = Checks::new();
    checks.text("a", &"é".repeat(256), TITLE);
    checks.text("b", "two\nlines", TITLE);
    checks.required("c", " \u{a0} ", TITLE);
    checks.email("d", "no-at-sign");
    checks.url("e", "javascript:alert(1)");
    checks.slug("f", "-x");
    checks.at_most("g", 3, 2);
    checks.within("h", 11, 1, 10);
    let codes: Vec<String> = checks.done().unwrap_err().into_iter().map(|error| error.code).collect();
    assert_eq!(codes, ["TOO_LONG", "INVALID", "BLANK", "INVALID", "INVALID", "INVALID", "TOO_MANY", "OUT_OF_RANGE"]);
}

#[test]
fn folding_makes_texts_comparable_whatever_the_collation() {
    assert_eq!(fold("  Ünïted   STATES "), "united states");
    assert_eq!(words("ABC-123 Ärmel/kurz"), ["abc", "123", "armel", "kurz"]);
    assert_eq!(slug_of("Crème brûlée, 2 pcs."), "creme-brulee-2-pcs");
    assert_eq!(slug_of("日本"), "");
}

proptest::proptest! {
    #[test]
    fn no_text_breaks_the_reading_of_ids_slugs_and_words(text in any::<String>()) {
        prop_assert!(decode(&text).is_none_or(|(name, id)| regie::kernel::id::encode(&name, id) == text));
        let slug = slug_of(&text);
        prop_assert!(slug.is_empty() || is_slug(&slug));
        prop_assert_eq!(fold(&fold(&text)), fold(&text));
        prop_assert!(words(&text).iter().all(|word| !word.is_empty()));
    }

    #[test]
    fn an_instant_comes_back_as_it_was_written(micros in 0..4_000_000_000_000_000_i64) {
        let at = Timestamp(micros);
        prop_assert_eq!(Timestamp::parse(&at.to_rfc3339()), Some(at));
    }
}
