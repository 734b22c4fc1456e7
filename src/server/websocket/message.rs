//! The messages of `graphql-transport-ws`, and the codes that a socket is closed with.

use serde::Serialize;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::sync::Arc;

use crate::engine::json;
use crate::engine::params::Params;

/// The sub-protocol, by its registered name.
pub const SUBPROTOCOL: &str = "graphql-transport-ws";
/// Longest id of an operation, in characters.
pub const ID_MAX: usize = 128;
/// Longest reason of a close, in bytes: with its code it is a control frame (RFC 6455, section 5.5).
pub const REASON_MAX: usize = 123;

/// What a client calls an operation.
pub type Id = Arc<str>;
/// What a message may carry along.
pub type Payload = Map<String, Value>;

/// A message of a client.
#[derive(Debug, PartialEq)]
pub enum Incoming {
    Init(Payload),
    Ping(Option<Payload>),
    Pong,
    Subscribe { id: Id, params: Box<Params> },
    Complete { id: Id },
}

impl Incoming {
    /// Reads a message, or says why it is none.
    pub fn parse(text: &str) -> Result<Self, String> {
        let value = json::read(text.as_bytes()).map_err(|error| format!("A message is JSON: {error}."))?;
        let Value::Object(mut message) = value else { return Err("A message is a JSON object.".to_owned()) };
        let Some(Value::String(kind)) = message.remove("type") else {
            return Err("A message has a `type`, which is a string.".to_owned());
        };
        let message = &mut message;
        match kind.as_str() {
            "connection_init" => Ok(Self::Init(payload(message)?.unwrap_or_default())),
            "ping" => Ok(Self::Ping(payload(message)?)),
            "pong" => payload(message).map(|_| Self::Pong),
            "subscribe" => Ok(Self::Subscribe { id: id(message)?, params: Box::new(params(message)?) }),
            "complete" => Ok(Self::Complete { id: id(message)? }),
            "connection_ack" | "next" | "error" => Err(format!("A client does not send `{kind}`.")),
            _ => Err("There is no message of this `type`.".to_owned()),
        }
    }
}

fn payload(message: &mut Payload) -> Result<Option<Payload>, String> {
    match message.remove("payload") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(payload)) => Ok(Some(payload)),
        Some(_) => Err("A `payload` is an object.".to_owned()),
    }
}

fn id(message: &mut Payload) -> Result<Id, String> {
    match message.remove("id") {
        Some(Value::String(id)) if !id.is_empty() && id.chars().nth(ID_MAX).is_none() => Ok(id.into()),
        _ => Err(format!("An `id` is a string of 1 to {ID_MAX} characters.")),
    }
}

/// A payload without a document is no request; which document it means is left to the engine.
fn params(message: &mut Payload) -> Result<Params, String> {
    let payload = payload(message)?.ok_or("`subscribe` has a `payload`, which is an object.")?;
    let params = Params::from_json(Value::Object(payload));
    let params = params.map_err(|refused| refused.errors.into_iter().map(|error| error.message).collect::<String>())?;
    let Params { query, document_id, hash, .. } = &params;
    match (query, document_id, hash) {
        (None, None, None) => Err("`query` is missing.".to_owned()),
        _ => Ok(params),
    }
}

/// A message of ours. Answers come encoded, because they are large.
#[derive(Clone, Debug, PartialEq)]
pub enum Outgoing {
    Ack,
    Pong(Option<Payload>),
    /// With an answer, as JSON.
    Next(Id, String),
    /// With a list of errors, as JSON.
    Error(Id, String),
    Complete(Id),
}

impl Outgoing {
    /// As the text of a message.
    pub fn encode(&self) -> String {
        match self {
            Self::Ack => r#"{"type":"connection_ack"}"#.to_owned(),
            Self::Pong(None) => r#"{"type":"pong"}"#.to_owned(),
            Self::Pong(Some(payload)) => format!(r#"{{"type":"pong","payload":{}}}"#, encoded(payload)),
            Self::Next(id, answer) => format!(r#"{{"id":{},"type":"next","payload":{answer}}}"#, encoded(id)),
            Self::Error(id, errors) => format!(r#"{{"id":{},"type":"error","payload":{errors}}}"#, encoded(id)),
            Self::Complete(id) => format!(r#"{{"id":{},"type":"complete"}}"#, encoded(id)),
        }
    }
}

/// Texts and maps of texts always are JSON.
fn encoded(value: &(impl Serialize + ?Sized)) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned())
}

/// Why a socket is closed by us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Close {
    /// A visitor who does nothing.
    Idle,
    /// The server stops.
    GoingAway,
    /// Frames that are not as RFC 6455 has them.
    Violation,
    /// A text that is not UTF-8.
    NotText,
    /// Far more messages than anybody needs.
    Flood,
    TooLarge,
    /// The client does not read what it asked for.
    Stalled,
    TooManySockets,
    /// It cannot be found out now who the client is.
    Unavailable,
    /// A message that is none.
    Invalid(String),
    /// An operation before the acknowledgement.
    Unauthorized,
    /// The client is not let in, or not any more.
    Forbidden,
    SubprotocolNotAcceptable,
    InitTimeout,
    Duplicate(Id),
    TooManyInits,
}

impl Close {
    /// By RFC 6455 below 4000, by the sub-protocol above. A client of the sub-protocol comes again after 1001, 1013, 4403 and
    /// 4408, and not after the others.
    pub fn code(&self) -> u16 {
        match self {
            Self::Idle => 1000,
            Self::GoingAway => 1001,
            Self::Violation => 1002,
            Self::NotText => 1007,
            Self::Flood => 1008,
            Self::TooLarge => 1009,
            Self::Stalled | Self::TooManySockets | Self::Unavailable => 1013,
            Self::Invalid(_) => 4400,
            Self::Unauthorized => 4401,
            Self::Forbidden => 4403,
            Self::SubprotocolNotAcceptable => 4406,
            Self::InitTimeout => 4408,
            Self::Duplicate(_) => 4409,
            Self::TooManyInits => 4429,
        }
    }

    /// In the words of the sub-protocol where it has some; at most [`REASON_MAX`] bytes.
    pub fn reason(&self) -> String {
        let reason: Cow<'_, str> = match self {
            Self::Idle => "Nothing was asked for some minutes".into(),
            Self::GoingAway => "Going away".into(),
            Self::Violation => "Not the WebSocket protocol".into(),
            Self::NotText => "Not UTF-8".into(),
            Self::Flood => "Too many messages".into(),
            Self::TooLarge => "The message is too large".into(),
            Self::Stalled => "Too slow".into(),
            Self::TooManySockets => "Too many sockets are open".into(),
            Self::Unavailable => "Try again later".into(),
            Self::Invalid(why) => why.into(),
            Self::Unauthorized => "Unauthorized".into(),
            Self::Forbidden => "Forbidden".into(),
            Self::SubprotocolNotAcceptable => "Subprotocol not acceptable".into(),
            Self::InitTimeout => "Connection initialisation timeout".into(),
            Self::Duplicate(id) => format!("Subscriber for {id} already exists").into(),
            Self::TooManyInits => "Too many initialisation requests".into(),
        };
        reason[..reason.floor_char_boundary(REASON_MAX)].to_owned()
    }

    /// Whether what was answered before is still sent.
    pub fn is_gentle(&self) -> bool {
        matches!(self, Self::Idle | Self::GoingAway)
    }
}
