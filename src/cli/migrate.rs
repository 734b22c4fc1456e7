//! `regie migrate`.

use clap::{Args, Subcommand};
use serde_json::json;
use std::process::ExitCode;

use crate::app::Sources;
use crate::cli::{Report, Trouble, open, out};
use crate::config::Config;
use crate::migrate;

#[derive(Debug, Subcommand)]
pub enum MigrateCommand {
    /// Apply what is pending, and bring in built-in roles and workflows.
    Up(UpArgs),
    /// Take back the latest migration, with the data in its tables.
    Down(DownArgs),
    /// Tell which migrations are applied and which are pending.
    Status(UpArgs),
}

#[derive(Debug, Args)]
pub struct UpArgs {
    #[command(flatten)]
    report: Report,
}

#[derive(Debug, Args)]
pub struct DownArgs {
    /// How many migrations to take back.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..), conflicts_with = "all")]
    steps: u32,
    /// Take back all of them.
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    report: Report,
}

pub async fn run(config: &Config, command: MigrateCommand) -> Result<ExitCode, Trouble> {
    match command {
        MigrateCommand::Up(args) => up(config, args).await?,
        MigrateCommand::Down(args) => down(config, args).await?,
        MigrateCommand::Status(args) => status(config, args).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn up(config: &Config, args: UpArgs) -> Result<(), Trouble> {
    let UpArgs { report } = args;
    open::make_folder(config)?;
    let applied = migrate::up(&config.db_options(), &Sources::real()).await?;
    out::report(report.form, &json!({ "applied": applied }), |_| list("applied", &applied))
}

async fn down(config: &Config, args: DownArgs) -> Result<(), Trouble> {
    let DownArgs { steps, all, report } = args;
    open::existing(config).await?.close().await?;
    let taken = migrate::down(&config.db_options(), (!all).then_some(steps)).await?;
    out::report(report.form, &json!({ "takenBack": taken }), |_| list("taken back", &taken))
}

async fn status(config: &Config, args: UpArgs) -> Result<(), Trouble> {
    let UpArgs { report } = args;
    let db = open::existing(config).await?;
    let found = migrate::status(&db.reader).await?;
    db.close().await?;
    let value = json!({ "applied": found.applied, "pending": found.pending, "unknown": found.unknown });
    out::report(report.form, &value, |_| {
        let lines = [("applied", &found.applied), ("pending", &found.pending), ("unknown", &found.unknown)];
        lines.into_iter().flat_map(|(word, names)| names.iter().map(move |name| format!("{word}  {name}\n"))).collect()
    })
}

fn list(what: &str, names: &[String]) -> String {
    if names.is_empty() {
        return format!("Nothing was {what}.");
    }
    names.iter().map(|name| format!("{what}  {name}\n")).collect()
}
