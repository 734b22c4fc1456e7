//! Every root field is called by somebody who holds every permission but its own, and by nobody.

use async_graphql::parser::types::FieldDefinition;
use regie::access::entity::role;
use regie::access::policies;
use regie::kernel::scope::Domain;
use regie::kernel::table::audit_chain;
use sea_orm::EntityTrait as _;
use serde_json::{Value, json};
use std::collections::BTreeMap;

use super::arguments::{Maker, place};
use crate::harness::{Client, TestApp};
use crate::schema::{fields, types};

/// Root fields without a permission of their own, with why. The list may only shrink.
const OPEN: &[&str] = &[
    "node",
    "nodes",
    "viewer",
    "sessionCreate",
    "sessionEnd",
    "passwordChange",
    "staffInvitationAccept",
    "ownerCreate",
];

pub struct Root {
    pub operation: &'static str,
    pub field: FieldDefinition,
    /// The permission that its description names.
    pub requires: Option<String>,
}

pub fn roots() -> Vec<Root> {
    let mut roots = Vec::new();
    for ty in types() {
        let operation = match ty.name.node.as_str() {
            "Query" => "query",
            "Mutation" => "mutation",
            _ => continue,
        };
        for field in fields(&ty) {
            let description = field.node.description.as_ref().map(|text| text.node.clone()).unwrap_or_default();
            let requires = description.find("Requires `").map(|start| {
                let rest = &description[start + 10..];
                rest[..rest.find('`').unwrap()].to_owned()
            });
            roots.push(Root { operation, field: field.node.clone(), requires });
        }
    }
    assert!(roots.len() > 30, "a sweep that covers nothing proves nothing");
    roots
}

/// How much was ever recorded: any change of the database shows in it.
pub async fn recorded(app: &TestApp) -> i64 {
    let heads = audit_chain::Entity::find().all(&app.app.house.db.reader).await.unwrap();
    heads.iter().map(|head| head.length).sum()
}

/// People who hold every permission but one, all made before the first is used.
pub async fn people_without(app: &TestApp, permissions: Vec<String>) -> BTreeMap<String, Client> {
    let catalogue = regie::app::catalogue();
    let mut roles = BTreeMap::new();
    let tx = app.begin().await;
    for (n, missing) in permissions.iter().enumerate() {
        let (id, key) = (app.app.house.entropy.id(tx.now()), format!("all-but-{n}"));
        let now = tx.now();
        let row = role::Model {
            id,
            key: key.clone(),
            name: key.clone(),
            description: String::new(),
            built_in: false,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        tx.insert(row).await.unwrap();
        let lines: Vec<_> = catalogue
            .iter()
            .map(|info| regie::access::entity::policy_line::Model {
                id: app.app.house.entropy.id(now),
                role_id: id,
                permission: info.name.to_owned(),
                // Denied and not merely absent, because everybody holds what visitors hold.
                effect: serde_json::from_value(json!(if info.name == missing { "DENY" } else { "ALLOW" })).unwrap(),
                workflow: None,
                condition: None,
            })
            .collect();
        tx.insert_all(&lines).await.unwrap();
        roles.insert(missing.clone(), key);
    }
    policies::touch(&tx).await.unwrap();
    tx.commit(&app.app.house.entropy).await.unwrap();
    let mut people = BTreeMap::new();
    for (missing, key) in roles {
        people.insert(missing, app.quiet_person(&key, &[(&key, Domain::Everything)]).await);
    }
    app.refresh().await;
    people
}

#[test]
fn every_root_field_names_its_permission_or_stands_in_the_list_of_open_ones() {
    let catalogue = regie::app::catalogue();
    let mut faults = Vec::new();
    for root in roots() {
        let name = root.field.name.node.as_str();
        match &root.requires {
            None if !OPEN.contains(&name) => faults.push(format!("{name} names no permission")),
            Some(_) if OPEN.contains(&name) => faults.push(format!("{name} is guarded now: take it off the list")),
            Some(permission) if !catalogue.iter().any(|info| info.name == permission) => {
                faults.push(format!("{name} names `{permission}`, which does not exist"));
            }
            None | Some(_) => {}
        }
    }
    assert_eq!(faults, Vec::<String>::new());
}

#[tokio::test]
async fn who_holds_everything_but_the_permission_of_a_field_is_refused_and_nothing_changes() {
    let app = TestApp::new().await;
    let maker = Maker::new(types());
    let guarded: Vec<Root> = roots().into_iter().filter(|root| root.requires.is_some()).collect();
    let mut permissions: Vec<String> = guarded.iter().filter_map(|root| root.requires.clone()).collect();
    permissions.sort();
    permissions.dedup();
    let people = people_without(&app, permissions).await;
    let before = recorded(&app).await;
    let mut faults = Vec::new();
    for root in &guarded {
        let permission = root.requires.clone().unwrap();
        let answer = place(&people[&permission], &maker.call(root.operation, &root.field)).await.answer;
        let error = &answer.body["errors"][0]["extensions"];
        if (error["code"].as_str(), error["permission"].as_str()) != (Some("FORBIDDEN"), Some(&permission)) {
            faults.push(format!("{} without `{permission}`: {}", root.field.name.node, answer.body));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(recorded(&app).await, before, "a refused call changed something");
}

#[tokio::test]
async fn a_visitor_is_asked_to_sign_in_wherever_visitors_may_not() {
    let app = TestApp::new().await;
    let maker = Maker::new(types());
    let visitor = app.anonymous();
    let grants = app.app.policies.current().grants_of(None);
    let before = recorded(&app).await;
    let mut faults = Vec::new();
    for root in roots() {
        let Some(permission) = &root.requires else { continue };
        let index = regie::app::catalogue().iter().find(|info| info.name == permission).unwrap().index;
        let answer = place(&visitor, &maker.call(root.operation, &root.field)).await.answer;
        let code = answer.body["errors"][0]["extensions"]["code"].as_str().unwrap_or("none").to_owned();
        let allowed = !grants.reach(index).is_empty();
        if allowed == (code == "UNAUTHENTICATED") {
            faults.push(format!("{}: {code}, though visitors hold `{permission}`: {allowed}", root.field.name.node));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(recorded(&app).await, before, "a visitor changed something");
}

#[tokio::test]
async fn an_id_that_never_existed_is_not_found_by_anybody_and_never_an_internal_error() {
    let app = TestApp::new().await;
    let maker = Maker::new(types());
    let owner = app.as_role("owner").await;
    let mut faults = Vec::new();
    for root in roots() {
        let call = maker.call(root.operation, &root.field);
        let answer = place(&owner, &call).await.answer;
        let codes: Vec<&Value> =
            answer.body["errors"].as_array().into_iter().flatten().map(|error| &error["extensions"]["code"]).collect();
        let internal = codes.iter().any(|code| matches!(code.as_str(), Some("INTERNAL" | "GRAPHQL_VALIDATION_FAILED")));
        if internal || answer.status.is_server_error() {
            faults.push(format!("{}: {}", root.field.name.node, answer.body));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
