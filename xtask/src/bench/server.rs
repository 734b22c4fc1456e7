//! The server under measurement: the release build with the demo shop, and somebody signed in to it.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result};
use clap::Args;
use serde_json::{Value, json};

use super::client::Connection;
use super::with_folder;
use crate::cluster::{Cluster, Durability};
use crate::demo::{Demo, Served};
use crate::job;
use crate::suite::cargo;

const PROGRAM: &str = "target/release/regie";
const BARE: &str = "target/release/examples/bare";

/// Builds the program that is measured, unless there is one.
pub fn build(program: Option<&Path>) -> Result<PathBuf> {
    Ok(match program {
        Some(program) => program.to_owned(),
        None => {
            job::run_well(cargo().args(["build", "--release", "--bin", "regie"]))?;
            PathBuf::from(PROGRAM)
        }
    })
}

/// The same with the bare handler. Both are built in one go: apart, the library would be compiled twice, with other features.
pub fn build_with_bare(program: Option<&Path>, bare: Option<&Path>) -> Result<(PathBuf, PathBuf)> {
    let mut build = cargo();
    build.args(["build", "--release"]);
    if program.is_none() {
        build.args(["--bin", "regie"]);
    }
    if bare.is_none() {
        build.args(["--example", "bare"]);
    }
    if program.is_none() || bare.is_none() {
        job::run_well(&mut build)?;
    }
    let found = |given: Option<&Path>, built: &str| std::path::absolute(given.unwrap_or(Path::new(built)));
    Ok((found(program, PROGRAM)?, found(bare, BARE)?))
}

/// Which server is measured.
#[derive(Args)]
pub struct Target {
    /// On PostgreSQL instead of SQLite.
    #[arg(long)]
    postgres: bool,
    /// Measure this program instead of building one.
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
}

impl Target {
    /// Lends a demo server with this configuration.
    pub fn lend<T>(&self, config: &str, measure: impl FnOnce(&Server) -> Result<T>) -> Result<T> {
        self.start(config, false, |server| measure(server))
    }

    /// The same on the first core only, if it is pinned.
    pub fn start<T>(&self, config: &str, pinned: bool, measure: impl FnOnce(&mut Server) -> Result<T>) -> Result<T> {
        let Self { postgres, program } = self;
        let program = build(program.as_deref())?;
        let cluster = if *postgres { Some(Cluster::start(Durability::Default)?) } else { None };
        let database = cluster.as_ref().map(Cluster::url);
        with_folder(|folder| {
            let setup = Demo { program: &program, folder, database, scale: 1, config, pinned };
            measure(&mut Server::start(&setup)?)
        })
    }
}

/// A demo server, and the owner signed in to it.
pub struct Server {
    pub demo: Served,
    pub token: String,
}

impl Server {
    pub fn start(demo: &Demo<'_>) -> Result<Self> {
        let demo = demo.serve(Stdio::null())?;
        let (email, password) = demo.person("owner")?;
        let token = login(&demo.address, email, password)?;
        Ok(Self { demo, token })
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
