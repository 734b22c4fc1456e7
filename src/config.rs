//! Configuration: a file, then the environment, then flags; the later wins. One struct for each section.
//!
//! An unknown key or a value out of its bounds is refused with the file, the line and the column. `regie config print` shows
//! what is in force, without secrets. `regie.example.toml` has every key with its default, and a test holds it to that.

mod server;

use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::engine::lanes::Loads;
use crate::engine::settings::Settings;
use crate::kernel::db::DbOptions;
use crate::kernel::queue::Load;
pub use server::{ServerConfig, TlsConfig};

/// Read from the working folder when it is there and no other file is named.
pub const DEFAULT_FILE: &str = "regie.toml";
/// The name of the SQLite file in the data folder.
pub const SQLITE_FILE: &str = "regie.db";
/// Mutations that run for each connection that can write; the next one shall not have to be fetched first.
const MUTATIONS_PER_WRITER: usize = 2;
/// Mutations that wait.
const MUTATIONS_WAITING: usize = 256;
/// How long a mutation waits, such as behind an import. Whoever changes something waits rather than trying again.
const MUTATION_WAIT: Duration = Duration::from_secs(5);
/// Passwords are hashed on one of so many cores, and on one at least.
const LOGINS_CORES: usize = 2;
/// Logins that wait. One takes as long as ten pages.
const LOGINS_WAITING: usize = 256;
/// What there was once, and what took its place.
const GONE: [(&str, &str); 1] = [(
    "overload_wait_millis",
    "nobody is sent away any longer who can be served within `wait_max_millis`: leave it out",
)];
/// What stands in place of a secret.
const REDACTED: &str = "***";

/// Everything that can be set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The folder of the SQLite file. A relative one is looked for from the working folder.
    pub data: PathBuf,
    pub database: DatabaseConfig,
    pub server: ServerConfig,
    pub graphql: Settings,
    pub log: LogConfig,
    pub worker: WorkerConfig,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DatabaseConfig {
    /// `sqlite://path/to/file.db` or `postgres://…`. Without it, `regie.db` in the data folder.
    pub url: Option<String>,
    /// Connections for reading.
    #[serde(deserialize_with = "within::<_, u32, 1, 256>")]
    pub readers: u32,
    /// Connections for writing on PostgreSQL. SQLite has one writer.
    #[serde(deserialize_with = "within::<_, u32, 1, 256>")]
    pub writers: u32,
    /// Whether SQLite waits for the disk at each commit, so that a power cut loses none.
    pub sqlite_full_sync: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogConfig {
    pub format: LogFormat,
    /// Directives such as `info` or `info,regie=debug`. For the server; other commands tell warnings only.
    pub filter: String,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For people.
    Pretty,
    /// For people on a terminal, JSON elsewhere.
    Auto,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WorkerConfig {
    /// Whether this process hands on events and runs jobs.
    pub enabled: bool,
    /// How often it looks for work that another process has left.
    #[serde(deserialize_with = "within::<_, u64, 10, 60_000>")]
    pub poll_millis: u64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: PathBuf::from("./data"),
            database: DatabaseConfig::default(),
            server: ServerConfig::default(),
            graphql: Settings::default(),
            log: LogConfig::default(),
            worker: WorkerConfig::default(),
        }
    }
}

impl Default for DatabaseConfig {
    fn default() -> Self {
        Self { url: None, readers: 8, writers: 8, sqlite_full_sync: false }
    }
}

impl Default for LogConfig {
    fn default() -> Self {
        Self { format: LogFormat::Auto, filter: "info".to_owned() }
    }
}

impl Default for WorkerConfig {
    fn default() -> Self {
        Self { enabled: true, poll_millis: 1_000 }
    }
}

/// What the environment and the flags say.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    pub database_url: Option<String>,
    pub data: Option<PathBuf>,
    pub listen: Option<SocketAddr>,
    pub log_filter: Option<String>,
    pub log_format: Option<LogFormat>,
}

impl Config {
    /// Reads the named file, else `regie.toml` when it is there, and lays `overrides` over it.
    pub fn load(file: Option<&Path>, overrides: Overrides) -> Result<Self, ConfigError> {
        let path = file.unwrap_or_else(|| Path::new(DEFAULT_FILE));
        let config = match std::fs::read_to_string(path) {
            Ok(text) => Self::parse(&text, path)?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && file.is_none() => Self::default(),
            Err(error) => return Err(ConfigError { place: path.display().to_string(), message: error.to_string() }),
        };
        Ok(config.with(overrides))
    }

    /// Reads a text; `path` is for the words of an error.
    pub fn parse(text: &str, path: &Path) -> Result<Self, ConfigError> {
        let config: Self = toml::from_str(text).map_err(|error| {
            let place = match error.span() {
                Some(span) => {
                    let before = text.get(..span.start).unwrap_or(text);
                    let line = before.matches('\n').count() + 1;
                    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
                    format!("{}:{line}:{column}", path.display())
                }
                None => path.display().to_string(),
            };
            let message = error.message().replace('\n', " ");
            let gone = GONE.iter().find(|(key, _)| message.starts_with(&format!("unknown field `{key}`")));
            let message = gone.map_or(message, |(key, instead)| format!("`{key}` is gone: {instead}"));
            ConfigError { place, message }
        })?;
        match config.contradiction() {
            Some(message) => Err(ConfigError { place: path.display().to_string(), message }),
            None => Ok(config),
        }
    }

    /// What settings say against each other.
    fn contradiction(&self) -> Option<String> {
        self.server.contradiction().or_else(|| self.graphql.contradiction())
    }

    fn with(mut self, overrides: Overrides) -> Self {
        let Overrides { database_url, data, listen, log_filter, log_format } = overrides;
        self.database.url = database_url.or(self.database.url);
        self.data = data.unwrap_or(self.data);
        self.server.listen = listen.unwrap_or(self.server.listen);
        self.log.filter = log_filter.unwrap_or(self.log.filter);
        self.log.format = log_format.unwrap_or(self.log.format);
        self
    }

    /// The effective configuration: what is derived is filled in, secrets are not shown.
    pub fn effective(&self) -> Self {
        let mut shown = self.clone();
        shown.database.url = Some(redact(&self.db_options().url));
        shown.server.graphiql = Some(self.graphiql());
        shown.graphql = self.graphql();
        for client in &mut shown.graphql.clients {
            client.key_sha256 = client.key_sha256.as_ref().map(|_| REDACTED.to_owned());
        }
        let Load { requests_max, wait_max, .. } = self.request_load();
        shown.server.requests_max = Some(requests_max);
        shown.server.wait_max_millis = u64::try_from(wait_max.as_millis()).ok();
        shown
    }

    /// As TOML.
    pub fn to_toml(&self) -> Result<String, ConfigError> {
        toml::to_string_pretty(self)
            .map_err(|error| ConfigError { place: "configuration".to_owned(), message: error.to_string() })
    }

    /// How to connect.
    pub fn db_options(&self) -> DbOptions {
        let DatabaseConfig { url, readers, writers, sqlite_full_sync } = &self.database;
        let url = match url {
            Some(url) => with_creation(url),
            None => sqlite_url(&self.data.join(SQLITE_FILE)),
        };
        DbOptions { readers: *readers, writers: *writers, sqlite_full_sync: *sqlite_full_sync, ..DbOptions::new(url) }
    }

    /// The folder to create before the first connection: ours only, and only when the database lies in it.
    pub fn own_folder(&self) -> Option<&Path> {
        self.database.url.is_none().then_some(self.data.as_path())
    }

    pub fn graphiql(&self) -> bool {
        self.server.graphiql.unwrap_or(self.server.listen.ip().is_loopback())
    }

    /// With what is derived filled in.
    pub fn graphql(&self) -> Settings {
        let anonymous = self.graphql.anonymous_introspection.unwrap_or(self.server.listen.ip().is_loopback());
        Settings { anonymous_introspection: Some(anonymous), ..self.graphql.clone() }
    }

    /// How much is done at a time. What is not set follows from the pools and the cores.
    pub fn request_load(&self) -> Load {
        let DatabaseConfig { readers, writers, .. } = self.database;
        let sqlite = self.db_options().url.starts_with("sqlite:");
        self.server.load(readers, if sqlite { 1 } else { writers }, sqlite)
    }

    /// How many mutations run and wait for the database, and how many logins for a core, beside the requests that only read.
    pub fn lane_loads(&self) -> Loads {
        let sqlite = self.db_options().url.starts_with("sqlite:");
        let writers = if sqlite { 1 } else { usize::try_from(self.database.writers).unwrap_or(usize::MAX) };
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        // They have waited for their request before, and are answered in its time.
        let wait_max = MUTATION_WAIT.min(self.server.request_timeout().saturating_sub(self.server.wait_max()) / 2);
        let lane = |requests_max, waiting_max| Load { requests_max, slow_max: 0, waiting_max, wait_max };
        Loads {
            mutations: lane(writers * MUTATIONS_PER_WRITER, MUTATIONS_WAITING),
            logins: lane((cores / LOGINS_CORES).max(1), LOGINS_WAITING),
        }
    }

    pub fn poll(&self) -> Duration {
        Duration::from_millis(self.worker.poll_millis)
    }
}

/// The file behind a SQLite URL.
pub fn sqlite_path(url: &str) -> Option<PathBuf> {
    let path = url.strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    let path = path.split('?').next().unwrap_or(path);
    let decoded = path.replace("%23", "#").replace("%3F", "?").replace("%25", "%");
    Some(PathBuf::from(decoded))
}

fn sqlite_url(path: &Path) -> String {
    let path = path.display().to_string().replace('%', "%25").replace('?', "%3F").replace('#', "%23");
    // Without slashes behind the scheme: behind them the first folder of a relative path would have to look like a host.
    format!("sqlite:{path}?mode=rwc")
}

/// A SQLite URL that does not say how to open the file means to create it when it is missing.
fn with_creation(url: &str) -> String {
    match url.split_once('?') {
        _ if !url.starts_with("sqlite:") => url.to_owned(),
        Some((_, query)) if query.split('&').any(|pair| pair.starts_with("mode=")) => url.to_owned(),
        Some(_) => format!("{url}&mode=rwc"),
        None => format!("{url}?mode=rwc"),
    }
}

/// The URL of a database without its password.
pub fn redact(url: &str) -> String {
    if url.starts_with("sqlite:") {
        return url.to_owned();
    }
    let Ok(mut parsed) = url::Url::parse(url) else { return REDACTED.to_owned() };
    if parsed.password().is_some() && parsed.set_password(Some(REDACTED)).is_err() {
        return REDACTED.to_owned();
    }
    if parsed.query_pairs().any(|(name, _)| name == "password") {
        let pairs: Vec<(String, String)> = parsed.query_pairs().into_owned().collect();
        let mut query = parsed.query_pairs_mut();
        query.clear();
        for (name, value) in pairs {
            let shown = if name == "password" { REDACTED } else { &value };
            query.append_pair(&name, shown);
        }
        drop(query);
    }
    parsed.to_string()
}

/// A whole number from `MIN` to `MAX`. Checked while the file is read, so that the refusal knows the line.
pub(crate) fn within<'de, D, T, const MIN: u64, const MAX: u64>(input: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: TryFrom<u64>,
{
    let refuse = || serde::de::Error::custom(format!("this must be a whole number from {MIN} to {MAX}"));
    let number = i64::deserialize(input)?;
    let number = u64::try_from(number).ok().filter(|number| (MIN..=MAX).contains(number)).ok_or_else(refuse)?;
    T::try_from(number).map_err(|_| refuse())
}

/// What is wrong with the configuration, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// `file:line:column` as far as it is known.
    pub place: String,
    pub message: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.place, self.message)
    }
}

impl std::error::Error for ConfigError {}
