//! What stands in front of a request that costs something: a seat, its body, and a time in which it is answered.

use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use futures::future::BoxFuture;
use std::convert::Infallible;
use std::task::{Context, Poll};
use std::time::Duration;
use tower::{Layer, Service};

use crate::kernel::shed::Gate;
use crate::server::receive::Receiver;
use crate::server::refusal::{Refusal, TIMEOUT};

/// Sends away what is too much before its body is read; takes the body in, which needs no seat, so that slow clients hold
/// none; then waits for a seat, and answers in time. What a mutation has begun goes on in its own task. The handler finds a
/// [`Gate`] and a [`Seat`](crate::kernel::shed::Seat) in the extensions. A layer; cheap to clone.
#[derive(Clone)]
pub struct Admission {
    pub gate: Gate,
    pub receiver: Receiver,
    /// When a request is answered with an error although it still runs.
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
        let Self { gate, receiver, request_timeout } = self;
        if gate.is_full() {
            return Err(gate.refuse().into());
        }
        let mut request = receiver.receive(request).await?;
        let seat = gate.seat().await?;
        request.extensions_mut().insert(seat.clone());
        request.extensions_mut().insert(gate);
        let answered = tokio::time::timeout(request_timeout, seat.run(inner.call(request))).await;
        seat.release();
        let Ok(response) = answered.map_err(|_| {
            tracing::warn!(limit_secs = request_timeout.as_secs_f32(), "a request took too long");
            TIMEOUT
        })?;
        Ok(response)
    }
}
