//! What lists cost: the same number of statements whatever the number of rows.

use serde_json::{Value, json};

use super::{add, eur};
use crate::harness::shop::Shop;
use crate::harness::{Client, TestApp};
use regie::kernel::id::{TypedId as _, VariantId};

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

/// The page as a dashboard draws it.
const PAGE: &str =
    "query($first: Int!) { products(first: $first) { nodes { id title status tags nextActions media { url }
    collections { title } variants { id sku prices { amount { amount } } available
        stocks { onHand reserved available warehouse { name } } } } } }";

#[tokio::test]
async fn a_page_of_products_with_stock_and_collections_costs_six_statements() {
    let shop = Shop::new().await;
    let manager = shop.app.as_role("catalog-manager").await;
    fill(&manager, 24).await;
    let second = shop.new_warehouse("second", 200).await;
    let data = manager.ok(PAGE, json!({ "first": 24 })).await;
    let products = data["products"]["nodes"].as_array().unwrap();
    for variant in products.iter().flat_map(|product| product["variants"].as_array().unwrap()) {
        let id = VariantId::from_global(variant["id"].as_str().unwrap()).unwrap();
        shop.receive(id, shop.warehouse, 3).await;
        shop.receive(id, second, 4).await;
    }
    let mut costs = Vec::new();
    for first in [1, 10, 24] {
        let answer = manager.send(PAGE, json!({ "first": first })).await;
        let nodes = answer.body["data"]["products"]["nodes"].as_array().unwrap();
        assert_eq!((nodes.len(), nodes[0]["collections"].as_array().unwrap().len()), (first, 10));
        let names =
            nodes[0]["variants"][0]["stocks"].as_array().unwrap().iter().map(|stock| &stock["warehouse"]["name"]);
        assert_eq!(names.collect::<Vec<_>>(), ["main", "second"]);
        costs.push(answer.statements);
    }
    // Session, products, variants, collections, stocks, warehouses.
    assert_eq!(costs, [6, 6, 6]);
}
