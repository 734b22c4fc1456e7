//! What lists cost: the same number of statements whatever the number of rows.

use serde_json::{Value, json};

use super::{add, eur};
use crate::harness::{Client, TestApp};

/// Products with three variants each, in two collections and a category.
async fn fill(manager: &Client, count: usize) {
    let category = "mutation($n: String!) { categoryCreate(input: { slug: $n, name: $n }) { category { id } } }";
    let collection = "mutation($n: String!) { collectionCreate(input: { slug: $n, title: $n }) { collection { id } } }";
    let into = "mutation($id: ID!, $products: [ID!]!) { collectionProductsAdd(input: { id: $id, productIds: $products }) { userErrors { code } } }";
    let mut ids: Vec<Value> = Vec::new();
    let mut categories = Vec::new();
    for n in 0..count.min(10) {
        let data = manager.ok(category, json!({ "n": format!("k{n}") })).await;
        categories.push(data["categoryCreate"]["category"]["id"].clone());
    }
    for n in 0..count {
        let variants: Vec<Value> = (0..3)
            .map(|v| json!({ "optionValues": [format!("{v}")], "sku": format!("S-{n}-{v}"), "prices": eur("1") }))
            .collect();
        let input = json!({ "title": format!("P{n}"), "optionNames": ["No"], "variants": variants,
            "categoryId": categories[n % categories.len()] });
        ids.push(add(manager, input).await["id"].clone());
    }
    for n in 0..count.min(10) {
        let data = manager.ok(collection, json!({ "n": format!("c{n}") })).await;
        let id = data["collectionCreate"]["collection"]["id"].clone();
        manager.ok(into, json!({ "id": id, "products": ids })).await;
    }
}

#[tokio::test]
async fn lists_cost_the_same_for_one_row_and_for_fifty() {
    // Statements without the one of the session.
    for (document, most) in [
        // The product page: products, variants with their prices, collections. One more is left for stock.
        (
            "{ products(first: 24) { nodes { title tags media { url } variants { sku prices { amount { amount } } } collections { title } } } }",
            3,
        ),
        (
            "{ products(first: 50) { nodes { category { name parent { name } children { name } } variants { product { title } } } totalCount { count } } }",
            6,
        ),
        (
            "{ collections(first: 50) { nodes { products(first: 5) { nodes { title variants { sku } } totalCount { count } } } } }",
            3,
        ),
        (
            "{ categories(first: 50) { nodes { products(first: 5) { nodes { title } totalCount { count } } children { slug } } } }",
            3,
        ),
    ] {
        let mut costs = Vec::new();
        for count in [1, 10, 50] {
            let app = TestApp::new().await;
            let manager = app.as_role("catalog-manager").await;
            fill(&manager, count).await;
            let answer = manager.send(document, json!({})).await;
            assert!(answer.body.get("errors").is_none(), "{:#}", answer.body);
            costs.push(answer.statements);
        }
        assert!(costs.iter().all(|cost| *cost == costs[0]), "{document} costs {costs:?}");
        assert!(costs[0] <= most + 1, "{document} costs {costs:?}");
    }
}
