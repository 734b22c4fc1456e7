//! JSON in the schema.

use async_graphql::{InputValueResult, Scalar, ScalarType};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::kernel::scalar::Rejected;

/// A JSON value of any shape.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Json(pub Value);

/// A JSON value of any shape.
#[Scalar(name = "JSON", specified_by_url = "https://www.rfc-editor.org/rfc/rfc8259")]
impl ScalarType for Json {
    fn parse(value: async_graphql::Value) -> InputValueResult<Self> {
        let json = value.clone().into_json();
        json.map(Json).map_err(|_| Rejected::error(value, "This is not a JSON value."))
    }

    fn to_value(&self) -> async_graphql::Value {
        async_graphql::Value::from_json(self.0.clone()).unwrap_or_default()
    }
}
