//! The import of a whole file.

use sea_orm::{ConnectionTrait as _, DbBackend};
use std::io::Read;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

use super::ledger::{Fate, Ledger};
use super::plan::{self, Item, Outcome, Setting};
use super::prepare::{Spelling, prepare};
use super::reader::{Entry, ProductReader};
use super::report::{Refused, Report};
use super::stock::StockSink;
use crate::catalog::permission::ProductImport;
use crate::catalog::whole::Effect;
use crate::kernel::cx::{Caller, Cx};
use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::lack::not_everywhere;
use crate::kernel::money::Currency;
use crate::kernel::permission::Permission as _;
use crate::kernel::tx::{Meta, Tx};

/// Blocks of a batch, which is one transaction.
const BATCH_PRODUCTS: usize = 50;
/// Variants and refusals after which a batch ends earlier.
const BATCH_ITEMS: usize = 1_000;
/// Bytes of descriptions after which a batch ends earlier.
const BATCH_BYTES: usize = 4 * 1024 * 1024;
/// Batches that are read ahead.
const AHEAD: usize = 2;
/// How often a batch is tried when the database is busy or asks to try again.
const TRIES: u32 = 5;
/// The key of the advisory lock of imports: "impo" in ASCII.
const TURN: i64 = 0x696d_706f;

/// What to do at a refusal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum OnError {
    /// Leave out the line or product, and go on.
    #[default]
    Continue,
    /// Nothing from there on lands. What came before stays, but for the product that is being read.
    Stop,
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The last line that was dealt with.
    pub line: u64,
    /// Products that were dealt with, each as often as the file has blocks of it.
    pub products: u64,
    pub refused: u64,
}

/// How to import.
#[derive(Clone)]
pub struct Options {
    /// The currency of the prices, which the file does not name.
    pub currency: Currency,
    /// Does everything but commit, and gives the same report. The whole file is one transaction then, which is rolled back: it
    /// sees what it would have written. Meanwhile nobody else can write on SQLite, or the same products on PostgreSQL.
    pub dry_run: bool,
    pub on_error: OnError,
    /// Told after each batch.
    pub progress: Option<Arc<dyn Fn(Progress) + Send + Sync>>,
    /// Where stock figures go; without it they are passed over.
    pub stock: Option<StockSink>,
}

impl Options {
    pub fn new(currency: Currency) -> Self {
        Self { currency, dry_run: false, on_error: OnError::Continue, progress: None, stock: None }
    }
}

/// Imports a file for somebody who may import products into the whole company.
///
/// The file is read on a thread of its own, a few batches ahead. Each batch of about 50 products is one transaction; when a
/// product of it cannot be written, the others land. A fault (the database is gone, say) ends the import; what was committed
/// stays, and the same file can simply be imported again.
pub async fn run(
    house: &House,
    caller: &Caller,
    source: impl Read + Send + 'static,
    options: Options,
) -> Result<Report, Fault> {
    let cx = caller.may::<ProductImport>(house)?;
    if !cx.scope().is_everything() {
        return Err(not_everywhere::<ProductImport>(&caller.grants));
    }
    let (sender, mut batches) = mpsc::channel(AHEAD);
    let currency = options.currency;
    let reading = tokio::task::spawn_blocking(move || read(source, currency, &sender));
    let mut import = Import::new(&cx, options);
    while let Some(batch) = batches.recv().await {
        Box::pin(import.batch(batch)).await?;
        if import.report.stopped {
            break;
        }
    }
    drop(batches);
    reading.await.map_err(|error| Fault::internal(format!("reading a product file: {error}")))?;
    Ok(import.finish())
}

/// Some things of a file, in its order.
struct Batch {
    items: Vec<Item>,
    spelling: Arc<Spelling>,
    line: u64,
}

/// Reads until the end, or until nobody listens any more.
fn read(source: impl Read, currency: Currency, sender: &mpsc::Sender<Batch>) {
    let mut reader = ProductReader::open(source);
    let spelling = Arc::new(Spelling::of(&reader));
    let (mut items, mut line, mut products, mut weight, mut bytes) = (Vec::new(), 1, 0, 0, 0);
    while let Some(entry) = reader.next() {
        match entry {
            Entry::Product(product) => {
                line = product.lines.last().copied().unwrap_or(line);
                products += 1;
                weight += product.variants.len() + product.images.len();
                let handle = product.handle.to_string();
                let (prepared, refused) = prepare(*product, currency, &spelling);
                match prepared {
                    Some(prepared) => {
                        bytes += prepared.head.as_ref().and_then(|head| head.body_html.as_ref()).map_or(0, String::len);
                        let refused =
                            refused.into_iter().map(|refused| Item::Refused(refused, reader.refused_products()));
                        items.extend(refused);
                        items.push(Item::Product(Box::new(prepared)));
                    }
                    None => items.push(Item::Failed { handle, refused }),
                }
            }
            Entry::Refused(refusal) => {
                line = refusal.line;
                weight += 1;
                items.push(Item::Refused(refusal.into(), reader.refused_products()));
            }
            Entry::Failed(error) => {
                let refused =
                    Refused::of_line(line, "UNREADABLE", format!("The file cannot be read any further: {error}."));
                items.push(Item::Refused(refused, reader.refused_products()));
            }
        }
        if products >= BATCH_PRODUCTS || weight >= BATCH_ITEMS || bytes >= BATCH_BYTES {
            (products, weight, bytes) = (0, 0, 0);
            let batch = Batch { items: std::mem::take(&mut items), spelling: Arc::clone(&spelling), line };
            if sender.blocking_send(batch).is_err() {
                return;
            }
        }
    }
    // Nobody listens any more, or this is the end: either way there is nothing to do about it.
    drop(sender.blocking_send(Batch { items, spelling, line }));
}

/// An import that runs.
struct Import<'a> {
    cx: &'a Cx<ProductImport>,
    options: Options,
    ledger: Ledger,
    report: Report,
    products: u64,
    /// Products that the reader left out.
    unread: u64,
    /// The one transaction of a rehearsal.
    rehearsal: Option<Tx>,
}

impl<'a> Import<'a> {
    fn new(cx: &'a Cx<ProductImport>, options: Options) -> Self {
        let report = Report { dry_run: options.dry_run, ..Report::default() };
        Self { cx, options, ledger: Ledger::default(), report, products: 0, unread: 0, rehearsal: None }
    }

    async fn batch(&mut self, batch: Batch) -> Result<(), Fault> {
        let Batch { items, spelling, line } = batch;
        self.products +=
            items.iter().filter(|item| matches!(item, Item::Product(_) | Item::Failed { .. })).count() as u64;
        let Outcome { refused, stock, unread, stopped } = if self.options.dry_run {
            self.rehearse(&spelling, items).await?
        } else {
            self.land(&spelling, items).await?
        };
        self.ledger.keep();
        self.report.refuse(refused);
        self.report.stock.add(stock);
        self.report.stopped = stopped;
        self.unread = self.unread.max(unread);
        if let Some(progress) = &self.options.progress {
            progress(Progress { line, products: self.products, refused: self.report.refused });
        }
        Ok(())
    }

    async fn rehearse(&mut self, spelling: &Spelling, items: Vec<Item>) -> Result<Outcome, Fault> {
        let tx = match self.rehearsal.take() {
            Some(tx) => tx,
            None => self.begin().await?,
        };
        let setting = setting(self.cx, &self.options, spelling);
        let outcome = plan::run(&setting, &tx, &mut self.ledger, items).await?;
        tx.forget();
        self.rehearsal = Some(tx);
        Ok(outcome)
    }

    async fn land(&mut self, spelling: &Spelling, items: Vec<Item>) -> Result<Outcome, Fault> {
        let mut tried = 0;
        loop {
            tried += 1;
            match self.attempt(spelling, items.clone()).await {
                Err(fault) if tried < TRIES && (fault.may_be_retried() || matches!(fault, Fault::Busy)) => {
                    self.ledger.undo();
                    let millis = self.cx.entropy().below(50 << tried);
                    tokio::time::sleep(Duration::from_millis(millis)).await;
                }
                done => return done,
            }
        }
    }

    async fn attempt(&mut self, spelling: &Spelling, items: Vec<Item>) -> Result<Outcome, Fault> {
        let tx = self.begin().await?;
        take_turn(&tx).await?;
        let setting = setting(self.cx, &self.options, spelling);
        let outcome = plan::run(&setting, &tx, &mut self.ledger, items).await?;
        self.cx.house().commit(tx).await?;
        Ok(outcome)
    }

    async fn begin(&self) -> Result<Tx, Fault> {
        let house = self.cx.house();
        let meta = Meta {
            actor: self.cx.actor().clone(),
            approvals: Vec::new(),
            permission: ProductImport::NAME,
            command: "productImport",
            request_id: self.cx.caller().request_id.to_string(),
            now: house.clock.now(),
        };
        Tx::begin(&house.db, meta).await
    }

    fn finish(self) -> Report {
        let count = |effect| self.ledger.count(Fate::Landed(effect));
        Report {
            created: count(Effect::Created),
            updated: count(Effect::Updated),
            unchanged: count(Effect::Unchanged),
            failed: self.ledger.count(Fate::Failed) + self.unread,
            ..self.report
        }
    }
}

/// Of several imports one writes at a time, so that each batch sees what the others brought and adds nothing twice. SQLite has
/// one writer anyway.
async fn take_turn(tx: &Tx) -> Result<(), Fault> {
    if tx.backend() == DbBackend::Postgres {
        tx.db().execute_unprepared(&format!("SELECT pg_advisory_xact_lock({TURN})")).await?;
    }
    Ok(())
}

fn setting<'a>(cx: &'a Cx<ProductImport>, options: &'a Options, spelling: &'a Spelling) -> Setting<'a> {
    let stop = match options.on_error {
        OnError::Continue => false,
        OnError::Stop => true,
    };
    Setting { cx, spelling, stock: options.stock.as_ref(), stop }
}
