//! Logs: to standard error, as JSON or for people. Variables, tokens and passwords never get here.

use std::io::IsTerminal as _;
use tracing_subscriber::EnvFilter;

use crate::config::{ConfigError, LogConfig, LogFormat};

/// What commands other than the server log: what stands on standard error is for whoever typed the command.
pub const QUIET: &str = "error";

/// Starts logging. A second call changes nothing.
pub fn init(config: &LogConfig) -> Result<(), ConfigError> {
    let LogConfig { format, filter } = config;
    let filter = EnvFilter::try_new(filter)
        .map_err(|error| ConfigError { place: "log.filter".to_owned(), message: error.to_string() })?;
    let json = match format {
        LogFormat::Json => true,
        LogFormat::Pretty => false,
        LogFormat::Auto => !std::io::stderr().is_terminal(),
    };
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A log that cannot be written is dropped: to complain of it on the same stream would be the end of the process.
    let logs = logs.log_internal_errors(false);
    let started = if json {
        logs.json().flatten_event(true).with_current_span(true).with_span_list(true).try_init()
    } else {
        logs.with_ansi(std::io::stderr().is_terminal()).try_init()
    };
    if started.is_ok() {
        std::panic::set_hook(Box::new(|panic| {
            let message = panic.payload_as_str().unwrap_or("no message");
            let place = panic.location().map(ToString::to_string);
            tracing::error!(panic.message = message, panic.place = place, "panicked");
        }));
    }
    Ok(())
}
