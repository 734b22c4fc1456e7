//! `fuzz`: what comes from outside, made up by a fuzzer that is guided by coverage.
//!
//! The targets are a workspace of their own, `tests/fuzz`. What the fuzzer finds on its way stays in `corpus` there, so that the
//! next run begins where this one has ended; what makes a target fail stays in `artifacts`. Nothing in this project is unsafe, so no
//! sanitizer is built in: without, the stable compiler will do, and the fuzzer is much faster.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::process::{Command, ExitCode, ExitStatus};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::job::{self, Stream};
use crate::say;
use crate::suite::cargo;

const FOLDER: &str = "tests/fuzz";
pub const MANIFEST: &str = "tests/fuzz/Cargo.toml";
/// What the fuzzer asks of a target, beside time. The longest document is a little shorter than the longest input.
const RULES: [&str; 4] = ["-max_len=33000", "-timeout=5", "-rss_limit_mb=2048", "-print_final_stats=1"];

#[derive(Args)]
pub struct FuzzArgs {
    /// This target only.
    target: Option<String>,
    /// How long each target is fuzzed.
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    seconds: u64,
}

pub fn fuzz(args: &FuzzArgs) -> Result<ExitCode> {
    let FuzzArgs { target, seconds } = args;
    for (program, lack) in [
        (cargo().args(["fuzz", "--version"]), "cargo-fuzz is missing: cargo install cargo-fuzz --locked"),
        (Command::new("c++").arg("--version"), "a C++ compiler is missing, for libFuzzer: apt-get install g++"),
    ] {
        if !job::succeeds(program) {
            bail!(lack);
        }
    }
    let known = targets()?;
    let wanted: Vec<&String> = known.iter().filter(|name| target.as_ref().is_none_or(|it| it == *name)).collect();
    if wanted.is_empty() {
        bail!("there is no such target, only {}", known.join(", "));
    }
    let mut table = String::from("\ntarget    result  executions    exec/s   edges  inputs\n");
    let mut failed = Vec::new();
    for name in wanted {
        let (status, output) = run(name, *seconds)?;
        let result = if status.success() { "ok" } else { "FAILED" };
        let Figures { executions, per_second, edges, inputs } = Figures::read(&output);
        writeln!(table, "{name:<9} {result:<7} {executions:>10} {per_second:>9} {edges:>7} {inputs:>7}")?;
        if !status.success() {
            failed.push(name.as_str());
        }
    }
    say(table.trim_end());
    if !failed.is_empty() {
        bail!("{} failed; the inputs that did it are in {FOLDER}/artifacts", failed.join(", "));
    }
    Ok(ExitCode::SUCCESS)
}

/// Looks through the targets beside the product, with what is compiled of its dependencies. Nothing is linked, so libFuzzer, which
/// takes a C++ compiler, is not built.
pub fn clippy() -> Result<()> {
    let target = env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    let mut command = cargo();
    command.args(["clippy", "--locked", "--manifest-path", MANIFEST, "--target-dir"]).arg(target);
    command.args(["--", "-D", "warnings"]).env("CUSTOM_LIBFUZZER_PATH", "/dev/null");
    job::run_well(&mut command)
}

fn targets() -> Result<Vec<String>> {
    let output = cargo().args(["fuzz", "list", "--fuzz-dir", FOLDER]).output().context("cannot list the targets")?;
    Ok(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
}

fn run(name: &str, seconds: u64) -> Result<(ExitStatus, String)> {
    say(format_args!("== {name}"));
    let in_folder = |kind: &str| format!("{FOLDER}/{kind}/{name}");
    fs::create_dir_all(in_folder("corpus"))?;
    let mut command = cargo();
    command.args(["fuzz", "run", "--sanitizer", "none", "--fuzz-dir", FOLDER, name]);
    command.args([in_folder("corpus"), in_folder("seeds"), "--".to_owned()]).args(RULES);
    command.args([format!("-dict={}", in_folder("dictionaries")), format!("-max_total_time={seconds}")]);
    job::run_and_read(&mut command, Stream::Err)
}

/// What libFuzzer tells at its end, as it is printed.
#[derive(Debug, Default, PartialEq)]
struct Figures<'a> {
    executions: &'a str,
    per_second: &'a str,
    edges: &'a str,
    inputs: &'a str,
}

impl<'a> Figures<'a> {
    /// From lines such as `#65536 pulse cov: 812 ft: 2200 corp: 310/21Kb exec/s: 16384` and `stat::average_exec_per_sec: 9000`.
    fn read(output: &'a str) -> Self {
        let mut figures = Self::default();
        let words: Vec<&str> = output.split_whitespace().collect();
        for pair in words.windows(2) {
            let [name, value] = pair else { continue };
            match *name {
                "stat::number_of_executed_units:" => figures.executions = value,
                "stat::average_exec_per_sec:" => figures.per_second = value,
                "cov:" => figures.edges = value,
                "corp:" => figures.inputs = value.split('/').next().unwrap_or_default(),
                _ => {}
            }
        }
        figures
    }
}

#[cfg(test)]
mod tests {
    use super::Figures;

    #[test]
    fn the_last_figures_are_the_ones_that_count() {
        let output = "#2\tINITED cov: 5 ft: 6 corp: 1/1b exec/s: 0 rss: 40Mb\n\
            #99\tDONE   cov: 812 ft: 2200 corp: 310/21Kb lim: 4096 exec/s: 33 rss: 52Mb\n\
            Done 99 runs in 3 second(s)\nstat::number_of_executed_units: 99\nstat::average_exec_per_sec:     33\n";
        let expected = Figures { executions: "99", per_second: "33", edges: "812", inputs: "310" };
        assert_eq!(Figures::read(output), expected);
    }
}
