//! The application: built once, from configuration. The tables of who does what stand here.

use futures::future::BoxFuture;
use std::sync::Arc;

use crate::access::Policies;
use crate::kernel::actor::Actor;
use crate::kernel::clock::{Clock, SystemClock};
use crate::kernel::command::Registry;
use crate::kernel::cx::Caller;
use crate::kernel::db::{Db, DbOptions};
use crate::kernel::entropy::Entropy;
use crate::kernel::fault::Fault;
use crate::kernel::house::{House, Inside};
use crate::kernel::job::Handler;
use crate::kernel::outbox::Reaction;
use crate::kernel::permission::PermissionInfo;
use crate::kernel::scope::Domain;
use crate::kernel::tx::{Meta, Tx};
use crate::schema::{self, Schema};
use crate::{access, audit, catalog, channels, customers, inventory, orders, staff, workflow};

/// Every permission of every slice, by its place.
pub fn catalogue() -> Vec<PermissionInfo> {
    [
        access::permission::PERMISSIONS,
        staff::permission::PERMISSIONS,
        audit::permission::PERMISSIONS,
        channels::permission::PERMISSIONS,
        customers::permission::PERMISSIONS,
        catalog::permission::PERMISSIONS,
        inventory::permission::PERMISSIONS,
        orders::permission::PERMISSIONS,
    ]
    .concat()
}

/// Every command by name.
fn commands() -> Registry {
    let registry = Registry::default()
        .with::<channels::create::ChannelCreateInput>()
        .with::<channels::update::ChannelUpdateInput>()
        .with::<inventory::warehouse_create::WarehouseCreateInput>()
        .with::<inventory::warehouse_update::WarehouseUpdateInput>()
        .with::<inventory::adjust::StockAdjustInput>()
        .with::<inventory::set::StockSetInput>()
        .with::<orders::draft_create::OrderDraftCreateInput>()
        .with::<orders::line_add::OrderLineAddInput>()
        .with::<orders::line_update::OrderLineUpdateInput>()
        .with::<orders::line_remove::OrderLineRemoveInput>()
        .with::<orders::update::OrderUpdateInput>()
        .with::<orders::place::OrderPlaceInput>()
        .with::<orders::cancel::OrderCancelInput>()
        .with::<orders::note_add::OrderNoteAddInput>()
        .with::<customers::create::CustomerCreateInput>()
        .with::<customers::update::CustomerUpdateInput>();
    catalog::commands(registry)
}

/// What runs each kind of job.
fn handlers() -> Vec<Handler> {
    Vec::new()
}

/// Which slice reacts to which event of another.
fn reactions() -> Vec<Reaction> {
    Vec::new()
}

/// Whether a role can be held there.
fn domain_exists(tx: &Tx, domain: Domain) -> BoxFuture<'_, Result<bool, Fault>> {
    Box::pin(async move {
        match domain {
            Domain::Everything => Ok(true),
            Domain::Channel(id) => channels::read::exists(tx, id).await,
            Domain::Warehouse(_) => Ok(false),
        }
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
}

impl App {
    /// Connects to a migrated database.
    pub async fn open(options: &DbOptions, sources: Sources) -> Result<Self, Fault> {
        let db = Db::connect(options).await?;
        Self::with_db(db, sources).await
    }

    pub async fn with_db(db: Db, sources: Sources) -> Result<Self, Fault> {
        let policies = Arc::new(Policies::load(&db.reader, catalogue()).await?);
        let Sources { clock, entropy } = sources;
        let house = House::new(Inside {
            db,
            clock,
            entropy,
            gate: Box::new(workflow::gate::WorkflowGate::new(Arc::clone(&policies))),
            commands: commands(),
            catalogue: catalogue(),
            domain_exists,
            handlers: handlers(),
            reactions: reactions(),
            tasks: tokio_util::task::TaskTracker::new(),
            bell: tokio::sync::Notify::new(),
        });
        Ok(Self { house, policies, schema: schema::build() })
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
    tx.commit(&sources.entropy).await
}
