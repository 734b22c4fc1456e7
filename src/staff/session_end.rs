//! Sign out: this session, another one, or everywhere.

use async_graphql::InputObject;

use crate::access::rights::Rights;
use crate::access::session;
use crate::kernel::actor::Actor;
use crate::kernel::cx::Caller;
use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::id::{SessionId, StaffId};
use crate::kernel::idempotency::{self, Claim};
use crate::kernel::lack::not_everywhere;
use crate::kernel::scope::Domain;
use crate::kernel::tx::{Meta, Tx};
use crate::kernel::user_error::Failure;
use crate::staff::error::{StaffError, peer};
use crate::staff::permission::SessionEnd;

/// Which sessions to end. With nothing said, the one of this request.
#[derive(Clone, Debug, Default, InputObject)]
pub struct SessionEndInput {
    /// One session.
    pub id: Option<SessionId>,
    /// Whose sessions; the caller's own when absent. Those of somebody else need the permission `session.end` in the whole company,
    /// and those of who stands above the caller stay.
    pub staff_id: Option<StaffId>,
    /// All sessions of the person.
    #[graphql(default)]
    pub everywhere: bool,
}

const NAME: &str = "sessionEnd";

/// Everybody who has signed in may end their own sessions; for those of others it takes a permission, and to stand at least beside
/// them.
pub async fn run(house: &House, caller: &Caller, input: SessionEndInput, key: Option<String>) -> Result<i32, Failure> {
    let SessionEndInput { id, staff_id, everywhere } = input;
    let Actor::Staff { id: own, session: current } = caller.actor.clone() else {
        return Err(Fault::Unauthenticated.into());
    };
    let staff = staff_id.unwrap_or(own);
    let only: Option<SessionId> = match (everywhere, id) {
        (true, _) => None,
        (false, Some(id)) => Some(id),
        (false, None) if staff == own => current,
        (false, None) => return Err(StaffError::SessionNotFound.into()),
    };
    // Over what is meant, because the same words of another session mean another one.
    let claim = key.map(|key| Claim::new(&caller.actor, key, NAME, &(staff, only))).transpose()?;
    let meta = Meta::plain(caller.actor.clone(), NAME, &caller.request_id, house.clock.now());
    let tx = Tx::begin(&house.db, meta).await?;
    if staff != own {
        may_end(house, &tx, caller, staff).await?;
    }
    if let Some(claim) = &claim
        && let Some(known) = idempotency::claim(&tx, claim).await?
    {
        return Ok(serde_json::from_value(known).map_err(Fault::from)?);
    }
    let ended = session::end(&tx, staff, only).await?;
    if ended == 0 && only.is_some() {
        return Err(StaffError::SessionNotFound.into());
    }
    if let Some(claim) = &claim {
        idempotency::store(&tx, claim, &ended.into()).await?;
    }
    house.commit(tx).await?;
    Ok(ended)
}

/// Sessions lie in no channel or warehouse, so the permission is needed everywhere.
async fn may_end(house: &House, tx: &Tx, caller: &Caller, staff: StaffId) -> Result<(), Failure> {
    caller.may_everywhere::<SessionEnd>(house)?;
    let rights = Rights::of(house, tx, &caller.actor).await?;
    if !rights.scope::<SessionEnd>().has(Domain::Everything) {
        return Err(not_everywhere::<SessionEnd>(&rights.own.grants).into());
    }
    Ok(peer(&rights, staff)?)
}
