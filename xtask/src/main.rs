//! `cargo xtask`: what a shell script would do, in the language of the project.
//!
//! | module | what it is for |
//! |---|---|
//! | `suite` | `test` and `golden`: the steps of a commit, and their summary |
//! | `counts` | how many tests the runner says have passed |
//! | `cluster` | a PostgreSQL server that lives as long as its value |
//! | `folder`, `account`, `programs` | where that server lives, as whom it runs, where its programs are |
//! | `clients` | real GraphQL clients against the real server |
//! | `bench` | how long the pages of a dashboard take; what happens when too much is asked, or in bad faith; what the gateway costs |
//! | `fuzz` | inputs that a fuzzer makes up |
//! | `demo` | the demo shop, served by a process of its own |
//! | `debian` | packages that a Debian machine lacks |
//! | `job` | child processes that end when this one is told to end |

mod account;
mod bench;
mod clients;
mod cluster;
mod counts;
mod debian;
mod demo;
mod folder;
mod fuzz;
mod job;
mod programs;
mod suite;

use std::fmt::Display;
use std::io::{IsTerminal, Write, stderr, stdin};
use std::process::{Command, ExitCode};

use anyhow::Result;
use clap::{Args, Parser, Subcommand};

use crate::cluster::{Cluster, Durability};
use crate::job::Group;

/// The server that the tests of the PostgreSQL run use: an administrator's URL of the database `postgres`.
pub const POSTGRES_URL: &str = "REGIE_TEST_POSTGRES_URL";

/// The code a shell reports for a program that Ctrl-C has ended.
const INTERRUPTED: u8 = 130;

/// Tasks of the project: tests on both databases, golden files.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Run everything a commit needs: formatting, lints, the suite on SQLite and on PostgreSQL, real clients.
    Test(suite::TestArgs),
    /// Run a command with a private PostgreSQL server, named in REGIE_TEST_POSTGRES_URL.
    Postgres(PostgresArgs),
    /// Measure the pages of a dashboard on both databases, in a release build, and print a table; or see the subcommands.
    Bench(bench::BenchArgs),
    /// Run real GraphQL clients from npm and PyPI against the demo shop.
    Clients(clients::ClientsArgs),
    /// Look with a fuzzer for inputs that make a target of tests/fuzz fail.
    Fuzz(fuzz::FuzzArgs),
    /// Rewrite the golden files: run the suite with UPDATE_GOLDEN=1.
    Golden(suite::GoldenArgs),
}

#[derive(Args)]
struct PostgresArgs {
    /// Default durability and a port on 127.0.0.1, for crash tests and proxies.
    #[arg(long)]
    durable: bool,
    /// The command and its arguments.
    #[arg(last = true, required = true, value_name = "CMD")]
    command: Vec<String>,
}

fn main() -> ExitCode {
    let Cli { task } = Cli::parse();
    let done = job::watch_signals().and_then(|()| match task {
        Task::Test(args) => suite::test(&args),
        Task::Postgres(args) => postgres(&args),
        Task::Bench(args) => bench::bench(&args),
        Task::Clients(args) => clients::clients(&args),
        Task::Fuzz(args) => fuzz::fuzz(&args),
        Task::Golden(args) => suite::golden(&args),
    });
    match done {
        Ok(code) => code,
        Err(error) => {
            say(format_args!("error: {error:#}"));
            if job::interrupted() { ExitCode::from(INTERRUPTED) } else { ExitCode::FAILURE }
        }
    }
}

fn postgres(args: &PostgresArgs) -> Result<ExitCode> {
    let PostgresArgs { durable, command } = args;
    let durability = if *durable { Durability::Default } else { Durability::None };
    let cluster = Cluster::start(durability)?;
    let Some((program, arguments)) = command.split_first() else {
        anyhow::bail!("no command was given");
    };
    // An interactive `psql` has to be in the group that owns the terminal; it would be stopped when it reads.
    let group = if stdin().is_terminal() { Group::Ours } else { Group::Own };
    let mut command = Command::new(program);
    suite::forget_package(&mut command);
    let status = job::run(command.args(arguments).env(POSTGRES_URL, cluster.url()), group)?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}

/// One line to standard error. Unlike `eprintln!` it cannot panic on a closed pipe, so it is safe in a destructor.
pub fn say(line: impl Display) {
    let _ = writeln!(stderr().lock(), "{line}");
}
