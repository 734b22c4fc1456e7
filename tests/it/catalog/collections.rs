//! Hand-made lists of products.

use regie::kernel::table::audit_entry;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use serde_json::{Value, json};

use super::{ARCHIVE, add, errors, nowhere, on_sale};
use crate::harness::{Client, TestApp};

const CREATE: &str = "mutation($input: CollectionCreateInput!) { collectionCreate(input: $input) {
    collection { id slug title description version } userErrors { code field } } }";
const CHANGE: &str = "mutation($input: CollectionUpdateInput!) { collectionUpdate(input: $input) {
    collection { slug title description version } userErrors { code field } } }";
const DELETE: &str = "mutation($input: CollectionDeleteInput!) { collectionDelete(input: $input) {
    deletedId userErrors { code field } } }";
const ADD: &str = "mutation($input: CollectionProductsAddInput!) { collectionProductsAdd(input: $input) {
    collection { version products(first: 100) { nodes { title } } } userErrors { code field data } } }";
const REMOVE: &str = "mutation($input: CollectionProductsRemoveInput!) { collectionProductsRemove(input: $input) {
    collection { version products(first: 100) { nodes { title } } } userErrors { code field data } } }";
const REORDER: &str = "mutation($input: CollectionProductsReorderInput!) { collectionProductsReorder(input: $input) {
    collection { version products(first: 100) { nodes { title } } } userErrors { code field data } } }";

async fn open(client: &Client, slug: &str) -> Value {
    let data = client.ok(CREATE, json!({ "input": { "slug": slug, "title": slug.to_uppercase() } })).await;
    assert_eq!(data["collectionCreate"]["userErrors"], json!([]));
    data["collectionCreate"]["collection"]["id"].clone()
}

/// Titles in the collection of a payload.
fn titles(data: &Value) -> String {
    let payload = data.as_object().unwrap().values().next().unwrap();
    let nodes = payload["collection"]["products"]["nodes"].as_array().unwrap().iter();
    nodes.map(|node| node["title"].as_str().unwrap()).collect::<Vec<_>>().join("")
}

async fn products(client: &Client, titles: &[&str]) -> Vec<Value> {
    let mut ids = Vec::new();
    for title in titles {
        ids.push(add(client, json!({ "title": title })).await["id"].clone());
    }
    ids
}

#[tokio::test]
async fn a_collection_is_opened_renamed_and_removed_and_its_products_stay() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    let id = open(&manager, "summer").await;
    let pot = on_sale(&manager, "Pot").await["id"].clone();
    manager.ok(ADD, json!({ "input": { "id": id, "productIds": [pot] } })).await;
    let input = json!({ "id": id, "expectedVersion": 2, "title": "Sommer", "description": "Hot." });
    let data = manager.ok(CHANGE, json!({ "input": input })).await;
    assert_eq!(
        data["collectionUpdate"]["collection"],
        json!({ "slug": "summer", "title": "Sommer", "description": "Hot.", "version": 3 })
    );
    let visitor = app.anonymous();
    let document =
        "query($id: ID!, $pot: ID!) { collection(id: $id) { title } product(id: $pot) { title collections { title } }
        collections { nodes { title products { nodes { title } } } } }";
    let variables = json!({ "id": id, "pot": pot });
    assert_eq!(
        visitor.ok(document, variables.clone()).await,
        json!({ "collection": { "title": "Sommer" }, "product": { "title": "Pot", "collections": [{ "title": "Sommer" }] },
                "collections": { "nodes": [{ "title": "Sommer", "products": { "nodes": [{ "title": "Pot" }] } }] } })
    );
    assert_eq!(manager.fault(DELETE, json!({ "input": { "id": id, "expectedVersion": 1 } })).await, "CONFLICT");
    let data = manager.ok(DELETE, json!({ "input": { "id": id } })).await;
    assert_eq!(data["collectionDelete"]["deletedId"], id);
    assert_eq!(
        visitor.ok(document, variables).await,
        json!({ "collection": null, "product": { "title": "Pot", "collections": [] }, "collections": { "nodes": [] } })
    );
}

#[tokio::test]
async fn products_are_added_at_the_end_once_moved_and_taken_out() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    let id = open(&manager, "c").await;
    let ids = products(&manager, &["a", "b", "c", "d"]).await;
    let data = manager.ok(ADD, json!({ "input": { "id": id, "productIds": [ids[1], ids[0], ids[1]] } })).await;
    assert_eq!((titles(&data).as_str(), &data["collectionProductsAdd"]["collection"]["version"]), ("ba", &json!(2)));
    let data = manager.ok(ADD, json!({ "input": { "id": id, "productIds": [ids[0], ids[2], ids[3]] } })).await;
    assert_eq!(titles(&data), "bacd");
    let data = manager.ok(ADD, json!({ "input": { "id": id, "productIds": [ids[0]] } })).await;
    assert_eq!(data["collectionProductsAdd"]["collection"]["version"], 3);
    let moves = json!([{ "productId": ids[3], "position": 0 }, { "productId": ids[1], "position": 99 }]);
    let data = manager.ok(REORDER, json!({ "input": { "id": id, "expectedVersion": 3, "moves": moves } })).await;
    assert_eq!(
        (titles(&data).as_str(), &data["collectionProductsReorder"]["collection"]["version"]),
        ("dacb", &json!(4))
    );
    let data = manager.ok(REMOVE, json!({ "input": { "id": id, "productIds": [ids[0], nowhere("Product")] } })).await;
    assert_eq!(
        (titles(&data).as_str(), &data["collectionProductsRemove"]["collection"]["version"]),
        ("dcb", &json!(5))
    );
    let data = manager.ok(REMOVE, json!({ "input": { "id": id, "productIds": [ids[0]] } })).await;
    assert_eq!(data["collectionProductsRemove"]["collection"]["version"], 5);
    let stale = json!({ "input": { "id": id, "expectedVersion": 4, "productIds": [ids[0]] } });
    assert_eq!(manager.fault(ADD, stale).await, "CONFLICT");
    let told = audit_entry::Entity::find()
        .filter(audit_entry::Column::Command.eq("collectionProductsRemove"))
        .order_by_asc(audit_entry::Column::Seq)
        .all(&app.app.house.db.reader)
        .await
        .unwrap();
    let removed: Vec<&Value> = told.iter().filter_map(|entry| entry.after.as_ref()?.get("removedProducts")).collect();
    assert_eq!(removed, [&json!([ids[0]])]);
}

#[tokio::test]
async fn what_is_wrong_with_a_collection_is_told() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    let (one, two) = (open(&manager, "one").await, open(&manager, "two").await);
    let data = manager.ok(CREATE, json!({ "input": { "slug": "one", "title": "One" } })).await;
    assert_eq!(errors(&data), ["TAKEN slug"]);
    let data = manager.ok(CHANGE, json!({ "input": { "id": two, "slug": "one" } })).await;
    assert_eq!(errors(&data), ["TAKEN slug"]);
    let input = json!({ "slug": "-", "title": "t".repeat(256), "description": "d".repeat(2001) });
    let data = manager.ok(CREATE, json!({ "input": input })).await;
    assert_eq!(errors(&data), ["INVALID slug", "TOO_LONG title", "TOO_LONG description"]);
    let gone = nowhere("Product");
    let data = manager.ok(ADD, json!({ "input": { "id": one, "productIds": [gone] } })).await;
    assert_eq!(data["collectionProductsAdd"]["userErrors"][0]["data"], json!({ "productIds": [gone] }));
    assert_eq!(errors(&data), ["NOT_FOUND productIds"]);
    let moves = |id: &Value| json!({ "input": { "id": id, "moves": [{ "productId": gone, "position": 0 }] } });
    assert_eq!(errors(&manager.ok(REORDER, moves(&one)).await), ["NOT_FOUND moves"]);
    let negative = json!({ "input": { "id": one, "moves": [{ "productId": gone, "position": -1 }] } });
    assert_eq!(errors(&manager.ok(REORDER, negative).await), ["OUT_OF_RANGE moves.0.position"]);
    let many = vec![gone.clone(); 101];
    for document in [ADD, REMOVE] {
        let data = manager.ok(document, json!({ "input": { "id": one, "productIds": many } })).await;
        assert_eq!(errors(&data), ["TOO_MANY productIds"]);
        let data = manager.ok(document, json!({ "input": { "id": nowhere("Collection"), "productIds": [] } })).await;
        assert_eq!(errors(&data), ["NOT_FOUND id"]);
    }
    let many = vec![json!({ "productId": gone, "position": 0 }); 101];
    let data = manager.ok(REORDER, json!({ "input": { "id": one, "moves": many } })).await;
    assert_eq!(errors(&data), ["TOO_MANY moves"]);
    let editor = app.as_role("content-editor").await;
    assert_eq!(editor.fault(ADD, json!({ "input": { "id": one, "productIds": [] } })).await, "FORBIDDEN");
}

#[tokio::test]
async fn a_product_is_in_a_hundred_collections_at_most() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    let id = products(&manager, &["a"]).await.remove(0);
    for n in 0..101 {
        let collection = open(&manager, &format!("c{n}")).await;
        let data = manager.ok(ADD, json!({ "input": { "id": collection, "productIds": [id] } })).await;
        assert_eq!(errors(&data), if n < 100 { vec![] } else { vec!["TOO_MANY productIds"] }, "{n}");
    }
}

#[tokio::test]
async fn pages_of_a_collection_go_on_where_the_beginning_ended() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    let id = open(&manager, "c").await;
    let mut ids = Vec::new();
    for title in ["e", "d", "c", "b", "a"] {
        ids.push(on_sale(&manager, title).await["id"].clone());
    }
    manager.ok(ADD, json!({ "input": { "id": id, "productIds": ids } })).await;
    manager.ok(ARCHIVE, json!({ "input": { "id": ids[1] } })).await;
    let visitor = app.anonymous();
    let document = "query($id: ID!, $after: String) { collection(id: $id) { products(first: 2, after: $after) {
        nodes { title } totalCount { count } pageInfo { hasNextPage endCursor } } } }";
    let first = visitor.ok(document, json!({ "id": id })).await["collection"]["products"].clone();
    assert_eq!(first["nodes"], json!([{ "title": "e" }, { "title": "c" }]));
    assert_eq!((&first["totalCount"]["count"], &first["pageInfo"]["hasNextPage"]), (&json!(4), &json!(true)));
    let after = &first["pageInfo"]["endCursor"];
    let second = visitor.ok(document, json!({ "id": id, "after": after })).await["collection"]["products"].clone();
    assert_eq!(second["nodes"], json!([{ "title": "b" }, { "title": "a" }]));
    assert_eq!((&second["totalCount"]["count"], &second["pageInfo"]["hasNextPage"]), (&json!(4), &json!(false)));
    let last = "query($id: ID!) { collection(id: $id) { products(last: 1) { nodes { title } pageInfo { hasPreviousPage } } } }";
    let last = visitor.ok(last, json!({ "id": id })).await["collection"]["products"].clone();
    assert_eq!(last, json!({ "nodes": [{ "title": "a" }], "pageInfo": { "hasPreviousPage": true } }));
    let filter =
        "query($id: ID!) { products(where: { collectionId: $id }, sort: TITLE, direction: ASC) { nodes { title } } }";
    let data = visitor.ok(filter, json!({ "id": id })).await;
    assert_eq!(
        data["products"]["nodes"],
        json!([{ "title": "a" }, { "title": "b" }, { "title": "c" }, { "title": "e" }])
    );
}
