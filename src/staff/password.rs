//! Passwords: Argon2id on threads of their own, a few at a time, with the same cost for people that do not exist.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use std::sync::{Arc, OnceLock};
use tokio::sync::Semaphore;

use crate::kernel::entropy::Entropy;
use crate::kernel::fault::Fault;

/// The shortest password, in characters.
pub const PASSWORD_MIN: usize = 10;
/// The longest password, in characters.
pub const PASSWORD_MAX: usize = 128;

/// How many passwords are hashed at once. Each takes 19 MiB and a core.
fn permits() -> Arc<Semaphore> {
    static PERMITS: OnceLock<Arc<Semaphore>> = OnceLock::new();
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    PERMITS.get_or_init(|| Arc::new(Semaphore::new(cores))).clone()
}

async fn on_own_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    let permit = permits().acquire_owned().await.map_err(|_| Fault::Busy)?;
    let done = tokio::task::spawn_blocking(move || {
        let done = work();
        drop(permit);
        done
    });
    done.await.map_err(|error| Fault::internal(format!("hashing a password: {error}")))
}

/// The PHC string of a password.
pub async fn hash(entropy: &Entropy, password: String) -> Result<String, Fault> {
    let salt = entropy.bytes::<16>();
    on_own_thread(move || hash_now(&password, &salt)).await?
}

fn hash_now(password: &str, salt: &[u8]) -> Result<String, Fault> {
    let hash: Result<PasswordHash, _> = Argon2::default().hash_password_with_salt(password.as_bytes(), salt);
    hash.map(|hash| hash.to_string()).map_err(|error| Fault::internal(format!("argon2: {error}")))
}

/// Whether the password is the one of the hash. Without a hash it takes as long and answers no.
pub async fn verify(hash: Option<String>, password: String) -> Result<bool, Fault> {
    on_own_thread(move || {
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
    on_own_thread(stand_in).await?.map(drop)
}
