//! JSON to CEL and back.

use std::collections::HashMap;

use cel::ExecutionError;
use cel::common::types::{
    CelBool, CelBytes, CelDouble, CelInt, CelList, CelMap, CelMapKey, CelNull, CelOptional, CelString, CelTimestamp,
    CelUInt,
};
use cel::common::value::Val;
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Number, Value};

use super::{MAX_LIST_ITEMS, MAX_RESULT_VALUES, MAX_WORK};
use crate::workflow::model::JsonMap;

/// Messages of the evaluator may quote whole values; this many characters are kept.
const MAX_MESSAGE_CHARS: usize = 500;

/// What a variable is bound to.
#[derive(Clone, Debug)]
pub enum Bound<'a> {
    /// A JSON value. Integers become CEL ints, never uints.
    Json(&'a Value),
    /// A point in time, which can be compared and subtracted.
    Time(DateTime<Utc>),
    /// Text.
    Text(&'a str),
    /// A list of texts.
    Texts(&'a [String]),
    /// Named parts.
    Parts(Vec<(&'static str, Bound<'a>)>),
}

/// Why an evaluation gave no value.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum EvalError {
    /// A number of a variable is a whole number outside 64 bits.
    #[error("{at} is {number}, which is no 64-bit integer")]
    IntegerRange {
        /// Path of the number.
        at: String,
        /// The number.
        number: String,
    },
    /// A list of a variable is longer than [`MAX_LIST_ITEMS`].
    #[error("{at} has {length} elements, the limit is {MAX_LIST_ITEMS}")]
    ListTooLong {
        /// Path of the list.
        at: String,
        /// Its length.
        length: usize,
    },
    /// The evaluation exceeded [`MAX_WORK`].
    #[error("the expression takes more than {MAX_WORK} units of work")]
    TooMuchWork,
    /// The result cannot be JSON.
    #[error("the result is {what}, which cannot be stored")]
    NotJson {
        /// What it is.
        what: String,
    },
    /// The result has the wrong type for its place.
    #[error("the result is not a {want}")]
    WrongType {
        /// The type that the place needs.
        want: &'static str,
    },
    /// The evaluation failed, for example at a missing key or a division by zero.
    #[error("{message}")]
    Failed {
        /// What the evaluator says, shortened.
        message: String,
    },
    /// The evaluator itself broke.
    #[error("the evaluator failed: {message}")]
    Internal {
        /// What is known.
        message: String,
    },
}

impl EvalError {
    #[allow(clippy::needless_pass_by_value, reason = "used as a conversion in map_err")]
    pub(super) fn failed(error: ExecutionError) -> Self {
        Self::Failed { message: error.to_string().chars().take(MAX_MESSAGE_CHARS).collect() }
    }
}

/// Binds a variable. Texts are borrowed, not copied.
pub(super) fn to_cel<'a>(at: &str, bound: &Bound<'a>) -> Result<Box<dyn Val + 'a>, EvalError> {
    Ok(match bound {
        Bound::Json(value) => json_to_cel(at, value)?,
        Bound::Time(time) => Box::new(CelTimestamp::from(time.fixed_offset())),
        Bound::Text(text) => Box::new(CelString::from(*text)),
        Bound::Texts(texts) => {
            check_length(at, texts.len())?;
            let items = texts.iter().map(|text| Box::new(CelString::from(text.as_str())) as Box<dyn Val + 'a>);
            Box::new(CelList::from(items.collect::<Vec<_>>()))
        }
        Bound::Parts(parts) => {
            let entry =
                |(name, part): &(&'static str, Bound<'a>)| Ok((key(name), to_cel(&format!("{at}.{name}"), part)?));
            Box::new(CelMap::from(parts.iter().map(entry).collect::<Result<HashMap<_, _>, _>>()?))
        }
    })
}

fn key<'a>(name: &'a str) -> CelMapKey<'a> {
    CelMapKey::String(CelString::from(name))
}

fn check_length(at: &str, length: usize) -> Result<(), EvalError> {
    if length > MAX_LIST_ITEMS { Err(EvalError::ListTooLong { at: at.to_owned(), length }) } else { Ok(()) }
}

fn json_to_cel<'a>(at: &str, value: &'a Value) -> Result<Box<dyn Val + 'a>, EvalError> {
    Ok(match value {
        Value::Null => Box::new(CelNull),
        Value::Bool(flag) => Box::new(CelBool::from(*flag)),
        Value::Number(number) => number_to_cel(at, number)?,
        Value::String(text) => Box::new(CelString::from(text.as_str())),
        Value::Array(items) => {
            check_length(at, items.len())?;
            let items = items.iter().enumerate().map(|(i, item)| json_to_cel(&format!("{at}[{i}]"), item));
            Box::new(CelList::from(items.collect::<Result<Vec<_>, _>>()?))
        }
        Value::Object(object) => object_to_cel(at, object)?,
    })
}

fn object_to_cel<'a>(at: &str, object: &'a JsonMap) -> Result<Box<dyn Val + 'a>, EvalError> {
    let entries = object.iter().map(|(name, value)| Ok((key(name), json_to_cel(&format!("{at}.{name}"), value)?)));
    Ok(Box::new(CelMap::from(entries.collect::<Result<HashMap<_, _>, _>>()?)))
}

/// The crate's own conversion makes a uint of every positive integer, and `uint + int` has no overload.
fn number_to_cel(at: &str, number: &Number) -> Result<Box<dyn Val>, EvalError> {
    if let Some(int) = number.as_i64() {
        return Ok(Box::new(CelInt::from(int)));
    }
    match number.as_f64().filter(|_| !number.is_u64()) {
        Some(double) => Ok(Box::new(CelDouble::from(double))),
        None => Err(EvalError::IntegerRange { at: at.to_owned(), number: number.to_string() }),
    }
}

/// The result as JSON: a timestamp as RFC 3339 text in UTC, a duration as seconds with the suffix `s`.
pub(super) fn to_json(value: &dyn Val) -> Result<Value, EvalError> {
    let mut left = MAX_RESULT_VALUES;
    json(value, &mut left)
}

fn refused<T>(what: &str) -> Result<T, EvalError> {
    Err(EvalError::NotJson { what: what.to_owned() })
}

fn json(value: &dyn Val, left: &mut usize) -> Result<Value, EvalError> {
    let Some(rest) = left.checked_sub(1) else { return refused("too large") };
    *left = rest;
    if let Some(list) = value.downcast_ref::<CelList>() {
        return Ok(Value::Array(list.inner().iter().map(|item| json(item.as_ref(), left)).collect::<Result<_, _>>()?));
    }
    if let Some(map) = value.downcast_ref::<CelMap>() {
        let mut entry = |name: &CelMapKey<'_>, item: &dyn Val| match name {
            CelMapKey::String(name) => Ok((name.inner().to_owned(), json(item, left)?)),
            CelMapKey::Bool(_) | CelMapKey::Int(_) | CelMapKey::UInt(_) => {
                refused("an object with keys that are no text")
            }
        };
        return Ok(Value::Object(
            map.inner().iter().map(|(name, item)| entry(name, item.as_ref())).collect::<Result<_, _>>()?,
        ));
    }
    scalar(value)
}

fn scalar(value: &dyn Val) -> Result<Value, EvalError> {
    if let Some(flag) = value.downcast_ref::<CelBool>() {
        return Ok(Value::Bool(*flag.inner()));
    }
    if let Some(text) = value.downcast_ref::<CelString>() {
        return Ok(Value::String(text.inner().to_owned()));
    }
    if let Some(int) = value.downcast_ref::<CelInt>() {
        return Ok(Value::from(*int.inner()));
    }
    if let Some(uint) = value.downcast_ref::<CelUInt>() {
        return i64::try_from(*uint.inner()).map(Value::from).or_else(|_| refused("a whole number outside 64 bits"));
    }
    if let Some(double) = value.downcast_ref::<CelDouble>() {
        return Number::from_f64(*double.inner())
            .map_or_else(|| refused("no finite number"), |number| Ok(Value::Number(number)));
    }
    if value.downcast_ref::<CelNull>().is_some() {
        return Ok(Value::Null);
    }
    time(value)
}

fn time(value: &dyn Val) -> Result<Value, EvalError> {
    if let Some(time) = value.downcast_ref::<CelTimestamp>() {
        let text = time.inner().with_timezone(&Utc).to_rfc3339_opts(SecondsFormat::AutoSi, true);
        return Ok(Value::String(text));
    }
    if let Some(span) = value.downcast_ref::<cel::common::types::CelDuration>() {
        return Ok(Value::String(seconds(span.inner())));
    }
    if value.downcast_ref::<CelOptional>().is_some() {
        return refused("an optional; end it with orValue(...)");
    }
    if value.downcast_ref::<CelBytes>().is_some() {
        return refused("bytes");
    }
    refused(&format!("of type {}", value.get_type().name()))
}

fn seconds(span: &chrono::Duration) -> String {
    let sign = if *span < chrono::Duration::zero() { "-" } else { "" };
    let span = span.abs();
    let nanos = span.subsec_nanos();
    let fraction = if nanos == 0 { String::new() } else { format!(".{nanos:09}") };
    format!("{sign}{}{}s", span.num_seconds(), fraction.trim_end_matches('0'))
}
