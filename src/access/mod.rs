//! Who may do what, where.
//!
//! A **role** is a set of **policy lines**; a line says *allow*, *deny* or *approve through a workflow* for one permission,
//! under a condition if it has one. A **role assignment** gives a role to a person within a **domain**: everything, a channel
//! or a warehouse. Casbin is the source of truth and the compiler: on each change the lines of every role are evaluated once
//! into bits ([`compile`]), which are swapped whole ([`policies`]). A check is a bit test.
//!
//! What changes rights locks them first and decides on the rows as they are then ([`rights`]), by rules that are pure ([`rules`]).
//!
//! Invariants: nobody grants what they do not hold everywhere the grant reaches; nobody denies anything to who does not stand below
//! them, nor takes such a denial away; an unknown condition denies; a deny wins, but binds no owner; visitors and customers hold
//! only what is public; who is deactivated holds nothing; a line that can never work is not written ([`wrong`]), and gives nothing
//! where it stands already.

pub mod adapter;
pub mod assignment;
pub mod compile;
pub mod entity;
pub mod error;
pub mod explain;
pub mod graphql;
pub mod loader;
pub mod permission;
pub mod policies;
pub mod read;
pub mod restore;
pub mod rights;
pub mod role_create;
pub mod role_delete;
pub mod role_lines;
pub mod role_update;
pub mod ruled;
pub mod rules;
pub mod seed;
pub mod session;
pub mod wrong;

pub use policies::Policies;

use async_trait::async_trait;
use std::sync::Arc;

use crate::access::policies::Snapshot;
use crate::kernel::actor::Actor;
use crate::kernel::command::Registry;
use crate::kernel::cx::Caller;
use crate::kernel::db::Db;
use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::id::StaffId;
use crate::kernel::permission::Grants;
use crate::kernel::process::Callers;
use crate::kernel::scope::Domain;
use crate::kernel::tx::Tx;

/// Adds the commands of this slice.
pub fn commands(registry: Registry) -> Registry {
    registry
        .with::<role_create::RoleCreateInput>()
        .with::<role_update::RoleUpdateInput>()
        .with::<role_delete::RoleDeleteInput>()
}

/// A caller with what the policies in force give to the actor.
pub fn caller(policies: &Policies, actor: Actor, request_id: &str) -> Caller {
    caller_under(&policies.current(), actor, request_id)
}

/// A caller with what these policies give to the actor.
fn caller_under(snapshot: &Snapshot, actor: Actor, request_id: &str) -> Caller {
    let (grants, roles) = match &actor {
        Actor::System { .. } => (Grants::everything(), Vec::new()),
        Actor::Anonymous | Actor::Staff { .. } => (snapshot.grants_of(actor.staff()), snapshot.roles_of(actor.staff())),
    };
    let held = Arc::new(snapshot.held_by(actor.staff()));
    Caller { actor, grants: Arc::new(grants), roles: Arc::new(roles), held, request_id: Arc::from(request_id) }
}

#[async_trait]
impl Callers for Policies {
    async fn caller_within(&self, tx: &Tx, actor: Actor, request_id: &str) -> Result<Caller, Fault> {
        Ok(caller_under(&self.within(tx).await?, actor, request_id))
    }

    async fn again(&self, house: &House, caller: &Caller) -> Result<Caller, Fault> {
        if let Actor::Staff { session: Some(session), .. } = &caller.actor
            && !session::goes_on(house, *session).await?
        {
            return Err(Fault::Unauthenticated);
        }
        Ok(self::caller(self, caller.actor.clone(), &caller.request_id))
    }

    async fn somebody_holds(
        &self,
        tx: &Tx,
        people: &[StaffId],
        permission: usize,
        domain: Domain,
    ) -> Result<bool, Fault> {
        let snapshot = self.of_version(tx).await?;
        let holds = |staff: &StaffId| snapshot.grants_of(Some(*staff)).scope(permission).has(domain);
        Ok(people.iter().any(holds))
    }

    async fn follow(&self, db: &Db) -> Result<(), Fault> {
        self.refresh(&db.reader).await.map(|_| ())
    }
}
