//! `cargo xtask test` and `cargo xtask golden`.

use std::env;
use std::ffi::OsString;
use std::io::{IsTerminal, Write, stderr, stdout};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};

use crate::cluster::{Cluster, Durability};
use crate::job::{self, Stream};
use crate::{POSTGRES_URL, clients, counts, fuzz, say};

#[derive(Args)]
pub struct TestArgs {
    /// Run this step only; may be repeated.
    #[arg(long, value_enum)]
    only: Vec<Step>,
    /// Passed to the test runner: parts of test names, --exact, --skip. For `clients`, parts of the names of scripts.
    #[arg(last = true, value_name = "FILTER")]
    filters: Vec<String>,
}

#[derive(Args)]
pub struct GoldenArgs {
    /// Passed to the test runner: parts of test names, --exact, --skip.
    #[arg(last = true, value_name = "FILTER")]
    filters: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Step {
    Fmt,
    Clippy,
    Sqlite,
    Postgres,
    Clients,
}

#[derive(Clone, Copy)]
enum Runner {
    Nextest,
    CargoTest,
}

/// A line of the summary.
struct Row {
    step: Step,
    took: Duration,
    counts: Vec<String>,
    failure: Option<String>,
}

impl Step {
    fn name(self) -> &'static str {
        match self {
            Self::Fmt => "fmt",
            Self::Clippy => "clippy",
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
            Self::Clients => "clients",
        }
    }

    /// What the runner counted goes into `counts` also when the step fails.
    fn run(self, runner: Runner, filters: &[String], counts: &mut Vec<String>) -> Result<()> {
        match self {
            Self::Fmt => {
                job::run_well(cargo().args(["fmt", "--all", "--check"]))?;
                job::run_well(cargo().args(["fmt", "--check", "--manifest-path", fuzz::MANIFEST]))
            }
            Self::Clippy => {
                let mut command = cargo();
                job::run_well(command.args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
                fuzz::clippy()
            }
            Self::Sqlite => suite(runner.command("sqlite", filters).env_remove(POSTGRES_URL), runner, counts),
            Self::Postgres => on_postgres(runner, filters, counts),
            Self::Clients => clients::run(None, clients::SECONDS, filters, counts),
        }
    }
}

impl Runner {
    fn installed() -> Self {
        if job::succeeds(cargo().args(["nextest", "--version"])) { Self::Nextest } else { Self::CargoTest }
    }

    /// The suite. Snapshots and golden files are compared, never written, whatever the caller's variables say.
    fn command(self, profile: &str, filters: &[String]) -> Command {
        let mut command = cargo();
        match self {
            Self::Nextest => command.args(["nextest", "run", "--workspace", "--profile", profile]),
            Self::CargoTest => command.args(["test", "--workspace", "--no-fail-fast"]),
        };
        command.env("INSTA_UPDATE", "no").env_remove("UPDATE_GOLDEN");
        if !filters.is_empty() {
            command.arg("--").args(filters);
        }
        command
    }

    /// Where the runner sums up, and how that line begins.
    fn summary(self) -> (Stream, &'static str) {
        match self {
            Self::Nextest => (Stream::Err, counts::NEXTEST),
            Self::CargoTest => (Stream::Out, counts::CARGO_TEST),
        }
    }
}

/// Everything a commit needs, in order, up to the first failure.
pub fn test(args: &TestArgs) -> Result<ExitCode> {
    let TestArgs { only, filters } = args;
    let runner = Runner::installed();
    // Who asks for a test by its name does not ask for scripts.
    let wanted = |step: &Step| match only.as_slice() {
        [] => filters.is_empty() || *step != Step::Clients,
        only => only.contains(step),
    };
    let steps: Vec<Step> = Step::value_variants().iter().copied().filter(wanted).collect();
    let mut rows = Vec::new();
    for step in &steps {
        say(format_args!("== {}", step.name()));
        let row = timed(*step, |counts| step.run(runner, filters, counts));
        let failed = row.failure.is_some();
        say(format_args!("== {}: {} in {:.1} s", step.name(), row.result(), row.took.as_secs_f32()));
        rows.push(row);
        if failed {
            break;
        }
    }
    summary(&steps, &rows);
    for row in &rows {
        if let Some(failure) = &row.failure {
            bail!("{}: {failure}", row.step.name());
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Rewrites the golden files. On SQLite only, so that the two databases cannot fight over one file, and by `cargo test`:
/// one process writes each file once.
pub fn golden(args: &GoldenArgs) -> Result<ExitCode> {
    let GoldenArgs { filters } = args;
    let mut command = Runner::CargoTest.command("sqlite", filters);
    let row = timed(Step::Sqlite, |counts| {
        suite(command.env_remove(POSTGRES_URL).env("UPDATE_GOLDEN", "1"), Runner::CargoTest, counts)
    });
    summary(&[Step::Sqlite], std::slice::from_ref(&row));
    if let Some(failure) = row.failure {
        bail!("{failure}");
    }
    say("Golden files are rewritten: review them with `git diff`.");
    Ok(ExitCode::SUCCESS)
}

fn on_postgres(runner: Runner, filters: &[String], counts: &mut Vec<String>) -> Result<()> {
    let mut command = runner.command("postgres", filters);
    if env::var_os(POSTGRES_URL).is_some_and(|url| !url.is_empty()) {
        say(format_args!("using the server that {POSTGRES_URL} names"));
        return suite(&mut command, runner, counts);
    }
    let cluster = Cluster::start(Durability::None)?;
    suite(command.env(POSTGRES_URL, cluster.url()), runner, counts)
}

fn suite(command: &mut Command, runner: Runner, counts: &mut Vec<String>) -> Result<()> {
    // The runner writes into a pipe of ours and would take that for a reason to drop its colors.
    if stderr().is_terminal() && env::var_os("CARGO_TERM_COLOR").is_none() && env::var_os("NO_COLOR").is_none() {
        command.env("CARGO_TERM_COLOR", "always");
    }
    let (stream, start) = runner.summary();
    let (status, output) = job::run_and_read(command, stream)?;
    *counts = counts::lines(&output, start);
    if !status.success() {
        bail!("the suite failed ({status})");
    }
    // Not every runner minds: a suite that was filtered away must not look like one that has passed.
    if counts::passed(counts) == 0 {
        bail!("no test was run");
    }
    Ok(())
}

fn timed(step: Step, run: impl FnOnce(&mut Vec<String>) -> Result<()>) -> Row {
    let begun = Instant::now();
    let mut counts = Vec::new();
    let failure = run(&mut counts).err().map(|error| format!("{error:#}"));
    Row { step, took: begun.elapsed(), counts, failure }
}

impl Row {
    fn result(&self) -> &'static str {
        if self.failure.is_some() { "FAILED" } else { "ok" }
    }
}

/// To standard output, because it is the answer; everything else is progress. A closed pipe is no reason to fail.
fn summary(steps: &[Step], rows: &[Row]) {
    let mut text = String::from("\n");
    for row in rows.iter().filter(|row| !row.counts.is_empty()) {
        text += &format!("{}:\n", row.step.name());
        for line in &row.counts {
            text += &format!("  {}\n", line.trim());
        }
    }
    text += "\nstep      result       time  passed\n";
    for step in steps {
        text += &match rows.iter().find(|row| row.step == *step) {
            Some(row) => {
                let passed =
                    if row.counts.is_empty() { String::new() } else { counts::passed(&row.counts).to_string() };
                let line =
                    format!("{:<9} {:<7} {:>7.1} s  {passed:>6}", step.name(), row.result(), row.took.as_secs_f32());
                format!("{}\n", line.trim_end())
            }
            None => format!("{:<9} not run\n", step.name()),
        };
    }
    let _ = stdout().write_all(text.as_bytes());
}

/// The cargo that runs us, so that a toolchain chosen on the command line is kept.
pub fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
    forget_package(&mut command);
    command
}

/// Keeps what cargo told about this package from a command. If it is a cargo, or runs one, build scripts that look at it would run
/// anew, and half of the dependencies be compiled again.
pub fn forget_package(command: &mut Command) {
    for (name, _) in env::vars_os() {
        let told =
            name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"));
        if told {
            command.env_remove(name);
        }
    }
}
