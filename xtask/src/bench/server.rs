//! The server under measurement: the release build with the demo shop, and somebody signed in to it.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::client::Connection;
use crate::demo::{Demo, Served};
use crate::job;
use crate::suite::cargo;

const PROGRAM: &str = "target/release/regie";

/// Builds the program that is measured, unless there is one.
pub fn build(program: Option<&Path>) -> Result<PathBuf> {
    built(program, &[])
}

/// The same with an example, in one go: built apart, the library would be compiled twice, with other features.
pub fn build_with_example(program: Option<&Path>, example: &str) -> Result<PathBuf> {
    built(program, &["--example", example])
}

fn built(program: Option<&Path>, more: &[&str]) -> Result<PathBuf> {
    let mut build = cargo();
    build.args(["build", "--release"]).args(more);
    if program.is_none() {
        build.args(["--bin", "regie"]);
    }
    if program.is_none() || !more.is_empty() {
        job::run_well(&mut build)?;
    }
    Ok(program.map_or_else(|| PathBuf::from(PROGRAM), Path::to_owned))
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
