//! `productSet`: a product as described, whether it is there or not.

use serde_json::{Value, json};

use super::{add, errors, eur, on_sale};
use crate::harness::{Client, TestApp};

const SET: &str = "mutation($input: ProductSetInput!) { productSet(input: $input) {
    product { id slug externalKey title vendor tags status version optionNames
        variants { id sku title barcode prices { amount { amount } } } }
    userErrors { code field data } } }";

async fn set(client: &Client, input: Value) -> Value {
    let data = client.ok(SET, json!({ "input": input })).await;
    assert_eq!(data["productSet"]["userErrors"], json!([]), "{input:#}");
    data["productSet"]["product"].clone()
}

/// SKU and title of each variant.
fn variants(product: &Value) -> Vec<(Option<&str>, &str)> {
    let variants = product["variants"].as_array().unwrap().iter();
    variants.map(|variant| (variant["sku"].as_str(), variant["title"].as_str().unwrap())).collect()
}

#[tokio::test]
async fn the_same_description_twice_makes_one_product_and_no_second_change() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    let input = json!({ "externalKey": "erp-1", "title": "Shirt", "vendor": "Loom", "tags": ["a"], "optionNames": ["Size"],
        "variants": [{ "optionValues": ["S"], "sku": "S", "prices": eur("5") }, { "optionValues": ["M"] }] });
    let first = set(&manager, input.clone()).await;
    assert_eq!((&first["slug"], &first["status"], &first["version"]), (&json!("shirt"), &json!("DRAFT"), &json!(1)));
    assert_eq!(set(&manager, input).await, first);
}

#[tokio::test]
async fn variants_are_matched_by_sku_then_by_option_values_and_the_rest_is_replaced() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    let before = set(
        &manager,
        json!({ "slug": "shirt", "title": "Shirt", "tags": ["a", "b"], "vendor": "Loom", "optionNames": ["Size"], "variants": [
            { "optionValues": ["S"], "sku": "A", "barcode": "1" },
            { "optionValues": ["M"], "barcode": "2" },
            { "optionValues": ["L"], "sku": "C" },
        ] }),
    )
    .await;
    let after = set(
        &manager,
        json!({ "slug": "shirt", "tags": [], "variants": [
            { "optionValues": ["XL"] },
            { "optionValues": ["m"], "sku": "B" },
            { "optionValues": ["XS"], "sku": "A" },
        ] }),
    )
    .await;
    assert_eq!(variants(&after), [(None, "XL"), (Some("B"), "m"), (Some("A"), "XS")]);
    let id = |product: &Value, index: usize| product["variants"][index]["id"].clone();
    assert_eq!((id(&after, 1), id(&after, 2)), (id(&before, 1), id(&before, 0)));
    assert_eq!((&after["variants"][1]["barcode"], &after["variants"][2]["barcode"]), (&json!("2"), &json!("1")));
    // Absent fields stay, lists that are given are replaced.
    assert_eq!((&after["vendor"], &after["tags"], &after["title"]), (&json!("Loom"), &json!([]), &json!("Shirt")));
    assert_eq!(after["version"], 2);
}

#[tokio::test]
async fn two_variants_swap_their_sku_or_their_option_values() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    let describe =
        |variants: Value| json!({ "slug": "s", "title": "S", "optionNames": ["Size"], "variants": variants });
    let one = json!([{ "optionValues": ["S"], "sku": "A" }, { "optionValues": ["M"], "sku": "B" }]);
    let before = set(&manager, describe(one)).await;
    let swapped = json!([{ "optionValues": ["M"], "sku": "A" }, { "optionValues": ["S"], "sku": "B" }]);
    let after = set(&manager, describe(swapped)).await;
    assert_eq!(variants(&after), [(Some("A"), "M"), (Some("B"), "S")]);
    assert_eq!(after["variants"][0]["id"], before["variants"][0]["id"]);
}

#[tokio::test]
async fn options_change_together_with_all_variants() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    set(&manager, json!({ "slug": "s", "title": "S", "variants": [{ "sku": "A" }] })).await;
    let input = json!({ "slug": "s", "optionNames": ["Size"] });
    let data = manager.ok(SET, json!({ "input": input })).await;
    assert_eq!(errors(&data), ["OPTIONS_MISMATCH variants.0.optionValues"]);
    let input = json!({ "slug": "s", "optionNames": ["Size"],
        "variants": [{ "sku": "A", "optionValues": ["S"] }, { "optionValues": ["M"] }] });
    assert_eq!(variants(&set(&manager, input).await), [(Some("A"), "S"), (None, "M")]);
}

#[tokio::test]
async fn a_product_is_found_by_its_external_key_before_its_slug() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    let plain = add(&manager, json!({ "title": "Plain" })).await;
    // A product without a key takes the key of who names its slug; one with another key is somebody else's.
    let adopted = set(&manager, json!({ "slug": "plain", "externalKey": "k1" })).await;
    assert_eq!((&adopted["id"], &adopted["externalKey"]), (&plain["id"], &json!("k1")));
    let renamed = set(&manager, json!({ "slug": "fancy", "externalKey": "k1" })).await;
    assert_eq!((&renamed["id"], &renamed["slug"]), (&plain["id"], &json!("fancy")));
    let data = manager.ok(SET, json!({ "input": { "slug": "fancy", "externalKey": "k2", "title": "X" } })).await;
    assert_eq!(errors(&data), ["TAKEN slug"]);
    let data = manager.ok(SET, json!({ "input": { "title": "Nobody", "externalKey": " " } })).await;
    assert_eq!(errors(&data), ["REQUIRED slug"]);
    let data = manager.ok(SET, json!({ "input": { "slug": "new" } })).await;
    assert_eq!(errors(&data), ["BLANK title"]);
    let stale = json!({ "slug": "fancy", "expectedVersion": 1, "title": "Late" });
    assert_eq!(manager.fault(SET, json!({ "input": stale })).await, "CONFLICT");
}

#[tokio::test]
async fn who_may_only_change_products_adds_none() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    let product = on_sale(&manager, "Sold").await;
    let changed = set(&manager, json!({ "slug": "sold", "vendor": "New" })).await;
    assert_eq!((&changed["id"], &changed["status"]), (&product["id"], &json!("ACTIVE")));
    let agent = app.as_role("order-agent").await;
    assert_eq!(agent.fault(SET, json!({ "input": { "slug": "sold" } })).await, "FORBIDDEN");
    let updater = super::role_with(&app, "updater", "product.update").await;
    let data = updater.ok(SET, json!({ "input": { "slug": "sold", "vendor": "Newer" } })).await;
    assert_eq!(errors(&data), [""; 0]);
    let answer = updater.send(SET, json!({ "input": { "slug": "unknown", "title": "Unknown" } })).await;
    assert_eq!(
        (answer.code().as_str(), &answer.body["errors"][0]["extensions"]["permission"]),
        ("FORBIDDEN", &json!("product.create"))
    );
}
