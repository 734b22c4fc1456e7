//! Chance that comes out the same way every time.

use crate::kernel::entropy::Entropy;

/// Dice of a step of the filling. The same seed throws the same numbers.
pub struct Dice(Entropy);

impl Dice {
    pub fn new(entropy: Entropy) -> Self {
        Self(entropy)
    }

    /// A place in a list of this length; 0 in an empty one.
    pub fn below(&self, len: usize) -> usize {
        usize::try_from(self.0.below(len as u64)).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&self, low: i64, high: i64) -> i64 {
        let count = high.saturating_sub(low).saturating_add(1).max(1).unsigned_abs();
        low.saturating_add_unsigned(self.0.below(count))
    }

    /// Yes in so many of a hundred cases.
    pub fn percent(&self, yes: u64) -> bool {
        self.0.below(100) < yes
    }

    /// One of a list, which is not empty.
    pub fn pick<'a, T>(&self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    /// The list in another order.
    pub fn shuffled<T: Clone>(&self, list: &[T]) -> Vec<T> {
        let mut list = list.to_vec();
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last + 1));
        }
        list
    }
}
