//! What a client sends, whatever carries it: a body, a query string, a message on a socket.

use serde_json::{Map, Value};

use crate::engine::outcome::{Class, Refused};

/// A GraphQL request before its document is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Params {
    pub query: Option<String>,
    /// Of a document that the server has: `sha256:…`, or the name that it was registered under.
    pub document_id: Option<String>,
    pub operation_name: Option<String>,
    pub variables: Map<String, Value>,
    /// `extensions.persistedQuery.sha256Hash`.
    pub hash: Option<String>,
}

impl Params {
    /// Reads a JSON object. Members that GraphQL over HTTP does not know are ignored.
    pub fn from_json(value: Value) -> Result<Self, Refused> {
        let Value::Object(mut members) = value else { return Err(ill_formed(None, "A request is a JSON object.")) };
        let mut params = Self {
            query: text(&mut members, "query")?,
            document_id: text(&mut members, "documentId")?,
            operation_name: text(&mut members, "operationName")?,
            variables: map(&mut members, "variables")?,
            hash: None,
        };
        params.hash = persisted_hash(map(&mut members, "extensions")?)?;
        Ok(params)
    }

    /// Reads the query of a URL: texts as they are, maps as JSON.
    pub fn from_query(query: &str) -> Result<Self, Refused> {
        let mut members = Map::new();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            let value = match name.as_ref() {
                "variables" | "extensions" => serde_json::from_str(&value)
                    .map_err(|_| ill_formed(Some(&name), format!("`{name}` is not JSON.")))?,
                _ => Value::String(value.into_owned()),
            };
            if members.insert(name.clone().into_owned(), value).is_some() {
                return Err(ill_formed(Some(&name), format!("`{name}` is there twice.")));
            }
        }
        Self::from_json(Value::Object(members))
    }
}

fn text(members: &mut Map<String, Value>, name: &str) -> Result<Option<String>, Refused> {
    match members.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(ill_formed(Some(name), format!("`{name}` is a string."))),
    }
}

fn map(members: &mut Map<String, Value>, name: &str) -> Result<Map<String, Value>, Refused> {
    match members.remove(name) {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(map)) => Ok(map),
        Some(_) => Err(ill_formed(Some(name), format!("`{name}` is an object."))),
    }
}

/// The hash of an automatic persisted query, by the protocol of Apollo, version 1.
fn persisted_hash(mut extensions: Map<String, Value>) -> Result<Option<String>, Refused> {
    let mut persisted = map(&mut extensions, "persistedQuery")?;
    if persisted.is_empty() {
        return Ok(None);
    }
    if persisted.get("version").and_then(Value::as_u64) != Some(1) {
        return Err(ill_formed(Some("extensions"), "`persistedQuery.version` is 1."));
    }
    text(&mut persisted, "sha256Hash")
}

fn ill_formed(field: Option<&str>, message: impl Into<String>) -> Refused {
    let refused = Refused::new(Class::IllFormed, "BAD_REQUEST", message);
    match field {
        Some(field) => refused.at(&[field]),
        None => refused,
    }
}
