//! What stands in front of a request that costs something: its body, a seat, and a time in which it is answered.

use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use futures::future::BoxFuture;
use std::convert::Infallible;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tower::{Layer, Service};

use crate::engine::known::{self, Known};
use crate::engine::pass;
use crate::engine::principal::visitor;
use crate::kernel::house::House;
use crate::kernel::queue::{Gate, Principal, Seat};
use crate::server::again::Impatience;
use crate::server::graphql::credentials;
use crate::server::peer::{Peer, Server, UnknownKey};
use crate::server::receive::Receiver;
use crate::server::refusal::{CLIENT_KEY_UNKNOWN, OVERLOADED, Refusal, TIMEOUT};
use crate::server::uploads::Uploads;

/// Refuses who has a key that nobody knows. Takes the body in, which needs no seat, so that slow clients hold none; then waits
/// for a seat, and answers in time. Who would wait too long is sent away before the body is read. What a mutation has begun goes
/// on in its own task. The handler finds a [`Gate`] and a [`Seat`] in the extensions. A layer; cheap to clone.
#[derive(Clone)]
pub struct Admission {
    pub gate: Gate,
    /// Bodies that are not small are read by so many at a time. Each keeps its place until it has a seat, so that what waits
    /// has a limit.
    pub intake: Gate,
    pub receiver: Receiver,
    /// Whose tokens were good lately.
    pub known: Known,
    /// Tokens that nobody knows are looked up by so many at a time, while there is a queue.
    pub introductions: Gate,
    pub house: House,
    /// How many bodies that are not small each caller sends at a time.
    pub uploads: Uploads,
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

/// As whom a request comes.
enum Named {
    Known(Principal),
    /// With a token that nobody knows yet.
    Token {
        token: String,
        stranger: Principal,
    },
}

impl Admission {
    async fn admit<S>(self, mut inner: S, request: Request) -> Result<Response, Refusal>
    where
        S: Service<Request, Response = Response, Error = Infallible>,
    {
        if request.extensions().get::<UnknownKey>().is_some() {
            return Err(CLIENT_KEY_UNKNOWN);
        }
        let came = Instant::now();
        let who = match self.named(&request) {
            Named::Known(who) => who,
            Named::Token { token, stranger } => self.introduce(&token, stranger).await,
        };
        let entered = self.enter(request, &who, came.elapsed()).await;
        let (mut request, seat, waited) = match entered {
            Err(refusal) if refusal.code == OVERLOADED.code => {
                self.impatience.hold(&who, came.elapsed()).await;
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
        if matches!(response.status(), StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
            self.impatience.hold(&who, came.elapsed()).await;
        }
        Ok(response)
    }

    /// The request with its body, its seat, and how long it has waited: for whatever it was, no longer than one may wait. The
    /// time in which its body is sent is no wait.
    async fn enter(
        &self,
        request: Request,
        who: &Principal,
        mut waited: Duration,
    ) -> Result<(Request, Seat, Duration), Refusal> {
        self.gate.look(who)?;
        let (request, place) = self.receive(request, who, &mut waited).await?;
        let began = Instant::now();
        let seat = self.gate.seat_within(who, self.patience(waited)).await?;
        drop(place);
        Ok((request, seat, waited + began.elapsed()))
    }

    /// How long one may wait that has waited for so long.
    fn patience(&self, waited: Duration) -> Duration {
        self.gate.load().wait_max.saturating_sub(waited)
    }

    /// The request with its body, and the place that a body takes that is not small, which may have to be waited for.
    async fn receive(
        &self,
        request: Request,
        who: &Principal,
        waited: &mut Duration,
    ) -> Result<(Request, Option<Seat>), Refusal> {
        if self.receiver.is_small(&request) {
            return Ok((self.receiver.receive(request).await?, None));
        }
        self.receiver.look(&request)?;
        let (before, began) = (*waited, Instant::now());
        // Who sends slowly keeps a place for as long as that is allowed: a share of them, so that others find some.
        let _share = self.uploads.share(who, self.patience(before)).await?;
        let place = self.intake.seat_within(who, self.patience(before + began.elapsed())).await?;
        *waited = before + began.elapsed();
        Ok((self.receiver.receive(request).await?, Some(place)))
    }

    /// In whose name a request waits, before it is known whether its token is still good: a token that was never good buys no
    /// turn of its own.
    fn named(&self, request: &Request) -> Named {
        let extensions = request.extensions();
        if let Some(Server(client)) = extensions.get() {
            return Named::Known(client.principal());
        }
        let stranger = visitor(extensions.get().map(|Peer(address)| *address));
        let Some(token) = credentials(request.headers()).and_then(known::bearer) else {
            return Named::Known(stranger);
        };
        match self.known.find(token) {
            Some(account) => Named::Known(Principal::new(account)),
            None if self.gate.is_open() => Named::Known(stranger),
            None => Named::Token { token: token.to_owned(), stranger },
        }
    }

    /// Looks a token up before its request waits, because whoever floods from the same address would keep its holder from ever
    /// becoming known. It takes a place among the strangers of the address, and no more than a statement.
    async fn introduce(&self, token: &str, stranger: Principal) -> Principal {
        let Ok(_seat) = self.introductions.seat(&stranger).await else { return stranger };
        match Box::pin(pass::holder(&self.house, &self.known, token)).await {
            Ok(Some(actor)) => Principal::new(actor.key()),
            // The handler says what is wrong, when it is its turn.
            Ok(None) | Err(_) => stranger,
        }
    }
}
