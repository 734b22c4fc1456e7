//! Ids and secrets. Seeded in tests and in the demo shop, from the operating system otherwise.

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use std::sync::{Mutex, MutexGuard, PoisonError};
use uuid::Uuid;

use crate::kernel::clock::Timestamp;
use crate::kernel::id::TypedId;

/// The source of ids, tokens and jitter.
pub struct Entropy {
    rng: Mutex<State>,
}

struct State {
    rng: ChaCha20Rng,
    last_micros: i64,
}

impl Entropy {
    /// Unpredictable.
    pub fn from_os() -> Self {
        Self::with(ChaCha20Rng::from_seed(rand::random()))
    }

    /// The same sequence for the same seed.
    pub fn seeded(seed: u64) -> Self {
        Self::with(ChaCha20Rng::seed_from_u64(seed))
    }

    fn with(rng: ChaCha20Rng) -> Self {
        Self { rng: Mutex::new(State { rng, last_micros: 0 }) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.rng.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new UUIDv7. Ids of one process sort in the order in which they were made, also within a millisecond: the twelve
    /// bits after the milliseconds hold the fraction, and never go back.
    pub fn id<T: TypedId>(&self, now: Timestamp) -> T {
        let mut state = self.state();
        // A step of 1/4096 ms is less than a microsecond, so microseconds stay distinct.
        state.last_micros = now.0.max(state.last_micros.saturating_add(1));
        let micros = state.last_micros.max(0).unsigned_abs();
        let (millis, fraction) = (micros / 1000, (micros % 1000) * 4096 / 1000);
        let mut low = [0u8; 8];
        state.rng.fill_bytes(&mut low);
        let high = (u128::from(millis) << 16) | 0x7000 | u128::from(fraction);
        let low = (u64::from_be_bytes(low) & 0x3fff_ffff_ffff_ffff) | 0x8000_0000_0000_0000;
        T::from_uuid(Uuid::from_u128((high << 64) | u128::from(low)))
    }

    /// Random bytes for tokens and salts.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut out = [0u8; N];
        self.state().rng.fill_bytes(&mut out);
        out
    }

    /// A number below `bound`, for jitter. Zero when `bound` is zero.
    pub fn below(&self, bound: u64) -> u64 {
        if bound == 0 { 0 } else { self.state().rng.next_u64() % bound }
    }
}
