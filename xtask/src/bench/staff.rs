//! People who work in the demo shop, as many as a benchmark needs.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::client::Connection;
use super::server::Server;

/// What they may do.
const ROLE: &str = "order-agent";
const PASSWORD: &str = "ten characters";

/// Invites so many order agents; gives the tokens of their sessions.
pub fn agents(server: &Server, count: usize) -> Result<Vec<String>> {
    let mut connection = Connection::open(&server.demo.address)?;
    let mut ask = |token: &str, document: &str, variables: Value| -> Result<Value> {
        let body = json!({ "query": document, "variables": variables }).to_string();
        Ok(serde_json::from_slice(&connection.graphql(token, &body)?)?)
    };
    let roles = ask(&server.token, "{ roles(first: 50) { nodes { id key } } }", json!({}))?;
    let role = roles["data"]["roles"]["nodes"].as_array().and_then(|all| all.iter().find(|role| role["key"] == ROLE));
    let role = role.with_context(|| format!("there is no role {ROLE}: {roles}"))?["id"].clone();
    let mut tokens = Vec::with_capacity(count);
    for number in 0..count {
        let invite =
            "mutation($input: StaffInviteInput!) { staffInvite(input: $input) { token userErrors { message } } }";
        let roles = json!([{ "roleId": role, "scope": { "everything": true } }]);
        let input = json!({ "email": format!("agent-{number}@bench.example"), "name": "Agent", "roles": roles });
        let invited = ask(&server.token, invite, json!({ "input": input }))?;
        let token =
            invited["data"]["staffInvite"]["token"].as_str().with_context(|| format!("not invited: {invited}"))?;
        let accept = "mutation($input: StaffInvitationAcceptInput!) { staffInvitationAccept(input: $input) { token } }";
        let accepted = ask("", accept, json!({ "input": { "token": token, "password": PASSWORD } }))?;
        let token = accepted["data"]["staffInvitationAccept"]["token"].as_str();
        tokens.push(token.map(str::to_owned).with_context(|| format!("not accepted: {accepted}"))?);
    }
    Ok(tokens)
}
