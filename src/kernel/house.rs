//! What everything shares: the database, the clock, the source of ids, and the tables of who does what.

use futures::future::BoxFuture;
use sea_orm::sea_query::Expr;
use std::ops::Deref;
use std::sync::Arc;
use tokio::sync::watch;
use tokio_util::task::TaskTracker;

use crate::kernel::bus::EventBus;
use crate::kernel::clock::Clock;
use crate::kernel::command::{Gate, Registry};
use crate::kernel::cx::Caller;
use crate::kernel::db::Db;
use crate::kernel::entropy::Entropy;
use crate::kernel::fault::Fault;
use crate::kernel::feed::Feed;
use crate::kernel::job::Handler;
use crate::kernel::outbox::Reaction;
use crate::kernel::permission::PermissionInfo;
use crate::kernel::process::{Action, Callers, POLICIES_CHANGED, SubjectKind};
use crate::kernel::scope::{Domain, Locality, Place};
use crate::kernel::tx::Tx;

/// Asks the slice that owns a kind of place how people call it. `None` when there is no such place for the caller.
pub type FindPlace = for<'a> fn(&'a Tx, &'a Caller, Domain) -> BoxFuture<'a, Result<Option<Place>, Fault>>;

/// The condition that a member of staff, whose id the expression gives, may act: the account is not deactivated. The slice that owns
/// the accounts stands above those that ask.
pub type MayAct = fn(Expr) -> Expr;

/// One running product. Cheap to clone.
#[derive(Clone)]
pub struct House(Arc<Inside>);

pub struct Inside {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub entropy: Entropy,
    /// Where a command goes that needs approval.
    pub gate: Box<dyn Gate>,
    /// Every command that can be parked and run later, by name.
    pub commands: Registry,
    /// What somebody holds at this moment, for work that goes on after their request.
    pub callers: Arc<dyn Callers>,
    /// What a workflow may call, by name.
    pub actions: Vec<Action>,
    /// What a workflow can be started for, by type name.
    pub subjects: Vec<SubjectKind>,
    /// Every permission of every slice.
    pub catalogue: Vec<PermissionInfo>,
    /// How people call a place that the caller sees.
    pub place: FindPlace,
    pub may_act: MayAct,
    /// The index of the permission that it takes to read things of a GraphQL type, and where they lie.
    pub reads: fn(&str) -> Option<(usize, Locality)>,
    pub handlers: Vec<Handler>,
    pub reactions: Vec<Reaction>,
    /// Mutations that run, and sockets; the server waits for them before it stops.
    pub tasks: TaskTracker,
    /// Rung after each commit that may have left events.
    pub bell: watch::Sender<()>,
    /// Rung when jobs were added.
    pub jobs: watch::Sender<()>,
    /// How this and other gateways hear of new events.
    pub bus: Arc<dyn EventBus>,
    /// The published events, for whoever follows them here.
    pub feed: Feed,
}

impl House {
    pub fn new(inside: Inside) -> Self {
        Self(Arc::new(inside))
    }

    /// Commits a transaction. When this comes back, policies that it changed are in force in this process, and the worker knows
    /// that there may be something to do. Other processes follow within two seconds.
    pub async fn commit(&self, tx: Tx) -> Result<(), Fault> {
        let policies = tx.tells(POLICIES_CHANGED);
        tx.commit(&self.entropy).await?;
        // It has happened, whatever comes now: the policies are looked at every second as well.
        if policies && let Err(fault) = self.callers.follow(&self.db).await {
            tracing::warn!(error = fault.told(), "the policies cannot be read");
        }
        self.bell.send_replace(());
        Ok(())
    }
}

impl Deref for House {
    type Target = Inside;

    fn deref(&self) -> &Inside {
        &self.0
    }
}
