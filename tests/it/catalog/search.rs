//! Products are found by the beginnings of their words, the same on both databases.

use serde_json::{Value, json};

use super::{UPDATE, add};
use crate::harness::{Client, TestApp};

const FIND: &str = "query($where: ProductFilter) { products(where: $where, sort: TITLE, direction: ASC, first: 100) {
    nodes { title } totalCount { count } } }";

async fn found(client: &Client, filter: Value) -> Vec<String> {
    let data = client.ok(FIND, json!({ "where": filter })).await;
    let nodes = data["products"]["nodes"].as_array().unwrap();
    assert_eq!(data["products"]["totalCount"]["count"], nodes.len(), "{filter}");
    nodes.iter().map(|node| node["title"].as_str().unwrap().to_owned()).collect()
}

/// What both databases must answer, word for word.
#[tokio::test]
async fn both_databases_find_the_same_products() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    for input in [
        json!({ "title": "Blue Linen Shirt", "vendor": "Café Loom", "productType": "Shirt", "tags": ["Summer Sale"],
                "variants": [{ "sku": "ABC-123", "barcode": "4006381333931" }] }),
        json!({ "title": "Linen Trousers", "vendor": "O'Neill & Söhne", "variants": [{ "sku": "abc_124/X" }] }),
        json!({ "title": "Ελληνικός καφές", "tags": ["100%"], "bodyHtml": "<p>linen</p>" }),
        json!({ "title": "日本 茶碗", "variants": [{ "sku": "10.5-β" }] }),
        json!({ "title": "Shirt NOT blue OR near", "vendor": "1e5 2.0" }),
    ] {
        add(&manager, input).await;
    }
    let (blue, trousers, greek) = ("Blue Linen Shirt", "Linen Trousers", "Ελληνικός καφές");
    let (japanese, odd) = ("日本 茶碗", "Shirt NOT blue OR near");
    for (query, expected) in [
        ("linen", vec![blue, trousers]),
        ("LIN", vec![blue, trousers]),
        ("inen", vec![]),
        ("linen shi", vec![blue]),
        ("shirt, blue!", vec![blue, odd]),
        ("cafe", vec![blue]),
        ("CAFÉ LOOM", vec![blue]),
        ("καφε", vec![greek]),
        ("summer", vec![blue]),
        ("ABC-123", vec![blue]),
        ("abc123", vec![blue]),
        ("abc12", vec![blue, trousers]),
        ("123", vec![blue]),
        ("abc", vec![blue, trousers]),
        ("abc-124", vec![trousers]),
        ("abc124x", vec![trousers]),
        ("4006381", vec![blue]),
        ("o'neill", vec![trousers]),
        ("o''neill", vec![trousers]),
        ("sohne", vec![trousers]),
        ("日本", vec![japanese]),
        ("10.5", vec![japanese]),
        ("105β", vec![japanese]),
        ("100%", vec![greek]),
        ("1e5", vec![odd]),
        ("2.0", vec![odd]),
        // Operators of the two query languages are words like others, or nothing at all.
        ("blue NOT linen", vec![]),
        ("not or near", vec![odd]),
        ("linen OR shirt", vec![]),
        ("\"linen\" *", vec![blue, trousers]),
        ("linen* -shirt", vec![blue]),
        ("linen:* & !shirt | (", vec![blue]),
        ("words:linen", vec![]),
        ("NEAR(blue shirt)", vec![odd]),
        ("'; DROP TABLE product; --", vec![]),
        ("\\", vec![]),
        ("!!!", vec![]),
        ("", vec![blue, trousers, odd, greek, japanese]),
        ("  ", vec![blue, trousers, odd, greek, japanese]),
    ] {
        assert_eq!(found(&manager, json!({ "query": query })).await, expected, "{query}");
    }
    assert_eq!(manager.fault(FIND, json!({ "where": { "query": "x".repeat(256) } })).await, "BAD_INPUT");
    let many = vec!["linen"; 40].join(" ");
    assert_eq!(found(&manager, json!({ "query": many })).await, [blue, trousers]);
}

#[tokio::test]
async fn a_change_is_found_at_once_and_what_was_is_found_no_more() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    let product = add(&manager, json!({ "title": "Teapot", "variants": [{ "sku": "TP-1" }] })).await;
    let change = json!({ "id": product["id"], "title": "Kettle", "tags": ["Steel"] });
    manager.ok(UPDATE, json!({ "input": change })).await;
    assert_eq!(found(&manager, json!({ "query": "teapot" })).await, [""; 0]);
    for query in ["kettle", "steel", "tp-1"] {
        assert_eq!(found(&manager, json!({ "query": query })).await, ["Kettle"], "{query}");
    }
    let delete = "mutation($id: ID!) { productVariantDelete(input: { id: $id }) { deletedId } }";
    manager.ok(delete, json!({ "id": product["variants"][0]["id"] })).await;
    assert_eq!(found(&manager, json!({ "query": "tp-1" })).await, [""; 0]);
}

#[tokio::test]
async fn a_search_is_joined_with_the_other_filters() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    add(&manager, json!({ "title": "Red Pot", "vendor": "Acme" })).await;
    add(&manager, json!({ "title": "Red Pan", "vendor": "Other" })).await;
    assert_eq!(found(&manager, json!({ "query": "red", "vendor": { "eq": "Acme" } })).await, ["Red Pot"]);
    assert_eq!(found(&app.anonymous(), json!({ "query": "red" })).await, [""; 0]);
}
