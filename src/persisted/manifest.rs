//! The files in which the tools of clients write their documents.

use serde::Deserialize;
use serde_json::{Map, Value};

/// What a manifest of Apollo says that it is.
const APOLLO: &str = "apollo-persisted-query-manifest";
const APOLLO_VERSION: u64 = 1;

/// A document that somebody wants to register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What the tool calls it.
    pub id: Option<String>,
    pub text: String,
}

#[derive(Deserialize)]
struct Apollo {
    version: u64,
    operations: Vec<ApolloOperation>,
}

#[derive(Deserialize)]
struct ApolloOperation {
    id: String,
    body: String,
}

/// A file of GraphQL is one document, with all its operations and fragments.
pub fn from_graphql(text: &str) -> Vec<Offer> {
    vec![Offer { id: None, text: text.to_owned() }]
}

/// A file of JSON is a manifest: that of Apollo, or an object whose keys are ids and whose values are documents, as the compiler
/// of Relay and the client preset of GraphQL Code Generator write it.
pub fn from_json(text: &str) -> Result<Vec<Offer>, String> {
    let object: Map<String, Value> = serde_json::from_str(text).map_err(|error| format!("no manifest: {error}"))?;
    let offers = match object.get("format") {
        Some(format) if format == APOLLO => from_apollo(object)?,
        Some(format) if object.contains_key("operations") => {
            return Err(format!("{format} is no format that is known"));
        }
        Some(_) | None => from_map(object)?,
    };
    if offers.is_empty() { Err("the manifest has no document".to_owned()) } else { Ok(offers) }
}

fn from_apollo(object: Map<String, Value>) -> Result<Vec<Offer>, String> {
    let manifest = serde_json::from_value(Value::Object(object));
    let Apollo { version, operations } = manifest.map_err(|error| format!("no {APOLLO}: {error}"))?;
    if version != APOLLO_VERSION {
        return Err(format!("version {version} of {APOLLO} is not known; version {APOLLO_VERSION} is"));
    }
    Ok(operations.into_iter().map(|ApolloOperation { id, body }| Offer { id: Some(id), text: body }).collect())
}

fn from_map(object: Map<String, Value>) -> Result<Vec<Offer>, String> {
    let offers = object.into_iter().map(|(id, text)| match text {
        Value::String(text) => Ok(Offer { id: Some(id), text }),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            Err(format!("the document {id} is no text"))
        }
    });
    offers.collect()
}
