//! The rights of everybody as they are at the moment of an act, for the commands that change them.
//!
//! Such a command locks the policies before it looks: two of them run one after the other, so that together they cannot do what
//! neither could do alone. What is decided on is what stands in the rows then, not the snapshot of the request, which may be a
//! second old.

use std::collections::HashMap;

use crate::access::policies::{self, Snapshot};
use crate::access::rules::{Rank, Standing};
use crate::kernel::actor::Actor;
use crate::kernel::condition::Facts;
use crate::kernel::cx::Cx;
use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::id::StaffId;
use crate::kernel::lack::forbidden;
use crate::kernel::permission::{Decision, Grants, Permission, PermissionInfo};
use crate::kernel::scope::{Domain, Scope};
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// The rights of everybody, and who asks. The rules in [`rules`](crate::access::rules) decide on it.
#[derive(Debug)]
pub struct Rights {
    pub catalogue: Vec<PermissionInfo>,
    pub snapshot: Snapshot,
    /// Who asks; nobody for the product itself.
    pub asker: Option<StaffId>,
    /// How who asks stands.
    pub own: Standing,
}

impl Rights {
    /// Locks the rights and reads them. Refuses who does not hold the permission any more.
    pub async fn lock<P: Permission>(cx: &Cx<P>, tx: &Tx, domains: Vec<Domain>) -> Result<Self, Failure> {
        let rights = Self::of(cx.house(), tx, cx.actor()).await?;
        let facts = Facts { domains, ..Facts::default() };
        match (cx.caller().grants.decide(P::INDEX, &facts), rights.own.grants.decide(P::INDEX, &facts)) {
            (_, Decision::Deny) => {
                Err(forbidden::<P>(cx.house(), tx, cx.caller(), &rights.own.grants, &facts).await.into())
            }
            // An approval was asked for since: the next attempt is parked.
            (Decision::Allow, Decision::Approve { .. }) => Err(Fault::Conflict { current_version: None }.into()),
            (_, Decision::Allow) | (Decision::Deny | Decision::Approve { .. }, Decision::Approve { .. }) => Ok(rights),
        }
    }

    /// Locks the rights and reads them, for what checks its permission by itself.
    pub async fn of(house: &House, tx: &Tx, actor: &Actor) -> Result<Self, Fault> {
        policies::lock(tx).await?;
        let snapshot = policies::within(tx, &house.catalogue, house.may_act).await?;
        Ok(Self::over(snapshot, house.catalogue.clone(), actor))
    }

    /// The rights as these policies have them.
    pub fn over(snapshot: Snapshot, catalogue: Vec<PermissionInfo>, actor: &Actor) -> Self {
        let own = match actor {
            Actor::System { .. } => {
                Standing { rank: Rank::System, grants: Grants::everything(), unbound: Grants::everything() }
            }
            Actor::Staff { .. } | Actor::Anonymous => Standing::of(&snapshot, actor.staff()),
        };
        Self { catalogue, snapshot, asker: actor.staff(), own }
    }

    /// Where who asks holds a permission without conditions.
    pub fn scope<P: Permission>(&self) -> Scope {
        self.own.grants.scope(P::INDEX)
    }

    /// The permissions of the catalogue by name.
    pub fn by_name(&self) -> HashMap<&'static str, PermissionInfo> {
        self.catalogue.iter().map(|info| (info.name, *info)).collect()
    }
}
