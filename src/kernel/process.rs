//! What workflows call and what they run over: tables that slices fill in `app.rs`, so that the engine knows none of them.

use async_trait::async_trait;
use futures::future::BoxFuture;
use serde_json::Value;
use uuid::Uuid;

use crate::kernel::actor::Actor;
use crate::kernel::cx::Caller;
use crate::kernel::db::Db;
use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::id::{StaffId, WorkflowInstanceId};
use crate::kernel::scope::Domain;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;

/// On whose behalf an action runs.
#[derive(Clone, Debug)]
pub struct ActionCx {
    pub instance: WorkflowInstanceId,
    /// Who started the instance.
    pub initiator: Option<StaffId>,
    /// Who completed the tasks that led here, in that order.
    pub approvals: Vec<StaffId>,
}

/// A change in our own database that an `action` node makes. It runs inside the transaction of the step, so it happens
/// exactly once; it never talks to anybody outside.
#[derive(Clone, Copy)]
pub struct Action {
    pub name: &'static str,
    #[allow(clippy::type_complexity, reason = "it stands once, and says what it takes")]
    pub run: for<'a> fn(&'a House, &'a Tx, ActionCx, Value) -> BoxFuture<'a, Result<Value, Failure>>,
}

/// A kind of thing that a workflow can be started for by hand.
#[derive(Clone, Copy)]
pub struct SubjectKind {
    /// GraphQL type name.
    pub entity: &'static str,
    /// Finds it, if the caller may see it.
    #[allow(clippy::type_complexity, reason = "it stands once, and says what it takes")]
    pub find: for<'a> fn(&'a House, &'a Caller, Uuid) -> BoxFuture<'a, Result<Option<Found>, Fault>>,
}

/// What a workflow wants to know of the thing that it runs over.
#[derive(Clone, Debug)]
pub struct Found {
    /// How staff call it: an order number, a product title.
    pub label: String,
    /// Where it lies.
    pub domain: Domain,
}

/// The event of policies that were changed.
pub const POLICIES_CHANGED: &str = "policy.changed";

/// Who somebody is now: for a command that waited, and runs with what its author holds when it runs.
#[async_trait]
pub trait Callers: Send + Sync + 'static {
    /// As the rows have it within a transaction. Who is deactivated holds nothing.
    async fn caller_within(&self, tx: &Tx, actor: Actor, request_id: &str) -> Result<Caller, Fault>;

    /// As they are now, if they are still let in: their session goes on, and their account is active.
    async fn again(&self, house: &House, caller: &Caller) -> Result<Caller, Fault>;

    /// Whether one of these people holds a permission there without a condition, as the rows have it within a transaction.
    async fn somebody_holds(
        &self,
        tx: &Tx,
        people: &[StaffId],
        permission: usize,
        domain: Domain,
    ) -> Result<bool, Fault>;

    /// Takes over what changed in the policies.
    async fn follow(&self, db: &Db) -> Result<(), Fault>;
}
