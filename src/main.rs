//! The program: reads its arguments, does what they say, tells in one line what went wrong.

use anyhow::Context as _;
use clap::Parser as _;
use regie::cli::Cli;
use regie::cli::progress::note;
use std::process::ExitCode;

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(code) => code,
        Err(error) => {
            note(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("no threads to run on")?;
    Ok(runtime.block_on(cli.run())?)
}
