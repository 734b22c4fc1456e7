//! A value that a scalar does not take is refused with the path to it.

use regie::kernel::id::{RoleId, StaffId, TypedId as _};
use serde_json::{Value, json};
use std::collections::BTreeMap;

use super::arguments::{Maker, place};
use super::sweep::roots;
use crate::harness::shop::Shop;
use crate::harness::{Answer, Client, TestApp};
use crate::schema::types;

/// A value that the scalar does not take.
fn wrong(scalar: &str) -> Option<Value> {
    match scalar {
        "ID" => Some(json!("not-an-id")),
        "DateTime" => Some(json!("yesterday")),
        "CurrencyCode" => Some(json!("EURO")),
        "Decimal" => Some(json!("1".repeat(41))),
        "Int" => Some(json!("one")),
        "Boolean" => Some(json!("yes")),
        "String" => Some(json!(5)),
        // Takes everything.
        "JSON" => None,
        other => panic!("no wrong value for the scalar {other}"),
    }
}

/// The scalars that are read before anything is executed, with the variables.
const BUILT_IN: &[&str] = &["Int", "Boolean", "String"];

/// The way to a leaf, with the indices of lists.
fn way(variables: &Value, path: &[String]) -> Vec<String> {
    let (mut way, mut at) = (Vec::new(), variables);
    for part in path.iter().map(Some).chain([None]) {
        while let Some(first) = at.get(0) {
            way.push("0".to_owned());
            at = first;
        }
        if let Some(part) = part {
            way.push(part.clone());
            at = &at[part];
        }
    }
    way
}

fn first_error(answer: &Answer) -> (String, Value) {
    let extensions = &answer.body["errors"][0]["extensions"];
    (extensions["code"].as_str().unwrap_or_default().to_owned(), extensions["field"].clone())
}

#[tokio::test]
async fn every_scalar_of_every_root_field_is_named_when_it_is_wrong() {
    let app = TestApp::new().await;
    let (maker, owner) = (Maker::new(types()), app.as_role("owner").await);
    let (mut seen, mut faults) = (BTreeMap::<String, u32>::new(), Vec::new());
    for root in roots() {
        for (path, scalar) in maker.leaves(&root.field) {
            let Some(wrong) = wrong(&scalar) else { continue };
            let call = maker.call_with(root.operation, &root.field, &path, "__typename");
            let way = way(&call.variables, &path);
            let pointer = format!("/{}", way.join("/"));
            let types = place(&owner, &call).await.types;
            if scalar == "ID" && !types.contains_key(&pointer) {
                // An id of any type: what is not one is looked for and not found.
                continue;
            }
            let mut variables = call.variables.clone();
            for (pointer, ty) in &types {
                *variables.pointer_mut(pointer).unwrap() = super::arguments::stranger(ty);
            }
            *variables.pointer_mut(&pointer).unwrap() = wrong;
            let answer = owner.send_with(&call.document, variables, &[("idempotency-key", "scalars")]).await;
            let built_in = BUILT_IN.contains(&scalar.as_str());
            let expected = json!(built_in.then_some("variables".to_owned()).into_iter().chain(way).collect::<Vec<_>>());
            if first_error(&answer) != ("BAD_INPUT".to_owned(), expected) {
                faults.push(format!("{} {pointer}: {}", root.field.name.node, answer.body));
            }
            *seen.entry(scalar).or_default() += 1;
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let all = ["Boolean", "CurrencyCode", "DateTime", "Decimal", "ID", "Int", "String"];
    assert_eq!(seen.keys().map(String::as_str).collect::<Vec<_>>(), all, "a sweep that covers nothing proves nothing");
    assert!(seen["ID"] > 60, "{seen:?}");
}

async fn refused(client: &Client, document: &str, variables: Value) -> (Value, String) {
    let answer = client.send(document, variables).await;
    let (code, field) = first_error(&answer);
    assert_eq!(code, "BAD_INPUT", "{answer:?}");
    assert_eq!(answer.body["errors"][0]["extensions"].as_object().unwrap().len(), 2, "{answer:?}");
    (field, answer.body["errors"][0]["message"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_wrong_value_is_found_wherever_it_stands() {
    let shop = Shop::new().await;
    let owner = &shop.owner;
    let channel = "This is not the id of a Channel.";
    let told = |path: Value, message: &str| (path, message.to_owned());
    for wrong in ["x".to_owned(), shop.warehouse.to_global(), "x".repeat(129), String::new()] {
        let document = "query($id: ID!) { channel(id: $id) { id } }";
        assert_eq!(refused(owner, document, json!({ "id": wrong })).await, told(json!(["id"]), channel));
        let document = format!("{{ other: channel(id: \"{wrong}\") {{ id }} viewer {{ kind }} }}");
        assert_eq!(refused(owner, &document, json!({})).await, told(json!(["id"]), channel));
    }
    let document = "query($at: DateTime!) { ...All }
        fragment All on Query { auditEntries(where: { at: { since: \"2026-01-01T00:00:00Z\", until: $at } }) { nodes { id } } }";
    let (field, message) = refused(owner, document, json!({ "at": "x" })).await;
    assert_eq!(field, json!(["where", "at", "until"]));
    assert_eq!(message, "An instant is written as RFC 3339 text, such as 2026-11-21T09:30:00Z.");
    let document = "mutation($input: ChannelCreateInput!) { channelCreate(input: $input) { channel { id } } }";
    let (field, _) =
        refused(owner, document, json!({ "input": { "slug": "EURO", "name": "EURO", "currency": "EURO" } })).await;
    assert_eq!(field, json!(["input", "currency"]), "what is no currency is not looked at");
}

#[tokio::test]
async fn an_id_that_stands_twice_is_refused_with_the_path_to_both() {
    let app = TestApp::new().await;
    let owner = app.as_role("owner").await;
    let document = "mutation($input: RoleAssignInput!) { roleAssign(input: $input) { assignments { id } } }";
    let (staff, role) = (StaffId(uuid::Uuid::nil()).to_global(), RoleId(uuid::Uuid::nil()).to_global());
    let send = async |staff: &str, role: &str| {
        let input = json!({ "staffId": staff, "roleId": role, "scope": { "everything": true } });
        refused(&owner, document, json!({ "input": input })).await
    };
    let (not_staff, not_role) = ("This is not the id of a StaffMember.", "This is not the id of a Role.");
    assert_eq!(send("x", &role).await, (json!(["input", "staffId"]), not_staff.to_owned()));
    assert_eq!(send(&staff, "x").await, (json!(["input", "roleId"]), not_role.to_owned()));
    assert_eq!(send(&role, &role).await, (json!(["input"]), not_staff.to_owned()));
    assert_eq!(send(&staff, &staff).await, (json!(["input"]), not_role.to_owned()));
}
