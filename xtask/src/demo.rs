//! The demo shop, served by a process of its own.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context, Result};
use nix::sys::signal::Signal;
use serde_json::Value;

use crate::job;

/// How long a server that was told to stop is waited for. It gives its clients less.
const STOP: Duration = Duration::from_secs(40);

/// What to start.
pub struct Demo<'a> {
    pub program: &'a Path,
    /// Where its data and its configuration are, and where it runs.
    pub folder: &'a Path,
    /// The database; SQLite in the folder without.
    pub database: Option<&'a str>,
    pub scale: u32,
    /// Its configuration, as TOML.
    pub config: &'a str,
    /// On the first core only.
    pub pinned: bool,
}

/// A server that answers. It is killed on drop.
pub struct Served {
    pub process: Child,
    /// Kept open: a closed pipe is an error to a server that has something to say.
    stdout: BufReader<ChildStdout>,
    /// Host and port.
    pub address: String,
    /// The people of the shop, as the server printed them: `role`, `email`, `password`, `name`.
    pub people: Vec<Value>,
}

impl Demo<'_> {
    /// Starts it on a free port, fills the shop if it is not there, and waits until it answers.
    pub fn serve(&self, log: Stdio) -> Result<Served> {
        let Self { program, folder, database, scale, config, pinned } = self;
        let file = folder.join("regie.toml");
        fs::write(&file, config)?;
        // Found also from the folder that it runs in.
        let program = std::path::absolute(program)?;
        let mut command = Command::new(if *pinned { Path::new("taskset") } else { &program });
        if *pinned {
            command.args(["-c", "0"]).arg(&program);
        }
        // Not the settings of whoever runs us: those may be of a shop that is none of ours.
        for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("REGIE_")) {
            command.env_remove(name);
        }
        command.args(["demo", "--listen", "127.0.0.1:0", "--print-credentials", "json", "--log-format", "json"]);
        command.args(["--scale", &scale.to_string()]).arg("--data").arg(folder).arg("--config").arg(&file);
        if let Some(url) = database {
            command.args(["--database-url", url]);
        }
        command.current_dir(folder).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log);
        let mut process = job::spawn(&mut command, job::Group::Own)?;
        let stdout = process.stdout.take().context("the server has no output")?;
        let mut served = Served { process, stdout: BufReader::new(stdout), address: String::new(), people: Vec::new() };
        served.read_lines()?;
        Ok(served)
    }
}

impl Served {
    fn read_lines(&mut self) -> Result<()> {
        loop {
            let mut line = String::new();
            if self.stdout.read_line(&mut line)? == 0 {
                anyhow::bail!("the server did not start: {}", self.process.wait()?);
            }
            let line: Value = serde_json::from_str(&line)?;
            if let Some(url) = line["url"].as_str() {
                self.address = url.trim_start_matches("http://").to_owned();
                return Ok(());
            }
            self.people.push(line);
        }
    }

    /// E-mail and password of the first person with the role.
    pub fn person(&self, role: &str) -> Result<(&str, &str)> {
        let person = self.people.iter().find(|person| person["role"] == role);
        let person = person.with_context(|| format!("nobody is {role}"))?;
        Ok((person["email"].as_str().unwrap_or_default(), person["password"].as_str().unwrap_or_default()))
    }

    /// Tells it to stop, unless it has, and gives how it ended. None: it did not, and is killed.
    pub fn stop(mut self) -> Result<Option<ExitStatus>> {
        if self.process.try_wait()?.is_none() {
            job::signal_group(&self.process, Signal::SIGTERM);
        }
        job::wait_for(&mut self.process, STOP)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
