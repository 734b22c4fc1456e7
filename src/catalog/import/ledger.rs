//! What an import remembers of the lines before: fingerprints of 16 bytes, so that a file at the limit takes some tens of
//! megabytes.
//!
//! A product of a file may come in several blocks. What an earlier block gave, a later one does not give again: else the last
//! one would win, and the same file a second time would change things back and forth.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::catalog::whole::Effect;

/// What became of a product of the file so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Landed(Effect),
    Failed,
}

impl Fate {
    /// The fate of a product of which another block came to this.
    pub(super) fn then(before: Option<Self>, effect: Effect) -> Self {
        match before {
            Some(Self::Landed(Effect::Created)) => Self::Landed(Effect::Created),
            Some(Self::Landed(Effect::Updated)) => Self::Landed(Effect::Updated),
            Some(Self::Landed(Effect::Unchanged)) if effect != Effect::Unchanged => Self::Landed(Effect::Updated),
            Some(Self::Landed(Effect::Unchanged) | Self::Failed) | None => Self::Landed(effect),
        }
    }
}

/// A kind of thing that is given once in a file.
#[derive(Clone, Copy, Hash)]
pub(super) enum Kind {
    Sku,
    OptionValues,
    Image,
}

/// Everything that was given by the lines so far. What was noted since the last [`Ledger::keep`] can be taken back.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    fates: HashMap<u128, Fate>,
    /// The handle behind each slug: two handles may give the same one.
    slugs: HashMap<u128, u128>,
    given: HashSet<u128>,
    log: Vec<Step>,
}

/// How to take back a note.
#[derive(Debug)]
enum Step {
    Fate(u128, Option<Fate>),
    Slug(u128, Option<u128>),
    Given(u128),
}

/// Sixteen bytes that stand for a thing. That two of a million things share them has a chance of less than 1 in 10^26.
pub(super) fn fingerprint(thing: impl Hash) -> u128 {
    let half = |seed: u8| {
        let mut hasher = DefaultHasher::new();
        seed.hash(&mut hasher);
        thing.hash(&mut hasher);
        u128::from(hasher.finish())
    };
    half(0) << 64 | half(1)
}

impl Ledger {
    pub(super) fn fate(&self, handle: &str) -> Option<Fate> {
        self.fates.get(&fingerprint(handle)).copied()
    }

    /// Notes what became of a product; `None` for nothing yet.
    pub(super) fn set_fate(&mut self, handle: &str, fate: Option<Fate>) {
        let key = fingerprint(handle);
        let before = self.put_fate(key, fate);
        self.log.push(Step::Fate(key, before));
    }

    fn put_fate(&mut self, key: u128, fate: Option<Fate>) -> Option<Fate> {
        match fate {
            Some(fate) => self.fates.insert(key, fate),
            None => self.fates.remove(&key),
        }
    }

    /// Whether another handle of the file has this slug.
    pub(super) fn slug_is_anothers(&self, slug: &str, handle: &str) -> bool {
        self.slugs.get(&fingerprint(slug)).is_some_and(|owner| *owner != fingerprint(handle))
    }

    pub(super) fn set_slug(&mut self, slug: &str, handle: &str) {
        let key = fingerprint(slug);
        let before = self.slugs.insert(key, fingerprint(handle));
        self.log.push(Step::Slug(key, before));
    }

    pub(super) fn is_given(&self, mark: u128) -> bool {
        self.given.contains(&mark)
    }

    pub(super) fn give(&mut self, marks: impl IntoIterator<Item = u128>) {
        for mark in marks {
            if self.given.insert(mark) {
                self.log.push(Step::Given(mark));
            }
        }
    }

    /// What was noted so far is true.
    pub(super) fn keep(&mut self) {
        self.log.clear();
    }

    /// Takes back what was noted since the last [`Ledger::keep`].
    pub(super) fn undo(&mut self) {
        while let Some(step) = self.log.pop() {
            match step {
                Step::Fate(key, before) => drop(self.put_fate(key, before)),
                Step::Slug(key, Some(before)) => drop(self.slugs.insert(key, before)),
                Step::Slug(key, None) => drop(self.slugs.remove(&key)),
                Step::Given(mark) => drop(self.given.remove(&mark)),
            }
        }
    }

    /// How many products came to this.
    pub(super) fn count(&self, fate: Fate) -> u64 {
        self.fates.values().filter(|known| **known == fate).count().try_into().unwrap_or(u64::MAX)
    }
}
