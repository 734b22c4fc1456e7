//! The executor runs a plan.

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{ExecutableDocument, OperationType};
use async_graphql::{Name, Request, Response, ServerError, Value, Variables};
use std::sync::Arc;

use crate::document::Plan;
use crate::engine::idempotency;
use crate::engine::lanes::Turn;
use crate::engine::outcome::{Answered, Cost, Outcome, mask, server_error, status_of_nothing};
use crate::engine::prepare::{Prepared, Purse};
use crate::engine::{Engine, Inside, principal};
use crate::introspection;
use crate::kernel::api::IdempotencyHeader;
use crate::kernel::cx::Caller;
use crate::kernel::fault::Fault;
use crate::kernel::loader::loaders;
use crate::kernel::pace::Pace;
use crate::kernel::scalar::Rejected;
use crate::staff::password;

impl Engine {
    /// Executes a query or mutation. A mutation goes on in a task of its own when its client goes away.
    /// One that finds too many before it is refused and nothing happens.
    pub async fn execute(&self, caller: Caller, prepared: Prepared, key: Option<String>) -> Outcome {
        let turn = match self.lanes.turn(&prepared).await {
            Ok(turn) => turn,
            Err(refused) => {
                self.release(&prepared);
                return Outcome::Refused(refused);
            }
        };
        let keyed = key.is_some();
        let (requested, Purse { name, terms }) = (prepared.requested, prepared.purse.clone());
        let (plan, variables) = (Arc::clone(&prepared.plan), prepared.variables.clone());
        let request_id = Arc::clone(&caller.request_id);
        let mut response = if prepared.is_mutation() {
            let engine = self.clone();
            let span = tracing::Span::current();
            let work = async move { engine.run(caller, prepared, key, turn).await };
            let task = self.app.house.tasks.spawn(tracing::Instrument::instrument(work, span));
            task.await.unwrap_or_else(|error| panicked(&error))
        } else {
            self.run(caller, prepared, key, turn).await
        };
        let actual = plan.actual_cost(&variables, &response.data);
        let unused = requested.saturating_sub(actual);
        let throttle = self.budget.refund(&name, terms, unused, self.app.house.clock.now());
        let cost = Cost { requested_query_cost: requested, actual_query_cost: Some(actual), throttle_status: throttle };
        mask(&mut response.errors, &request_id);
        self.place_rejected(&plan, &variables, &mut response.errors);
        let status = keyed.then(|| idempotency::status_of(&response)).flatten();
        let status = status.or_else(|| status_of_nothing(&response));
        Outcome::Answered(Box::new(Answered { response, status, cost }))
    }
}

impl Inside {
    async fn run(&self, caller: Caller, prepared: Prepared, key: Option<String>, turn: Turn) -> Response {
        let Prepared { plan, variables, peer, user_agent, .. } = prepared;
        let shown = match &plan.introspection {
            Some(document) => match self.introspect(&caller, document, &variables) {
                Ok(shown) => Some(shown),
                Err(fault) => return Response::from_errors(vec![server_error(fault)]),
            },
            None => None,
        };
        if plan.roots.iter().all(|root| root.introspection) {
            return Response::new(shown.unwrap_or_default());
        }
        let mutates = plan.operation == OperationType::Mutation;
        let pace = Pace::new(&self.app.house.tasks);
        let mut request = Request::new("")
            .variables(variables)
            .data(loaders(&self.app.house, &caller, &pace, mutates))
            .data(Arc::clone(&self.app.policies))
            .data(IdempotencyHeader(key))
            .data(user_agent);
        request.set_parsed_query(ExecutableDocument::clone(&plan.document));
        if let Turn::Hashes(seat) = &turn {
            let place = principal::visitor(peer).name;
            request = request.data(password::Turn::with(seat.clone(), self.guesses.clone(), place));
        }
        let mut response = pace.run(Box::pin(self.app.schema.execute(request))).await;
        if let Some(shown) = shown {
            weave(&plan, &mut response.data, shown);
        }
        response
    }

    /// Tells the path to what a scalar did not take, as for every other bad input.
    pub(super) fn place_rejected(&self, plan: &Plan, variables: &Variables, errors: &mut [ServerError]) {
        for error in errors {
            let Some(rejected) = Rejected::take(error) else { continue };
            let pos = error.locations.first().copied().unwrap_or_default();
            let path = plan.path_to(&self.plans.model, variables, pos, &rejected);
            let extensions = error.extensions.get_or_insert_default();
            if let Some(path) = path {
                extensions.set("field", path.into_iter().map(Value::from).collect::<Vec<_>>());
            }
            error.message = rejected.message;
        }
    }

    /// What the caller sees of the schema.
    fn introspect(
        &self,
        caller: &Caller,
        document: &ExecutableDocument,
        variables: &Variables,
    ) -> Result<Value, Fault> {
        let view = self.app.views.for_caller(caller)?;
        let mut members = IndexMap::new();
        for (_, operation) in document.operations.iter() {
            if let Value::Object(shown) = introspection::answer(&view, &operation.node.selection_set.node, variables)? {
                members.extend(shown);
            }
        }
        Ok(Value::Object(members))
    }
}

/// Puts the answers of the introspection fields where the document has them.
fn weave(plan: &Plan, data: &mut Value, shown: Value) {
    let (Value::Object(members), Value::Object(mut shown)) = (&mut *data, shown) else { return };
    let mut rest = std::mem::take(members);
    for root in &plan.roots {
        let name = Name::new(&root.response_key);
        if let Some(value) = rest.swap_remove(&name).or_else(|| shown.swap_remove(&name)) {
            members.insert(name, value);
        }
    }
}

fn panicked(error: &tokio::task::JoinError) -> Response {
    Response::from_errors(vec![server_error(Fault::internal(format!("a mutation panicked: {error}")))])
}
