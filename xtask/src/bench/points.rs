//! `bench points`: what a point is worth. The price of an operation is made of the schema; this holds it against how long the server
//! works, so that a budget can be given in milliseconds of a core. What PostgreSQL works is not counted.

use std::fmt::Write as _;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use clap::Args;
use serde_json::{Value, json};

use super::client::Connection;
use super::clock::Clock;
use super::server::{Server, Target};
use super::{OPEN, PAGES, VISITOR, WARM_UP};
use crate::{job, say};

#[derive(Args)]
pub struct PointsArgs {
    /// How long each page is asked for.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
    #[command(flatten)]
    target: Target,
}

pub fn points(args: &PointsArgs) -> Result<ExitCode> {
    let PointsArgs { seconds, target } = args;
    say(target.lend(OPEN, |server| measure(server, Duration::from_secs(*seconds)))?);
    Ok(ExitCode::SUCCESS)
}

fn measure(server: &Server, time: Duration) -> Result<String> {
    let (clock, mut connection) = (Clock::of(server.demo.process.id())?, Connection::open(&server.demo.address)?);
    let mut table = String::from(
        "\n| page | requested | actual | work | of 1,000 requested | of 1,000 actual |\n|---|--:|--:|--:|--:|--:|\n",
    );
    for (page, token) in [(&VISITOR, ""), (&PAGES[0], server.token.as_str()), (&PAGES[1], server.token.as_str())] {
        let body = json!({ "query": page.document }).to_string();
        for _ in 0..WARM_UP {
            connection.graphql(token, &body)?;
        }
        let answer: Value = serde_json::from_slice(&connection.graphql(token, &body)?)?;
        let cost = |name: &str| answer["extensions"]["cost"][name].as_f64().with_context(|| format!("no {name}"));
        let [requested, actual] = [cost("requestedQueryCost")?, cost("actualQueryCost")?];
        let (began, before, mut count) = (Instant::now(), clock.now()?, 0_u32);
        while began.elapsed() < time && !job::interrupted() {
            connection.graphql(token, &body)?;
            count += 1;
        }
        let work = clock.now()?.saturating_sub(before).as_secs_f64() * 1_000.0 / f64::from(count.max(1));
        let [asked, did] = [requested, actual].map(|points| work * 1_000.0 / points);
        let name = page.name;
        writeln!(table, "| {name} | {requested} | {actual} | {work:.2} ms | {asked:.1} ms | {did:.1} ms |")?;
    }
    Ok(table)
}
