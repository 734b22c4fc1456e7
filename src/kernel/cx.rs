//! The caller, and the witness that a permission was checked.

use std::marker::PhantomData;
use std::sync::Arc;

use crate::kernel::actor::Actor;
use crate::kernel::clock::Timestamp;
use crate::kernel::condition::Facts;
use crate::kernel::entropy::Entropy;
use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::id::{StaffId, TypedId};
use crate::kernel::lack::{self, Lack};
use crate::kernel::permission::{Decision, Grants, Permission};
use crate::kernel::scope::{Domain, Scope};

/// Who asks, and what they hold. Made once for a request.
#[derive(Clone, Debug)]
pub struct Caller {
    pub actor: Actor,
    pub grants: Arc<Grants>,
    /// Keys of the roles held anywhere.
    pub roles: Arc<Vec<String>>,
    /// The roles with where they are held, for the task inbox.
    pub held: Arc<Vec<(String, Domain)>>,
    pub request_id: Arc<str>,
}

impl Caller {
    /// The product itself. `name` says in the audit log which part of it.
    pub fn system(name: &str) -> Self {
        Self {
            actor: Actor::System { name: name.to_owned() },
            grants: Arc::new(Grants::everything()),
            roles: Arc::new(Vec::new()),
            held: Arc::new(Vec::new()),
            request_id: Arc::from(""),
        }
    }

    /// Checks a permission that no condition or approval stands before. The only way to a [`Cx`] for reading.
    pub fn may<P: Permission>(&self, house: &House) -> Result<Cx<P>, Fault> {
        self.witness(house, self.grants.scope(P::INDEX), || forbidden::<P>(Lack::of(&self.grants, P::INDEX)))
    }

    /// The same for what belongs to the whole company and lies in no channel or warehouse.
    pub fn may_everywhere<P: Permission>(&self, house: &House) -> Result<Cx<P>, Fault> {
        let scope = self.grants.scope(P::INDEX);
        let scope = if scope.has(Domain::Everything) { scope } else { Scope::default() };
        self.witness(house, scope, || lack::not_everywhere::<P>(&self.grants))
    }

    /// Checks that a permission could be held, before a command has told what it is about.
    pub(in crate::kernel) fn might<P: Permission>(&self, house: &House) -> Result<Cx<P>, Fault> {
        self.witness(house, self.grants.reach(P::INDEX), || forbidden::<P>(Lack::Permission))
    }

    /// Where the permission is held; empty when it is not. For loaders, which leave out instead of refusing.
    pub fn scope_of<P: Permission>(&self) -> Scope {
        self.grants.scope(P::INDEX)
    }

    /// Whether the permission is held anywhere.
    pub fn holds<P: Permission>(&self) -> bool {
        !self.scope_of::<P>().is_empty()
    }

    /// Whether the permission is held for what belongs to the whole company.
    pub fn holds_everywhere<P: Permission>(&self) -> bool {
        self.scope_of::<P>().has(Domain::Everything)
    }

    /// Whether the permission could be held there: allowed, allowed under a condition, or after an approval. For what is
    /// offered to somebody; what they do is decided when they do it.
    pub fn could<P: Permission>(&self, domain: Domain) -> bool {
        self.grants.reach(P::INDEX).has(domain)
    }

    fn witness<P: Permission>(
        &self,
        house: &House,
        scope: Scope,
        refusal: impl FnOnce() -> Fault,
    ) -> Result<Cx<P>, Fault> {
        if scope.is_empty() {
            return Err(match self.actor {
                Actor::Anonymous => Fault::Unauthenticated,
                Actor::Staff { .. } | Actor::System { .. } => refusal(),
            });
        }
        Ok(Cx { house: house.clone(), caller: self.clone(), scope, now: house.clock.now(), witness: PhantomData })
    }
}

fn forbidden<P: Permission>(lack: Lack) -> Fault {
    Fault::Forbidden { permission: P::NAME, lack }
}

/// The proof that the caller holds the permission `P`, with where. What needs the permission takes `&Cx<P>`.
pub struct Cx<P: Permission> {
    house: House,
    caller: Caller,
    scope: Scope,
    now: Timestamp,
    witness: PhantomData<P>,
}

impl<P: Permission> Cx<P> {
    /// The power of another slice, where a command needs it. Every call stands in `policies/assume.md`.
    pub fn assume<Q: Permission>(&self) -> Cx<Q> {
        Cx {
            house: self.house.clone(),
            caller: self.caller.clone(),
            scope: Scope::everything(),
            now: self.now,
            witness: PhantomData,
        }
    }

    pub fn house(&self) -> &House {
        &self.house
    }

    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    pub fn actor(&self) -> &Actor {
        &self.caller.actor
    }

    pub fn staff(&self) -> Option<StaffId> {
        self.caller.actor.staff()
    }

    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// The instant of the request.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    pub fn new_id<I: TypedId>(&self) -> I {
        self.house.entropy.id(self.now)
    }

    pub fn entropy(&self) -> &Entropy {
        &self.house.entropy
    }

    pub(in crate::kernel) fn decide(&self, facts: &Facts) -> Decision {
        self.caller.grants.decide(P::INDEX, facts)
    }
}
