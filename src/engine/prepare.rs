//! From what was sent to what will be executed: a plan, coerced variables and a price that the caller can pay.

use async_graphql::Variables;
use async_graphql::parser::types::OperationType;
use axum::http::StatusCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::document::{Limits, Plan, Throttle};
use crate::engine::Inside;
use crate::engine::idempotency;
use crate::engine::outcome::{Class, Cost, Refused};
use crate::engine::params::Params;
use crate::engine::settings::GetMode;
use crate::engine::source::{Named, Origin, Source};
use crate::kernel::actor::Actor;
use crate::kernel::cx::Caller;
use crate::kernel::shed::Seat;

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
    /// Where the request comes from, when that is known.
    pub peer: Option<std::net::IpAddr>,
    /// The right to run, which a mutation gives back while it waits in a queue of its own.
    pub seat: Option<Seat>,
}

impl Carrier {
    /// Whose budget and whose seats a caller uses. Strangers do not share theirs, as far as they can be told apart.
    pub fn principal(&self, caller: &Caller) -> String {
        match (&caller.actor, self.peer) {
            (Actor::Anonymous, Some(peer)) => format!("anonymous:{peer}"),
            (actor, _) => actor.key(),
        }
    }
}

/// A request that will be executed.
pub struct Prepared {
    pub plan: Arc<Plan>,
    pub variables: Variables,
    pub requested: u64,
    /// Whose budget it is on.
    pub principal: String,
    pub seat: Option<Seat>,
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
        let principal = self.charge(caller, carrier, requested)?;
        if let Some(name) = &plan.operation_name {
            tracing::Span::current().record("operation", name.as_str());
        }
        Ok(Prepared { plan, variables, requested, principal, seat: carrier.seat.clone() })
    }

    /// Gives back the price of what will not be executed.
    pub fn release(&self, prepared: &Prepared) {
        self.budget.refund(&prepared.principal, prepared.requested, self.app.house.clock.now());
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

    fn charge(&self, caller: &Caller, carrier: &Carrier, requested: u64) -> Result<String, Refused> {
        if requested > self.plans.limits.cost {
            return Err(Refused::new(
                Class::Invalid,
                "COST_LIMIT_EXCEEDED",
                "The operation asks for too much at once.",
            ));
        }
        let principal = carrier.principal(caller);
        match self.budget.take(&principal, requested, self.app.house.clock.now()) {
            Ok(_) => Ok(principal),
            Err(throttle) => {
                let message = "The budget is used up. It fills again with time.";
                let mut refused = Refused::new(Class::Status(StatusCode::TOO_MANY_REQUESTS), "THROTTLED", message);
                let cost = Cost { requested_query_cost: requested, actual_query_cost: None, throttle_status: throttle };
                refused.cost = Some(Box::new(cost));
                refused.retry_after = Some(wait(requested, &throttle));
                Err(refused)
            }
        }
    }
}

/// Seconds until there is enough again.
fn wait(requested: u64, throttle: &Throttle) -> u64 {
    requested.saturating_sub(throttle.currently_available).div_ceil(throttle.restore_rate.max(1)).max(1)
}
