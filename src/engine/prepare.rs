//! From what was sent to what will be executed: a plan, coerced variables and a price that the caller can pay.

use async_graphql::Variables;
use async_graphql::parser::types::OperationType;
use axum::http::StatusCode;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::access::session::UserAgent;
use crate::document::budget::Terms;
use crate::document::{Limits, Plan};
use crate::engine::clients::Client;
use crate::engine::idempotency;
use crate::engine::outcome::{Class, Cost, Refused};
use crate::engine::params::Params;
use crate::engine::settings::GetMode;
use crate::engine::source::{Named, Origin, Source};
use crate::engine::{Inside, principal};
use crate::kernel::actor::Actor;
use crate::kernel::cx::Caller;
use crate::kernel::fault::THROTTLED;
use crate::kernel::queue::{Principal, Seat};

/// What carries a request, as far as the rules depend on it.
#[derive(Clone, Debug, Default)]
pub struct Carrier {
    /// GET or HEAD: nothing may change.
    pub safe: bool,
    /// With a header that a foreign page cannot send without asking first.
    pub preflighted: bool,
    /// Whether several answers can be given: a subscription can run.
    pub streams: bool,
    /// The name by which the client introduces itself, for its own list of trusted documents.
    pub client: Option<String>,
    /// What the browser or tool calls itself.
    pub user_agent: UserAgent,
    /// Where the request comes from, when that is known.
    pub peer: Option<IpAddr>,
    /// The client with a key that asks for itself.
    pub server: Option<Arc<Client>>,
    /// The right to run, which a mutation gives back while it waits in a queue of its own.
    pub seat: Option<Seat>,
}

impl Carrier {
    /// In whose name a caller takes turns, spends and follows. Strangers do not share theirs, as far as they can be told apart.
    pub fn principal(&self, caller: &Caller) -> Principal {
        match (&self.server, &caller.actor) {
            (Some(server), _) => server.principal(),
            (None, Actor::Anonymous) => principal::visitor(self.peer),
            (None, actor) => Principal::new(actor.key()),
        }
    }
}

/// A budget, and who it belongs to.
#[derive(Clone, Debug)]
pub struct Purse {
    pub name: Arc<str>,
    pub terms: Terms,
}

/// A request that will be executed.
pub struct Prepared {
    pub plan: Arc<Plan>,
    pub variables: Variables,
    pub requested: u64,
    /// In whose name.
    pub principal: Principal,
    /// What it is paid from.
    pub purse: Purse,
    /// Where it comes from, when that is known.
    pub peer: Option<IpAddr>,
    pub seat: Option<Seat>,
    pub user_agent: UserAgent,
}

impl Prepared {
    /// Whether it is followed instead of executed once.
    pub fn is_subscription(&self) -> bool {
        self.plan.operation == OperationType::Subscription
    }

    pub fn is_mutation(&self) -> bool {
        self.plan.operation == OperationType::Mutation
    }
}

impl Inside {
    /// Reads and prices a request. The price is taken from the caller's budget; [`Engine::execute`](crate::engine::Engine::execute) gives back what was
    /// not used.
    pub async fn prepare(&self, caller: &Caller, params: Params, carrier: &Carrier) -> Result<Prepared, Refused> {
        let Params { query, document_id, operation_name, variables, hash } = params;
        let Source { text, origin } = self.source(Named { query, document_id, hash }, carrier).await?;
        let plan = self.plan(&text, operation_name.as_deref())?;
        self.may_be_carried(&plan, &origin, carrier)?;
        if let Origin::Offered(id) = &origin {
            Box::pin(self.keep(id, &plan, &text)).await?;
        }
        if plan.introspection.is_some() {
            self.may_introspect(caller)?;
        }
        let variables = plan.coerce(&self.plans.model, &self.plans.limits, variables).map_err(Refused::document)?;
        let requested = plan.requested_cost(&variables);
        let principal = carrier.principal(caller);
        let purse = self.purse(&principal, &origin, carrier);
        self.charge(&purse, requested)?;
        if let Some(name) = &plan.operation_name {
            tracing::Span::current().record("operation", name.as_str());
        }
        let (peer, seat, user_agent) = (carrier.peer, carrier.seat.clone(), carrier.user_agent.clone());
        Ok(Prepared { plan, variables, requested, principal, purse, peer, seat, user_agent })
    }

    /// Gives back the price of what will not be executed.
    pub fn release(&self, prepared: &Prepared) {
        let Purse { name, terms } = &prepared.purse;
        self.budget.refund(name, *terms, prepared.requested, self.app.house.clock.now());
    }

    /// What documents are held against.
    pub fn limits(&self) -> &Limits {
        &self.plans.limits
    }

    /// The plan of a document: from the cache, or made now.
    fn plan(&self, text: &str, operation_name: Option<&str>) -> Result<Arc<Plan>, Refused> {
        let plan = self.plans.get_or_plan(text, operation_name).map_err(Refused::document)?;
        if !plan.known_valid.load(Ordering::Acquire) {
            self.app.validator.check(&plan).map_err(Refused::document)?;
            idempotency::check(&plan)?;
            plan.known_valid.store(true, Ordering::Release);
        }
        Ok(plan)
    }

    fn may_be_carried(&self, plan: &Plan, origin: &Origin, carrier: &Carrier) -> Result<(), Refused> {
        if plan.operation == OperationType::Mutation && carrier.safe {
            let status = Class::Status(StatusCode::METHOD_NOT_ALLOWED);
            return Err(Refused::new(status, "METHOD_NOT_ALLOWED", "A mutation needs POST."));
        }
        if plan.operation == OperationType::Subscription && !carrier.streams {
            let message = "A subscription needs a WebSocket or `Accept: text/event-stream`.";
            return Err(Refused::new(
                Class::Status(StatusCode::NOT_ACCEPTABLE),
                "SUBSCRIPTION_NEEDS_A_STREAM",
                message,
            ));
        }
        let open = match self.settings.get {
            _ if !carrier.safe => true,
            GetMode::Off => false,
            GetMode::Trusted => *origin == Origin::Trusted || carrier.preflighted,
            GetMode::Queries => true,
        };
        if !open {
            let status = Class::Status(StatusCode::METHOD_NOT_ALLOWED);
            let message = "This document needs POST, or the header GraphQL-Require-Preflight.";
            return Err(Refused::new(status, "METHOD_NOT_ALLOWED", message));
        }
        Ok(())
    }

    pub fn may_introspect(&self, caller: &Caller) -> Result<(), Refused> {
        if caller.actor == Actor::Anonymous && self.settings.anonymous_introspection != Some(true) {
            let message = "The schema is shown to who has signed in.";
            return Err(Refused::new(Class::Invalid, "INTROSPECTION_DISABLED", message));
        }
        Ok(())
    }

    /// What a request is paid from. Anybody can claim the name of a client, so without a key it counts only with a document
    /// that is registered under it, and each caller has a purse of their own.
    fn purse(&self, principal: &Principal, origin: &Origin, carrier: &Carrier) -> Purse {
        if let Some(server) = &carrier.server {
            return Purse { name: Arc::clone(&principal.name), terms: server.terms() };
        }
        let named = carrier.client.as_deref().filter(|_| *origin == Origin::Trusted);
        match named.and_then(|name| self.clients.named(name)) {
            Some(client) => Purse { name: format!("{} {}", principal.name, client.name).into(), terms: client.terms() },
            None => Purse { name: Arc::clone(&principal.name), terms: self.settings.terms() },
        }
    }

    fn charge(&self, purse: &Purse, requested: u64) -> Result<(), Refused> {
        if requested > self.plans.limits.cost {
            return Err(Refused::new(
                Class::Invalid,
                "COST_LIMIT_EXCEEDED",
                "The operation asks for too much at once.",
            ));
        }
        let taken = self.budget.take(&purse.name, purse.terms, requested, self.app.house.clock.now());
        let Err(throttle) = taken else { return Ok(()) };
        let message = "The budget is used up. It fills again with time.";
        let refused = Refused::new(Class::Status(StatusCode::TOO_MANY_REQUESTS), THROTTLED, message);
        let cost = Cost { requested_query_cost: requested, actual_query_cost: None, throttle_status: throttle };
        Err(Refused { cost: Some(Box::new(cost)), ..refused.after(throttle.wait_secs(requested).max(1)) })
    }
}
