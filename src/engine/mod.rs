//! From a request to its answer, whatever carries it: HTTP, a socket, a stream of events.
//!
//! ```text
//! principal.rs in whose name somebody asks who has not signed in; known.rs, whose token this is; clients.rs, who may use more
//! pass.rs      who was let in, and for how long
//! json.rs      what was sent is JSON, and not too much of it
//! params.rs    its members, of the right types
//! source.rs    the text of the document: sent, trusted, or persisted before
//! prepare.rs   document -> plan (parsed, limited, normalized, validated once); variables; cost; budget
//! validator.rs whether the executor would take a document
//! lanes.rs     mutations and logins have queues of their own
//! execute.rs   the executor runs the plan; introspection is answered for the caller; errors are masked
//! subscribe.rs an answer for each event, in one of the seats.rs of its caller
//! outcome.rs   what came of it
//! ```
//!
//! Nothing here knows HTTP but the status that a refusal asks for.

pub mod clients;
pub mod execute;
pub mod idempotency;
pub mod json;
pub mod known;
pub mod lanes;
pub mod outcome;
pub mod params;
pub mod pass;
pub mod prepare;
pub mod principal;
pub mod seats;
pub mod settings;
pub mod source;
pub mod subscribe;
pub mod validator;

use std::sync::Arc;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::document::{Budget, Limits, PlanCache, budget};
use crate::engine::clients::Clients;
use crate::engine::known::Known;
use crate::engine::lanes::{Lanes, Loads};
use crate::engine::seats::Seats;
use crate::engine::settings::Settings;
use crate::staff::guesses::Guesses;

/// What turns requests into answers. Cheap to clone.
#[derive(Clone)]
pub struct Engine(Arc<Inside>);

pub struct Inside {
    pub app: App,
    pub settings: Settings,
    plans: PlanCache,
    budget: Budget,
    seats: Seats,
    lanes: Lanes,
    guesses: Guesses,
    /// Whose tokens were good lately.
    pub known: Known,
    pub clients: Clients,
    /// Cancelled when the server begins to stop.
    pub stopping: CancellationToken,
}

impl std::ops::Deref for Engine {
    type Target = Inside;

    fn deref(&self) -> &Inside {
        &self.0
    }
}

impl Engine {
    pub fn new(app: App, settings: Settings, loads: Loads, stopping: CancellationToken) -> Self {
        // What no budget holds is no matter of waiting for it.
        let limits = Limits { cost: settings.cost_max.min(settings.budget_max), ..Limits::default() };
        let plans = PlanCache::new(Arc::clone(&app.model), limits);
        let clients = Clients::new(&settings.clients);
        Self(Arc::new(Inside {
            app,
            settings,
            plans,
            budget: Budget::new(budget::PRINCIPALS_MAX),
            seats: Seats::default(),
            lanes: Lanes::new(loads),
            guesses: Guesses::default(),
            known: Known::default(),
            clients,
            stopping,
        }))
    }
}
