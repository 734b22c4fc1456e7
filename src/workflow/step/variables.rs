//! Writing variables: what is refused, and what is recorded.

use serde_json::{Value, json};

use super::StepError;
use crate::workflow::compile::{Compiled, Variable};
use crate::workflow::model::{JsonMap, MAX_SCOPE_BYTES, MAX_VARIABLE_BYTES};

/// Refuses variables that an instance cannot start with.
pub(super) fn check_start(compiled: &Compiled, vars: &JsonMap) -> Result<(), StepError> {
    for (name, value) in vars {
        let variable =
            compiled.variables().get(name).ok_or_else(|| StepError::UnknownVariable { name: name.clone() })?;
        check_value(name, variable, value)?;
        check_size(name, value)?;
    }
    let missing = compiled.variables().iter().find(|(name, variable)| variable.required && !vars.contains_key(*name));
    if let Some((name, _)) = missing {
        return Err(StepError::MissingVariable { name: name.clone() });
    }
    check_total(vars)
}

/// Sets a variable and returns the JSON Patch operation that records it; none when nothing changes.
pub(super) fn set(
    compiled: &Compiled,
    vars: &mut JsonMap,
    name: &str,
    value: Value,
) -> Result<Option<Value>, StepError> {
    if vars.get(name) == Some(&value) {
        return Ok(None);
    }
    if let Some(variable) = compiled.variables().get(name) {
        check_value(name, variable, &value)?;
    }
    check_size(name, &value)?;
    let patch = json!({
        "op": if vars.contains_key(name) { "replace" } else { "add" },
        "path": format!("/{name}"),
        "value": value,
    });
    vars.insert(name.to_owned(), value);
    check_total(vars)?;
    Ok(Some(patch))
}

/// The size of a value as JSON text, in bytes.
pub(super) fn size(value: &Value) -> usize {
    serde_json::to_vec(value).map_or(usize::MAX, |text| text.len())
}

fn check_size(name: &str, value: &Value) -> Result<(), StepError> {
    let bytes = size(value);
    if bytes > MAX_VARIABLE_BYTES { Err(StepError::VariableTooLarge { name: name.to_owned(), bytes }) } else { Ok(()) }
}

fn check_total(vars: &JsonMap) -> Result<(), StepError> {
    let bytes = vars.values().map(size).fold(0, usize::saturating_add);
    if bytes > MAX_SCOPE_BYTES { Err(StepError::ScopeTooLarge { bytes }) } else { Ok(()) }
}

/// Only the `type` of the schema is checked, because expressions were checked against it. `null` stands for the
/// absence of a variable that is not required.
fn check_value(name: &str, variable: &Variable, value: &Value) -> Result<(), StepError> {
    let names: Vec<&str> = match variable.schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(some)) => some.iter().filter_map(Value::as_str).collect(),
        Some(_) | None => return Ok(()),
    };
    let absent = value.is_null() && !variable.required;
    if absent || names.iter().any(|name| is_of_type(value, name)) {
        return Ok(());
    }
    Err(StepError::VariableType { name: name.to_owned(), want: names.join(" or ") })
}

fn is_of_type(value: &Value, name: &str) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "number" => value.is_number(),
        // Expressions refuse whole numbers outside 64 bits, so they are refused here, where somebody can still act.
        "integer" => value.is_i64(),
        _ => true,
    }
}
