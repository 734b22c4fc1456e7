//! `bench hostile`: what it costs to refuse what is sent in bad faith, and whether anybody else notices.
//!
//! The server has the limits that it has in production; only its patience with slow clients is shorter, so that they are cut
//! while one watches, and the budget larger, because all attacks come from one address. Each attack is a fault when one of its
//! answers is not the one that is expected, when the server works for too long on it, or when the normal query beside it is
//! refused or takes clearly longer than alone.

mod attack;
mod documents;
mod measure;
mod scanner;
mod wire;

use std::fmt::Write as _;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Result, ensure};
use clap::Args;

use super::server::Target;
use super::times::{Times, millis};
use crate::say;
use measure::{Normal, Row, SLOWER_MAX};

/// As on an address that strangers can reach.
const CONFIG: &str = "[server]\ngraphiql = false\nhead_timeout_secs = 1\nbody_timeout_secs = 1\n\
    [graphql]\nanonymous_introspection = false\nbudget_max = 1000000000\nbudget_restore = 1000000000\n";
/// The server works for less than this on 99 of 100 refusals. The rest may meet what it does of itself, such as its jobs.
const WORK_MAX: Duration = Duration::from_millis(5);

#[derive(Args)]
pub struct HostileArgs {
    /// How long each attack is repeated, alone and again beside the normal query.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
    #[command(flatten)]
    target: Target,
    /// Only the attacks with this in their names.
    #[arg(long, value_name = "TEXT", default_value = "")]
    only: String,
}

pub fn hostile(args: &HostileArgs) -> Result<ExitCode> {
    let HostileArgs { seconds, target, only } = args;
    let attacks = [documents::attacks(), wire::attacks(), scanner::attacks()].into_iter().flatten();
    let attacks: Vec<_> = attacks.filter(|attack| attack.name.contains(only)).collect();
    ensure!(!attacks.is_empty(), "no attack has {only:?} in its name");
    target.lend(CONFIG, |server| {
        let (rows, calm) = measure::measure(server, attacks, Duration::from_secs(*seconds))?;
        say(table(&rows, &calm)?);
        let faults = faults(&rows, &calm);
        say(format_args!("{} attacks, {} faults", rows.len(), faults.len()));
        faults.iter().for_each(say);
        Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    })
}

fn table(rows: &[Row], calm: &Normal) -> Result<String> {
    let mut table = String::from(
        "\n| attack | answer | sent | server p50 | p99 | max | round trip p50 | p99 | normal p50 | p99 | of alone p50 | p99 |\n\
        |---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    let [p50, p99] = [50, 99].map(|percent| millis(calm.times.percent(percent)));
    writeln!(table, "| (nothing) | | | | | | | | {p50} | {p99} | | |")?;
    for row in rows {
        let Row { attack, alone, beside: _, normal, slower: [median, p99] } = row;
        let answer = match odd(row) {
            Some(odd) => format!("{odd} instead of {}", attack.expected),
            None => attack.expected.to_owned(),
        };
        let work = Times::of(alone.iter().map(|refusal| refusal.work));
        let took = Times::of(alone.iter().map(|refusal| refusal.took));
        let mut cells = Vec::from([50, 99, 100].map(|percent| work.percent(percent)));
        cells.extend([50, 99].map(|percent| took.percent(percent)));
        cells.extend([50, 99].map(|percent| normal.times.percent(percent)));
        let cells = cells.into_iter().map(millis).collect::<Vec<_>>().join(" | ");
        writeln!(table, "| {} | {answer} | {} | {cells} | {median:.1} | {p99:.1} |", attack.name, alone.len())?;
    }
    Ok(table)
}

/// What is not as it should be.
fn faults(rows: &[Row], calm: &Normal) -> Vec<String> {
    let mut faults = Vec::from_iter(calm.refused.iter().map(|refused| format!("a normal query alone: {refused}")));
    for row in rows {
        let Row { attack, alone, beside: _, normal, slower: [median, p99] } = row;
        let mut fault = |what: String| faults.push(format!("{}: {what}", attack.name));
        if let Some(odd) = odd(row) {
            fault(format!("{odd} instead of {}", attack.expected));
        }
        let work = Times::of(alone.iter().map(|refusal| refusal.work)).percent(99);
        if work >= WORK_MAX {
            fault(format!("the server works for {} on a refusal", millis(work)));
        }
        if let Some(refused) = &normal.refused {
            fault(format!("the normal query beside it: {refused}"));
        }
        if median.max(*p99) > SLOWER_MAX {
            fault(format!("the normal query takes {median:.1} times as long as alone, {p99:.1} times at p99"));
        }
    }
    faults
}

/// The first answer that is not the one that was expected. No answer at all is none.
fn odd(row: &Row) -> Option<&str> {
    let Row { attack, alone, beside, normal: _, slower: _ } = row;
    let mut answers = alone.iter().chain(beside).map(|refusal| refusal.answer.as_str());
    if alone.is_empty() || beside.is_empty() {
        Some("nothing")
    } else {
        answers.find(|answer| *answer != attack.expected)
    }
}
