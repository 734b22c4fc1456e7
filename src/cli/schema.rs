//! `regie schema`.

use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::cli::{Trouble, out};
use crate::schema;

#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// Write it into this file instead of standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub fn run(args: &SchemaArgs) -> Result<ExitCode, Trouble> {
    let SchemaArgs { out } = args;
    let sdl = schema::sdl();
    match out {
        Some(path) => std::fs::write(path, sdl)
            .map_err(|error| Trouble::new(format!("cannot write {}: {error}", path.display())))?,
        None => out::line(sdl.trim_end())?,
    }
    Ok(ExitCode::SUCCESS)
}
