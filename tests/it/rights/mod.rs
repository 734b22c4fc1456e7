//! Rights look both ways: what is given and what is taken, from whom and to whom, by whom, and whether they are still active.

mod again;
mod always;
mod attended;
mod decides;
mod denials;
mod everywhere;
mod inactive;
mod moment;
mod owners;
mod play;
mod random;
mod stage;
mod told;
mod world;

use regie::kernel::id::TypedId as _;
use serde_json::{Value, json};

use crate::harness::{Client, TestApp};

const CREATE: &str = "mutation($input: RoleCreateInput!) { roleCreate(input: $input) {
    role { id } userErrors { code field message data } } }";
const UPDATE: &str = "mutation($input: RoleUpdateInput!) { roleUpdate(input: $input) {
    role { id } userErrors { code field message data } } }";
const ASSIGN: &str = "mutation($input: RoleAssignInput!) { roleAssign(input: $input) {
    assignments { id } userErrors { code field message data } } }";
const UNASSIGN: &str = "mutation($input: RoleUnassignInput!) { roleUnassign(input: $input) {
    deletedId userErrors { code field message data } } }";
const DEACTIVATE: &str = "mutation($input: StaffDeactivateInput!) { staffDeactivate(input: $input) {
    staffMember { status } userErrors { code field data } } }";
const REACTIVATE: &str = "mutation($input: StaffReactivateInput!) { staffReactivate(input: $input) {
    staffMember { status } userErrors { code field data } } }";

fn line(permission: &str, effect: &str) -> Value {
    json!({ "permission": permission, "effect": effect })
}

fn id(client: &Client) -> String {
    client.staff.unwrap().to_global()
}

/// Sends a mutation with this input and gives its payload. The policies in force are the stored ones afterwards.
async fn send(app: &TestApp, client: &Client, document: &str, input: Value) -> Value {
    let data = client.ok(document, json!({ "input": input })).await;
    app.refresh().await;
    data.as_object().unwrap().values().next().unwrap().clone()
}

/// The code and the field of the one refusal; nothing when it was done.
fn refusal(payload: &Value) -> Option<(String, Value)> {
    let error = payload["userErrors"].as_array().unwrap().first()?;
    Some((error["code"].as_str().unwrap().to_owned(), error["field"].clone()))
}

fn above(field: &[&str]) -> Option<(String, Value)> {
    Some(("ABOVE_OWN_RANK".to_owned(), json!(field)))
}

async fn role_id(app: &TestApp, key: &str) -> Value {
    let tx = app.begin().await;
    json!(regie::access::assignment::role_by_key(&tx, key).await.unwrap().unwrap().id)
}

/// A new role with these lines, made by this person; gives its id.
async fn make(app: &TestApp, client: &Client, key: &str, lines: Value) -> Value {
    let made = send(app, client, CREATE, json!({ "key": key, "name": key, "lines": lines })).await;
    assert_eq!(refusal(&made), None, "{made}");
    made["role"]["id"].clone()
}

async fn assign(app: &TestApp, by: &Client, role: &Value, to: &Client) -> Value {
    send(app, by, ASSIGN, json!({ "staffId": id(to), "roleId": role, "scope": { "everything": true } })).await
}
