//! Money: whole minor units of a currency, checked arithmetic, no floats anywhere.

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::{
    ContextSelectionSet, InputObject, InputValueResult, Object, OutputType, Positioned, Scalar, ScalarType,
    ServerResult, Value,
};
use iso_currency::{Currency as Iso, IntoEnumIterator as _};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::LazyLock;

use crate::kernel::plain::Ready;
use crate::kernel::scalar::Rejected;

/// By their codes. Metals, test codes and the like have no exponent: nothing can be priced in them.
static CURRENCIES: LazyLock<HashMap<&str, Currency>> = LazyLock::new(|| {
    let priced = Iso::iter().filter(|iso| iso.exponent().is_some());
    priced.map(|iso| (iso.code(), Currency(iso))).collect()
});

/// A currency of ISO 4217 that has a minor unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Currency(Iso);

impl Currency {
    /// Reads the three-letter code, in upper case.
    pub fn parse(code: &str) -> Option<Self> {
        CURRENCIES.get(code).copied()
    }

    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// Digits behind the decimal point: 0 for JPY, 2 for EUR, 3 for KWD.
    pub fn exponent(self) -> u32 {
        self.0.exponent().map_or(2, u32::from)
    }
}

impl From<Currency> for sea_orm::Value {
    fn from(currency: Currency) -> Self {
        sea_orm::Value::from(currency.code())
    }
}

impl sea_orm::TryGetable for Currency {
    fn try_get_by<I: sea_orm::ColIdx>(row: &sea_orm::QueryResult, index: I) -> Result<Self, sea_orm::TryGetError> {
        let code = <String as sea_orm::TryGetable>::try_get_by(row, index)?;
        Currency::parse(&code).ok_or_else(|| {
            sea_orm::TryGetError::DbErr(sea_orm::DbErr::Type(format!("`{code}` is not a currency of ISO 4217")))
        })
    }
}

impl sea_orm::sea_query::ValueType for Currency {
    fn try_from(value: sea_orm::Value) -> Result<Self, sea_orm::sea_query::ValueTypeErr> {
        let code = <String as sea_orm::sea_query::ValueType>::try_from(value)?;
        Currency::parse(&code).ok_or(sea_orm::sea_query::ValueTypeErr)
    }

    fn type_name() -> String {
        "Currency".to_owned()
    }

    fn array_type() -> sea_orm::sea_query::ArrayType {
        sea_orm::sea_query::ArrayType::String
    }

    fn column_type() -> sea_orm::sea_query::ColumnType {
        sea_orm::sea_query::ColumnType::String(sea_orm::sea_query::StringLen::N(3))
    }
}

impl sea_orm::sea_query::Nullable for Currency {
    fn null() -> sea_orm::Value {
        sea_orm::Value::String(None)
    }
}

impl sea_orm::IntoActiveValue<Currency> for Currency {
    fn into_active_value(self) -> sea_orm::ActiveValue<Currency> {
        sea_orm::ActiveValue::Set(self)
    }
}

impl sea_orm::TryFromU64 for Currency {
    fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
        Err(sea_orm::DbErr::ConvertFromU64("Currency"))
    }
}

impl Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Code<'a>(#[serde(borrow)] Cow<'a, str>);

        let Code(code) = Code::deserialize(input)?;
        Self::parse(&code).ok_or_else(|| serde::de::Error::custom("not a currency of ISO 4217"))
    }
}

/// A currency as its three-letter code of ISO 4217, in upper case, such as `EUR`.
#[Scalar(name = "CurrencyCode", specified_by_url = "https://www.iso.org/iso-4217-currency-codes.html")]
impl ScalarType for Currency {
    fn parse(value: Value) -> InputValueResult<Self> {
        let read = if let Value::String(code) = &value { Currency::parse(code) } else { None };
        read.ok_or_else(|| Rejected::error(value, "This is not a currency code of ISO 4217."))
    }

    fn is_valid(value: &Value) -> bool {
        matches!(value, Value::String(_))
    }

    fn to_value(&self) -> Value {
        Value::String(self.code().to_owned())
    }
}

/// What can go wrong with money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("the amount does not fit")]
    Overflow,
    #[error("the currencies differ")]
    CurrencyMismatch,
    #[error("the currency has {} decimals", .currency.exponent())]
    TooPrecise { currency: Currency },
    #[error("this is not a decimal number")]
    NotANumber,
    #[error("there is nothing to divide by")]
    NoWeights,
}

/// How a fraction of a minor unit becomes whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// Halves away from zero: 2.5 → 3, −2.5 → −3.
    HalfUp,
    /// Halves to the even neighbour: 2.5 → 2, 3.5 → 4.
    HalfEven,
    /// Towards zero.
    Down,
    /// Away from zero.
    Up,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    pub minor: i64,
    pub currency: Currency,
}

impl Money {
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    pub const fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    pub fn plus(self, other: Money) -> Result<Money, MoneyError> {
        self.same(other)?;
        self.minor.checked_add(other.minor).map(|minor| Money { minor, ..self }).ok_or(MoneyError::Overflow)
    }

    pub fn minus(self, other: Money) -> Result<Money, MoneyError> {
        self.same(other)?;
        self.minor.checked_sub(other.minor).map(|minor| Money { minor, ..self }).ok_or(MoneyError::Overflow)
    }

    /// This amount `quantity` times.
    pub fn times(self, quantity: i64) -> Result<Money, MoneyError> {
        self.minor.checked_mul(quantity).map(|minor| Money { minor, ..self }).ok_or(MoneyError::Overflow)
    }

    /// This amount times `numerator / denominator`, rounded once. A rate of 19 % is `(1900, 10000)`.
    pub fn ratio(self, numerator: i64, denominator: i64, rounding: Rounding) -> Result<Money, MoneyError> {
        if denominator == 0 {
            return Err(MoneyError::NoWeights);
        }
        let exact = i128::from(self.minor) * i128::from(numerator);
        let minor = divide(exact, i128::from(denominator), rounding);
        i64::try_from(minor).map(|minor| Money { minor, ..self }).map_err(|_| MoneyError::Overflow)
    }

    /// Splits the amount in proportion to the weights so that the parts sum exactly to it: each part is rounded towards
    /// zero, and the minor units that are left go one each to the largest remainders, the first of equals first.
    pub fn allocate(self, weights: &[u32]) -> Result<Vec<Money>, MoneyError> {
        let total: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
        if total == 0 {
            return Err(MoneyError::NoWeights);
        }
        let whole = i128::from(self.minor);
        let shares: Vec<i128> = weights.iter().map(|weight| whole * i128::from(*weight)).collect();
        let mut parts: Vec<i128> = shares.iter().map(|share| share / total).collect();
        let mut left = whole - parts.iter().sum::<i128>();
        let mut order: Vec<usize> = (0..weights.len()).collect();
        order.sort_by_key(|index| std::cmp::Reverse(shares.get(*index).map_or(0, |share| (share % total).abs())));
        for index in order {
            if left == 0 {
                break;
            }
            if let Some(part) = parts.get_mut(index) {
                *part += left.signum();
                left -= left.signum();
            }
        }
        parts
            .into_iter()
            .map(|part| i64::try_from(part).map(|minor| Money { minor, ..self }).map_err(|_| MoneyError::Overflow))
            .collect()
    }

    /// Which of two amounts is larger; `None` when the currencies differ.
    pub fn compare(self, other: Money) -> Option<Ordering> {
        (self.currency == other.currency).then(|| self.minor.cmp(&other.minor))
    }

    /// The amount as decimal text with all digits of the currency, such as `12.50`.
    pub fn to_decimal(self) -> String {
        let exponent = self.currency.exponent() as usize;
        let mut buffer = itoa::Buffer::new();
        let digits = buffer.format(self.minor.unsigned_abs());
        let mut text = String::with_capacity(digits.len() + exponent + 3);
        if self.minor < 0 {
            text.push('-');
        }
        let (whole, fraction) = digits.split_at(digits.len().saturating_sub(exponent));
        text.push_str(if whole.is_empty() { "0" } else { whole });
        if exponent > 0 {
            text.push('.');
            text.extend(std::iter::repeat_n('0', exponent - fraction.len()));
            text.push_str(fraction);
        }
        text
    }

    /// Reads decimal text such as `12.5`. More digits than the currency has are an error, never rounded.
    pub fn from_decimal(text: &str, currency: Currency) -> Result<Money, MoneyError> {
        let exponent = currency.exponent() as usize;
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let numeric = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !numeric(whole) || !numeric(fraction) || (digits.contains('.') && fraction.is_empty()) {
            return Err(MoneyError::NotANumber);
        }
        let fraction = fraction.trim_end_matches('0');
        if fraction.len() > exponent {
            return Err(MoneyError::TooPrecise { currency });
        }
        if whole.len() > 19 {
            return Err(MoneyError::Overflow);
        }
        let minor: i128 = format!("{whole}{fraction:0<exponent$}").parse().map_err(|_| MoneyError::NotANumber)?;
        let minor = if negative { -minor } else { minor };
        i64::try_from(minor).map(|minor| Money { minor, currency }).map_err(|_| MoneyError::Overflow)
    }

    fn same(self, other: Money) -> Result<(), MoneyError> {
        if self.currency == other.currency { Ok(()) } else { Err(MoneyError::CurrencyMismatch) }
    }
}

fn divide(numerator: i128, denominator: i128, rounding: Rounding) -> i128 {
    let (quotient, remainder) = (numerator / denominator, numerator % denominator);
    if remainder == 0 {
        return quotient;
    }
    let away = if (numerator < 0) == (denominator < 0) { quotient + 1 } else { quotient - 1 };
    let half = (remainder.abs() * 2).cmp(&denominator.abs());
    match (rounding, half) {
        (Rounding::Down, _) => quotient,
        (Rounding::Up, _) => away,
        (_, Ordering::Less) => quotient,
        (_, Ordering::Greater) | (Rounding::HalfUp, Ordering::Equal) => away,
        (Rounding::HalfEven, Ordering::Equal) => {
            if quotient % 2 == 0 {
                quotient
            } else {
                away
            }
        }
    }
}

/// A decimal number as text, such as `"12.50"`. Never a float: no digit is lost on the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decimal(pub String);

/// A decimal number as text with a dot, such as `"12.50"`, at most 40 characters. Texts are exact; floats are refused.
#[Scalar(name = "Decimal", specified_by_url = "https://www.w3.org/TR/xmlschema-2/#decimal")]
impl ScalarType for Decimal {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) if text.len() <= 40 => Ok(Decimal(text.clone())),
            Value::Number(number) if number.is_i64() => Ok(Decimal(number.to_string())),
            _ => {
                Err(Rejected::error(value, "A decimal is written as text of at most 40 characters, such as \"12.50\"."))
            }
        }
    }

    fn is_valid(value: &Value) -> bool {
        match value {
            Value::String(_) => true,
            Value::Number(number) => number.is_i64(),
            _ => false,
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// The amount of money as a [`Decimal`], which is written once.
pub struct Amount(Money);

impl OutputType for Amount {
    fn type_name() -> Cow<'static, str> {
        <Decimal as OutputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <Decimal as OutputType>::create_type_info(registry)
    }

    async fn resolve(&self, _: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        Ok(Value::String(self.0.to_decimal()))
    }
}

/// An amount of money in one currency.
#[Object]
impl Money {
    /// The amount in major units with all digits of the currency, such as `12.50`.
    async fn amount(&self) -> Amount {
        Amount(*self)
    }

    /// The currency of the amount.
    async fn currency(&self) -> Currency {
        self.currency
    }
}

impl Ready for Money {}

/// An amount of money that a caller states.
#[derive(Clone, Debug, PartialEq, Eq, InputObject, Serialize, Deserialize)]
pub struct MoneyInput {
    /// The amount in major units, such as `"12.50"`, with at most as many digits as the currency has.
    pub amount: Decimal,
    /// The currency of the amount.
    pub currency: Currency,
}

impl MoneyInput {
    pub fn to_money(&self) -> Result<Money, MoneyError> {
        Money::from_decimal(&self.amount.0, self.currency)
    }
}
