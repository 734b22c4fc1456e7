//! Fields of objects that say which permission they require: without it they show nothing, and with it they do.

use regie::introspection::requirement;
use regie::kernel::scope::Domain;
use regie::staff::entity::staff_member;
use sea_orm::EntityTrait as _;
use sea_orm::sea_query::Expr;
use serde_json::{Value, json};
use std::collections::BTreeSet;

use super::sweep::people_without;
use crate::catalog::{add, eur};
use crate::harness::Client;
use crate::harness::shop::{GOODS, Goods, Shop};
use crate::orders::{done, draft_of, payload, place_of, placed};
use crate::schema::{fields, types};
use crate::workflow::approval;

/// Each field with a document that has it as `it`, over what [`full`] makes.
const FIELDS: &[(&str, &str)] = &[
    ("Customer.orders", "{ customers(first: 9) { nodes { it: orders(first: 1) { nodes { id } } } } }"),
    ("Order.channel", "{ orders(first: 9) { nodes { it: channel { id } } } }"),
    ("Order.customer", "{ orders(first: 9) { nodes { it: customer { id } } } }"),
    ("Order.tasks", "{ orders(first: 9) { nodes { it: tasks { id } } } }"),
    ("Order.workflows", "{ orders(first: 9) { nodes { it: workflows { id } } } }"),
    ("Product.tasks", "{ products(first: 9) { nodes { it: tasks { id } } } }"),
    ("Product.workflows", "{ products(first: 9) { nodes { it: workflows { id } } } }"),
    ("ProductVariant.available", "{ products(first: 9) { nodes { variants { it: available } } } }"),
    ("ProductVariant.stocks", "{ products(first: 9) { nodes { variants { it: stocks { id } } } } }"),
    ("RoleAssignment.channel", "{ staffMembers(first: 90) { nodes { roleAssignments { it: channel { id } } } } }"),
    ("RoleAssignment.role", "{ viewer { staffMember { roleAssignments { it: role { id } } } } }"),
    ("StaffMember.lastLoginAt", "{ viewer { staffMember { it: lastLoginAt } } }"),
    ("Stock.warehouse", "{ products(first: 9) { nodes { variants { stocks { it: warehouse { id } } } } } }"),
    ("StockMovement.order", "{ stockMovements(first: 9) { nodes { it: order { id } } } }"),
    (
        "WorkflowDefinitionSavePayload.version",
        "mutation($source: JSON!) { workflowDefinitionSave(input: { source: $source }) { it: version { id } } }",
    ),
    ("WorkflowInstance.definition", "{ workflowInstances(first: 9) { nodes { it: definition { id } } } }"),
];

/// A shop in which every field has something to show.
pub async fn full() -> Shop {
    let shop = Shop::new().await;
    let suit = shop.stocked(Goods { price_minor: 50_000, ..GOODS }, 9).await;
    let (agent, editor) = (shop.app.as_role("order-agent").await, shop.app.as_role("content-editor").await);
    placed(&shop, &agent, &[(suit, 1)]).await;
    let large = done(&shop, &agent, "orderDraftCreate", draft_of(shop.channel, &[(suit, 3)])).await;
    assert!(payload(&shop, &agent, "orderPlace", place_of(&large)).await["pendingApproval"].is_object());
    let product = add(&editor, json!({ "title": "Pot", "variants": [{ "prices": eur("10.00") }] })).await;
    let publish = "mutation($id: ID!) { productPublish(input: { id: $id }) { pendingApproval { instanceId } } }";
    let asked = editor.ok(publish, json!({ "id": product["id"] })).await;
    assert!(asked["productPublish"]["pendingApproval"].is_object(), "{asked}");
    shop.app.person("local", &[("order-agent", Domain::Channel(shop.channel))]).await;
    shop
}

/// Everybody has signed in once.
async fn sign_all_in(shop: &Shop) {
    let tx = shop.app.begin().await;
    let now = Expr::value(tx.now());
    let all = staff_member::Entity::update_many().col_expr(staff_member::Column::LastLoginAt, now);
    all.exec(tx.db()).await.unwrap();
    tx.commit(&shop.app.app.house.entropy).await.unwrap();
}

/// The object fields that name a permission, with it.
fn guarded() -> Vec<(String, String)> {
    let mut guarded = Vec::new();
    for ty in types().iter().filter(|ty| !["Query", "Mutation", "Subscription"].contains(&ty.name.node.as_str())) {
        for field in fields(ty) {
            let description = field.node.description.as_ref().map(|text| text.node.as_str()).unwrap_or_default();
            if let Some(permission) = requirement(description) {
                guarded.push((format!("{}.{}", ty.name.node, field.node.name.node), permission.to_owned()));
            }
        }
    }
    guarded
}

/// Whether the field has anything to show, wherever it stands.
fn shows(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(shows),
        Value::Object(fields) => fields.iter().any(|(key, value)| match value {
            Value::Null => false,
            Value::Array(items) if key == "it" => !items.is_empty(),
            Value::Object(page) if key == "it" => page.get("nodes") != Some(&json!([])),
            Value::Bool(_) | Value::Number(_) | Value::String(_) => key == "it",
            Value::Array(_) | Value::Object(_) => shows(value),
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

fn variables(document: &str, key: &str) -> Value {
    if document.contains("$source") { json!({ "source": approval(key) }) } else { json!({}) }
}

/// What somebody sees who may not. The answer of a mutation says that there is something that they may not see.
async fn ask_without(client: &Client, document: &str) -> Value {
    if !document.starts_with("mutation") {
        return client.ok(document, json!({})).await;
    }
    let answer = client.send(document, variables(document, "others")).await;
    assert_eq!(answer.code(), "FORBIDDEN");
    assert_eq!(answer.body["errors"][0]["extensions"]["done"], true);
    answer.body["data"].clone()
}

#[tokio::test]
async fn a_field_that_requires_a_permission_shows_nothing_without_it() {
    let guarded = guarded();
    let named: Vec<&str> = guarded.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(named, FIELDS.iter().map(|(field, _)| *field).collect::<Vec<_>>(), "every one has a document here");
    let shop = full().await;
    let permissions: BTreeSet<String> = guarded.iter().map(|(_, permission)| permission.clone()).collect();
    let people = people_without(&shop.app, permissions.into_iter().collect()).await;
    sign_all_in(&shop).await;
    for ((field, permission), (_, document)) in guarded.iter().zip(FIELDS) {
        let seen = shop.owner.ok(document, variables(document, "owners")).await;
        assert!(shows(&seen), "{field} has nothing to show: {seen}");
        let seen = ask_without(&people[permission], document).await;
        assert!(!shows(&seen), "{field} without `{permission}`: {seen}");
    }
}
