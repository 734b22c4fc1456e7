//! `regie import`: for whoever has the machine, in their own name or in the product's.

use clap::{Args, Subcommand};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use crate::app::App;
use crate::catalog::import::report::{Refused, Report as Imported};
use crate::catalog::import::run::{self, OnError, Options, Progress};
use crate::catalog::import::stock::{StockFigure, StockReport, StockSink, Taken};
use crate::channels::entity::channel;
use crate::cli::progress::Meter;
use crate::cli::{Report, Trouble, open, out};
use crate::config::Config;
use crate::inventory::permission::StockAdjust;
use crate::inventory::stocktake::{Count, Entered, Stocktake};
use crate::kernel::actor::Actor;
use crate::kernel::cx::Caller;
use crate::kernel::money::Currency;
use crate::kernel::tx::Tx;
use crate::kernel::user_error::{Failure, Refusal as _};
use crate::staff::account;
use crate::staff::entity::staff_member::StaffStatus;

#[derive(Debug, Subcommand)]
pub enum ImportCommand {
    /// Bring in products from a CSV file as Shopify exports it. The exit code is 1 when something was refused.
    Products(ProductsArgs),
}

#[derive(Debug, Args)]
pub struct ProductsArgs {
    /// The file; `-` reads standard input.
    file: PathBuf,
    /// The currency of the prices, such as `EUR`. Without it, the one in which all open channels sell.
    #[arg(long, value_name = "CODE", value_parser = currency)]
    currency: Option<Currency>,
    /// Report what would come of it, and write nothing.
    #[arg(long)]
    dry_run: bool,
    /// Whether to go on after a line or product that is refused.
    #[arg(long, value_enum, default_value = "continue", value_name = "WHAT")]
    on_error: OnError,
    /// Slug of the warehouse in which the file's stock figures are entered as counted. Without it, they are passed over.
    #[arg(long, value_name = "SLUG")]
    warehouse: Option<String>,
    /// E-mail address of the person in whose name it is done. Without it, the audit log says `system:cli`.
    #[arg(long = "as", value_name = "EMAIL")]
    person: Option<String>,
    #[command(flatten)]
    report: Report,
}

fn currency(code: &str) -> Result<Currency, String> {
    Currency::parse(code).ok_or_else(|| "three capital letters of ISO 4217 are needed, such as EUR".to_owned())
}

pub async fn run(config: &Config, command: ImportCommand) -> Result<ExitCode, Trouble> {
    let ImportCommand::Products(args) = command;
    let app = open::app(config).await?;
    let done = products(&app, args).await;
    app.house.db.clone().close().await?;
    done
}

async fn products(app: &App, args: ProductsArgs) -> Result<ExitCode, Trouble> {
    let ProductsArgs { file, currency, dry_run, on_error, warehouse, person, report } = args;
    let source = Source::open(&file)?;
    let caller = caller(app, person.as_deref()).await?;
    let currency = match currency {
        Some(currency) => currency,
        None => currency_of_channels(app).await?,
    };
    let stock = match warehouse {
        Some(slug) => Some(sink(app, &caller, &slug, source.name.clone()).await?),
        None => None,
    };
    let Source { reader, lines, name: _ } = source;
    let meter = Meter::new();
    let progress = Arc::new(move |Progress { line, .. }: Progress| meter.at("lines", line, lines));
    let options = Options { dry_run, on_error, progress: Some(progress), stock, ..Options::new(currency) };
    let found = run::run(&app.house, &caller, reader, options).await?;
    out::report(report.form, &found, text)?;
    Ok(if found.refused == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What is read.
struct Source {
    reader: Box<dyn Read + Send>,
    /// How many lines there are, where it can be known.
    lines: Option<u64>,
    /// The name of the file, where it has one.
    name: Option<String>,
}

impl Source {
    fn open(path: &Path) -> Result<Self, Trouble> {
        if path == Path::new("-") {
            return Ok(Self { reader: Box::new(io::stdin()), lines: None, name: None });
        }
        let open = || -> io::Result<Self> {
            let file = File::open(path)?;
            let lines = if file.metadata()?.is_file() { Some(lines(File::open(path)?)?) } else { None };
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
            Ok(Self { reader: Box::new(file), lines, name })
        };
        open().map_err(|error| Trouble::new(format!("cannot read {}: {error}", path.display())))
    }
}

/// Counts the lines of a file, so that the meter knows the whole.
fn lines(file: File) -> io::Result<u64> {
    let mut file = BufReader::with_capacity(1 << 16, file);
    let mut lines = 0;
    loop {
        let chunk = file.fill_buf()?;
        if chunk.is_empty() {
            return Ok(lines);
        }
        lines += chunk.iter().filter(|byte| **byte == b'\n').count() as u64;
        let length = chunk.len();
        file.consume(length);
    }
}

/// The person with this address, or the product itself.
async fn caller(app: &App, email: Option<&str>) -> Result<Caller, Trouble> {
    let Some(email) = email else { return Ok(Caller::system("cli")) };
    let found = account::by_email(&app.house.db.reader, email).await?;
    let member = found.ok_or_else(|| Trouble::new(format!("nobody on the staff has the address {email}")))?;
    match member.status {
        StaffStatus::Active => Ok(app.caller(Actor::Staff { id: member.id, session: None }, "")),
        StaffStatus::Deactivated => Err(Trouble::new(format!("the account of {} is deactivated", member.email))),
    }
}

async fn currency_of_channels(app: &App) -> Result<Currency, Trouble> {
    let open = channel::Entity::find().filter(channel::Column::Active.eq(true)).all(&app.house.db.reader).await?;
    let codes: BTreeSet<&str> = open.iter().map(|channel| channel.currency.code()).collect();
    match open.first() {
        Some(channel) if codes.len() == 1 => Ok(channel.currency),
        Some(_) | None => Err(Trouble::new("the file does not say in which currency its prices are; use --currency")),
    }
}

/// Enters the figures of the file as counts of a warehouse.
async fn sink(app: &App, caller: &Caller, slug: &str, reference: Option<String>) -> Result<StockSink, Trouble> {
    let cx = caller.may::<StockAdjust>(&app.house)?;
    let stocktake = Stocktake::begin(cx, slug, reference).await?;
    let stocktake = stocktake.ok_or_else(|| Trouble::new(format!("no warehouse has the slug {slug}")))?;
    let stocktake = Arc::new(stocktake);
    Ok(Arc::new(move |tx, figures| {
        let stocktake = Arc::clone(&stocktake);
        Box::pin(async move { enter(&stocktake, tx, figures).await })
    }))
}

async fn enter(stocktake: &Stocktake, tx: &Tx, figures: &[StockFigure]) -> Result<Vec<Taken>, Failure> {
    let counts = figures
        .iter()
        .map(|StockFigure { line: _, variant, quantity }| Count { variant: *variant, quantity: *quantity });
    let entered = stocktake.enter(tx, &counts.collect::<Vec<_>>()).await?;
    let taken = entered.into_iter().map(|entered| match entered {
        Entered::Set => Taken::Set,
        Entered::Unchanged => Taken::Unchanged,
        Entered::Untracked => Taken::PassedOver,
        Entered::Refused(error) => Taken::Refused(error.to_user_error()),
    });
    Ok(taken.collect())
}

/// The report for people.
fn text(report: &Imported) -> String {
    let Imported { created, updated, unchanged, failed, stock, refused, refusals, stopped, dry_run } = report;
    let mut text = String::new();
    if *dry_run {
        text += "Nothing was written. This would come of it:\n";
    }
    text += &format!("Products: {created} added, {updated} changed, {unchanged} unchanged, {failed} left out.\n");
    let StockReport { set, unchanged, passed_over } = stock;
    if set + unchanged + passed_over > 0 {
        text += &format!("Stock figures: {set} entered, {unchanged} unchanged, {passed_over} passed over.\n");
    }
    if *refused == 0 {
        return text;
    }
    text += &format!("Refused: {refused}.\n");
    if *stopped {
        text += "The import stopped there.\n";
    }
    let rows: Vec<[String; 5]> = refusals.iter().map(row).collect();
    text += &format!("\n{}", out::table(["line", "column", "value", "code", "reason"], &rows));
    let untold = refused - refusals.len() as u64;
    if untold > 0 {
        text += &format!("… and {untold} more.\n");
    }
    text
}

fn row(refused: &Refused) -> [String; 5] {
    let Refused { line, column, code, message, value } = refused;
    let shown = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    [line.to_string(), shown(column), shown(value), code.clone(), message.clone()]
}
