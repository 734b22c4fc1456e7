//! `bench overload`: what happens when twice as much is asked as can be done.
//!
//! The server is pinned to one core and the load generator to another, where there are two and `taskset` is installed. The
//! figures that count are ratios: how much slower an admitted request is under overload, how long a refusal takes, how soon
//! it is over, and what a stop in the middle of it loses.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Result, ensure};
use clap::Args;
use nix::sys::signal::Signal;
use serde_json::json;

use super::load::{self, Outcome, Plan, Sample, Samples};
use super::server::{self, Server};
use super::times::{Times, millis};
use super::{PAGES, hammer, with_folder};
use crate::demo::Demo;
use crate::{job, say};

/// One client asks for all, and shall not run out of points.
const BUDGET: &str = "[graphql]\nbudget_max = 1000000000\nbudget_restore = 1000000000\n";
/// Connections to begin with.
const CONNECTIONS: usize = 64;
/// Clients that never pause keep the server busy and make nobody wait for a seat.
const BUSY: usize = 2;
/// Share of what can be done that leaves the server unloaded.
const UNLOADED: f64 = 0.2;
/// How long the parts before and after the overload take.
const PART: Duration = Duration::from_secs(10);
/// Recovered is who answers this many requests in a row as an unloaded server does.
const IN_A_ROW: usize = 20;

#[derive(Args)]
pub struct OverloadArgs {
    /// How long the overload lasts.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3_600))]
    seconds: u64,
    /// How many times as much is asked as can be done.
    #[arg(long, default_value_t = 2.0)]
    times: f64,
    /// How large the demo shop is.
    #[arg(long, default_value_t = 1)]
    scale: u32,
    /// Measure this program instead of building one.
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
    /// Lines for the section `server` of the configuration, such as `requests_max = 8`. May be given several times.
    #[arg(long = "set", value_name = "LINE")]
    lines: Vec<String>,
}

pub fn overload(args: &OverloadArgs) -> Result<ExitCode> {
    let OverloadArgs { seconds, times, scale, program, lines } = args;
    let program = server::build(program.as_deref())?;
    let pinned = load::pin_client();
    let config = format!("[server]\n{}\n{}", lines.join("\n"), BUDGET);
    with_folder(|folder| {
        let setup = Demo { program: &program, folder, database: None, scale: *scale, config: &config, pinned };
        let mut server = Server::start(&setup)?;
        measure(&mut server, Duration::from_secs(*seconds), *times)
    })?;
    Ok(ExitCode::SUCCESS)
}

fn measure(server: &mut Server, time: Duration, times: f64) -> Result<()> {
    let plan = Plan {
        address: server.demo.address.clone(),
        token: server.token.clone(),
        body: json!({ "query": PAGES[0].document }).to_string(),
        per_second: 0.0,
        time: PART,
        connections: CONNECTIONS,
    };
    let run = |per_second: f64, time: Duration| load::run(&Plan { per_second, time, ..plan.clone() }, || {});
    let (answered, elapsed) = hammer(&plan.address, &plan.token, &plan.body, BUSY, PART)?;
    let can = answered.len() as f64 / elapsed.as_secs_f64();
    let unloaded = run(can * UNLOADED, PART)?;
    let process = server.demo.process.id();
    let before = load::resident(process);
    let over = run(can * times, time)?;
    let after = load::resident(process);
    let recovery = recovery(&run(can * UNLOADED, PART)?, &unloaded);
    let stop = Plan { per_second: can * times, time: PART, ..plan.clone() };
    let stopped = load::run(&stop, || {
        std::thread::sleep(PART / 2);
        job::signal_group(&server.demo.process, Signal::SIGTERM);
    })?;
    let ended = job::wait_for(&mut server.demo.process, PART)?;
    report(can, &unloaded, &over);
    let mebibytes = |bytes: Option<u64>| bytes.map_or(f64::NAN, |bytes| bytes as f64 / 1_048_576.0);
    say(format_args!("memory: {:.1} MiB before, {:.1} MiB after", mebibytes(before), mebibytes(after)));
    match recovery {
        Some(time) => say(format_args!("recovered after {:.2} s", time.as_secs_f64())),
        None => say(format_args!("not recovered within {} s", PART.as_secs())),
    }
    let lost = stopped.count(Outcome::Lost);
    let answered = stopped.count(Outcome::Answered);
    say(format_args!("SIGTERM under load: {answered} answered, {lost} lost, ended with {ended:?}"));
    ensure!(lost == 0, "requests were lost");
    Ok(())
}

fn report(can: f64, unloaded: &Samples, over: &Samples) {
    let [calm, admitted, shed] = [(unloaded, Outcome::Answered), (over, Outcome::Answered), (over, Outcome::Shed)]
        .map(|(samples, outcome)| samples.times(outcome));
    let told = |times: &Times| format!("p50 {}, p99 {}", millis(times.percent(50)), millis(times.percent(99)));
    say(format_args!("can do: {can:.0} requests/s"));
    say(format_args!("unloaded: {}", told(&calm)));
    say(format_args!(
        "overload, admitted: {:.1} %, {}, which is {:.2} times the unloaded",
        over.share(Outcome::Answered) * 100.0,
        told(&admitted),
        admitted.ratio(&calm, 99)
    ));
    say(format_args!("overload, sent away: {:.1} %, {}", over.share(Outcome::Shed) * 100.0, told(&shed)));
    let odd = over.0.len() - over.count(Outcome::Answered) - over.count(Outcome::Shed);
    say(format_args!("overload, neither: {odd} of {}", over.0.len()));
}

/// When the first of a row of requests was due that were all answered as fast as before.
fn recovery(samples: &Samples, unloaded: &Samples) -> Option<Duration> {
    let usual = unloaded.times(Outcome::Answered).percent(100);
    let mut samples: Vec<Sample> = samples.0.clone();
    samples.sort_by_key(|sample| sample.due);
    let good = |sample: &Sample| sample.outcome == Outcome::Answered && sample.took <= usual;
    samples.windows(IN_A_ROW).find(|row| row.iter().all(good)).and_then(|row| row.first()).map(|first| first.due)
}
