//! `clients`: real GraphQL clients against the real server.
//!
//! Each script of `tests/clients` is a program of its own in the language of its client. It is run against a server of its
//! own, which serves the demo shop, and has to end with a line such as `12 passed`. After it the server has to stop as it
//! should, and may not have logged a failure of its own.

mod tools;

use std::fs::{self, File};
use std::path::Path;
use std::process::{ExitCode, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::Args;
use serde_json::Value;

use crate::cluster::{Cluster, Durability};
use crate::demo::{Demo, Served};
use crate::suite::cargo;
use crate::{counts, job, say};
use tools::{Language, Tools};

/// The scripts, and what they need.
const SOURCE: &str = "tests/clients";
/// Where packages are kept from run to run, and where the scripts run.
const WORKSHOP: &str = "target/clients";
const PROGRAM: &str = "target/debug/regie";
/// How long a script may take, beside the time that it is given to look around in.
const PATIENCE: Duration = Duration::from_secs(120);

/// How long documents are generated for a commit, in seconds.
pub const SECONDS: u64 = 40;

#[derive(Args)]
pub struct ClientsArgs {
    /// Serve the demo shop from a private PostgreSQL server. Without it, from SQLite.
    #[arg(long)]
    postgres: bool,
    /// How long documents are generated.
    #[arg(long, default_value_t = SECONDS, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    seconds: u64,
    /// Parts of the names of scripts; all without.
    #[arg(last = true, value_name = "SCRIPT")]
    filters: Vec<String>,
}

struct Script {
    name: &'static str,
    file: &'static str,
    config: &'static str,
}

/// What holds by itself for a server that others can reach.
const CLOSED: &str = "[server]\ngraphiql = false\n[graphql]\nanonymous_introspection = false\n";
/// What the audits ask for: documents that nobody has registered, in the address.
const OPEN: &str = "[graphql]\nget = \"queries\"\n";
/// Room for thousands of documents that ask for as much as they can.
const LAVISH: &str = "[server]\ngraphiql = false\n[graphql]\nanonymous_introspection = false\ncost_max = 1000000\n\
                      budget_max = 1000000000\nbudget_restore = 1000000000\n";

const SCRIPTS: [Script; 9] = [
    Script { name: "audits", file: "audits.mjs", config: OPEN },
    Script { name: "websocket", file: "websocket.mjs", config: CLOSED },
    Script { name: "sse", file: "sse.mjs", config: CLOSED },
    Script { name: "apollo", file: "apollo.mjs", config: CLOSED },
    Script { name: "relay", file: "relay.mjs", config: CLOSED },
    Script { name: "codegen", file: "codegen.mjs", config: CLOSED },
    Script { name: "hostile", file: "hostile.mjs", config: CLOSED },
    Script { name: "gql", file: "gql_client.py", config: CLOSED },
    Script { name: "schemathesis", file: "generated.py", config: LAVISH },
];

pub fn clients(args: &ClientsArgs) -> Result<ExitCode> {
    let ClientsArgs { postgres, seconds, filters } = args;
    let cluster = if *postgres { Some(Cluster::start(Durability::None)?) } else { None };
    run(cluster.as_ref().map(Cluster::url), *seconds, filters, &mut Vec::new())?;
    Ok(ExitCode::SUCCESS)
}

/// Runs the scripts whose names have one of the filters in them. What they counted goes into `counts`.
pub fn run(database: Option<&str>, seconds: u64, filters: &[String], counts: &mut Vec<String>) -> Result<()> {
    let wanted =
        |script: &&Script| filters.is_empty() || filters.iter().any(|part| script.name.contains(part.as_str()));
    let scripts: Vec<&Script> = SCRIPTS.iter().filter(wanted).collect();
    if scripts.is_empty() {
        bail!("no script has a name with {} in it", filters.join(" or "));
    }
    job::run_well(cargo().args(["build", "--bin", "regie"]))?;
    let tools = Tools::prepare(Path::new(SOURCE), &std::path::absolute(WORKSHOP)?)?;
    let data = std::env::temp_dir().join(format!("regie-clients-{}", std::process::id()));
    fs::create_dir_all(&data)?;
    let house = House { tools, data: &data, database, seconds };
    let done = house.run_all(&scripts, counts);
    fs::remove_dir_all(&data)?;
    done
}

struct House<'a> {
    tools: Tools,
    data: &'a Path,
    database: Option<&'a str>,
    seconds: u64,
}

impl House<'_> {
    /// Runs all of them, also behind one that fails.
    fn run_all(&self, scripts: &[&Script], counts: &mut Vec<String>) -> Result<()> {
        let mut failed = Vec::new();
        for script in scripts {
            let Script { name, file, config: _ } = script;
            let language = Language::of(file);
            if let Some(reason) = self.tools.lacks(language) {
                say(format_args!("{name}: left out, because {reason}"));
                continue;
            }
            let started = Instant::now();
            let done = self.run_one(script);
            let took = started.elapsed().as_secs_f32();
            match done {
                Ok(summary) => {
                    say(format_args!("{name}: {summary} in {took:.1} s"));
                    counts.push(format!("{name}: {summary}"));
                }
                Err(error) => {
                    if job::interrupted() {
                        return Err(error);
                    }
                    say(format_args!("{name}: FAILED in {took:.1} s: {error:#}"));
                    failed.push(*name);
                }
            }
        }
        if !failed.is_empty() {
            bail!("failed: {}", failed.join(", "));
        }
        Ok(())
    }

    /// Gives the line in which the script sums up.
    fn run_one(&self, script: &Script) -> Result<String> {
        let Script { name, file, config } = script;
        let log = self.data.join(format!("{name}.log"));
        let demo = Demo {
            program: Path::new(PROGRAM),
            folder: self.data,
            database: self.database,
            scale: 1,
            config,
            pinned: false,
        };
        let server = demo.serve(Stdio::from(File::create(&log)?))?;
        let said = self.said(&server, file);
        let ended = server.stop()?;
        let log = fs::read_to_string(&log)?;
        let failures = failures(&log);
        if !failures.is_empty() {
            let output = said.unwrap_or_else(|error| format!("{error:#}"));
            bail!("{output}\nthe server logged failures of its own:\n{}", failures.join("\n"));
        }
        let output = said?;
        let Some(status) = ended else { bail!("the server did not stop") };
        if !status.success() {
            bail!("the server did not stop well: {status}");
        }
        let summary = output.lines().rev().find(|line| counts::passed_of(line).is_some_and(|passed| passed > 0));
        Ok(summary.with_context(|| format!("it does not say what has passed:\n{output}"))?.trim().to_owned())
    }

    /// What the script said, when it succeeded.
    fn said(&self, server: &Served, file: &str) -> Result<String> {
        let output = self.data.join("output");
        let both = File::create(&output)?;
        let mut command = self.tools.command(file);
        command.env("REGIE_URL", format!("http://{}", server.address));
        // The program itself understands these two, when a script runs it.
        command.env("REGIE_DATA", self.data);
        if let Some(url) = self.database {
            command.env("REGIE_DATABASE_URL", url);
        }
        command.env("REGIE_PROGRAM", std::path::absolute(PROGRAM)?);
        command.env("REGIE_PID", server.process.id().to_string());
        command.env("REGIE_PEOPLE", Value::from(server.people.clone()).to_string());
        command.env("REGIE_SECONDS", self.seconds.to_string());
        command.stdout(both.try_clone()?).stderr(both);
        let status = job::run_within(&mut command, PATIENCE + Duration::from_secs(self.seconds))?;
        let output = String::from_utf8_lossy(&fs::read(&output)?).into_owned();
        match status {
            Some(status) if status.success() => Ok(output),
            Some(status) => bail!("{status}\n{output}"),
            None => bail!("it takes too long\n{output}"),
        }
    }
}

/// Lines of the server's log that tell of a failure of ours.
fn failures(log: &str) -> Vec<&str> {
    let failed = |line: &&str| serde_json::from_str::<Value>(line).is_ok_and(|line| line["level"] == "ERROR");
    log.lines().filter(failed).collect()
}
