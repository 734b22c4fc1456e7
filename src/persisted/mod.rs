//! Documents that the server knows before they are sent.
//!
//! A *trusted* document was registered from the build of a client, under the name of that client: a server that runs trusted
//! documents only runs nothing else. An *automatic* one was sent once by a client together with its hash, so that it need not
//! be sent again; nobody vouches for it, and the oldest are forgotten.
//!
//! A document is called `sha256:` and the SHA-256 of its text in hexadecimal. Tools that call theirs otherwise, such as Relay by
//! MD5 and GraphQL Code Generator by SHA-1, keep their names: a trusted document of such a tool is found by both.

pub mod check;
pub mod entity;
pub mod manifest;
pub mod register;
pub mod store;

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

/// The longest id that a tool may have given, in characters.
pub const ID_MAX: usize = 128;
/// The longest name of a client, in characters.
pub const CLIENT_MAX: usize = 128;

/// What stands before the hash of a document.
const SHA256: &str = "sha256:";

/// What a document is called.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId(String);

impl DocumentId {
    /// The id of a text.
    pub fn of(text: &str) -> Self {
        Self(format!("{SHA256}{}", HEXLOWER.encode(&Sha256::digest(text.as_bytes()))))
    }

    /// Reads an id: a SHA-256 in hexadecimal with or without `sha256:`, or another name of 1 to [`ID_MAX`] letters, digits,
    /// dots, dashes, underscores and colons. `None` when it is neither.
    pub fn parse(text: &str) -> Option<Self> {
        let hash = text.strip_prefix(SHA256).unwrap_or(text);
        if hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Some(Self(format!("{SHA256}{}", hash.to_ascii_lowercase())));
        }
        let safe = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:".contains(&byte);
        let named = (1..=ID_MAX).contains(&text.len()) && text.bytes().all(safe) && !text.starts_with(SHA256);
        named.then(|| Self(text.to_owned()))
    }

    /// Whether it tells the text, whoever uses it.
    pub fn is_hash(&self) -> bool {
        self.0.starts_with(SHA256)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The name that a client gives itself, as documents are registered for it: 1 to [`CLIENT_MAX`] visible characters of ASCII and
/// spaces between them.
pub fn is_client(name: &str) -> bool {
    let visible = name.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
    (1..=CLIENT_MAX).contains(&name.len()) && visible && name.trim() == name
}
