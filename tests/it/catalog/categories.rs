//! The tree of categories.

use serde_json::{Value, json};

use super::{add, errors, nowhere};
use crate::harness::{Client, TestApp};

const CREATE: &str = "mutation($input: CategoryCreateInput!) { categoryCreate(input: $input) {
    category { id slug name description position version } userErrors { code field } } }";
const CHANGE: &str = "mutation($input: CategoryUpdateInput!) { categoryUpdate(input: $input) {
    category { slug name description version } userErrors { code field } } }";
const MOVE: &str = "mutation($input: CategoryMoveInput!) { categoryMove(input: $input) {
    category { position version parent { slug } } userErrors { code field } } }";
const DELETE: &str = "mutation($input: CategoryDeleteInput!) { categoryDelete(input: $input) {
    deletedId userErrors { code field } } }";

async fn open(client: &Client, slug: &str, parent: Option<&Value>) -> Value {
    let input = json!({ "slug": slug, "name": slug.to_uppercase(), "parentId": parent });
    let data = client.ok(CREATE, json!({ "input": input })).await;
    assert_eq!(data["categoryCreate"]["userErrors"], json!([]));
    data["categoryCreate"]["category"]["id"].clone()
}

async fn children(client: &Client, parent: Option<&Value>) -> Vec<String> {
    let document = "query($parent: ID) { categories(parentId: $parent, first: 100) { nodes { slug } } }";
    let data = client.ok(document, json!({ "parent": parent })).await;
    let nodes = data["categories"]["nodes"].as_array().unwrap();
    nodes.iter().map(|node| node["slug"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_tree_is_built_and_read_from_both_ends() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    let clothes = open(&manager, "clothes", None).await;
    let shirts = open(&manager, "shirts", Some(&clothes)).await;
    open(&manager, "trousers", Some(&clothes)).await;
    open(&manager, "home", None).await;
    assert_eq!(children(&app.anonymous(), None).await, ["clothes", "home"]);
    let document = "query($id: ID!) { category(id: $id) { slug parent { slug parent { slug } children { slug } } children { slug } } }";
    let data = app.anonymous().ok(document, json!({ "id": shirts })).await;
    assert_eq!(
        data["category"],
        json!({ "slug": "shirts", "children": [],
                "parent": { "slug": "clothes", "parent": null, "children": [{ "slug": "shirts" }, { "slug": "trousers" }] } })
    );
    let input = json!({ "id": shirts, "expectedVersion": 1, "name": "Hemden", "description": "All of them." });
    let data = manager.ok(CHANGE, json!({ "input": input })).await;
    assert_eq!(
        data["categoryUpdate"]["category"],
        json!({ "slug": "shirts", "name": "Hemden", "description": "All of them.", "version": 2 })
    );
    assert_eq!(manager.fault(CHANGE, json!({ "input": { "id": shirts, "expectedVersion": 1 } })).await, "CONFLICT");
}

#[tokio::test]
async fn what_is_wrong_with_a_category_is_told() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    let one = open(&manager, "one", None).await;
    open(&manager, "two", None).await;
    for (input, expected) in [
        (json!({ "slug": "one", "name": "One" }), vec!["TAKEN slug"]),
        (json!({ "slug": "N o", "name": " " }), vec!["INVALID slug", "BLANK name"]),
        (
            json!({ "slug": "x", "name": "n".repeat(256), "description": "d".repeat(2001) }),
            vec!["TOO_LONG name", "TOO_LONG description"],
        ),
        (json!({ "slug": "x", "name": "X", "parentId": nowhere("Category") }), vec!["NOT_FOUND parentId"]),
    ] {
        assert_eq!(errors(&manager.ok(CREATE, json!({ "input": input })).await), expected);
    }
    let data = manager.ok(CHANGE, json!({ "input": { "id": one, "slug": "two" } })).await;
    assert_eq!(errors(&data), ["TAKEN slug"]);
    for document in [CHANGE, MOVE, DELETE] {
        let data = manager.ok(document, json!({ "input": { "id": nowhere("Category") } })).await;
        assert_eq!(errors(&data), ["NOT_FOUND id"]);
    }
    let editor = app.as_role("content-editor").await;
    assert_eq!(editor.fault(CREATE, json!({ "input": { "slug": "x", "name": "X" } })).await, "FORBIDDEN");
}

#[tokio::test]
async fn categories_move_with_what_is_below_them_and_never_in_a_circle() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    let (a, b, c) = (open(&manager, "a", None).await, open(&manager, "b", None).await, open(&manager, "c", None).await);
    let below = open(&manager, "below", Some(&a)).await;
    let data = manager.ok(MOVE, json!({ "input": { "id": c, "expectedVersion": 1, "position": 0 } })).await;
    assert_eq!(data["categoryMove"]["category"], json!({ "position": 0, "version": 2, "parent": null }));
    assert_eq!(children(&manager, None).await, ["c", "a", "b"]);
    let data = manager.ok(MOVE, json!({ "input": { "id": a, "parentId": b } })).await;
    assert_eq!(data["categoryMove"]["category"]["parent"]["slug"], "b");
    assert_eq!(children(&manager, None).await, ["c", "b"]);
    assert_eq!(children(&manager, Some(&a)).await, ["below"]);
    for target in [&b, &a, &below] {
        let data = manager.ok(MOVE, json!({ "input": { "id": b, "parentId": target } })).await;
        assert_eq!(errors(&data), ["CIRCLE parentId"]);
    }
    let data = manager.ok(MOVE, json!({ "input": { "id": b, "parentId": nowhere("Category") } })).await;
    assert_eq!(errors(&data), ["NOT_FOUND parentId"]);
    assert_eq!(manager.fault(MOVE, json!({ "input": { "id": c, "expectedVersion": 1 } })).await, "CONFLICT");
}

#[tokio::test]
async fn the_tree_has_eight_levels() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    let mut path = vec![open(&manager, "l1", None).await];
    for level in 2..=8 {
        path.push(open(&manager, &format!("l{level}"), path.last()).await);
    }
    let ninth = json!({ "slug": "l9", "name": "Nine", "parentId": path[7] });
    assert_eq!(errors(&manager.ok(CREATE, json!({ "input": ninth })).await), ["TOO_DEEP parentId"]);
    let other = open(&manager, "other", None).await;
    let data = manager.ok(MOVE, json!({ "input": { "id": path[0], "parentId": other } })).await;
    assert_eq!(errors(&data), ["TOO_DEEP parentId"]);
    let data = manager.ok(MOVE, json!({ "input": { "id": path[1], "parentId": other } })).await;
    assert_eq!(errors(&data), [""; 0]);
}

#[tokio::test]
async fn only_an_empty_category_is_removed() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    let a = open(&manager, "a", None).await;
    let below = open(&manager, "below", Some(&a)).await;
    let product = add(&manager, json!({ "title": "Pot", "categoryId": below })).await;
    assert_eq!(errors(&manager.ok(DELETE, json!({ "input": { "id": a } })).await), ["NOT_EMPTY id"]);
    assert_eq!(errors(&manager.ok(DELETE, json!({ "input": { "id": below } })).await), ["NOT_EMPTY id"]);
    let out = json!({ "input": { "id": product["id"], "categoryId": null } });
    let data = manager.ok(super::UPDATE, out).await;
    assert_eq!(data["productUpdate"]["product"]["category"], json!(null));
    assert_eq!(manager.fault(DELETE, json!({ "input": { "id": below, "expectedVersion": 2 } })).await, "CONFLICT");
    let data = manager.ok(DELETE, json!({ "input": { "id": below } })).await;
    assert_eq!(data["categoryDelete"]["deletedId"], below);
    assert_eq!(errors(&manager.ok(DELETE, json!({ "input": { "id": a } })).await), [""; 0]);
}

#[tokio::test]
async fn a_filter_by_category_finds_what_is_below_it_too() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    let top = open(&manager, "top", None).await;
    let middle = open(&manager, "middle", Some(&top)).await;
    let bottom = open(&manager, "bottom", Some(&middle)).await;
    let beside = open(&manager, "beside", None).await;
    for (title, category) in [("T", &top), ("M", &middle), ("B", &bottom), ("X", &beside)] {
        add(&manager, json!({ "title": title, "categoryId": category })).await;
    }
    add(&manager, json!({ "title": "None" })).await;
    let find = async |category: &Value| {
        let document =
            "query($id: ID!) { products(where: { categoryId: $id }, sort: TITLE, direction: ASC) { nodes { title } }
            category(id: $id) { products { nodes { title } totalCount { count } } } }";
        let data = manager.ok(document, json!({ "id": category })).await;
        let list = |nodes: &Value| {
            let nodes = nodes.as_array().unwrap().iter();
            nodes.map(|node| node["title"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join("")
        };
        let own = &data["category"]["products"];
        assert_eq!(own["totalCount"]["count"], own["nodes"].as_array().unwrap().len());
        (list(&data["products"]["nodes"]), list(&own["nodes"]))
    };
    assert_eq!(find(&top).await, ("BMT".to_owned(), "T".to_owned()));
    assert_eq!(find(&middle).await, ("BM".to_owned(), "M".to_owned()));
    assert_eq!(find(&beside).await, ("X".to_owned(), "X".to_owned()));
}
