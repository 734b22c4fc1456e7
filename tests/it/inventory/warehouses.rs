//! Warehouses: opened, renamed, closed, and seen only from inside their scope.

use regie::kernel::scope::Domain;
use serde_json::json;

use crate::harness::TestApp;
use crate::harness::shop::{GOODS, Shop};

const CREATE: &str = "mutation($input: WarehouseCreateInput!) { warehouseCreate(input: $input) {
    warehouse { id slug name country address priority isActive version } userErrors { code field } } }";
const UPDATE: &str = "mutation($input: WarehouseUpdateInput!) { warehouseUpdate(input: $input) {
    warehouse { slug name country address priority isActive version } userErrors { code field } } }";

#[tokio::test]
async fn an_administrator_opens_a_warehouse_and_changes_it() {
    let app = TestApp::new().await;
    let admin = app.as_role("administrator").await;
    let input = json!({ "slug": "north", "name": " North ", "country": "NO", "address": "Quay 1\nOslo" });
    let opened = admin.ok(CREATE, json!({ "input": input })).await["warehouseCreate"]["warehouse"].clone();
    assert_eq!(
        opened,
        json!({ "id": opened["id"], "slug": "north", "name": "North", "country": "NO", "address": "Quay 1\nOslo",
            "priority": 100, "isActive": true, "version": 1 })
    );
    let input = json!({ "id": opened["id"], "expectedVersion": 1, "name": "Far north", "address": "", "priority": 5,
        "country": "SE", "active": false });
    let data = admin.ok(UPDATE, json!({ "input": input })).await;
    assert_eq!(
        data["warehouseUpdate"]["warehouse"],
        json!({ "slug": "north", "name": "Far north", "country": "SE", "address": null, "priority": 5,
            "isActive": false, "version": 2 })
    );
    let stale = json!({ "id": opened["id"], "expectedVersion": 1, "name": "Too late" });
    let answer = admin.send(UPDATE, json!({ "input": stale })).await;
    assert_eq!(
        (answer.code(), &answer.body["errors"][0]["extensions"]["currentVersion"]),
        ("CONFLICT".into(), &json!(2))
    );
}

#[tokio::test]
async fn every_fault_of_a_warehouse_is_told_at_once_with_its_path() {
    let app = TestApp::new().await;
    let admin = app.as_role("administrator").await;
    let input = json!({ "slug": "No Slug", "name": "x".repeat(256), "country": "de", "address": "x".repeat(2_001),
        "priority": 1_000_001 });
    let data = admin.ok(CREATE, json!({ "input": input })).await;
    assert_eq!(
        data["warehouseCreate"]["userErrors"],
        json!([
            { "code": "INVALID", "field": ["input", "slug"] },
            { "code": "TOO_LONG", "field": ["input", "name"] },
            { "code": "INVALID", "field": ["input", "country"] },
            { "code": "TOO_LONG", "field": ["input", "address"] },
            { "code": "OUT_OF_RANGE", "field": ["input", "priority"] },
        ])
    );
    let input = json!({ "slug": "twice", "name": "Once", "country": "DE", "priority": 1_000_000 });
    let first = admin.ok(CREATE, json!({ "input": input })).await;
    assert_eq!(first["warehouseCreate"]["userErrors"], json!([]));
    let again = admin.ok(CREATE, json!({ "input": input })).await;
    assert_eq!(again["warehouseCreate"]["userErrors"], json!([{ "code": "TAKEN", "field": ["input", "slug"] }]));
    let id = &first["warehouseCreate"]["warehouse"]["id"];
    let input = json!({ "id": id, "name": " ", "country": "D", "address": "x".repeat(2_001), "priority": -1 });
    let data = admin.ok(UPDATE, json!({ "input": input })).await;
    assert_eq!(
        data["warehouseUpdate"]["userErrors"],
        json!([
            { "code": "BLANK", "field": ["input", "name"] },
            { "code": "INVALID", "field": ["input", "country"] },
            { "code": "TOO_LONG", "field": ["input", "address"] },
            { "code": "OUT_OF_RANGE", "field": ["input", "priority"] },
        ])
    );
}

#[tokio::test]
async fn a_warehouse_outside_the_scope_does_not_exist_and_neither_does_its_stock() {
    let shop = Shop::new().await;
    let foreign = shop.new_warehouse("foreign", 1).await;
    let variant = shop.stocked(GOODS, 5).await;
    shop.receive(variant, foreign, 7).await;
    let clerk = shop.app.person("clerk", &[("warehouse-clerk", Domain::Warehouse(shop.warehouse))]).await;
    let keeper = shop.app.person("keeper", &[("administrator", Domain::Warehouse(shop.warehouse))]).await;

    let data = clerk.ok("{ warehouses { nodes { slug } totalCount { count } } }", json!({})).await;
    assert_eq!(data["warehouses"], json!({ "nodes": [{ "slug": "main" }], "totalCount": { "count": 1 } }));
    let stock = shop.stock(variant, foreign).await.unwrap();
    let movement = shop.movements(variant).await.into_iter().find(|row| row.warehouse_id == foreign).unwrap();
    let document =
        "query($w: ID!, $s: ID!, $ids: [ID!]!) { warehouse(id: $w) { id } stock(id: $s) { id } nodes(ids: $ids) { id }
        stockMovements { nodes { stock { onHand warehouse { slug } } } } }";
    let variables = json!({ "w": foreign, "s": stock.id, "ids": [foreign, stock.id, movement.id] });
    let data = clerk.ok(document, variables).await;
    assert_eq!(data["warehouse"], json!(null));
    assert_eq!(data["stock"], json!(null));
    assert_eq!(data["nodes"], json!([null, null, null]));
    let own = json!([{ "stock": { "onHand": 5, "warehouse": { "slug": "main" } } }]);
    assert_eq!(data["stockMovements"]["nodes"], own);

    let refused = shop.adjust(&clerk, variant, foreign, 1).await;
    assert_eq!(
        refused["userErrors"],
        json!([{ "code": "NOT_FOUND", "field": ["input", "warehouseId"], "data": null }])
    );
    let data = keeper.ok(UPDATE, json!({ "input": { "id": foreign, "name": "Stolen" } })).await;
    assert_eq!(data["warehouseUpdate"]["userErrors"], json!([{ "code": "NOT_FOUND", "field": ["input", "id"] }]));
    let data = keeper.ok(UPDATE, json!({ "input": { "id": shop.warehouse, "name": "Mine" } })).await;
    assert_eq!(data["warehouseUpdate"]["warehouse"]["name"], "Mine");
    let input = json!({ "slug": "new", "name": "New", "country": "DE" });
    assert_eq!(keeper.fault(CREATE, json!({ "input": input })).await, "FORBIDDEN");
}

#[tokio::test]
async fn who_may_not_open_warehouses_or_see_them_is_told_so() {
    let app = TestApp::new().await;
    let input = json!({ "slug": "x", "name": "X", "country": "DE" });
    let clerk = app.as_role("warehouse-clerk").await;
    assert_eq!(clerk.fault(CREATE, json!({ "input": input })).await, "FORBIDDEN");
    let visitor = app.anonymous();
    for document in ["{ warehouses { nodes { id } } }", "{ stockMovements { nodes { id } } }"] {
        assert_eq!(visitor.fault(document, json!({})).await, "UNAUTHENTICATED", "{document}");
    }
    let editor = app.as_role("content-editor").await;
    assert_eq!(editor.fault("{ warehouses { nodes { id } } }", json!({})).await, "FORBIDDEN");
    assert_eq!(editor.fault("{ stockMovements { nodes { id } } }", json!({})).await, "FORBIDDEN");
}
