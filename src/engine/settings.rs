//! How the engine is set up.

use serde::{Deserialize, Serialize};

use crate::config::within;
use crate::document::budget::Terms;
use crate::document::limits::COST_MAX;
use crate::engine::clients::{self, Client};

/// Points that a caller gets back each second when nothing else is set: half a second of one core for the page whose points are
/// cheapest to serve (`cargo xtask bench points`), and more for others.
pub const BUDGET_RESTORE: u64 = 150_000;
/// Points that a caller can save up when nothing else is set: two minutes of one core.
pub const BUDGET_MAX: u64 = 240 * BUDGET_RESTORE;

/// The section `[graphql]` of the configuration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Which documents are executed: `any` that is sent and trusted ones, `automatic` persisted queries as well, `trusted` ones
    /// only.
    pub documents: DocumentMode,
    /// What can be asked with GET: `off`, `trusted` documents, or `queries` of any kind. A mutation never can.
    pub get: GetMode,
    /// Operations in one request. With 1 a list is refused.
    #[serde(deserialize_with = "within::<_, usize, 1, 5>")]
    pub batch_max: usize,
    /// Whether somebody who has not signed in may ask for the schema. Without it, when only this machine can reach the server.
    pub anonymous_introspection: Option<bool>,
    /// `audit`, or `draft-2026-08`: 422 for what is not valid, 294 for an answer with data and errors.
    pub status_profile: StatusProfile,
    /// Points that one operation may cost.
    #[serde(deserialize_with = "within::<_, u64, 1, 1_000_000>")]
    pub cost_max: u64,
    /// Points that a caller can save up.
    #[serde(deserialize_with = "within::<_, u64, 1, 1_000_000_000>")]
    pub budget_max: u64,
    /// Points that a caller gets back each second.
    #[serde(deserialize_with = "within::<_, u64, 1, 1_000_000_000>")]
    pub budget_restore: u64,
    /// What one caller may follow at the same time: streams of events, sockets, and each subscription on them.
    #[serde(deserialize_with = "within::<_, usize, 1, 100_000>")]
    pub streams_max: usize,
    /// Clients that may use more than others.
    #[serde(deserialize_with = "clients::clients", skip_serializing_if = "Vec::is_empty")]
    pub clients: Vec<Client>,
}

impl Settings {
    /// What everybody may use who is no client of the configuration.
    pub fn terms(&self) -> Terms {
        Terms { maximum: self.budget_max, rate: self.budget_restore }
    }

    /// What two settings say against each other.
    pub(crate) fn contradiction(&self) -> Option<String> {
        if self.budget_max < self.cost_max {
            return Some("`budget_max` must be at least `cost_max`: no budget would hold such an operation".to_owned());
        }
        let poor = self.clients.iter().find(|client| client.budget_max < self.cost_max)?;
        Some(format!("`budget_max` of the client `{}` must be at least `cost_max`", poor.name))
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            documents: DocumentMode::Any,
            get: GetMode::Trusted,
            batch_max: 1,
            anonymous_introspection: None,
            status_profile: StatusProfile::Audit,
            cost_max: COST_MAX,
            budget_max: BUDGET_MAX,
            budget_restore: BUDGET_RESTORE,
            streams_max: 100,
            clients: Vec::new(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DocumentMode {
    Any,
    Automatic,
    Trusted,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GetMode {
    Off,
    /// Or any query with the header `GraphQL-Require-Preflight`, which no foreign page can send without asking.
    Trusted,
    Queries,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StatusProfile {
    /// As the audits of GraphQL over HTTP have it.
    #[serde(rename = "audit")]
    Audit,
    #[serde(rename = "draft-2026-08")]
    Draft,
}
