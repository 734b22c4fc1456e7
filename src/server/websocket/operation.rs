//! One operation of a socket, from its request to its answers.

use async_graphql::{Response, ServerError};
use futures::FutureExt as _;
use futures::stream::{BoxStream, StreamExt as _};
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use tracing::Instrument as _;

use crate::engine::Engine;
use crate::engine::outcome::{Class, Outcome, Refused, mask};
use crate::engine::params::Params;
use crate::engine::pass::Pass;
use crate::engine::prepare::Carrier;
use crate::engine::seats::Seat;
use crate::kernel::fault::Fault;
use crate::kernel::queue::{self, Gate, Principal};
use crate::live;
use crate::server::refusal::TIMEOUT;
use crate::server::reply::Body;

/// Who is at the other end of a socket, and what their operations go through.
pub struct Guest {
    pub engine: Engine,
    pub pass: Pass,
    pub carrier: Carrier,
    pub gate: Gate,
    /// In whose name they take turns.
    pub principal: Principal,
    /// How long an operation may take that is no subscription, and how long one may take to open.
    pub timeout: Duration,
    /// Given back when the last operation is gone.
    pub _seat: Seat,
}

/// The answers of a subscription.
pub type Answers = BoxStream<'static, Response>;

/// What came of an operation, or of waiting for its next answer.
pub enum Step {
    /// The one answer of a query or mutation, as JSON.
    Answered(String),
    /// It is a subscription, and this is where its answers come from.
    Followed(Answers),
    /// An answer of a subscription, as JSON, and the rest.
    Next(String, Answers),
    /// Errors, as JSON, with which it ends.
    Failed(String),
    /// A subscription has ended without a word: the session is over, or the server stops.
    Ended,
}

impl Guest {
    /// Runs a query or mutation to its answer, or opens a subscription. The caller is who they are at this moment.
    pub async fn begin(&self, params: Params) -> Step {
        let span = tracing::info_span!("graphql", operation = tracing::field::Empty);
        let work = tokio::time::timeout(self.timeout, self.run(params));
        let step = caught(async { work.await.unwrap_or_else(|_| Err(TIMEOUT.into())) }).instrument(span).await;
        step.unwrap_or_else(|refused| self.failed(refused))
    }

    async fn run(&self, params: Params) -> Result<Step, Refused> {
        let seat = self.gate.seat(&self.principal).await.map_err(Refused::overloaded)?;
        seat.run(self.operate(params, &seat)).await
    }

    async fn operate(&self, params: Params, seat: &queue::Seat) -> Result<Step, Refused> {
        let caller = self.pass.caller();
        let carrier = Carrier { seat: Some(seat.clone()), ..self.carrier.clone() };
        let prepared = self.engine.prepare(&caller, params, &carrier).await?;
        if prepared.is_subscription() {
            return Ok(Step::Followed(self.engine.subscribe(&self.pass, prepared).await?));
        }
        match self.engine.execute(caller, prepared, None).await {
            Outcome::Answered(answered) => Ok(Step::Answered(encode(&Body::answered(&answered)))),
            Outcome::Refused(refused) => Err(refused),
        }
    }

    /// Waits for the next answer of a subscription.
    pub async fn follow(&self, mut answers: Answers) -> Step {
        let next = caught(async { Ok(answers.next().await) }).await;
        match next {
            Ok(None) => Step::Ended,
            Ok(Some(response)) if live::is_last(&response) => Step::Failed(errors(&response.errors)),
            Ok(Some(response)) => Step::Next(encode(&Body::told(&response)), answers),
            Err(refused) => self.failed(refused),
        }
    }

    fn failed(&self, refused: Refused) -> Step {
        let Refused { errors: mut all, cost, class: _ } = refused;
        mask(&mut all, &self.pass.caller().request_id);
        if let (Some(Ok(cost)), Some(first)) = (cost.map(async_graphql::to_value), all.first_mut()) {
            first.extensions.get_or_insert_default().set("cost", cost);
        }
        Step::Failed(errors(&all))
    }
}

/// A panic ends the operation it happened in, and nothing else.
async fn caught<T>(work: impl Future<Output = Result<T, Refused>>) -> Result<T, Refused> {
    let panicked = |_| Err(Refused::fault(Class::Invalid, Fault::internal("an operation panicked")));
    AssertUnwindSafe(work).catch_unwind().await.unwrap_or_else(panicked)
}

fn encode(body: &Body<'_>) -> String {
    serde_json::to_string(body).unwrap_or_else(|error| {
        tracing::error!(%error, "an answer cannot be encoded");
        r#"{"data":null}"#.to_owned()
    })
}

fn errors(errors: &[ServerError]) -> String {
    serde_json::to_string(errors).unwrap_or_else(|error| {
        tracing::error!(%error, "errors cannot be encoded");
        "[]".to_owned()
    })
}
