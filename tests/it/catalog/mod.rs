//! The catalog: products with their variants, categories, collections, and how they are found.

mod budget;
mod categories;
mod collections;
mod list;
mod products;
mod rules;
mod search;
mod set;
mod status;
mod variants;

use regie::access::entity::{policy_line, role};
use regie::access::policies;
use regie::kernel::scope::Domain;
use serde_json::{Value, json};

use crate::harness::{Client, TestApp};

pub const CREATE: &str = "mutation($input: ProductCreateInput!) { productCreate(input: $input) {
    product { id slug externalKey title bodyHtml vendor productType status tags seo { title description } media { url alt }
        optionNames category { slug } version publishedAt
        variants { id sku title optionValues prices { amount { amount currency } compareAt { amount } } weightGrams taxClass
            requiresShipping taxable trackStock allowBackorder imageUrl barcode } }
    userErrors { code field data } pendingApproval { instanceId } } }";
pub const UPDATE: &str = "mutation($input: ProductUpdateInput!) { productUpdate(input: $input) {
    product { slug externalKey title tags optionNames category { slug } seo { title } version } userErrors { code field data } } }";
pub const PUBLISH: &str = "mutation($input: ProductPublishInput!) { productPublish(input: $input) {
    product { status publishedAt version } userErrors { code field data } } }";
pub const ARCHIVE: &str = "mutation($input: ProductArchiveInput!) { productArchive(input: $input) {
    product { status version } userErrors { code field data } } }";
/// An id of each type that nothing has.
pub fn nowhere(kind: &str) -> String {
    regie::kernel::id::encode(kind, uuid::Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000))
}

/// A price in EUR.
pub fn eur(amount: &str) -> Value {
    json!([{ "currency": "EUR", "amount": amount }])
}

/// Adds a product that is right.
pub async fn add(client: &Client, input: Value) -> Value {
    let data = client.ok(CREATE, json!({ "input": input })).await;
    assert_eq!(data["productCreate"]["userErrors"], json!([]), "{input:#}");
    data["productCreate"]["product"].clone()
}

/// Adds a product with one variant for 10 EUR, for sale.
pub async fn on_sale(client: &Client, title: &str) -> Value {
    let product = add(client, json!({ "title": title, "variants": [{ "prices": eur("10.00") }] })).await;
    let data = client.ok(PUBLISH, json!({ "input": { "id": product["id"] } })).await;
    assert_eq!(data["productPublish"]["userErrors"], json!([]));
    product
}

/// Codes and fields of the user errors of a mutation, as `CODE field.path`.
pub fn errors(data: &Value) -> Vec<String> {
    let payload = data.as_object().and_then(|data| data.values().next()).unwrap();
    let errors = payload["userErrors"].as_array().unwrap().iter().map(|error| {
        let path = error["field"].as_array().map(|path| {
            let path: Vec<&str> = path.iter().map(|part| part.as_str().unwrap()).collect();
            path[1..].join(".")
        });
        format!("{} {}", error["code"].as_str().unwrap(), path.unwrap_or_else(|| "-".to_owned()))
    });
    errors.collect()
}

/// Somebody with a role of one permission.
pub async fn role_with(app: &TestApp, key: &str, permission: &str) -> Client {
    let tx = app.begin().await;
    let (house, now) = (&app.app.house, tx.now());
    let role = role::Model {
        id: house.entropy.id(now),
        key: key.to_owned(),
        name: key.to_owned(),
        description: String::new(),
        built_in: false,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    let line = policy_line::Model {
        id: house.entropy.id(now),
        role_id: role.id,
        permission: permission.to_owned(),
        effect: policy_line::Effect::Allow,
        workflow: None,
        condition: None,
    };
    tx.insert(role).await.unwrap();
    tx.insert(line).await.unwrap();
    policies::touch(&tx).await.unwrap();
    tx.commit(&house.entropy).await.unwrap();
    app.person(key, &[(key, Domain::Everything)]).await
}
