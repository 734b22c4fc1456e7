//! The command line: one file for each subcommand.
//!
//! What a command answers goes to standard output, through [`out`]; progress, logs and errors go to standard error. Commands that
//! do not serve log errors only, unless the command line asks for more. [`EXIT_CODES`] says what the exit code tells.

mod audit;
mod config;
mod demo;
mod documents;
mod import;
mod migrate;
pub mod open;
pub mod out;
mod place;
mod policy;
pub mod progress;
mod schema;
mod serve;
mod user;

use clap::{Args, Parser, Subcommand};
use sea_orm::DbErr;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::config::{Config, LogConfig, LogFormat, Overrides};
use crate::kernel::db::trouble::is_contended;
use crate::kernel::fault::Fault;
use crate::kernel::user_error::Failure;
use crate::telemetry;

/// What the exit code tells.
pub const EXIT_CODES: &str = "\
Exit codes:
  0   it was done; of a question: yes
  1   it was done, and the answer is no: denied, a broken audit log, a breaking change, lines that were refused
  2   it was not done: it was not understood, was refused, or failed
  75  it was not done because there is no space left, or the database is busy: the same later";

/// Something went wrong.
pub const FAILED: u8 = 2;
/// The same may be done later; `EX_TEMPFAIL` of sysexits.h.
const LATER: u8 = 75;

/// A GraphQL back office for commerce: every matter, every role, every context.
#[derive(Debug, Parser)]
#[command(name = "regie", version, after_help = EXIT_CODES, propagate_version = true, disable_help_subcommand = true)]
pub struct Cli {
    #[command(flatten)]
    pub globals: Globals,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Args)]
pub struct Globals {
    /// The configuration file. Without it, `regie.toml` in the working folder when it is there.
    #[arg(long, global = true, env = "REGIE_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// `sqlite://path/to/file.db` or `postgres://…`. Without it, `regie.db` in the data folder.
    #[arg(long, global = true, env = "REGIE_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// The folder of the SQLite file.
    #[arg(long, global = true, env = "REGIE_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// What is logged, such as `info` or `info,regie=debug`. Without it, commands other than `serve` and `demo` log errors only.
    #[arg(long = "log", global = true, env = "REGIE_LOG", value_name = "FILTER")]
    pub log_filter: Option<String>,
    /// How log lines look.
    #[arg(long, global = true, env = "REGIE_LOG_FORMAT", value_enum)]
    pub log_format: Option<LogFormat>,
}

#[derive(Debug, Args)]
pub struct Listen {
    /// Address and port of the server. Port 0 takes a free one.
    #[arg(long, env = "REGIE_LISTEN", value_name = "ADDRESS")]
    pub listen: Option<SocketAddr>,
}

#[derive(Debug, Args)]
pub struct Report {
    /// How the report looks.
    #[arg(long = "report", value_enum, default_value_t = out::Form::Text, value_name = "FORM")]
    pub form: out::Form,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the back office until SIGTERM or Ctrl-C.
    Serve(serve::ServeArgs),
    /// Serve a demo shop with people, products and orders; made at the first start, kept afterwards.
    Demo(demo::DemoArgs),
    /// Bring the database up to date, or back.
    #[command(subcommand)]
    Migrate(migrate::MigrateCommand),
    /// Bring in what another system wrote into a file.
    #[command(subcommand)]
    Import(import::ImportCommand),
    /// Print the GraphQL schema, or compare two.
    Schema(schema::SchemaArgs),
    /// The people who work here.
    #[command(subcommand)]
    User(user::UserCommand),
    /// Ask who may do what, and why.
    #[command(subcommand)]
    Policy(policy::PolicyCommand),
    /// The configuration in force.
    #[command(subcommand)]
    Config(config::ConfigCommand),
    /// The audit log.
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// The documents that clients may send by their ids.
    #[command(subcommand)]
    Documents(documents::DocumentsCommand),
}

/// Why a command was not done: one line for whoever typed it.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Trouble {
    message: String,
    /// The exit code.
    pub code: u8,
}

impl Trouble {
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), code: FAILED }
    }

    /// The same, with what was tried.
    #[must_use]
    pub fn while_trying(self, what: &str) -> Self {
        Self { message: format!("{what}: {}", self.message), ..self }
    }
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        match fault {
            // Whoever cannot connect is told why: a server that is not there, or an address that is wrong.
            Fault::Retry(cause) if matches!(*cause, DbErr::Conn(_)) && !is_contended(&cause) => {
                Self::new(cause.to_string())
            }
            Fault::StorageFull(_) | Fault::Busy | Fault::Retry(_) | Fault::Throttled { .. } => {
                Self { message: fault.message(), code: LATER }
            }
            Fault::Unauthenticated
            | Fault::Forbidden { .. }
            | Fault::BadInput { .. }
            | Fault::Conflict { .. }
            | Fault::Protocol { .. }
            | Fault::Violation(_)
            | Fault::Internal(_)
            | Fault::StorageFailed(_)
            | Fault::Unknown(_) => Self::new(fault.cause().unwrap_or_else(|| fault.message())),
        }
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Fault(fault) => fault.into(),
            Failure::Refused(errors) => {
                let told: Vec<String> = errors
                    .into_iter()
                    .map(|error| match error.field.as_deref() {
                        Some([_, path @ ..]) => format!("{}: {}", path.join("."), error.message),
                        Some([]) | None => error.message,
                    })
                    .collect();
                Self::new(told.join(" "))
            }
        }
    }
}

impl From<DbErr> for Trouble {
    fn from(error: DbErr) -> Self {
        Fault::from(error).into()
    }
}

impl From<crate::config::ConfigError> for Trouble {
    fn from(error: crate::config::ConfigError) -> Self {
        Self::new(error.to_string())
    }
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Self {
        let full = matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded);
        Self { message: error.to_string(), code: if full { LATER } else { FAILED } }
    }
}

impl Cli {
    /// Reads the configuration and does what was asked.
    pub async fn run(self) -> Result<ExitCode, Trouble> {
        let Self { globals, command } = self;
        let asked = globals.log_filter.clone().filter(|filter| !filter.is_empty());
        let config = globals.load(command.listen())?;
        let quiet = || asked.unwrap_or_else(|| telemetry::QUIET.to_owned());
        let filter = if command.serves() { config.log.filter.clone() } else { quiet() };
        telemetry::init(&LogConfig { filter, ..config.log.clone() })?;
        match command {
            Command::Serve(args) => serve::run(config, args).await,
            Command::Demo(args) => demo::run(config, args).await,
            Command::Migrate(command) => migrate::run(&config, command).await,
            Command::Import(command) => import::run(&config, command).await,
            Command::Schema(args) => schema::run(&config, args).await,
            Command::User(command) => user::run(&config, command).await,
            Command::Policy(command) => policy::run(&config, command).await,
            Command::Config(command) => config::run(&config, &command),
            Command::Audit(command) => audit::run(&config, command).await,
            Command::Documents(command) => documents::run(&config, command).await,
        }
    }
}

impl Command {
    fn listen(&self) -> Option<SocketAddr> {
        match self {
            Self::Serve(args) => args.listen.listen,
            Self::Demo(args) => args.listen.listen,
            Self::Config(config::ConfigCommand::Print(args)) => args.listen,
            Self::Migrate(_)
            | Self::Import(_)
            | Self::Schema(_)
            | Self::User(_)
            | Self::Policy(_)
            | Self::Audit(_)
            | Self::Documents(_) => None,
        }
    }

    fn serves(&self) -> bool {
        match self {
            Self::Serve(_) | Self::Demo(_) => true,
            Self::Migrate(_)
            | Self::Import(_)
            | Self::Schema(_)
            | Self::User(_)
            | Self::Policy(_)
            | Self::Config(_)
            | Self::Audit(_)
            | Self::Documents(_) => false,
        }
    }
}

impl Globals {
    fn load(self, listen: Option<SocketAddr>) -> Result<Config, Trouble> {
        let Self { config, database_url, data, log_filter, log_format } = self;
        // An empty variable of a container file means that it was not set.
        let database_url = database_url.filter(|url| !url.is_empty());
        let log_filter = log_filter.filter(|filter| !filter.is_empty());
        let overrides = Overrides { database_url, data, listen, log_filter, log_format };
        Ok(Config::load(config.as_deref(), overrides)?)
    }
}
