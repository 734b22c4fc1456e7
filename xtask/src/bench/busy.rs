//! `bench busy`: a busy hour is not an attack. Clients that ask one after the other, as many as there are, with the settings that a
//! server has by default: nobody is refused, nothing is lost, and nobody waits much longer than the others.

use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Result;
use clap::Args;
use serde_json::json;

use super::clock::Clock;
use super::crowd::{self, Crowd, Met};
use super::server::{self, Server};
use super::times::millis;
use super::{PAGES, VISITOR, with_folder};
use crate::cluster::{Cluster, Durability};
use crate::demo::Demo;
use crate::say;

/// Each number of clients asks in so many parts, by turns with the others, because the speed of a machine drifts.
const PARTS: u32 = 3;
/// Clients at once.
const CLIENTS: [usize; 3] = [8, 32, 128];
/// Of what is done with the number of clients with which most is done, at least so much is done with any.
const GOODPUT_MIN: f64 = 0.95;
/// Of a hundred clients no more than one waits for so many times as long as all of them do on average.
const P99_MAX: f64 = 1.6;

#[derive(Args)]
pub struct BusyArgs {
    /// How long each number of clients asks.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
    /// One database only: sqlite or postgres.
    #[arg(long)]
    only: Option<String>,
    /// Measure this program instead of building one.
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
}

/// One row of the table.
struct Row {
    page: &'static str,
    clients: usize,
    met: Met,
    time: Duration,
    /// How long the server has worked.
    work: Duration,
}

impl Row {
    fn new(page: &'static str, clients: usize) -> Self {
        Self { page, clients, met: Met::default(), time: Duration::ZERO, work: Duration::ZERO }
    }

    /// Lets the crowd ask, and adds what it meets.
    fn meet(&mut self, server: &Server, crowd: &Crowd) -> Result<()> {
        let clock = Clock::of(server.demo.process.id())?;
        let before = clock.now()?;
        self.met = std::mem::take(&mut self.met).and(crowd::run(crowd)?);
        self.work += clock.now()?.saturating_sub(before);
        self.time += crowd.time;
        Ok(())
    }

    fn per_second(&self) -> f64 {
        self.met.answered.len() as f64 / self.time.as_secs_f64()
    }

    /// How many times as long as on average one of a hundred waits.
    fn unevenness(&self) -> f64 {
        self.met.times().percent(99).as_secs_f64() * self.per_second() / self.clients as f64
    }
}

pub fn busy(args: &BusyArgs) -> Result<ExitCode> {
    let BusyArgs { seconds, only, program } = args;
    let program = server::build(program.as_deref())?;
    let time = Duration::from_secs(*seconds);
    let mut faults = Vec::new();
    if only.as_deref() != Some("postgres") {
        faults.extend(on_database(&program, "sqlite", None, time)?);
    }
    if only.as_deref() != Some("sqlite") {
        let cluster = Cluster::start(Durability::Default)?;
        faults.extend(on_database(&program, "postgres", Some(cluster.url()), time)?);
    }
    say(format_args!("{} faults", faults.len()));
    faults.iter().for_each(say);
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn on_database(program: &Path, name: &str, database: Option<&str>, time: Duration) -> Result<Vec<String>> {
    with_folder(|folder| {
        let mut rows = Vec::new();
        for (page, document, staff) in
            [(VISITOR.name, VISITOR.document, false), (PAGES[0].name, PAGES[0].document, true)]
        {
            let mut parts: Vec<Row> = CLIENTS.map(|clients| Row::new(page, clients)).into();
            for part in 1..=PARTS {
                for row in &mut parts {
                    // A server of its own, because a budget is for minutes, and this would be an hour.
                    let setup = Demo { program, folder, database, scale: 1, config: "", pinned: false };
                    let server = Server::start(&setup)?;
                    say(format_args!("{name}: {page}, {} clients, part {part}", row.clients));
                    let crowd = Crowd {
                        address: server.demo.address.clone(),
                        from: IpAddr::V4(Ipv4Addr::LOCALHOST),
                        clients: row.clients,
                        tokens: if staff { vec![server.token.clone()] } else { Vec::new() },
                        body: json!({ "query": document }).to_string(),
                        time: time / PARTS,
                    };
                    crowd::run(&Crowd { time: crowd.time / 5, ..crowd.clone() })?;
                    row.meet(&server, &crowd)?;
                }
            }
            rows.extend(parts);
        }
        say(table(name, &rows)?);
        Ok(faults(name, &rows))
    })
}

fn table(name: &str, rows: &[Row]) -> Result<String> {
    let mut table = String::from(
        "\n| database | page | clients | answered/s | refused | broken | p50 | p99 | p99 of mean | cores |\n\
        |---|---|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for row in rows {
        let times = row.met.times();
        let [p50, p99] = [50, 99].map(|percent| millis(times.percent(percent)));
        let Row { page, clients, met: Met { refused, broken, .. }, .. } = row;
        let (refused, cores) = (refused.len(), row.work.as_secs_f64() / row.time.as_secs_f64());
        let (per_second, uneven) = (row.per_second(), row.unevenness());
        writeln!(
            table,
            "| {name} | {page} | {clients} | {per_second:.0} | {refused} | {broken} | {p50} | {p99} | {uneven:.2} | {cores:.2} |"
        )?;
    }
    Ok(table)
}

fn faults(name: &str, rows: &[Row]) -> Vec<String> {
    let mut faults = Vec::new();
    for row in rows {
        let Row { page, clients, met, .. } = row;
        let mut fault = |what: String| faults.push(format!("{name}, {page}, {clients} clients: {what}"));
        if !met.refused.is_empty() {
            fault(format!("{} were refused", met.refused.len()));
        }
        if met.broken > 0 {
            fault(format!("{} connections ended without a word", met.broken));
        }
        if let (Some(odd), count) = &met.odd {
            fault(format!("{count} odd answers: {odd}"));
        }
        let best = rows.iter().filter(|other| other.page == *page).map(Row::per_second).fold(0.0, f64::max);
        if row.per_second() < best * GOODPUT_MIN {
            fault(format!("{:.0} answers a second, where {best:.0} are possible", row.per_second()));
        }
        if row.unevenness() > P99_MAX {
            fault(format!("p99 is {:.2} times the mean", row.unevenness()));
        }
    }
    faults
}
