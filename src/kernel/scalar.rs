//! What a scalar says of a value that it does not take.
//!
//! A scalar sees the value alone, and not where in the arguments it stands. So its error carries the value as far as the engine,
//! which finds the place and tells the path to it as for every other bad input.

use async_graphql::indexmap::IndexMap;
use async_graphql::{InputType, InputValueError, Name, ServerError, Value};

const REJECTED: &str = "rejected";

/// A value that a scalar did not take.
pub struct Rejected {
    /// GraphQL type name.
    pub scalar: String,
    pub value: Value,
    /// The sentence for the caller.
    pub message: String,
    /// Whether the scalar takes this value nowhere. An id of another type may be right elsewhere in the arguments.
    pub everywhere: bool,
}

impl Rejected {
    /// The error of a scalar that takes this value nowhere.
    pub fn error<T: InputType>(value: Value, message: impl Into<String>) -> InputValueError<T> {
        Self { scalar: T::type_name().into_owned(), value, message: message.into(), everywhere: true }.into_error()
    }

    pub fn into_error<T: InputType>(self) -> InputValueError<T> {
        let Self { scalar, value, message, everywhere } = self;
        let error = InputValueError::custom(&message).with_extension("code", "BAD_INPUT");
        let members = [
            ("scalar", Value::from(scalar)),
            ("value", value),
            ("message", Value::from(message)),
            ("everywhere", Value::from(everywhere)),
        ];
        let members: IndexMap<Name, Value> =
            members.into_iter().map(|(name, value)| (Name::new(name), value)).collect();
        error.with_extension(REJECTED, Value::Object(members))
    }

    /// Takes it out of an error of the executor, if that comes from a scalar.
    pub fn take(error: &mut ServerError) -> Option<Self> {
        let extensions = error.extensions.as_mut()?;
        let Some(Value::Object(mut members)) = extensions.get(REJECTED).cloned() else { return None };
        extensions.unset(REJECTED);
        let mut member = |name: &str| members.swap_remove(name).unwrap_or_default();
        let text = |value: Value| if let Value::String(text) = value { text } else { String::new() };
        Some(Self {
            scalar: text(member("scalar")),
            value: member("value"),
            message: text(member("message")),
            everywhere: member("everywhere") == Value::from(true),
        })
    }
}
