//! Who is there.

use std::sync::Arc;

use crate::access::session;
use crate::engine::Engine;
use crate::engine::known::{self, Known};
use crate::kernel::actor::Actor;
use crate::kernel::cx::Caller;
use crate::kernel::fault::Fault;
use crate::kernel::house::House;

/// Whose token this is, if it is good; remembered for the turns of later requests.
pub async fn holder(house: &House, known: &Known, token: &str) -> Result<Option<Actor>, Fault> {
    let Some(session) = session::authenticate(house, token).await? else {
        known.forget(token);
        return Ok(None);
    };
    let actor = Actor::Staff { id: session.staff_id, session: Some(session.id) };
    known.remember(token, &actor.key());
    Ok(Some(actor))
}

/// Somebody who was let in: for one request, or for as long as a connection stays open.
#[derive(Clone)]
pub struct Pass {
    engine: Engine,
    actor: Actor,
    request_id: Arc<str>,
}

impl Pass {
    /// By the credentials of the header `Authorization`, which are `Bearer <token>`; without any, a visitor.
    ///
    /// Fails with `UNAUTHENTICATED` for a token that is not good any more: who believes to be signed in must not be served as a
    /// visitor.
    pub async fn admit(engine: &Engine, credentials: Option<&str>, request_id: &str) -> Result<Self, Fault> {
        let visitor = Self { engine: engine.clone(), actor: Actor::Anonymous, request_id: Arc::from(request_id) };
        let Some(credentials) = credentials else { return Ok(visitor) };
        let Some(token) = known::bearer(credentials) else { return Err(Fault::Unauthenticated) };
        let actor = Box::pin(holder(&engine.app.house, &engine.known, token)).await?.ok_or(Fault::Unauthenticated)?;
        Ok(Self { actor, ..visitor })
    }

    /// With what the policies in force give them.
    pub fn caller(&self) -> Caller {
        self.engine.app.caller(self.actor.clone(), &self.request_id)
    }

    /// The same as they are now, when something was done since they were let in.
    ///
    /// Fails with `UNAUTHENTICATED` when that has ended their session.
    pub async fn again(&self) -> Result<Caller, Fault> {
        let house = &self.engine.app.house;
        house.callers.again(house, &self.caller()).await
    }

    /// Comes back when they are not let in any more. A visitor always is.
    pub async fn over(&self) {
        match &self.actor {
            Actor::Staff { session: Some(session), .. } => {
                if let Err(fault) = session::over(&self.engine.app.house, *session).await {
                    tracing::error!(error = fault.told(), "a session cannot be watched");
                }
            }
            Actor::Anonymous | Actor::System { .. } | Actor::Staff { session: None, .. } => {
                std::future::pending().await
            }
        }
    }
}
