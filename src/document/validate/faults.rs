//! The faults that are reported.

use async_graphql::Pos;

use crate::document::refusal::{FAULTS_MAX, Refusal};

/// The first [`FAULTS_MAX`] faults of a document by their place, because a client reads from above, while definitions are walked
/// in no order. Each is told once.
#[derive(Default)]
pub(super) struct Faults(Vec<Refusal>);

impl Faults {
    /// Whether a fault at this place would be reported, as far as is known by now. The sentences of others are never written.
    pub(super) fn want(&self, locations: &[Pos]) -> bool {
        self.0.get(FAULTS_MAX - 1).is_none_or(|last| locations <= last.locations.as_slice())
    }

    pub(super) fn add(&mut self, refusal: Refusal) {
        let place = self.0.binary_search_by(|known| {
            known.locations.cmp(&refusal.locations).then_with(|| known.message.cmp(&refusal.message))
        });
        if let Err(place) = place {
            self.0.insert(place, refusal);
            self.0.truncate(FAULTS_MAX);
        }
    }

    pub(super) fn into_refusals(self) -> Vec<Refusal> {
        self.0
    }
}
