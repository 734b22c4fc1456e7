//! `regie audit`.

use clap::Subcommand;
use std::process::ExitCode;

use crate::cli::{Report, Trouble, open, out};
use crate::config::Config;
use crate::kernel::journal::{self, Verification};

#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Recompute every hash of the audit log. The exit code is 1 when a chain is broken.
    Verify(Report),
}

pub async fn run(config: &Config, command: AuditCommand) -> Result<ExitCode, Trouble> {
    let AuditCommand::Verify(Report { form }) = command;
    let db = open::existing(config).await?;
    let found = journal::verify(&db.reader).await?;
    db.close().await?;
    let clean = found.problems.is_empty();
    out::report(form, &found, |found| {
        let Verification { entries, problems } = found;
        match clean {
            true => format!("The audit log is clean: {entries} entries."),
            false => problems.join("\n"),
        }
    })?;
    Ok(if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
