//! Ids, instants and texts from outside.

use proptest::prelude::{any, prop_assert, prop_assert_eq};
use regie::kernel::clock::Timestamp;
use regie::kernel::entropy::Entropy;
use regie::kernel::fold::{fold, slug_of, words};
use regie::kernel::id::{GLOBAL_ID_MAX, OrderId, ProductId, TypedId, decode};
use regie::kernel::text::{CODE, Checks, EMAIL, NOTE, PLAIN_NAME, TITLE, is_slug, normal_email};
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

/// The sentence of the one refusal, if there is one.
fn refusal(check: impl FnOnce(&mut Checks)) -> Option<String> {
    let mut checks = Checks::new();
    check(&mut checks);
    let errors = checks.done().err()?;
    let [error] = errors.as_slice() else { panic!("{errors:?}") };
    assert_eq!((error.code.as_str(), &error.field), ("INVALID", &Some(vec!["input".to_owned(), "f".to_owned()])));
    Some(error.message.clone())
}

/// One of each kind that nobody sees: no width, direction, byte order mark, soft hyphen, filler, selector, tag, separator.
const HIDDEN: &[char] = &[
    '\u{200b}',
    '\u{200e}',
    '\u{202e}',
    '\u{2066}',
    '\u{feff}',
    '\u{ad}',
    '\u{3164}',
    '\u{fe0f}',
    '\u{e0041}',
    '\u{2028}',
    '\u{2060}',
    '\u{61c}',
    '\u{34f}',
    '\u{200d}',
];

#[test]
fn what_nobody_sees_is_refused_in_addresses_names_and_codes() {
    for hidden in HIDDEN {
        let told = Some(format!("This holds a character that nobody sees: U+{:04X}.", u32::from(*hidden)));
        for text in [format!("a{hidden}b"), format!("x{hidden}"), format!("{hidden}x")] {
            if *hidden == '\u{2028}' && text.trim() != text {
                continue;
            }
            assert_eq!(refusal(|checks| _ = checks.email("f", &format!("{text}@regie.test"))), told, "{text:?}");
            assert_eq!(refusal(|checks| _ = checks.required("f", &text, PLAIN_NAME)), told, "{text:?}");
            assert_eq!(refusal(|checks| _ = checks.required("f", &text, CODE)), told, "{text:?}");
            assert_eq!(refusal(|checks| _ = checks.required("f", &text, TITLE)), None, "a title may: {text:?}");
        }
    }
    let control = Some("This holds control characters.".to_owned());
    assert_eq!(refusal(|checks| _ = checks.email("f", "a\u{7}b@regie.test")), control);
    assert_eq!(refusal(|checks| _ = checks.required("f", "a\u{7}b", PLAIN_NAME)), control);
}

#[test]
fn a_name_has_the_joiners_that_its_script_needs() {
    for name in ["نیک\u{200c}نام", "ක්\u{200d}ෂ", "Ö. O’Néill-Şahin", "山田 太郎", "Анна Smith"]
    {
        assert_eq!(refusal(|checks| _ = checks.required("f", name, PLAIN_NAME)), None, "{name}");
    }
    for name in ["Ad\u{200c}a", "نیک\u{200c}", "نیک\u{200c}\u{200c}نام", "\u{200d}ක"] {
        assert!(refusal(|checks| _ = checks.required("f", name, PLAIN_NAME)).is_some(), "{name:?}");
    }
}

#[test]
fn an_address_has_one_form_and_its_words_are_of_one_alphabet() {
    let read = |text: &str| {
        let mut checks = Checks::new();
        let email = checks.email("f", text);
        checks.done().map(|()| email).map_err(|errors| errors[0].code.clone())
    };
    for same in [
        "ada@regie.test",
        " ADA@Regie.Test ",
        "\u{ff41}da@regie.test",
        "ada\u{ff20}regie\u{ff0e}test",
        "ᵃda@regie.test",
    ] {
        assert_eq!(read(same).as_deref(), Ok("ada@regie.test"), "{same}");
        assert_eq!(normal_email(same), "ada@regie.test");
    }
    let mixed = Some("This mixes letters of alphabets that look alike.".to_owned());
    for lookalike in ["\u{430}da@regie.test", "ada@r\u{435}gie.test", "ad\u{3b1}@regie.test"] {
        assert_eq!(refusal(|checks| _ = checks.email("f", lookalike)), mixed, "{lookalike}");
    }
    for sound in ["анна@почта.рф", "jürgen.müller+shop@bücher.example", "ada.анна@regie.test", "山田@例え.jp"]
    {
        assert!(read(sound).is_ok(), "{sound}");
    }
    let long = |letter: &str, n: usize| format!("{}@regie.test", letter.repeat(n));
    assert_eq!(read(&long("a", EMAIL.max - 11)).map(|email| email.len()), Ok(EMAIL.max));
    assert_eq!(read(&long("a", EMAIL.max - 10)), Err("TOO_LONG".to_owned()));
    // Each of these letters is two in the form that is kept.
    assert!(read(&long("\u{1c4}", 121)).is_ok());
    assert_eq!(read(&long("\u{1c4}", 122)), Err("TOO_LONG".to_owned()));
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
        prop_assert_eq!(normal_email(&normal_email(&text)), normal_email(&text));
        prop_assert!(words(&text).iter().all(|word| !word.is_empty()));
    }

    #[test]
    fn an_instant_comes_back_as_it_was_written(micros in 0..4_000_000_000_000_000_i64) {
        let at = Timestamp(micros);
        prop_assert_eq!(Timestamp::parse(&at.to_rfc3339()), Some(at));
    }
}
