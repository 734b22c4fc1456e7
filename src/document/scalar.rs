//! The five scalars of the specification.

use async_graphql::{Number, Value};

/// Why a text is refused that has a NUL: PostgreSQL keeps none.
pub(super) const NUL: &str = "A text cannot have the character U+0000.";

pub(super) fn is_built_in(name: &str) -> bool {
    matches!(name, "Int" | "Float" | "String" | "Boolean" | "ID")
}

/// Whether a value in the text of a document is of this scalar.
pub(super) fn literal(name: &str, value: &Value) -> bool {
    match (name, value) {
        ("Int", Value::Number(number)) => number.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
        ("Float", Value::Number(_)) => true,
        ("ID", Value::Number(number)) => number.is_i64() || number.is_u64(),
        ("String" | "ID", Value::String(_)) | ("Boolean", Value::Boolean(_)) => true,
        _ => false,
    }
}

/// The value of a variable as this scalar; none when it is not one. In JSON, `1.0` is an integer too.
pub(super) fn from_json(name: &str, json: serde_json::Value) -> Option<Value> {
    use serde_json::Value as Json;
    match (name, json) {
        ("Int", Json::Number(number)) => whole(&number).and_then(|n| i32::try_from(n).ok()).map(Value::from),
        ("Float", Json::Number(number)) => Some(Value::Number(number)),
        // The types behind it read text.
        ("ID", Json::Number(number)) => whole(&number).map(|number| Value::String(number.to_string())),
        ("String" | "ID", Json::String(text)) => Some(Value::String(text)),
        ("Boolean", Json::Bool(bool)) => Some(Value::Boolean(bool)),
        _ => None,
    }
}

fn whole(number: &Number) -> Option<i64> {
    /// Up to here, every integer has a float of its own.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    number.as_i64().or_else(|| {
        let float = number.as_f64().filter(|float| float.fract() == 0.0 && float.abs() <= EXACT)?;
        #[expect(clippy::cast_possible_truncation, reason = "a whole number in the exact range")]
        Some(float as i64)
    })
}
