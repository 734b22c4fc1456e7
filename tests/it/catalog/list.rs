//! Lists of products: filters, orders, pages.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{ARCHIVE, UPDATE, add, on_sale};
use crate::harness::{Client, TestApp};

const LIST: &str =
    "query($where: ProductFilter, $sort: ProductSort, $direction: Direction, $first: Int, $after: String) {
    products(where: $where, sort: $sort, direction: $direction, first: $first, after: $after) {
        nodes { title } totalCount { count precision } pageInfo { hasNextPage endCursor } } }";

async fn titles(client: &Client, variables: Value) -> Vec<String> {
    let data = client.ok(LIST, variables).await;
    let nodes = data["products"]["nodes"].as_array().unwrap();
    nodes.iter().map(|node| node["title"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn products_are_filtered_by_what_they_are() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    let old =
        add(&manager, json!({ "title": "Old", "vendor": "Acme", "productType": "Pot", "tags": ["Été", "x"] })).await;
    app.clock.advance(TimeDelta::hours(1));
    on_sale(&manager, "Sold").await;
    add(&manager, json!({ "title": "New", "vendor": "Loom", "productType": "Pan" })).await;
    let by =
        async |filter: Value| titles(&manager, json!({ "where": filter, "sort": "TITLE", "direction": "ASC" })).await;
    assert_eq!(by(json!({})).await, ["New", "Old", "Sold"]);
    assert_eq!(by(json!({ "status": ["ACTIVE"] })).await, ["Sold"]);
    assert_eq!(by(json!({ "status": ["ACTIVE", "DRAFT"] })).await.len(), 3);
    assert_eq!(by(json!({ "status": [] })).await, [""; 0]);
    assert_eq!(by(json!({ "vendor": { "eq": "Acme" } })).await, ["Old"]);
    assert_eq!(by(json!({ "vendor": { "oneOf": ["Acme", "Loom"] } })).await, ["New", "Old"]);
    assert_eq!(by(json!({ "productType": { "eq": "Pan" } })).await, ["New"]);
    assert_eq!(by(json!({ "tag": "ETE" })).await, ["Old"]);
    assert_eq!(by(json!({ "tag": "et" })).await, [""; 0]);
    assert_eq!(by(json!({ "updatedAt": { "since": "2026-03-02T09:30:00Z" } })).await, ["New", "Sold"]);
    assert_eq!(by(json!({ "updatedAt": { "until": "2026-03-02T09:30:00Z" } })).await, ["Old"]);
    manager.ok(ARCHIVE, json!({ "input": { "id": old["id"] } })).await;
    assert_eq!(by(json!({ "status": ["ARCHIVED"], "updatedAt": { "since": "2026-03-02T09:30:00Z" } })).await, ["Old"]);
    manager.ok(UPDATE, json!({ "input": { "id": old["id"], "tags": [] } })).await;
    assert_eq!(by(json!({ "tag": "x" })).await, [""; 0]);
    for filter in [json!({ "tag": "x".repeat(256) }), json!({ "vendor": { "eq": "x".repeat(256) } })] {
        assert_eq!(manager.fault(LIST, json!({ "where": filter })).await, "BAD_INPUT");
    }
}

#[tokio::test]
async fn pages_walk_the_whole_list_in_every_order() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    for title in ["éclair", "Zebra", "apple", "Éclair", "banana", "Apple"] {
        add(&manager, json!({ "title": title })).await;
        app.clock.advance(TimeDelta::seconds(1));
    }
    for (sort, direction, expected) in [
        ("TITLE", "ASC", ["apple", "Apple", "banana", "éclair", "Éclair", "Zebra"]),
        ("TITLE", "DESC", ["Zebra", "Éclair", "éclair", "banana", "Apple", "apple"]),
        ("CREATED_AT", "ASC", ["éclair", "Zebra", "apple", "Éclair", "banana", "Apple"]),
        ("UPDATED_AT", "DESC", ["Apple", "banana", "Éclair", "apple", "Zebra", "éclair"]),
    ] {
        let (mut walked, mut after) = (Vec::new(), json!(null));
        loop {
            let variables = json!({ "sort": sort, "direction": direction, "first": 2, "after": after });
            let page = manager.ok(LIST, variables).await["products"].clone();
            assert_eq!(page["totalCount"], json!({ "count": 6, "precision": "EXACT" }));
            walked.extend(
                page["nodes"].as_array().unwrap().iter().map(|node| node["title"].as_str().unwrap().to_owned()),
            );
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
            after = page["pageInfo"]["endCursor"].clone();
        }
        assert_eq!(walked, expected, "{sort} {direction}");
    }
    let page = manager.ok(LIST, json!({ "first": 1 })).await["products"].clone();
    let after = page["pageInfo"]["endCursor"].clone();
    assert_eq!(page["nodes"], json!([{ "title": "Apple" }]));
    let other = json!({ "sort": "TITLE", "after": after });
    assert_eq!(manager.fault(LIST, other).await, "BAD_INPUT");
    assert_eq!(manager.fault(LIST, json!({ "where": { "tag": "x" }, "after": after })).await, "BAD_INPUT");
    assert_eq!(manager.fault(LIST, json!({ "first": 101 })).await, "BAD_INPUT");
}
