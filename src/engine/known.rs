//! Tokens that were good lately, so that it is known whose turn a request is before the token is looked up.
//!
//! Only tokens that were good count: whoever could have a turn for each token that they make up would have as many as they like.

use moka::sync::Cache;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use std::time::Duration;

/// Most tokens that are remembered.
pub const TOKENS_MAX: u64 = 10_000;
/// How long one is remembered that is not used.
const IDLE: Duration = Duration::from_secs(3_600);

/// For whom tokens are good, as principals. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Known(Cache<[u8; 32], Arc<str>>);

impl Default for Known {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(TOKENS_MAX).time_to_idle(IDLE).build())
    }
}

impl Known {
    /// Whose token this is, if it was good lately.
    pub fn find(&self, token: &str) -> Option<Arc<str>> {
        self.0.get(&key(token))
    }

    pub fn remember(&self, token: &str, principal: &str) {
        let key = key(token);
        if self.0.get(&key).is_none_or(|known| *known != *principal) {
            self.0.insert(key, Arc::from(principal));
        }
    }

    pub fn forget(&self, token: &str) {
        self.0.invalidate(&key(token));
    }
}

fn key(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// The token of the header `Authorization`, which is `Bearer <token>`.
pub fn bearer(credentials: &str) -> Option<&str> {
    let (kind, token) = credentials.split_once(' ')?;
    kind.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
