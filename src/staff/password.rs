//! Passwords: Argon2id on threads of their own, with the same cost for people that do not exist.
//!
//! Each hash takes 19 MiB and a core for as long as ten pages take. So what hashes has a queue of its own
//! (`engine/lanes.rs`), and shows its [`Turn`] here.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use std::sync::{Arc, OnceLock};

use crate::kernel::clock::Timestamp;
use crate::kernel::entropy::Entropy;
use crate::kernel::fault::Fault;
use crate::kernel::queue::Seat;
use crate::staff::guesses::{Guess, Guesses};

/// The shortest password, in characters.
pub const PASSWORD_MIN: usize = 10;
/// The longest password, in characters.
pub const PASSWORD_MAX: usize = 128;

/// The fields at the root of a mutation that hash passwords.
pub const FIELDS: [&str; 4] = ["sessionCreate", "ownerCreate", "passwordChange", "staffInvitationAccept"];

/// The right to hash passwords, one after the other.
#[derive(Clone)]
pub struct Turn {
    _seat: Option<Seat>,
    guesses: Guesses,
    /// Where the passwords come from.
    place: Arc<str>,
}

impl Turn {
    /// In the queue of those who hash, for somebody from this place.
    pub fn with(seat: Seat, guesses: Guesses, place: Arc<str>) -> Self {
        Self { _seat: Some(seat), guesses, place }
    }

    /// Where nobody else is served: a command on the command line, a server that starts.
    pub fn alone() -> Self {
        Self { _seat: None, guesses: Guesses::default(), place: Arc::from("") }
    }

    /// Before a password of an account is verified, whether there is one or not.
    ///
    /// # Errors
    /// [`Fault::Throttled`] when too many were wrong.
    pub fn guess(&self, account: &str, now: Timestamp) -> Result<Guess, Fault> {
        self.guesses.guess(account, &self.place, now)
    }
}

async fn on_own_thread<T: Send + 'static>(turn: &Turn, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    // Held by the thread, which goes on when nobody waits for it any longer.
    let turn = turn.clone();
    let done = tokio::task::spawn_blocking(move || {
        let done = work();
        drop(turn);
        done
    });
    done.await.map_err(|error| Fault::internal(format!("hashing a password: {error}")))
}

/// The PHC string of a password.
pub async fn hash(turn: &Turn, entropy: &Entropy, password: String) -> Result<String, Fault> {
    let salt = entropy.bytes::<16>();
    on_own_thread(turn, move || hash_now(&password, &salt)).await?
}

fn hash_now(password: &str, salt: &[u8]) -> Result<String, Fault> {
    let hash: Result<PasswordHash, _> = Argon2::default().hash_password_with_salt(password.as_bytes(), salt);
    hash.map(|hash| hash.to_string()).map_err(|error| Fault::internal(format!("argon2: {error}")))
}

/// Whether the password is the one of the hash. Without a hash it takes as long and answers no.
pub async fn verify(turn: &Turn, hash: Option<String>, password: String) -> Result<bool, Fault> {
    on_own_thread(turn, move || {
        let known = hash.is_some();
        let hash = match hash {
            Some(hash) => hash,
            None => stand_in()?,
        };
        let parsed = PasswordHash::new(&hash).map_err(|error| Fault::internal(format!("argon2: {error}")))?;
        Ok(Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok() && known)
    })
    .await?
}

/// The hash that is verified when there is nobody to verify.
fn stand_in() -> Result<String, Fault> {
    static HASH: OnceLock<String> = OnceLock::new();
    match HASH.get() {
        Some(hash) => Ok(hash.clone()),
        None => Ok(HASH.get_or_init(|| hash_now("nobody has this", &[7; 16]).unwrap_or_default()).clone()),
    }
}

/// Makes the stand-in before the first login, so that the first unknown person does not take longer.
pub async fn warm_up() -> Result<(), Fault> {
    on_own_thread(&Turn::alone(), stand_in).await?.map(drop)
}
