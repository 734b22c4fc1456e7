//! How long things took.

use std::time::Duration;

/// Times, in the order of their length.
pub struct Times(Vec<Duration>);

impl Times {
    pub fn of(times: impl IntoIterator<Item = Duration>) -> Self {
        let mut times = Vec::from_iter(times);
        times.sort_unstable();
        Self(times)
    }

    /// The percentile by the nearest rank: exact, because every time is kept. Zero when nothing was measured.
    pub fn percent(&self, percent: usize) -> Duration {
        let rank = (self.0.len() * percent).div_ceil(100);
        self.0.get(rank.saturating_sub(1)).copied().unwrap_or_default()
    }

    /// How many times as long as the other.
    pub fn ratio(&self, other: &Self, percent: usize) -> f64 {
        self.percent(percent).as_secs_f64() / other.percent(percent).as_secs_f64()
    }

    pub fn and(self, more: Self) -> Self {
        Self::of(self.0.into_iter().chain(more.0))
    }
}

pub fn millis(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1_000.0)
}

#[cfg(test)]
mod tests {
    use super::Times;
    use std::time::Duration;

    #[test]
    fn a_percentile_is_one_of_the_times() {
        let times = Times::of((1..=100).rev().map(Duration::from_secs));
        assert_eq!([0, 1, 50, 99, 100].map(|percent| times.percent(percent).as_secs()), [1, 1, 50, 99, 100]);
        let few = Times::of([3, 1, 2].map(Duration::from_secs));
        assert_eq!([50, 99].map(|percent| few.percent(percent).as_secs()), [2, 3]);
        assert_eq!(Times::of([]).percent(99), Duration::ZERO);
    }
}
