//! `regie serve`.

use clap::Args;
use std::process::ExitCode;

use crate::app::App;
use crate::cli::{Listen, Trouble, open, out};
use crate::config::Config;
use crate::kernel::fault::Fault;
use crate::server::life::{Migrate, Server};
use crate::staff::bootstrap;

#[derive(Debug, Args)]
pub struct ServeArgs {
    #[command(flatten)]
    pub listen: Listen,
    /// Who applies pending migrations. `--migrate` alone means `always`.
    #[arg(
        long,
        value_enum,
        default_value = "auto",
        default_missing_value = "always",
        num_args = 0..=1,
        require_equals = true
    )]
    pub migrate: Migrate,
}

pub async fn run(config: Config, args: ServeArgs) -> Result<ExitCode, Trouble> {
    let ServeArgs { listen: _, migrate } = args;
    open::make_folder(&config)?;
    let server = Server::bind(config).await.map_err(Trouble::new)?;
    server.run(migrate, opened).await?;
    Ok(ExitCode::SUCCESS)
}

async fn opened(url: &str, app: Option<&App>) -> Result<(), Fault> {
    let Some(app) = app else {
        return say(format!("Regie waits at {url} until the database is migrated"));
    };
    if let Some(token) = bootstrap::offer(&app.house).await? {
        say(first_owner(&token))?;
    }
    say(format!("Regie answers at {url}/graphql"))
}

/// Printed, never logged: logs are kept and read by others.
fn first_owner(token: &str) -> String {
    let hours = bootstrap::TOKEN_SECS / 3600;
    format!(
        "Nobody works here yet. Make the first owner within {hours} hours: by `regie user create --role owner`, or by the\n\
         mutation ownerCreate(input: {{ token: …, email: …, name: …, password: … }}) with this token, which is shown once:\n\
         {token}"
    )
}

/// Says something on standard output from within the server.
pub fn say(text: impl std::fmt::Display) -> Result<(), Fault> {
    out::line(text).map_err(|trouble| Fault::internal(trouble.to_string()))
}
