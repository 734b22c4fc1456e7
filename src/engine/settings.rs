//! How the engine is set up.

use serde::{Deserialize, Serialize};

use crate::config::within;
use crate::document::limits::COST_MAX;

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
            budget_max: 20_000,
            budget_restore: 2_000,
            streams_max: 100,
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
