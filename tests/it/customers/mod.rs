//! Customers: added, changed, found, and seen only by those who may see personal data.

use regie::customers::find_or_create;
use regie::customers::permission::CustomerCreate;
use regie::kernel::cx::Caller;
use serde_json::{Value, json};

use crate::harness::{Client, TestApp};

const CREATE: &str = "mutation($input: CustomerCreateInput!) { customerCreate(input: $input) {
    customer { id email name phone note version } userErrors { code field } } }";
const UPDATE: &str = "mutation($input: CustomerUpdateInput!) { customerUpdate(input: $input) {
    customer { email name phone version } userErrors { code field } } }";

async fn add(client: &Client, email: &str, name: &str) -> Value {
    let data = client.ok(CREATE, json!({ "input": { "email": email, "name": name } })).await;
    assert_eq!(data["customerCreate"]["userErrors"], json!([]));
    data["customerCreate"]["customer"].clone()
}

#[tokio::test]
async fn an_order_agent_adds_a_customer_and_finance_finds_it() {
    let app = TestApp::new().await;
    let agent = app.as_role("order-agent").await;
    let input = json!({ "email": " Ada@Example.ORG ", "name": "Ada Lovelace", "phone": "+44 1", "note": " Counts. " });
    let data = agent.ok(CREATE, json!({ "input": input })).await;
    let ada = &data["customerCreate"]["customer"];
    assert_eq!(
        (&ada["email"], &ada["name"], &ada["phone"], &ada["note"], &ada["version"]),
        (&json!("ada@example.org"), &json!("Ada Lovelace"), &json!("+44 1"), &json!("Counts."), &json!(1))
    );
    let finance = app.as_role("finance").await;
    let data = finance.ok("query($id: ID!) { customer(id: $id) { name } }", json!({ "id": ada["id"] })).await;
    assert_eq!(data["customer"], json!({ "name": "Ada Lovelace" }));
    assert_eq!(finance.fault(CREATE, json!({ "input": { "email": "b@example.org" } })).await, "FORBIDDEN");
}

#[tokio::test]
async fn visitors_and_warehouse_clerks_do_not_see_personal_data() {
    let app = TestApp::new().await;
    let agent = app.as_role("order-agent").await;
    let id = add(&agent, "ada@example.org", "Ada").await["id"].clone();
    let one = "query($id: ID!) { customer(id: $id) { email } }";
    assert_eq!(app.anonymous().fault(one, json!({ "id": id })).await, "UNAUTHENTICATED");
    let clerk = app.as_role("warehouse-clerk").await;
    assert_eq!(clerk.fault(one, json!({ "id": id })).await, "FORBIDDEN");
    assert_eq!(clerk.fault("{ customers { nodes { email } } }", json!({})).await, "FORBIDDEN");
    let node = "query($id: ID!) { node(id: $id) { id } }";
    assert_eq!(clerk.ok(node, json!({ "id": id })).await["node"], json!(null));
}

#[tokio::test]
async fn an_email_address_belongs_to_one_customer() {
    let app = TestApp::new().await;
    let agent = app.as_role("order-agent").await;
    add(&agent, "ada@example.org", "Ada").await;
    let bob = add(&agent, "bob@example.org", "Bob").await;
    let taken = json!([{ "code": "TAKEN", "field": ["input", "email"] }]);
    let data = agent.ok(CREATE, json!({ "input": { "email": "ADA@example.org" } })).await;
    assert_eq!(data["customerCreate"]["userErrors"], taken);
    let input = json!({ "id": bob["id"], "email": "ada@Example.org" });
    assert_eq!(agent.ok(UPDATE, json!({ "input": input })).await["customerUpdate"]["userErrors"], taken);
}

#[tokio::test]
async fn faults_of_the_input_are_told_at_once() {
    let app = TestApp::new().await;
    let agent = app.as_role("order-agent").await;
    let input =
        json!({ "email": "nobody", "name": "x".repeat(256), "phone": "1".repeat(256), "note": "n".repeat(2001) });
    let data = agent.ok(CREATE, json!({ "input": input })).await;
    assert_eq!(
        data["customerCreate"]["userErrors"],
        json!([
            { "code": "INVALID", "field": ["input", "email"] },
            { "code": "TOO_LONG", "field": ["input", "name"] },
            { "code": "TOO_LONG", "field": ["input", "phone"] },
            { "code": "TOO_LONG", "field": ["input", "note"] },
        ])
    );
    let gone = "Q3VzdG9tZXI6MDAwMDAwMDAwMDAwNzAwMDgwMDAwMDAwMDAwMDAwMDA";
    let data = agent.ok(UPDATE, json!({ "input": { "id": gone, "name": "X" } })).await;
    assert_eq!(data["customerUpdate"]["userErrors"], json!([{ "code": "NOT_FOUND", "field": ["input", "id"] }]));
}

#[tokio::test]
async fn an_edit_of_an_old_version_of_a_customer_is_a_conflict() {
    let app = TestApp::new().await;
    let agent = app.as_role("order-agent").await;
    let id = add(&agent, "ada@example.org", "Ada").await["id"].clone();
    let input = json!({ "id": id, "expectedVersion": 1, "name": "", "phone": "1" });
    let data = agent.ok(UPDATE, json!({ "input": input })).await;
    let is = json!({ "email": "ada@example.org", "name": "", "phone": "1", "version": 2 });
    assert_eq!(data["customerUpdate"]["customer"], is);
    let input = json!({ "id": id, "expectedVersion": 1, "name": "Other" });
    assert_eq!(agent.fault(UPDATE, json!({ "input": input })).await, "CONFLICT");
}

#[tokio::test]
async fn customers_are_found_by_email_and_by_the_beginning_of_their_name() {
    let app = TestApp::new().await;
    let agent = app.as_role("order-agent").await;
    for (email, name) in [
        ("a@example.org", "Zoë Zimmer"),
        ("b@example.org", "zoe Abel"),
        ("c@example.org", "Anna Zoe"),
        ("d@example.org", "100% Real"),
        ("e@example.org", "1000 Roses"),
    ] {
        add(&agent, email, name).await;
    }
    let find = "query($where: CustomerFilter, $sort: CustomerSort, $direction: Direction) {
        customers(where: $where, sort: $sort, direction: $direction) { nodes { name } totalCount { count } } }";
    let names = async |filter: Value| {
        let data = agent.ok(find, json!({ "where": filter, "sort": "NAME", "direction": "ASC" })).await;
        let nodes = data["customers"]["nodes"].as_array().unwrap();
        assert_eq!(data["customers"]["totalCount"]["count"], nodes.len());
        nodes.iter().map(|node| node["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(json!({ "query": "ZOE" })).await, ["zoe Abel", "Zoë Zimmer"]);
    assert_eq!(names(json!({ "query": "100%" })).await, ["100% Real"]);
    assert_eq!(names(json!({ "email": "C@example.org" })).await, ["Anna Zoe"]);
    assert_eq!(names(json!({ "email": "c@example.org", "query": "zoe" })).await, [""; 0]);
    assert_eq!(names(json!({ "query": " " })).await.len(), 5);
    let data = agent.ok("{ customers(first: 1) { nodes { name } } }", json!({})).await;
    assert_eq!(data["customers"]["nodes"], json!([{ "name": "1000 Roses" }]));
    assert_eq!(agent.fault(find, json!({ "where": { "query": "x".repeat(256) } })).await, "BAD_INPUT");
}

#[tokio::test]
async fn an_order_finds_the_customer_of_an_address_or_adds_one() {
    let app = TestApp::new().await;
    let agent = app.as_role("order-agent").await;
    let known = add(&agent, "ada@example.org", "Ada").await;
    let cx = Caller::system("test").may::<CustomerCreate>(&app.app.house).unwrap();
    let tx = app.begin().await;
    let ada = find_or_create::by_email(&cx, &tx, "ada@example.org", "Somebody").await.unwrap();
    assert_eq!((ada.name.as_str(), ada.version), ("Ada", 1));
    let new = find_or_create::by_email(&cx, &tx, "new@example.org", "New").await.unwrap();
    let again = find_or_create::by_email(&cx, &tx, "new@example.org", "Newer").await.unwrap();
    assert_eq!(new, again);
    tx.commit(&app.app.house.entropy).await.unwrap();
    let data = agent.ok("{ customers { nodes { id name } } }", json!({})).await;
    assert_eq!(data["customers"]["nodes"][0]["name"], "New");
    assert_eq!(data["customers"]["nodes"][1]["id"], known["id"]);
}
