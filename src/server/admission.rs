//! What stands in front of a request that costs something: its body, a seat, and a time in which it is answered.

use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use futures::future::BoxFuture;
use std::convert::Infallible;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tower::{Layer, Service};

use crate::engine::known::{self, Known};
use crate::engine::principal::visitor;
use crate::kernel::queue::{Gate, Principal, Seat};
use crate::server::again::Impatience;
use crate::server::graphql::credentials;
use crate::server::peer::{Peer, Server};
use crate::server::receive::Receiver;
use crate::server::refusal::{OVERLOADED, Refusal, TIMEOUT};

/// Takes the body in, which needs no seat, so that slow clients hold none; then waits for a seat, and answers in time. Who
/// would wait too long is sent away before the body is read. What a mutation has begun goes on in its own task. The handler
/// finds a [`Gate`] and a [`Seat`] in the extensions. A layer; cheap to clone.
#[derive(Clone)]
pub struct Admission {
    pub gate: Gate,
    /// Bodies that are not small are read by so many at a time. Each keeps its place until it has a seat, so that what waits
    /// has a limit.
    pub intake: Gate,
    pub receiver: Receiver,
    /// Whose tokens were good lately.
    pub known: Known,
    pub impatience: Impatience,
    /// When a request is answered with an error although it waits or runs. The time that its client takes to send it is not
    /// counted.
    pub request_timeout: Duration,
}

impl<S> Layer<S> for Admission {
    type Service = Admitted<S>;

    fn layer(&self, inner: S) -> Admitted<S> {
        Admitted { admission: self.clone(), inner }
    }
}

/// A service behind an [`Admission`].
#[derive(Clone)]
pub struct Admitted<S> {
    admission: Admission,
    inner: S,
}

impl<S> Service<Request> for Admitted<S>
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
{
    type Response = Response;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response, Infallible>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let unready = self.inner.clone();
        let inner = std::mem::replace(&mut self.inner, unready);
        let admission = self.admission.clone();
        Box::pin(async move { Ok(admission.admit(inner, request).await.unwrap_or_else(Refusal::into_response)) })
    }
}

impl Admission {
    async fn admit<S>(self, mut inner: S, request: Request) -> Result<Response, Refusal>
    where
        S: Service<Request, Response = Response, Error = Infallible>,
    {
        let who = self.principal(&request);
        let entered = self.enter(request, &who).await;
        let (mut request, seat, waited) = match entered {
            Err(refusal) if refusal.code == OVERLOADED.code => {
                self.impatience.hold(&who).await;
                return Err(refusal);
            }
            entered => entered?,
        };
        request.extensions_mut().insert(seat.clone());
        request.extensions_mut().insert(self.gate);
        let left = self.request_timeout.saturating_sub(waited);
        let answered = tokio::time::timeout(left, seat.run(inner.call(request))).await;
        seat.release();
        let Ok(response) = answered.map_err(|_| {
            tracing::warn!(limit_secs = self.request_timeout.as_secs_f32(), "a request took too long");
            TIMEOUT
        })?;
        Ok(response)
    }

    /// The request with its body, its seat, and how long it has waited.
    async fn enter(&self, request: Request, who: &Principal) -> Result<(Request, Seat, Duration), Refusal> {
        self.gate.look(who)?;
        let (request, place, waited) = self.receive(request, who).await?;
        let began = Instant::now();
        let patience = self.gate.load().wait_max.saturating_sub(waited);
        let seat = self.gate.seat_within(who, patience).await?;
        drop(place);
        Ok((request, seat, waited + began.elapsed()))
    }

    /// The request with its body, the place that a body takes that is not small, and how long it was waited for.
    async fn receive(&self, request: Request, who: &Principal) -> Result<(Request, Option<Seat>, Duration), Refusal> {
        if self.receiver.is_small(&request) {
            return Ok((self.receiver.receive(request).await?, None, Duration::ZERO));
        }
        self.receiver.look(&request)?;
        let began = Instant::now();
        let place = self.intake.seat(who).await?;
        let waited = began.elapsed();
        Ok((self.receiver.receive(request).await?, Some(place), waited))
    }

    /// In whose name a request waits, before it is known whether its token is still good: a token that was never good buys no
    /// turn of its own.
    fn principal(&self, request: &Request) -> Principal {
        let extensions = request.extensions();
        if let Some(Server(client)) = extensions.get() {
            return client.principal();
        }
        let token = credentials(request.headers()).and_then(known::bearer);
        match token.and_then(|token| self.known.find(token)) {
            Some(account) => Principal::new(account),
            None => Principal::new(visitor(extensions.get().map(|Peer(address)| *address))),
        }
    }
}
