//! Money is exact.

use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof};
use regie::kernel::money::{Currency, Money, MoneyError, Rounding};

fn currency() -> impl Strategy<Value = Currency> {
    prop_oneof![Just("JPY"), Just("EUR"), Just("KWD"), Just("CLF")].prop_map(|code| Currency::parse(code).unwrap())
}

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::parse("EUR").unwrap())
}

#[test]
fn exponents_come_from_the_standard_and_what_has_none_is_no_currency() {
    let exponents = ["JPY", "EUR", "KWD", "CLF"].map(|code| Currency::parse(code).unwrap().exponent());
    assert_eq!(exponents, [0, 2, 3, 4]);
    for code in ["eur", "EU", "EURO", "XAU", "ZZZ", "€"] {
        assert_eq!(Currency::parse(code), None, "{code}");
    }
}

#[test]
fn sums_overflow_as_errors_and_currencies_do_not_mix() {
    assert_eq!(eur(i64::MAX).plus(eur(1)), Err(MoneyError::Overflow));
    assert_eq!(eur(i64::MIN).minus(eur(1)), Err(MoneyError::Overflow));
    assert_eq!(eur(i64::MAX).times(2), Err(MoneyError::Overflow));
    let yen = Money::new(1, Currency::parse("JPY").unwrap());
    assert_eq!(eur(1).plus(yen), Err(MoneyError::CurrencyMismatch));
    assert_eq!(eur(1).compare(yen), None);
}

#[test]
fn decimals_are_read_exactly_or_refused() {
    let currency = Currency::parse("EUR").unwrap();
    let read = |text: &str| Money::from_decimal(text, currency).map(|money| money.minor);
    for (text, minor) in [("0", 0), ("12.5", 1250), ("12.500", 1250), ("-0.01", -1), ("92233720368547758.07", i64::MAX)]
    {
        assert_eq!(read(text), Ok(minor), "{text}");
    }
    for (text, error) in [
        ("12.505", MoneyError::TooPrecise { currency }),
        ("92233720368547758.08", MoneyError::Overflow),
        ("99999999999999999999", MoneyError::Overflow),
        ("", MoneyError::NotANumber),
        ("1.", MoneyError::NotANumber),
        (".5", MoneyError::NotANumber),
        ("1e3", MoneyError::NotANumber),
        ("١", MoneyError::NotANumber),
        ("--1", MoneyError::NotANumber),
    ] {
        assert_eq!(read(text), Err(error), "{text}");
    }
}

#[test]
fn decimals_are_written_with_all_digits_of_the_currency() {
    let written = |minor: i64, code: &str| Money::new(minor, Currency::parse(code).unwrap()).to_decimal();
    for (minor, code, text) in [
        (0, "EUR", "0.00"),
        (5, "EUR", "0.05"),
        (-50, "EUR", "-0.50"),
        (1250, "EUR", "12.50"),
        (1, "KWD", "0.001"),
        (-12_345, "CLF", "-1.2345"),
        (0, "JPY", "0"),
        (-1250, "JPY", "-1250"),
        (i64::MIN, "EUR", "-92233720368547758.08"),
    ] {
        assert_eq!(written(minor, code), text);
    }
}

#[test]
fn the_remainder_goes_to_the_largest_fractions_first() {
    let minors = |parts: Vec<Money>| parts.into_iter().map(|part| part.minor).collect::<Vec<_>>();
    assert_eq!(minors(eur(100).allocate(&[1, 1, 1]).unwrap()), [34, 33, 33]);
    assert_eq!(minors(eur(-100).allocate(&[1, 1, 1]).unwrap()), [-34, -33, -33]);
    assert_eq!(minors(eur(10).allocate(&[3, 0, 7]).unwrap()), [3, 0, 7]);
    assert_eq!(minors(eur(5).allocate(&[1, 2]).unwrap()), [2, 3]);
    assert_eq!(eur(5).allocate(&[0, 0]), Err(MoneyError::NoWeights));
    assert_eq!(eur(5).allocate(&[]), Err(MoneyError::NoWeights));
}

proptest::proptest! {
    #[test]
    fn parts_sum_exactly_to_the_whole_and_each_is_within_one_of_its_share(
        minor in any::<i64>(), weights in proptest::collection::vec(0..1000_u32, 1..20)
    ) {
        let total: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
        if total > 0 {
            let parts = eur(minor).allocate(&weights).unwrap();
            prop_assert_eq!(parts.iter().map(|part| i128::from(part.minor)).sum::<i128>(), i128::from(minor));
            for (part, weight) in parts.iter().zip(&weights) {
                let distance = i128::from(part.minor) * total - i128::from(minor) * i128::from(*weight);
                prop_assert!(distance.abs() < total);
            }
        }
    }

    #[test]
    fn a_decimal_comes_back_as_it_was_written(minor in any::<i64>(), currency in currency()) {
        let money = Money::new(minor, currency);
        prop_assert_eq!(Money::from_decimal(&money.to_decimal(), currency), Ok(money));
    }

    #[test]
    fn each_rounding_mode_agrees_with_exact_fractions(minor in -10_000..10_000_i64, n in -300..300_i64, d in 1..300_i64) {
        let exact = i128::from(minor) * i128::from(n);
        let d = i128::from(d);
        let rounded = |mode| i128::from(eur(minor).ratio(n, i64::try_from(d).unwrap(), mode).unwrap().minor);
        let (down, up) = (rounded(Rounding::Down), rounded(Rounding::Up));
        prop_assert!(down.abs() * d <= exact.abs() && exact.abs() <= up.abs() * d);
        for mode in [Rounding::HalfUp, Rounding::HalfEven] {
            let result = rounded(mode);
            prop_assert!((result * d - exact).abs() * 2 <= d, "no further than half a unit");
            if (result * d - exact).abs() * 2 == d {
                match mode {
                    Rounding::HalfUp => prop_assert_eq!(result, up),
                    Rounding::HalfEven => prop_assert_eq!(result % 2, 0),
                    Rounding::Down | Rounding::Up => {}
                }
            }
        }
    }
}
