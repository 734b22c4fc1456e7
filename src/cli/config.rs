//! `regie config`.

use clap::Subcommand;
use std::process::ExitCode;

use crate::cli::{Listen, Trouble, out};
use crate::config::Config;

#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Print what is in force, from file, environment and flags, without secrets.
    Print(Listen),
}

pub fn run(config: &Config, command: &ConfigCommand) -> Result<ExitCode, Trouble> {
    match command {
        ConfigCommand::Print(_) => out::line(config.effective().to_toml()?.trim_end())?,
    }
    Ok(ExitCode::SUCCESS)
}
