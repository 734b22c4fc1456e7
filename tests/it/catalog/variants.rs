//! Variants are added to products, changed and removed.

use regie::kernel::clock::Timestamp;
use regie::kernel::id::{StockId, TypedId as _, VariantId, WarehouseId};
use sea_orm::ConnectionTrait as _;
use sea_orm::sea_query::Query;
use serde_json::{Value, json};

use super::{UPDATE, add, errors, eur, nowhere, on_sale};
use crate::harness::{Client, TestApp};

const CREATE: &str = "mutation($input: ProductVariantCreateInput!) { productVariantCreate(input: $input) {
    productVariant { id sku title product { version } } userErrors { code field data } } }";
const CHANGE: &str = "mutation($input: ProductVariantUpdateInput!) { productVariantUpdate(input: $input) {
    productVariant { sku title weightGrams barcode prices { amount { amount } } product { version } } userErrors { code field data } } }";
const DELETE: &str = "mutation($input: ProductVariantDeleteInput!) { productVariantDelete(input: $input) {
    deletedId userErrors { code field data } } }";

async fn shirt(client: &Client) -> Value {
    add(
        client,
        json!({ "title": "Shirt", "optionNames": ["Size"], "variants": [{ "optionValues": ["S"], "sku": "S" }] }),
    )
    .await
}

#[tokio::test]
async fn a_variant_is_added_changed_and_removed_and_the_product_counts_the_versions() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    let product = shirt(&manager).await;
    let input = json!({ "productId": product["id"], "expectedVersion": 1, "optionValues": ["M"], "sku": "M" });
    let data = manager.ok(CREATE, json!({ "input": input })).await;
    let variant = data["productVariantCreate"]["productVariant"].clone();
    assert_eq!((&variant["title"], &variant["product"]["version"]), (&json!("M"), &json!(2)));
    let input = json!({ "id": variant["id"], "weightGrams": 5, "barcode": "1", "prices": eur("2") });
    manager.ok(CHANGE, json!({ "input": input })).await;
    let input = json!({ "id": variant["id"], "expectedVersion": 3, "weightGrams": null, "optionValues": ["L"] });
    let data = manager.ok(CHANGE, json!({ "input": input })).await;
    assert_eq!(
        data["productVariantUpdate"]["productVariant"],
        json!({ "sku": "M", "title": "L", "weightGrams": null, "barcode": "1", "prices": [{ "amount": { "amount": "2.00" } }],
                "product": { "version": 4 } })
    );
    let stale = json!({ "id": variant["id"], "expectedVersion": 3 });
    assert_eq!(manager.fault(CHANGE, json!({ "input": stale })).await, "CONFLICT");
    assert_eq!(manager.fault(DELETE, json!({ "input": stale })).await, "CONFLICT");
    let stale = json!({ "productId": product["id"], "expectedVersion": 3, "optionValues": ["XL"] });
    assert_eq!(manager.fault(CREATE, json!({ "input": stale })).await, "CONFLICT");
    let data = manager.ok(DELETE, json!({ "input": { "id": variant["id"] } })).await;
    assert_eq!(data["productVariantDelete"]["deletedId"], variant["id"]);
    let left = "query($id: ID!) { product(id: $id) { version variants { title } } }";
    let data = manager.ok(left, json!({ "id": product["id"] })).await;
    assert_eq!(data["product"], json!({ "version": 5, "variants": [{ "title": "S" }] }));
}

#[tokio::test]
async fn a_variant_that_does_not_fit_is_refused() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    let product = shirt(&manager).await;
    add(&manager, json!({ "title": "Other", "variants": [{ "sku": "taken" }] })).await;
    for (fields, expected) in [
        (json!({}), "OPTIONS_MISMATCH optionValues"),
        (json!({ "optionValues": ["s"] }), "TAKEN optionValues"),
        (json!({ "optionValues": ["M"], "sku": "taken" }), "TAKEN sku"),
        (json!({ "optionValues": ["M"], "sku": "S" }), "TAKEN sku"),
        (json!({ "optionValues": ["M", "L"] }), "OPTIONS_MISMATCH optionValues"),
        (json!({ "optionValues": [" "] }), "BLANK optionValues.0"),
        (json!({ "optionValues": ["M"], "weightGrams": -1 }), "OUT_OF_RANGE weightGrams"),
    ] {
        let mut input = fields.clone();
        input["productId"] = product["id"].clone();
        assert_eq!(errors(&manager.ok(CREATE, json!({ "input": input })).await), [expected], "{fields}");
    }
    let input = json!({ "productId": nowhere("Product") });
    assert_eq!(errors(&manager.ok(CREATE, json!({ "input": input })).await), ["NOT_FOUND productId"]);
    let input = json!({ "id": nowhere("ProductVariant") });
    assert_eq!(errors(&manager.ok(CHANGE, json!({ "input": input })).await), ["NOT_FOUND id"]);
    assert_eq!(errors(&manager.ok(DELETE, json!({ "input": input })).await), ["NOT_FOUND id"]);
}

#[tokio::test]
async fn a_product_on_sale_keeps_a_variant_with_a_price() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    let product = on_sale(&manager, "Pot").await;
    let id = product["variants"][0]["id"].clone();
    let data = manager.ok(CHANGE, json!({ "input": { "id": id, "prices": [] } })).await;
    assert_eq!(errors(&data), ["NOTHING_TO_SELL -"]);
    assert_eq!(errors(&manager.ok(DELETE, json!({ "input": { "id": id } })).await), ["NOTHING_TO_SELL -"]);
    let data = manager.ok(UPDATE, json!({ "input": { "id": product["id"], "title": "Pan" } })).await;
    assert_eq!(errors(&data), [""; 0]);
}

#[tokio::test]
async fn the_251st_variant_is_one_too_many() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    let variants: Vec<Value> = (0..250).map(|n| json!({ "optionValues": [format!("{n}")] })).collect();
    let product = add(&manager, json!({ "title": "Many", "optionNames": ["No"], "variants": variants })).await;
    assert_eq!(product["variants"].as_array().unwrap().len(), 250);
    let input = json!({ "productId": product["id"], "optionValues": ["250"] });
    assert_eq!(errors(&manager.ok(CREATE, json!({ "input": input })).await), ["TOO_MANY variants"]);
}

#[tokio::test]
async fn a_variant_that_is_in_stock_stays() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    let product = shirt(&manager).await;
    let variant = VariantId::from_global(product["variants"][0]["id"].as_str().unwrap()).unwrap();
    let (warehouse, now) = (WarehouseId(uuid::Uuid::from_u128(1)), Timestamp(0));
    let place = Query::insert()
        .into_table("warehouse")
        .columns([
            "id",
            "slug",
            "name",
            "name_folded",
            "country",
            "address",
            "active",
            "version",
            "priority",
            "created_at",
            "updated_at",
        ])
        .values_panic([
            warehouse.into(),
            "w".into(),
            "W".into(),
            "w".into(),
            "DE".into(),
            "".into(),
            true.into(),
            1.into(),
            1.into(),
            now.into(),
            now.into(),
        ])
        .to_owned();
    let stock = Query::insert()
        .into_table("stock")
        .columns([
            "id",
            "variant_id",
            "warehouse_id",
            "on_hand",
            "reserved",
            "backorder_limit",
            "version",
            "updated_at",
        ])
        .values_panic([
            StockId(uuid::Uuid::from_u128(2)).into(),
            variant.into(),
            warehouse.into(),
            1_i64.into(),
            0_i64.into(),
            0_i64.into(),
            1.into(),
            now.into(),
        ])
        .to_owned();
    let tx = app.begin().await;
    tx.db().execute(&place).await.unwrap();
    tx.db().execute(&stock).await.unwrap();
    tx.commit(&app.app.house.entropy).await.unwrap();
    let data = manager.ok(DELETE, json!({ "input": { "id": variant.to_global() } })).await;
    assert_eq!(errors(&data), ["IN_USE -"]);
}
