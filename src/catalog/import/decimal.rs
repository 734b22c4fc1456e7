//! Prices as a file spells them: exact decimals, before anyone knows the currency.

use std::fmt;

use super::limits::{MAX_PRICE_DECIMALS, MAX_PRICE_DIGITS};

/// A decimal number that is zero or more, exact, without a currency: `units` divided by ten to the power of `scale`.
///
/// Always in lowest terms, so `12.5` and `12.50` are equal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct DecimalText {
    units: i64,
    scale: u8,
}

/// Why a text is not a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PriceFault {
    /// A comma: either a decimal comma or a thousands separator.
    #[error("has a comma; write a dot before the decimals and no thousands separator, such as 1234.50")]
    Comma,
    /// A leading plus or minus.
    #[error("has a sign; a price is zero or more and is written without one")]
    Sign,
    /// More than `MAX_PRICE_DECIMALS` digits after the dot.
    #[error("has more than {MAX_PRICE_DECIMALS} decimals")]
    TooPrecise,
    /// More than `MAX_PRICE_DIGITS` digits before the dot.
    #[error("has more than {MAX_PRICE_DIGITS} digits before the dot")]
    TooLarge,
    /// Anything else: currency signs, letters, a lone dot.
    #[error("is not a number; write digits only, with a dot before the decimals, such as 12.50")]
    NotANumber,
}

/// Why a price has no exact amount in a currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MinorFault {
    /// Decimals that the currency does not have: 0.005 in a currency of hundredths.
    #[error("{scale} decimals do not fit a currency of {exponent} decimals")]
    TooPrecise {
        /// Decimals of the price, trailing zeros left out.
        scale: u8,
        /// Decimals of the currency.
        exponent: u8,
    },
    /// The amount does not fit 64 bits.
    #[error("the amount is too large")]
    TooLarge,
}

impl DecimalText {
    /// Reads digits with an optional dot and decimals; spaces around them are ignored.
    pub fn parse(text: &str) -> Result<Self, PriceFault> {
        let text = text.trim();
        if text.contains(',') {
            return Err(PriceFault::Comma);
        }
        if text.starts_with(['+', '-', '\u{2212}']) {
            return Err(PriceFault::Sign);
        }
        let (whole, decimals) = match text.split_once('.') {
            Some((_, "")) => return Err(PriceFault::NotANumber),
            Some((whole, decimals)) => (whole, decimals),
            None => (text, ""),
        };
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(decimals) {
            return Err(PriceFault::NotANumber);
        }
        if decimals.len() > MAX_PRICE_DECIMALS {
            return Err(PriceFault::TooPrecise);
        }
        let whole = whole.trim_start_matches('0');
        if whole.len() > MAX_PRICE_DIGITS {
            return Err(PriceFault::TooLarge);
        }
        let decimals = decimals.trim_end_matches('0');
        let scale = u8::try_from(decimals.len()).map_err(|_| PriceFault::TooPrecise)?;
        let units = match format!("{whole}{decimals}") {
            zero if zero.is_empty() => 0,
            digits => digits.parse().map_err(|_| PriceFault::TooLarge)?,
        };
        Ok(Self { units, scale })
    }

    /// The amount in minor units of a currency with `exponent` decimals: `12.5` is 1,250 at exponent 2.
    ///
    /// Never rounds: decimals that the currency lacks are an error, unless they are zeros.
    pub fn to_minor(self, exponent: u8) -> Result<i64, MinorFault> {
        let Self { units, scale } = self;
        let missing = exponent.checked_sub(scale).ok_or(MinorFault::TooPrecise { scale, exponent })?;
        10_i64.checked_pow(u32::from(missing)).and_then(|factor| units.checked_mul(factor)).ok_or(MinorFault::TooLarge)
    }
}

/// The shortest spelling: `12.5`, `0.05`, `7`.
impl fmt::Display for DecimalText {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { units, scale } = *self;
        let width = usize::from(scale);
        let digits = format!("{units:0>pad$}", pad = width.saturating_add(1));
        match digits.split_at_checked(digits.len().saturating_sub(width)) {
            Some((whole, decimals)) if !decimals.is_empty() => write!(out, "{whole}.{decimals}"),
            Some(_) | None => out.write_str(&digits),
        }
    }
}
