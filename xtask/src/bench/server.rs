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
    if let Some(program) = program {
        return Ok(program.to_owned());
    }
    job::run_well(cargo().args(["build", "--release", "--bin", "regie"]))?;
    Ok(PathBuf::from(PROGRAM))
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
