//! `bench overload`: what happens when twice as much is asked as can be done, whether or not answers come.
//!
//! The server is pinned to one core and the load generator to another, where there are two and `taskset` is installed. Nobody is
//! refused who could have been served in time, whoever is let in is served in time, refusals come at once, memory has a limit,
//! and when it is over it is over soon. And what a stop in the middle of it loses: nothing.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Result, ensure};
use clap::Args;
use nix::sys::signal::Signal;
use serde_json::json;

use super::load::{self, Outcome, Plan, Sample, Samples};
use super::server::{Server, Target};
use super::times::{Times, millis};
use super::{OPEN, PAGES, hammer};
use crate::{job, say};

/// Connections to begin with.
const CONNECTIONS: usize = 64;
/// Clients that never pause keep the server busy and make nobody wait for a seat.
const BUSY: usize = 2;
/// Share of what can be done that leaves the server unloaded.
const UNLOADED: f64 = 0.2;
/// How long the parts before and after the overload take.
const PART: Duration = Duration::from_secs(10);
/// The longest wait that a server lets anybody have by default, and how long an answer may take after it.
const WAIT: Duration = Duration::from_secs(2);
const ANSWER: Duration = Duration::from_millis(200);
/// What cannot be done is refused, and this share of all requests besides.
const REFUSED_MORE: f64 = 0.1;
/// How long a refusal takes at p99: whoever was refused within the last second, as all are here, is held for half a second.
const REFUSAL: Duration = Duration::from_millis(600);
/// How much more memory the server needs at most: for each of the 2,048 requests that wait, and its connection, 48 KiB.
const MEMORY: u64 = 96 << 20;

#[derive(Args)]
pub struct OverloadArgs {
    /// How long the overload lasts.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3_600))]
    seconds: u64,
    /// How many times as much is asked as can be done.
    #[arg(long, default_value_t = 2.0)]
    times: f64,
    #[command(flatten)]
    target: Target,
    /// Lines for the section `server` of the configuration, such as `requests_max = 8`. May be given several times.
    #[arg(long = "set", value_name = "LINE")]
    lines: Vec<String>,
}

pub fn overload(args: &OverloadArgs) -> Result<ExitCode> {
    let OverloadArgs { seconds, times, target, lines } = args;
    let config = format!("[server]\n{}\n{}", lines.join("\n"), OPEN);
    target.start(&config, load::pin_client(), |server| measure(server, Duration::from_secs(*seconds), *times))?;
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
    let before = load::resident(process).unwrap_or_default();
    let over = run(can * times, time)?;
    let after = load::resident(process).unwrap_or_default();
    let stop = Plan { per_second: can * times, time: PART, ..plan.clone() };
    let stopped = load::run(&stop, || {
        std::thread::sleep(PART / 2);
        job::signal_group(&server.demo.process, Signal::SIGTERM);
    })?;
    let ended = job::wait_for(&mut server.demo.process, PART)?;
    report(can, &unloaded, &over);
    say(format_args!("memory: {} MiB before, {} MiB after", before >> 20, after >> 20));
    let (lost, answered) = (stopped.count(Outcome::Lost), stopped.count(Outcome::Answered));
    say(format_args!("SIGTERM under load: {answered} answered, {lost} lost, ended with {ended:?}"));
    ensure!(lost == 0, "requests were lost");
    ensure!(after <= before + MEMORY, "the server needs {} MiB more", (after - before) >> 20);
    judge(&over, time, times)
}

/// Holds what happened under overload against what was promised.
fn judge(over: &Samples, time: Duration, times: f64) -> Result<()> {
    let (admitted, shed) = (over.times(Outcome::Answered), over.times(Outcome::Shed));
    let odd = over.0.len() - over.count(Outcome::Answered) - over.count(Outcome::Shed);
    ensure!(odd == 0, "{odd} requests were neither answered nor refused");
    let too_many = 1.0 - 1.0 / times + REFUSED_MORE;
    ensure!(over.share(Outcome::Shed) <= too_many, "more were refused than {:.0} %", too_many * 100.0);
    ensure!(admitted.percent(100) <= WAIT + ANSWER, "somebody waited for {}", millis(admitted.percent(100)));
    ensure!(shed.percent(99) <= REFUSAL, "a refusal took {}", millis(shed.percent(99)));
    let late = ended(over).saturating_sub(time);
    ensure!(late <= WAIT + ANSWER, "it was over {} after the last request", millis(late));
    Ok(())
}

/// When the last answer came.
fn ended(over: &Samples) -> Duration {
    over.0.iter().map(|sample: &Sample| sample.due + sample.took).max().unwrap_or_default()
}

fn report(can: f64, unloaded: &Samples, over: &Samples) {
    let [calm, admitted, shed] = [(unloaded, Outcome::Answered), (over, Outcome::Answered), (over, Outcome::Shed)]
        .map(|(samples, outcome)| samples.times(outcome));
    let told = |times: &Times| {
        format!(
            "p50 {}, p99 {}, max {}",
            millis(times.percent(50)),
            millis(times.percent(99)),
            millis(times.percent(100))
        )
    };
    say(format_args!("can do: {can:.0} requests/s"));
    say(format_args!("unloaded: {}", told(&calm)));
    say(format_args!("overload, admitted: {:.1} %, {}", over.share(Outcome::Answered) * 100.0, told(&admitted)));
    say(format_args!("overload, sent away: {:.1} %, {}", over.share(Outcome::Shed) * 100.0, told(&shed)));
    say(format_args!("overload, over: {} after the beginning", millis(ended(over))));
}
