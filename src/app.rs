//! The application: built once, from configuration. The tables of who does what stand here.

use futures::future::BoxFuture;
use std::sync::Arc;

use crate::access::Policies;
use crate::document::SchemaModel;
use crate::engine::validator::Validator;
use crate::introspection::Views;
use crate::kernel::actor::Actor;
use crate::kernel::bus;
use crate::kernel::clock::{Clock, SystemClock};
use crate::kernel::command::Registry;
use crate::kernel::cx::Caller;
use crate::kernel::db::{Db, DbOptions};
use crate::kernel::entropy::Entropy;
use crate::kernel::fault::Fault;
use crate::kernel::feed::Feed;
use crate::kernel::house::{House, Inside};
use crate::kernel::job::Handler;
use crate::kernel::outbox::Reaction;
use crate::kernel::permission::PermissionInfo;
use crate::kernel::process::{Action, SubjectKind};
use crate::kernel::scope::{Domain, Place};
use crate::kernel::tx::{Meta, Tx};
use crate::persisted::store::Documents;
use crate::schema::{self, Schema};
use crate::{access, audit, catalog, channels, customers, inventory, live, orders, staff, workflow};

/// Every permission of every slice, by its place.
pub fn catalogue() -> Vec<PermissionInfo> {
    let commands = commands();
    let slices = [
        access::permission::PERMISSIONS,
        staff::permission::PERMISSIONS,
        audit::permission::PERMISSIONS,
        channels::permission::PERMISSIONS,
        customers::permission::PERMISSIONS,
        catalog::permission::PERMISSIONS,
        inventory::permission::PERMISSIONS,
        orders::permission::PERMISSIONS,
        workflow::permission::PERMISSIONS,
    ];
    let all = slices.concat().into_iter();
    all.map(|info| PermissionInfo { commanded: !commands.subjects(info.name).is_empty(), ..info }).collect()
}

/// Every command by name.
fn commands() -> Registry {
    let slices = [
        access::commands,
        staff::commands,
        channels::commands,
        customers::commands,
        catalog::commands,
        inventory::commands,
        orders::commands,
        workflow::commands,
    ];
    slices.into_iter().fold(Registry::default(), |registry, add| add(registry))
}

/// What runs each kind of job.
fn handlers() -> Vec<Handler> {
    workflow::on_event::HANDLERS.to_vec()
}

/// Which slice reacts to which event of another.
fn reactions() -> Vec<Reaction> {
    workflow::on_event::REACTIONS.to_vec()
}

/// What workflows may call, by name.
fn actions() -> Vec<Action> {
    workflow::actions::ACTIONS.to_vec()
}

/// What workflows can be started for by hand.
fn subjects() -> Vec<SubjectKind> {
    vec![channels::read::SUBJECT, inventory::read::SUBJECT, catalog::read::SUBJECT, orders::read::SUBJECT]
}

/// How people call a place that the caller sees.
fn place<'a>(tx: &'a Tx, caller: &'a Caller, domain: Domain) -> BoxFuture<'a, Result<Option<Place>, Fault>> {
    Box::pin(async move {
        Ok(match domain {
            Domain::Everything => Some(Place::Everywhere),
            Domain::Channel(id) => channels::read::slug(tx, caller, id).await?.map(Place::Channel),
            Domain::Warehouse(id) => inventory::read::warehouse_slug(tx, caller, id).await?.map(Place::Warehouse),
        })
    })
}

/// Where time and chance come from.
pub struct Sources {
    pub clock: Arc<dyn Clock>,
    pub entropy: Entropy,
}

impl Sources {
    pub fn real() -> Self {
        Self { clock: Arc::new(SystemClock), entropy: Entropy::from_os() }
    }
}

/// A running product.
#[derive(Clone)]
pub struct App {
    pub house: House,
    pub policies: Arc<Policies>,
    pub schema: Schema,
    /// What is asked of a document before it comes to the schema.
    pub validator: Arc<Validator>,
    pub model: Arc<SchemaModel>,
    pub live: live::Engine,
    /// What each caller sees of it.
    pub views: Arc<Views>,
    /// The documents that are known before they are sent.
    pub documents: Arc<Documents>,
}

impl App {
    /// Connects to a migrated database.
    pub async fn open(options: &DbOptions, sources: Sources) -> Result<Self, Fault> {
        let db = Db::connect(options).await?;
        Self::with_db(db, sources).await
    }

    pub async fn with_db(db: Db, sources: Sources) -> Result<Self, Fault> {
        let policies = Arc::new(Policies::load(&db.reader, catalogue(), staff::account::may_act).await?);
        let Sources { clock, entropy } = sources;
        let house = House::new(Inside {
            bus: bus::over(&db),
            feed: Feed::default(),
            db,
            clock,
            entropy,
            gate: Box::new(workflow::gate::WorkflowGate),
            callers: policies.clone(),
            actions: actions(),
            subjects: subjects(),
            commands: commands(),
            catalogue: catalogue(),
            place,
            may_act: staff::account::may_act,
            reads: schema::reads,
            handlers: handlers(),
            reactions: reactions(),
            tasks: tokio_util::task::TaskTracker::new(),
            bell: tokio::sync::watch::Sender::new(()),
            jobs: tokio::sync::watch::Sender::new(()),
        });
        let model = Arc::new(SchemaModel::parse(&schema::sdl()).map_err(Fault::internal)?);
        let views = Arc::new(Views::new(catalogue(), schema::sdl));
        let (schema, live) = (schema::build(), live::Engine::default());
        let documents = Arc::new(Documents::new(&house));
        Ok(Self { house, documents, policies, schema, live, views, validator: Arc::default(), model })
    }

    /// A caller with what the policies in force give them.
    pub fn caller(&self, actor: Actor, request_id: &str) -> Caller {
        access::caller(&self.policies, actor, request_id)
    }
}

/// Brings built-in roles and workflow definitions into a migrated database.
pub async fn seed(db: &Db, sources: &Sources) -> Result<(), Fault> {
    let meta = Meta::system("seed", "seed", sources.clock.now());
    let tx = Tx::begin(db, meta).await?;
    access::seed::run(&tx, &sources.entropy, &catalogue()).await?;
    workflow::seed::run(&tx, &sources.entropy).await?;
    tx.commit(&sources.entropy).await
}
