//! The program: reads its arguments, does what they say, tells in one line what went wrong.

use anyhow::Context as _;
use clap::Parser as _;
use regie::cli::progress::note;
use regie::cli::{Cli, FAILED, Trouble};
use std::process::ExitCode;

/// An answer is thousands of small allocations in several threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(code) => code,
        Err(error) => {
            note(&format!("error: {error:#}"));
            ExitCode::from(error.downcast_ref::<Trouble>().map_or(FAILED, |trouble| trouble.code))
        }
    }
}

/// After so many steps of tasks a thread looks for what has come over the network. A step of a large answer takes a
/// millisecond, and requests that nobody has seen yet can be neither served nor sent away.
const EVENT_INTERVAL: u32 = 4;

fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .event_interval(EVENT_INTERVAL)
        .enable_all()
        .build()
        .context("no threads to run on")?;
    Ok(runtime.block_on(cli.run())?)
}
