//! Clients that are named in the configuration, and what they may use.

use data_encoding::HEXLOWER;
use serde::{Deserialize, Deserializer, Serialize};
use sha2::{Digest as _, Sha256};
use std::hint::black_box;
use std::sync::Arc;

use crate::config::within;
use crate::document::budget::Terms;
use crate::kernel::queue::Principal;
use crate::persisted::{CLIENT_MAX, is_client};

/// Clients in the configuration.
pub const CLIENTS_MAX: usize = 64;

/// A section `[[graphql.clients]]` of the configuration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Client {
    /// The name by which it introduces itself, and under which its documents are registered.
    #[serde(deserialize_with = "name")]
    pub name: String,
    /// The SHA-256 of its key, in hexadecimal digits. With it the client is who has the key; without, whoever uses the name with
    /// one of its registered documents.
    #[serde(default, deserialize_with = "digest", skip_serializing_if = "Option::is_none")]
    pub key_sha256: Option<String>,
    /// Points that it can save up.
    #[serde(deserialize_with = "within::<_, u64, 1, 1_000_000_000>")]
    pub budget_max: u64,
    /// Points that it gets back each second.
    #[serde(deserialize_with = "within::<_, u64, 1, 1_000_000_000>")]
    pub budget_restore: u64,
    /// As how many other callers it counts while there is a queue. For a client with a key.
    #[serde(default = "one", deserialize_with = "within::<_, u32, 1, 100>")]
    pub weight: u32,
}

impl Client {
    pub fn terms(&self) -> Terms {
        Terms { maximum: self.budget_max, rate: self.budget_restore }
    }

    /// In whose name it takes turns and spends, when it has a key and asks for itself.
    pub fn principal(&self) -> Principal {
        Principal { weight: self.weight, ..Principal::new(format!("client:{}", self.name)) }
    }
}

/// The clients of a configuration. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Clients(Arc<[Arc<Client>]>);

impl Clients {
    pub fn new(clients: &[Client]) -> Self {
        Self(clients.iter().cloned().map(Arc::new).collect())
    }

    /// The client whose key this is. What is compared are digests, all of them and to their ends, so that the time tells nothing.
    pub fn with_key(&self, key: &[u8]) -> Option<Arc<Client>> {
        if self.0.iter().all(|client| client.key_sha256.is_none()) {
            return None;
        }
        let given = HEXLOWER.encode(&Sha256::digest(key));
        let mut found = None;
        for client in self.0.iter() {
            if client.key_sha256.as_deref().is_some_and(|digest| same(digest, &given)) {
                found = Some(client);
            }
        }
        found.cloned()
    }

    /// The client without a key that has this name.
    pub fn named(&self, name: &str) -> Option<&Client> {
        self.0.iter().map(AsRef::as_ref).find(|client| client.key_sha256.is_none() && client.name == name)
    }
}

fn same(one: &str, other: &str) -> bool {
    let unlike = one.bytes().zip(other.bytes()).fold(0, |unlike, (one, other)| black_box(unlike | (one ^ other)));
    one.len() == other.len() && unlike == 0
}

fn one() -> u32 {
    1
}

fn name<'de, D: Deserializer<'de>>(input: D) -> Result<String, D::Error> {
    let name = String::deserialize(input)?;
    if is_client(&name) {
        return Ok(name);
    }
    let message =
        format!("the name of a client is 1 to {CLIENT_MAX} visible characters of ASCII, with spaces between them");
    Err(serde::de::Error::custom(message))
}

fn digest<'de, D: Deserializer<'de>>(input: D) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(input)?.to_ascii_lowercase();
    let good = HEXLOWER.decode(text.as_bytes()).is_ok_and(|bytes| bytes.len() == 32);
    // Not the value itself: it may be the key, by mistake.
    let message = "this must be the SHA-256 of the key, in 64 hexadecimal digits";
    if good { Ok(Some(text)) } else { Err(serde::de::Error::custom(message)) }
}

/// A few clients, each name and each key once.
pub(crate) fn clients<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<Client>, D::Error> {
    let clients = Vec::<Client>::deserialize(input)?;
    let refuse = |message: String| Err(serde::de::Error::custom(message));
    if clients.len() > CLIENTS_MAX {
        return refuse(format!("these are more than {CLIENTS_MAX} clients"));
    }
    for (place, client) in clients.iter().enumerate() {
        let others = clients.get(..place).unwrap_or_default();
        if others.iter().any(|other| other.name == client.name) {
            return refuse(format!("there are two clients `{}`", client.name));
        }
        if client.key_sha256.is_some() && others.iter().any(|other| other.key_sha256 == client.key_sha256) {
            return refuse(format!("the key of the client `{}` is that of another", client.name));
        }
    }
    Ok(clients)
}
