//! `bench`: how long the pages of a dashboard take, on both databases, under a few clients and under many; `bench busy`: whether
//! all of many are served; `bench flood`: whether one who floods keeps others waiting; `bench overload`: what happens when too much
//! is asked; `bench points`: what the price of an operation is worth; `bench gateway`: what the way from a request to its answer
//! costs; `bench hostile`: what it costs to refuse what is sent in bad faith.
//!
//! The server is the release build in a process of its own, filled with the demo shop. The clients are threads with one
//! connection each, which send the next request when the answer is there. Both share the machine, so the figures are for
//! comparing builds on one machine.

mod busy;
mod client;
mod clock;
mod crowd;
mod flood;
mod gateway;
mod hostile;
mod load;
mod overload;
mod points;
mod server;
mod staff;
mod times;

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use serde_json::json;

use crate::cluster::{Cluster, Durability};
use crate::demo::Demo;
use crate::job;
use crate::say;
use client::Connection;
use server::Server;
use times::{Times, millis};

/// Clients at once.
const CONNECTIONS: [usize; 3] = [1, 8, 32];
/// Requests that each client sends before the clock starts.
const WARM_UP: usize = 20;

/// One client asks for all, and shall not run out of points.
const OPEN: &str = "[graphql]\nbudget_max = 1000000000\nbudget_restore = 1000000000\n";

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct BenchArgs {
    #[command(subcommand)]
    what: Option<What>,
    /// How long each row of the table is measured.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
    /// How large the demo shop is.
    #[arg(long, default_value_t = 1)]
    scale: u32,
    /// One database only: sqlite or postgres.
    #[arg(long)]
    only: Option<String>,
}

#[derive(Subcommand)]
enum What {
    /// Let many clients ask one after the other, with the settings of a server by default.
    Busy(busy::BusyArgs),
    /// Flood the server beside people who work.
    Flood(flood::FloodArgs),
    /// Hold the price of an operation against how long the server works for it.
    Points(points::PointsArgs),
    /// Ask for twice as much as the server can do, and stop it in the middle of that.
    Overload(overload::OverloadArgs),
    /// Hold the server against a handler that returns the same bytes from memory, and against pgbench.
    Gateway(gateway::GatewayArgs),
    /// Send what scanners and attackers send, and hold the answers against what they should be and may cost.
    Hostile(hostile::HostileArgs),
}

/// What a dashboard asks for.
struct Page {
    name: &'static str,
    document: &'static str,
}

const PAGES: [Page; 2] = [
    Page {
        name: "orders (20, with lines, variants, products, customer, tasks)",
        document: "{ orders(first: 20) { nodes { number status total { amount currency } customer { name email }
            lines { quantity total { amount } variant { sku title product { title } } } tasks { title status } } } }",
    },
    Page {
        name: "products (24, with variants, prices, stock, collections)",
        document: "{ products(first: 24) { nodes { title slug status variants { sku title
            prices { amount { amount currency } } stocks { onHand available } } collections { title } } } }",
    },
];

/// What a visitor of a shop sees.
const VISITOR: Page = Page {
    name: "products of a visitor (24, with variants, prices, collections)",
    document: "{ products(first: 24) { nodes { title slug variants { sku title
        prices { amount { amount currency } } } collections { title } } } }",
};

/// One row of the table.
struct Row {
    database: &'static str,
    page: &'static str,
    connections: usize,
    times: Times,
    per_second: f64,
}

pub fn bench(args: &BenchArgs) -> Result<ExitCode> {
    let BenchArgs { what, seconds, scale, only } = args;
    match what {
        Some(What::Busy(args)) => return busy::busy(args),
        Some(What::Flood(args)) => return flood::flood(args),
        Some(What::Points(args)) => return points::points(args),
        Some(What::Overload(args)) => return overload::overload(args),
        Some(What::Gateway(args)) => return gateway::gateway(args),
        Some(What::Hostile(args)) => return hostile::hostile(args),
        None => {}
    }
    let program = server::build(None)?;
    let mut rows = Vec::new();
    if only.as_deref() != Some("postgres") {
        rows.extend(on_database(&program, "sqlite", None, *scale, *seconds)?);
    }
    if only.as_deref() != Some("sqlite") {
        let cluster = Cluster::start(Durability::Default)?;
        rows.extend(on_database(&program, "postgres", Some(cluster.url()), *scale, *seconds)?);
    }
    let mut table =
        String::from("\n| database | page | connections | p50 | p99 | requests/s |\n|---|---|--:|--:|--:|--:|\n");
    for Row { database, page, connections, times, per_second } in rows {
        let [p50, p99] = [50, 99].map(|percent| millis(times.percent(percent)));
        writeln!(table, "| {database} | {page} | {connections} | {p50} | {p99} | {per_second:.0} |")?;
    }
    say(table);
    Ok(ExitCode::SUCCESS)
}

fn on_database(
    program: &Path,
    database: &'static str,
    url: Option<&str>,
    scale: u32,
    seconds: u64,
) -> Result<Vec<Row>> {
    with_folder(|folder| {
        let setup = Demo { program, folder, database: url, scale, config: OPEN, pinned: false };
        measure(database, &Server::start(&setup)?, seconds)
    })
}

/// Lends a folder, and removes it.
fn with_folder<T>(measure: impl FnOnce(&Path) -> Result<T>) -> Result<T> {
    let folder = std::env::temp_dir().join(format!("regie-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let measured = measure(&folder);
    std::fs::remove_dir_all(&folder)?;
    measured
}

fn measure(database: &'static str, server: &Server, seconds: u64) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for Page { name, document } in PAGES {
        let body = json!({ "query": document }).to_string();
        for connections in CONNECTIONS {
            say(format_args!("{database}: {name}, {connections} connections"));
            let (times, elapsed) =
                hammer(&server.demo.address, &server.token, &body, connections, Duration::from_secs(seconds))?;
            let per_second = times.len() as f64 / elapsed.as_secs_f64();
            rows.push(Row { database, page: name, connections, times: Times::of(times), per_second });
        }
    }
    Ok(rows)
}

/// Sends the same body from several threads for a while. Gives the time of each request.
fn hammer(
    address: &str,
    token: &str,
    body: &str,
    connections: usize,
    time: Duration,
) -> Result<(Vec<Duration>, Duration)> {
    let worker = || -> Result<Vec<Duration>> {
        let mut connection = Connection::open(address)?;
        for _ in 0..WARM_UP {
            connection.graphql(token, body)?;
        }
        let (started, mut times) = (Instant::now(), Vec::new());
        while started.elapsed() < time && !job::interrupted() {
            let sent = Instant::now();
            let answer = connection.graphql(token, body)?;
            times.push(sent.elapsed());
            if !answer.starts_with(b"{\"data\":{") {
                bail!("the page was refused: {}", String::from_utf8_lossy(&answer));
            }
        }
        Ok(times)
    };
    let started = Instant::now();
    let results: Vec<Result<Vec<Duration>>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..connections).map(|_| scope.spawn(worker)).collect();
        let ended = threads.into_iter().map(|thread| thread.join());
        ended.map(|result| result.unwrap_or_else(|_| Err(anyhow::anyhow!("a client panicked")))).collect()
    });
    let elapsed = started.elapsed().min(time);
    let mut times = Vec::new();
    for result in results {
        times.extend(result?);
    }
    Ok((times, elapsed))
}
