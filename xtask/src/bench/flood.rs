//! `bench flood`: who floods the server waits behind the others. Twenty people work in the shop, beside twenty more, and then beside
//! each of the floods: nobody of them is refused, and they hardly wait longer.

use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Result, ensure};
use clap::Args;
use serde_json::{Value, json};

use super::client::Connection;
use super::crowd::{self, Crowd, Met};
use super::server::{Server, Target};
use super::times::millis;
use super::{PAGES, VISITOR, load, staff};
use crate::say;

/// How many people work.
const PEOPLE: usize = 20;
/// How many times as long as beside as many others they may wait beside a flood.
const SLOWER_MAX: f64 = 3.0;
/// Where the floods come from.
const ELSEWHERE: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));

#[derive(Args)]
pub struct FloodArgs {
    /// How long each flood lasts.
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
    #[command(flatten)]
    target: Target,
}

/// What the people met, and what whoever was there beside them.
struct Row {
    name: &'static str,
    people: Met,
    others: Met,
    memory: Option<u64>,
}

pub fn flood(args: &FloodArgs) -> Result<ExitCode> {
    let FloodArgs { seconds, target } = args;
    target.lend("", |server| {
        let rows = measure(server, Duration::from_secs(*seconds))?;
        say(table(&rows, *seconds)?);
        let faults = faults(&rows);
        say(format_args!("{} faults", faults.len()));
        faults.iter().for_each(say);
        Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    })
}

fn measure(server: &Server, time: Duration) -> Result<Vec<Row>> {
    let mut tokens = staff::agents(server, PEOPLE * 2)?;
    let others = tokens.split_off(PEOPLE);
    let people = Crowd {
        address: server.demo.address.clone(),
        from: IpAddr::V4(Ipv4Addr::LOCALHOST),
        clients: PEOPLE,
        tokens,
        body: json!({ "query": PAGES[0].document }).to_string(),
        time,
    };
    let beside = |clients: usize, body: &Value| Crowd {
        from: ELSEWHERE,
        clients,
        tokens: Vec::new(),
        body: body.to_string(),
        ..people.clone()
    };
    let more = Crowd { tokens: others, ..people.clone() };
    let floods = [
        ("20 more people", more.clone()),
        ("400 logins", beside(400, &login())),
        ("1,000 connections of one address", beside(1_000, &json!({ "query": VISITOR.document }))),
        ("the dearest document, 64 times at once", beside(64, &dearest(&people.address)?)),
        ("20 more people, again", more),
    ];
    crowd::run(&Crowd { time: time / 5, ..people.clone() })?;
    let mut rows = Vec::new();
    for (name, flood) in floods {
        say(name);
        let mut met = crowd::together(&[&people, &flood])?.into_iter();
        let (people, others) = (met.next().unwrap_or_default(), met.next().unwrap_or_default());
        rows.push(Row { name, people, others, memory: load::resident(server.demo.process.id()) });
    }
    Ok(rows)
}

/// Each client tries an account of its own, because an account that is tried too often costs nothing any more.
fn login() -> Value {
    let email = format!("agent-{}@demo.regie.example", crowd::NUMBER);
    let input = format!("{{ email: \"{email}\", password: \"a wrong guess\" }}");
    json!({ "query": format!("mutation {{ sessionCreate(input: {input}) {{ token }} }}") })
}

/// A visitor's page as often in one document as a price allows.
fn dearest(address: &str) -> Result<Value> {
    let mut connection = Connection::open(address)?;
    let page = VISITOR.document.strip_prefix('{').and_then(|page| page.strip_suffix('}')).unwrap_or_default();
    let mut found = None;
    for times in 1..=20 {
        let fields = (0..times).map(|number| format!("a{number}: {page}")).collect::<String>();
        let body = json!({ "query": format!("{{ {fields} }}") });
        if !connection.graphql("", &body.to_string())?.starts_with(b"{\"data\":{") {
            break;
        }
        found = Some(body);
    }
    ensure!(found.is_some(), "not even one page is answered");
    Ok(found.unwrap_or_default())
}

fn table(rows: &[Row], seconds: u64) -> Result<String> {
    let mut table = String::from(
        "\n| beside | people: answered/s | refused | p50 | p99 | others: answered/s | refused/s | broken | memory |\n\
        |---|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for Row { name, people, others, memory } in rows {
        let times = people.times();
        let [p50, p99] = [50, 99].map(|percent| millis(times.percent(percent)));
        let [answered, theirs, away] = [people.answered.len(), others.answered.len(), others.refused.len()]
            .map(|count| count as f64 / seconds as f64);
        let memory = memory.unwrap_or_default() >> 20;
        let (refused, broken) = (people.refused.len(), people.broken + others.broken);
        writeln!(
            table,
            "| {name} | {answered:.0} | {refused} | {p50} | {p99} | {theirs:.0} | {away:.0} | {broken} | {memory} MiB |"
        )?;
    }
    Ok(table)
}

fn faults(rows: &[Row]) -> Vec<String> {
    let mut faults = Vec::new();
    let Some((calm, floods)) = rows.split_first() else { return faults };
    for Row { name, people, others, memory: _ } in rows {
        if !people.refused.is_empty() {
            faults.push(format!("{name}: {} of the people were refused", people.refused.len()));
        }
        if people.broken + others.broken > 0 {
            faults.push(format!("{name}: {} connections ended without a word", people.broken + others.broken));
        }
        if let (Some(odd), count) = &people.odd {
            faults.push(format!("{name}: {count} odd answers: {odd}"));
        }
    }
    for Row { name, people, .. } in floods {
        let slower = people.times().ratio(&calm.people.times(), 99);
        say(format_args!("{name}: p99 is {slower:.2} times that beside 20 more people"));
        if slower > SLOWER_MAX {
            faults.push(format!("{name}: p99 is {slower:.2} times as long"));
        }
    }
    faults
}
