//! `bench gateway`: what the gateway costs, as a ratio to a handler of axum that returns the same bytes from memory.
//!
//! Both are release builds, answer the same clients in the same run, and take turns, so that whatever else the machine does
//! comes to both.

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
use super::{PATIENT, hammer, with_folder};
use crate::cluster::{Cluster, Durability};
use crate::demo::Demo;
use crate::{job, say};

/// Clients at once.
const CONNECTIONS: usize = 16;
/// The name by which the trusted document is registered.
const CLIENT: &str = "bench";
const BARE: &str = "target/release/examples/bare";
const HELLO: &str = "{ __typename }";
const STOREFRONT: &str = "query Storefront { products(first: 24) { nodes { id title slug variants { id sku title
    prices { amount { amount currency } } } } } }";

#[derive(Args)]
pub struct GatewayArgs {
    /// How long each row is measured.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
    /// On PostgreSQL instead of SQLite.
    #[arg(long)]
    postgres: bool,
    /// Measure this program instead of building one.
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
}

/// What is measured.
struct Row {
    name: &'static str,
    gateway: Figures,
    bare: Figures,
}

struct Figures {
    per_second: f64,
    p99: Duration,
}

pub fn gateway(args: &GatewayArgs) -> Result<ExitCode> {
    let GatewayArgs { seconds, postgres, program } = args;
    let program = server::build_with_example(program.as_deref(), "bare")?;
    let cluster = if *postgres { Some(Cluster::start(Durability::Default)?) } else { None };
    let database = cluster.as_ref().map(Cluster::url);
    with_folder(|folder| {
        let setup = Demo { program: &program, folder, database, scale: 1, config: PATIENT, pinned: false };
        let server = Server::start(&setup)?;
        let id = register(&program, folder, database)?;
        let time = Duration::from_secs(*seconds);
        let rows = [
            row("hello", &server, &json!({ "query": HELLO }).to_string(), folder, time)?,
            row(
                "24 products with variants, as text",
                &server,
                &json!({ "query": STOREFRONT }).to_string(),
                folder,
                time,
            )?,
            row("24 products with variants, trusted", &server, &json!({ "documentId": id }).to_string(), folder, time)?,
        ];
        report(&rows)
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

/// The gateway and the bare handler by turns, each half of the time twice.
fn row(name: &'static str, server: &Server, body: &str, folder: &Path, time: Duration) -> Result<Row> {
    say(name);
    let (address, token) = (&server.demo.address, server.token.as_str());
    let answer = Connection::open(address)?.graphql(token, body)?;
    ensure!(answer.starts_with(b"{\"data\":{"), "it was refused: {}", String::from_utf8_lossy(&answer));
    let file = folder.join("answer.json");
    fs::write(&file, &answer)?;
    let bare = Bare::start(&file)?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..2 {
        ours.extend(hammer(address, token, body, CONNECTIONS, time / 2)?.0);
        theirs.extend(hammer(&bare.address, token, body, CONNECTIONS, time / 2)?.0);
    }
    Ok(Row { name, gateway: figures(ours, time), bare: figures(theirs, time) })
}

fn figures(mut times: Vec<Duration>, time: Duration) -> Figures {
    times.sort_unstable();
    let p99 = times.get(times.len() * 99 / 100).copied().unwrap_or_default();
    Figures { per_second: times.len() as f64 / time.as_secs_f64(), p99 }
}

fn report(rows: &[Row]) -> Result<()> {
    let mut table = String::from(
        "\n| document | requests/s | p99 | bare axum, requests/s | p99 | ratio |\n|---|--:|--:|--:|--:|--:|\n",
    );
    let millis = |time: Duration| time.as_secs_f64() * 1_000.0;
    for Row { name, gateway, bare } in rows {
        writeln!(
            table,
            "| {name} | {:.0} | {:.2} ms | {:.0} | {:.2} ms | {:.3} |",
            gateway.per_second,
            millis(gateway.p99),
            bare.per_second,
            millis(bare.p99),
            gateway.per_second / bare.per_second
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
    fn start(answer: &Path) -> Result<Self> {
        let mut command = Command::new(BARE);
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
