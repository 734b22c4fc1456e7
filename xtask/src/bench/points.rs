//! `bench points`: what a point is worth. The price of an operation is made of the schema; this holds it against how long the server
//! works, so that a budget can be given in milliseconds of a core.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use clap::Args;
use serde_json::{Value, json};

use super::client::Connection;
use super::clock::Clock;
use super::server::{self, Server};
use super::{OPEN, PAGES, VISITOR, WARM_UP, with_folder};
use crate::cluster::{Cluster, Durability};
use crate::demo::Demo;
use crate::{job, say};

#[derive(Args)]
pub struct PointsArgs {
    /// How long each page is asked for.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
    /// On PostgreSQL instead of SQLite. What the database works is not counted then.
    #[arg(long)]
    postgres: bool,
    /// Measure this program instead of building one.
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
}

pub fn points(args: &PointsArgs) -> Result<ExitCode> {
    let PointsArgs { seconds, postgres, program } = args;
    let program = server::build(program.as_deref())?;
    let cluster = if *postgres { Some(Cluster::start(Durability::Default)?) } else { None };
    let database = cluster.as_ref().map(Cluster::url);
    with_folder(|folder| {
        let setup = Demo { program: &program, folder, database, scale: 1, config: OPEN, pinned: false };
        say(measure(&Server::start(&setup)?, Duration::from_secs(*seconds))?);
        Ok(ExitCode::SUCCESS)
    })
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
