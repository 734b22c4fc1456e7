//! Channels: opened, renamed, closed, and seen only from inside their scope.

use regie::kernel::id::{ChannelId, TypedId as _};
use regie::kernel::scope::Domain;
use serde_json::json;

use crate::harness::{Client, TestApp};

const CREATE: &str = "mutation($input: ChannelCreateInput!) { channelCreate(input: $input) {
    channel { id slug name currency isActive version } userErrors { code field } } }";
const UPDATE: &str = "mutation($input: ChannelUpdateInput!) { channelUpdate(input: $input) {
    channel { name version } userErrors { code field } } }";

async fn open(client: &Client, slug: &str) -> ChannelId {
    let input = json!({ "slug": slug, "name": slug.to_uppercase(), "currency": "EUR" });
    let data = client.ok(CREATE, json!({ "input": input })).await;
    ChannelId::from_global(data["channelCreate"]["channel"]["id"].as_str().unwrap()).unwrap()
}

#[tokio::test]
async fn an_administrator_opens_a_channel_and_everybody_inside_finds_it() {
    let app = TestApp::new().await;
    let admin = app.as_role("administrator").await;
    let input = json!({ "slug": "eu-shop", "name": " Shop of Europe ", "currency": "EUR" });
    let data = admin.ok(CREATE, json!({ "input": input })).await;
    let channel = &data["channelCreate"]["channel"];
    assert_eq!(channel["name"], "Shop of Europe");
    assert_eq!(
        (&channel["currency"], &channel["isActive"], &channel["version"]),
        (&json!("EUR"), &json!(true), &json!(1))
    );
    let agent = app.as_role("order-agent").await;
    let found = agent
        .ok("query($id: ID!) { node(id: $id) { id ... on Channel { slug } } }", json!({ "id": channel["id"] }))
        .await;
    assert_eq!(found["node"], json!({ "id": channel["id"], "slug": "eu-shop" }));
}

#[tokio::test]
async fn every_fault_of_the_input_is_told_at_once_with_its_path() {
    let app = TestApp::new().await;
    let admin = app.as_role("administrator").await;
    let input = json!({ "slug": "Not a Slug", "name": "x".repeat(256), "currency": "EUR" });
    let data = admin.ok(CREATE, json!({ "input": input })).await;
    assert_eq!(
        data["channelCreate"]["userErrors"],
        json!([
            { "code": "INVALID", "field": ["input", "slug"] },
            { "code": "TOO_LONG", "field": ["input", "name"] },
        ])
    );
    open(&admin, "twice").await;
    let again = json!({ "slug": "twice", "name": "Again", "currency": "EUR" });
    let data = admin.ok(CREATE, json!({ "input": again })).await;
    assert_eq!(data["channelCreate"]["userErrors"], json!([{ "code": "TAKEN", "field": ["input", "slug"] }]));
}

#[tokio::test]
async fn a_channel_outside_the_scope_does_not_exist() {
    let app = TestApp::new().await;
    let admin = app.as_role("administrator").await;
    let (inside, outside) = (open(&admin, "inside").await, open(&admin, "outside").await);
    let local = app.person("local", &[("administrator", Domain::Channel(inside))]).await;
    let data = local.ok("{ channels { nodes { slug } totalCount { count precision } } }", json!({})).await;
    assert_eq!(
        data["channels"],
        json!({ "nodes": [{ "slug": "inside" }], "totalCount": { "count": 1, "precision": "EXACT" } })
    );
    let input = json!({ "id": inside.to_global(), "name": "Renamed" });
    let data = local.ok(UPDATE, json!({ "input": input })).await;
    assert_eq!(data["channelUpdate"]["channel"], json!({ "name": "Renamed", "version": 2 }));
    let data = local.ok("query($id: ID!) { channel(id: $id) { id } }", json!({ "id": outside.to_global() })).await;
    assert_eq!(data["channel"], json!(null));
    let input = json!({ "id": outside.to_global(), "name": "Stolen" });
    let refused = local.ok(UPDATE, json!({ "input": input })).await;
    assert_eq!(refused["channelUpdate"]["userErrors"][0]["code"], "NOT_FOUND");
}

#[tokio::test]
async fn an_edit_of_an_old_version_is_a_conflict() {
    let app = TestApp::new().await;
    let admin = app.as_role("administrator").await;
    let id = open(&admin, "shop").await.to_global();
    admin.ok(UPDATE, json!({ "input": { "id": id, "expectedVersion": 1, "name": "First" } })).await;
    let answer = admin.send(UPDATE, json!({ "input": { "id": id, "expectedVersion": 1, "name": "Second" } })).await;
    assert_eq!(answer.code(), "CONFLICT");
    assert_eq!(answer.body["errors"][0]["extensions"]["currentVersion"], 2);
}

#[tokio::test]
async fn who_may_not_is_told_so_and_a_visitor_is_asked_to_sign_in() {
    let app = TestApp::new().await;
    let input = json!({ "slug": "x", "name": "X", "currency": "EUR" });
    let agent = app.as_role("order-agent").await;
    assert_eq!(agent.fault(CREATE, json!({ "input": input })).await, "FORBIDDEN");
    assert_eq!(app.anonymous().fault(CREATE, json!({ "input": input })).await, "UNAUTHENTICATED");
}

#[tokio::test]
async fn pages_walk_the_whole_list_once_in_both_directions() {
    let app = TestApp::new().await;
    let admin = app.as_role("administrator").await;
    for n in 0..7 {
        open(&admin, &format!("c{n}")).await;
    }
    let forward = "query($after: String) { channels(first: 3, after: $after) { nodes { slug } pageInfo { hasNextPage endCursor } } }";
    let (mut slugs, mut after) = (Vec::new(), json!(null));
    loop {
        let page = admin.ok(forward, json!({ "after": after })).await["channels"].clone();
        slugs.extend(page["nodes"].as_array().unwrap().iter().map(|node| node["slug"].as_str().unwrap().to_owned()));
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(slugs, ["c0", "c1", "c2", "c3", "c4", "c5", "c6"]);
    let last = "{ channels(last: 2) { nodes { slug } pageInfo { hasPreviousPage startCursor } } }";
    let page = admin.ok(last, json!({})).await["channels"].clone();
    assert_eq!(page["nodes"], json!([{ "slug": "c5" }, { "slug": "c6" }]));
    assert_eq!(page["pageInfo"]["hasPreviousPage"], true);
    for (arguments, code) in [
        ("first: 101", "BAD_INPUT"),
        ("first: 0", "BAD_INPUT"),
        ("first: 1, last: 1", "BAD_INPUT"),
        ("after: \"x\"", "BAD_INPUT"),
    ] {
        let document = format!("{{ channels({arguments}) {{ nodes {{ id }} }} }}");
        assert_eq!(admin.fault(&document, json!({})).await, code, "{arguments}");
    }
}
