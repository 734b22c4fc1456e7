//! `regie demo`.

use clap::{Args, ValueEnum};
use serde_json::json;
use std::process::ExitCode;

use crate::app::{App, Sources};
use crate::cli::progress::{Meter, note};
use crate::cli::serve::say;
use crate::cli::{Listen, Trouble, open, out};
use crate::config::Config;
use crate::demo::people::{Credentials, PEOPLE};
use crate::demo::{self, Options, Tenant};
use crate::kernel::fault::Fault;
use crate::kernel::user_error::Failure;
use crate::migrate;
use crate::server::life::{Migrate, Server};

#[derive(Debug, Args)]
pub struct DemoArgs {
    #[command(flatten)]
    pub listen: Listen,
    /// Multiplies products, customers and orders.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    scale: u32,
    /// Another seed makes another shop.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How the demo people and the address are printed. As JSON, each is one line.
    #[arg(long, value_enum, default_value = "text", value_name = "FORM")]
    print_credentials: CredentialsForm,
    /// Make the shop, print the people, and end.
    #[arg(long)]
    no_serve: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum CredentialsForm {
    Text,
    Json,
}

pub async fn run(config: Config, args: DemoArgs) -> Result<ExitCode, Trouble> {
    let DemoArgs { listen: _, scale, seed, print_credentials, no_serve } = args;
    open::make_folder(&config)?;
    // The address first: a port that is taken should not be told after minutes of filling.
    let server = match no_serve {
        true => None,
        false => Some(Server::bind(config.clone()).await.map_err(Trouble::new)?),
    };
    if !config.server.listen.ip().is_loopback() && !no_serve {
        note("warning: others can reach this address, and everybody knows the passwords of the demo people");
    }
    make(&config, Options { seed, scale }).await?;
    print_people(print_credentials)?;
    if let Some(server) = server {
        let opened = async |url: &str, _: Option<&App>| opened(url, print_credentials);
        server.run(Migrate::Always, opened).await?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Makes the shop, unless it is there.
async fn make(config: &Config, options: Options) -> Result<(), Trouble> {
    let database = config.db_options();
    migrate::up(&database, &Sources::real()).await?;
    let app = App::open(&database, Sources::real()).await?;
    match demo::tenant(&app).await? {
        Tenant::Demo => note("The demo shop is there already and is kept."),
        Tenant::Others => {
            let message =
                "this database belongs to other people: the demo shop wants one of its own (--data, --database-url)";
            return Err(Trouble::new(message));
        }
        Tenant::Unfinished => {
            let message = "a filling of the demo shop was interrupted in this database: remove it, or name another one \
                           (--data, --database-url)";
            return Err(Trouble::new(message));
        }
        Tenant::Nobody => {
            let meter = Meter::new();
            let progress = |step: demo::Step| meter.at(step.name, step.done, Some(step.total));
            // Part of it stands in the database by then, so that the same again is refused.
            demo::fill(&app, options, &progress).await.map_err(|failure| {
                let why = match failure {
                    Failure::Fault(Fault::StorageFull(_)) => "there is no space left".to_owned(),
                    Failure::Fault(fault) => fault.told(),
                    Failure::Refused(errors) => format!("{errors:?}"),
                };
                Trouble::new(format!("the demo shop was filled in part ({why}): remove this database, and begin again"))
            })?;
        }
    }
    Ok(app.house.db.clone().close().await?)
}

fn print_people(form: CredentialsForm) -> Result<(), Trouble> {
    let people: Vec<Credentials> = PEOPLE.iter().map(demo::people::Person::credentials).collect();
    match form {
        CredentialsForm::Json => people.iter().try_for_each(out::json),
        CredentialsForm::Text => {
            let rows: Vec<[String; 4]> = people
                .into_iter()
                .map(|Credentials { email, password, role, name }| {
                    [role.to_owned(), email, password.to_owned(), name.to_owned()]
                })
                .collect();
            out::line(out::table(["role", "e-mail", "password", "name"], &rows).trim_end())
        }
    }
}

fn opened(url: &str, form: CredentialsForm) -> Result<(), Fault> {
    let graphql = format!("{url}/graphql");
    match form {
        CredentialsForm::Json => say(json!({ "url": url, "graphql": graphql })),
        CredentialsForm::Text => say(format!("The demo shop answers at {graphql}")),
    }
}
