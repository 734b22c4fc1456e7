//! `bench gateway`: what the gateway costs, as a ratio to a handler of axum that returns the same bytes from memory.
//!
//! Both are release builds, answer the same clients in the same run, and take turns, so that whatever else the machine does
//! comes to both. On PostgreSQL the page is also held against what the database itself reaches, see `pgbench`.

mod pgbench;
mod statements;

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use clap::Args;
use serde_json::json;

use super::client::Connection;
use super::server::{self, Server};
use super::times::{Times, millis};
use super::{OPEN, hammer, with_folder};
use crate::cluster::{Cluster, Durability};
use crate::demo::Demo;
use crate::{job, say};
use pgbench::Pgbench;

/// Clients at once.
const CONNECTIONS: usize = 16;
/// How often the two sides of a row take turns, so that a machine whose speed changes is as fast for both.
const TURNS: u32 = 4;
/// The name by which the trusted document is registered.
const CLIENT: &str = "bench";
const HELLO: &str = "{ __typename }";
const STOREFRONT: &str = "query Storefront { products(first: 24) { nodes { id title slug variants { id sku title
    prices { amount { amount currency } } } } } }";

#[derive(Args)]
pub struct GatewayArgs {
    /// How long each row is measured.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
    /// On PostgreSQL instead of SQLite, and the page against pgbench with the same statements too.
    #[arg(long)]
    postgres: bool,
    /// Measure this program instead of building one.
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
    /// Hold it against this bare handler instead of building one.
    #[arg(long, value_name = "FILE")]
    bare: Option<PathBuf>,
}

/// What is asked, and by whom.
struct Asked<'a> {
    name: &'static str,
    address: &'a str,
    /// Empty: a visitor.
    token: &'a str,
    body: &'a str,
}

/// What is measured.
struct Row {
    name: &'static str,
    gateway: Figures,
    other: Figures,
}

struct Figures {
    per_second: f64,
    p99: Duration,
}

pub fn gateway(args: &GatewayArgs) -> Result<ExitCode> {
    let GatewayArgs { seconds, postgres, program, bare } = args;
    let (program, bare) = server::build_with_bare(program.as_deref(), bare.as_deref())?;
    let cluster = if *postgres { Some(Cluster::start(Durability::Default)?) } else { None };
    let database = cluster.as_ref().map(Cluster::url);
    let pgbench = cluster.as_ref().and_then(Pgbench::find);
    with_folder(|folder| {
        let setup = Demo { program: &program, folder, database, scale: 1, config: OPEN, pinned: false };
        let server = Server::start(&setup)?;
        let id = register(&program, folder, database)?;
        if let Some(pgbench) = &pgbench {
            pgbench.analyze()?;
        }
        let time = Duration::from_secs(*seconds);
        let hello = json!({ "query": HELLO }).to_string();
        let text = json!({ "query": STOREFRONT }).to_string();
        let trusted = json!({ "documentId": id }).to_string();
        let (address, token) = (server.demo.address.as_str(), server.token.as_str());
        let page = Asked { name: "24 products with variants, trusted", address, token, body: &trusted };
        let rows = [
            row(&Asked { name: "hello of a visitor", address, token: "", body: &hello }, &bare, folder, time)?,
            row(&Asked { name: "hello, signed in", address, token, body: &hello }, &bare, folder, time)?,
            row(
                &Asked { name: "24 products with variants, as text", address, token, body: &text },
                &bare,
                folder,
                time,
            )?,
            row(&page, &bare, folder, time)?,
        ];
        report("bare axum, requests/s", &rows)?;
        if let Some(pgbench) = &pgbench {
            report("pgbench, transactions/s", &[pgbench.row(&page, folder, time)?])?;
        }
        Ok(())
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Registers the storefront document, and gives its id.
fn register(program: &Path, folder: &Path, database: Option<&str>) -> Result<String> {
    let file = folder.join("storefront.graphql");
    fs::write(&file, STOREFRONT)?;
    let run = |arguments: &[&str]| {
        let mut command = Command::new(program);
        command.args(["documents"]).args(arguments).args(["--client", CLIENT, "--report", "json"]);
        command.arg("--data").arg(folder);
        if let Some(url) = database {
            command.args(["--database-url", url]);
        }
        command
    };
    job::run_well(run(&["register"]).arg(&file).stdout(Stdio::null()))?;
    let listed = run(&["list"]).output()?;
    let listed: serde_json::Value = serde_json::from_slice(&listed.stdout)?;
    listed["documents"][0]["id"].as_str().map(str::to_owned).context("the document was not registered")
}

/// The gateway and the bare handler by turns.
fn row(asked: &Asked<'_>, bare: &Path, folder: &Path, time: Duration) -> Result<Row> {
    let Asked { name, address, token, body } = *asked;
    say(name);
    let answer = Connection::open(address)?.graphql(token, body)?;
    let file = folder.join("answer.json");
    fs::write(&file, &answer)?;
    let bare = Bare::start(bare, &file)?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        ours.extend(hammer(address, token, body, CONNECTIONS, time / TURNS)?.0);
        theirs.extend(hammer(&bare.address, token, body, CONNECTIONS, time / TURNS)?.0);
    }
    Ok(Row { name, gateway: figures(ours, time), other: figures(theirs, time) })
}

fn figures(times: Vec<Duration>, time: Duration) -> Figures {
    Figures { per_second: times.len() as f64 / time.as_secs_f64(), p99: Times::of(times).percent(99) }
}

fn report(other: &str, rows: &[Row]) -> Result<()> {
    let mut table = format!("\n| document | requests/s | p99 | {other} | p99 | ratio |\n|---|--:|--:|--:|--:|--:|\n");
    for Row { name, gateway, other } in rows {
        writeln!(
            table,
            "| {name} | {:.0} | {} | {:.0} | {} | {:.3} |",
            gateway.per_second,
            millis(gateway.p99),
            other.per_second,
            millis(other.p99),
            gateway.per_second / other.per_second
        )?;
    }
    say(table);
    Ok(())
}

/// The bare handler, as long as the value lives.
struct Bare {
    process: Child,
    address: String,
}

impl Bare {
    fn start(program: &Path, answer: &Path) -> Result<Self> {
        let mut command = Command::new(program);
        command.arg(answer).stdin(Stdio::null()).stdout(Stdio::piped());
        let mut process = job::spawn(&mut command, job::Group::Own)?;
        let stdout = process.stdout.take().context("it has no output")?;
        let mut bare = Self { process, address: String::new() };
        BufReader::new(stdout).read_line(&mut bare.address)?;
        bare.address.truncate(bare.address.trim_end().len());
        ensure!(!bare.address.is_empty(), "the bare handler did not start");
        Ok(bare)
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
