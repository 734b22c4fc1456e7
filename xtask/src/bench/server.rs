//! The server under measurement: the release build with the demo shop, and somebody signed in to it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::client::Connection;
use crate::job;
use crate::suite::cargo;

const PROGRAM: &str = "target/release/regie";

/// Builds the program that is measured, unless there is one.
pub fn build(program: Option<&Path>) -> Result<PathBuf> {
    if let Some(program) = program {
        return Ok(program.to_owned());
    }
    job::run_well(cargo().args(["build", "--release", "--bin", "regie"]))?;
    Ok(PathBuf::from(PROGRAM))
}

/// How it is started.
pub struct Setup<'a> {
    pub program: &'a Path,
    /// An empty folder for its files.
    pub folder: &'a Path,
    /// PostgreSQL; without it, SQLite.
    pub database: Option<&'a str>,
    pub scale: u32,
    /// Its configuration, as TOML.
    pub config: &'a str,
    /// On the first core only.
    pub pinned: bool,
}

/// A demo server, and the owner signed in to it. Killed on drop.
pub struct Server {
    pub process: Child,
    pub address: String,
    pub token: String,
}

impl Server {
    pub fn start(setup: &Setup<'_>) -> Result<Self> {
        let Setup { program, folder, database, scale, config, pinned } = setup;
        let file = folder.join("regie.toml");
        fs::write(&file, config)?;
        let mut command = Command::new(if *pinned { Path::new("taskset") } else { program });
        if *pinned {
            command.args(["-c", "0"]).arg(program);
        }
        command.args(["demo", "--listen", "127.0.0.1:0", "--print-credentials", "json"]);
        command.args(["--scale", &scale.to_string()]).arg("--data").arg(folder).arg("--config").arg(&file);
        if let Some(url) = database {
            command.args(["--database-url", url]);
        }
        let mut process = job::spawn(command.stdout(Stdio::piped()).stderr(Stdio::null()), job::Group::Own)?;
        let stdout = process.stdout.take().context("the server has no output")?;
        let mut server = Self { process, address: String::new(), token: String::new() };
        let (mut email, mut password) = (String::new(), String::new());
        for line in BufReader::new(stdout).lines() {
            let line: Value = serde_json::from_str(&line?)?;
            let text = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
            if line["role"] == "owner" {
                (email, password) = (text("email"), text("password"));
            }
            if let Some(url) = line["url"].as_str() {
                server.address = url.trim_start_matches("http://").to_owned();
                break;
            }
        }
        server.token = login(&server.address, &email, &password)?;
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn login(address: &str, email: &str, password: &str) -> Result<String> {
    let document = "mutation($input: SessionCreateInput!) { sessionCreate(input: $input) { token } }";
    let body = json!({ "query": document, "variables": { "input": { "email": email, "password": password } } });
    let answer = Connection::open(address)?.graphql("", &body.to_string())?;
    let answer: Value = serde_json::from_slice(&answer)?;
    let token = answer["data"]["sessionCreate"]["token"].as_str();
    token.map(str::to_owned).with_context(|| format!("nobody was signed in: {answer}"))
}
