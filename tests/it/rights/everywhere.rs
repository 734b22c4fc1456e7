//! What belongs to the whole company is for who holds the permission there, and not for who holds it in one channel.

use regie::kernel::scope::Domain;
use regie::staff::entity::staff_member::{self, Column};
use sea_orm::EntityTrait as _;
use sea_orm::sea_query::Expr;
use serde_json::{Value, json};

use super::{above, id, refusal, send};
use crate::harness::shop::Shop;
use crate::harness::{Client, TestApp};

const END: &str =
    "mutation($input: SessionEndInput!) { sessionEnd(input: $input) { ended userErrors { code field data } } }";

/// Somebody who holds this role in the one channel of the shop.
async fn local(shop: &Shop, role: &str) -> Client {
    shop.app.person("local", &[(role, Domain::Channel(shop.channel))]).await
}

fn sessions_of(client: &Client) -> Value {
    json!({ "staffId": id(client), "everywhere": true })
}

#[tokio::test]
async fn who_may_end_sessions_in_one_channel_ends_nobodys() {
    let shop = Shop::new().await;
    let (local, agent) = (local(&shop, "administrator").await, shop.app.as_role("order-agent").await);
    for other in [&shop.owner, &agent] {
        assert_eq!(local.fault(END, json!({ "input": sessions_of(other) })).await, "FORBIDDEN");
        let document = "query($id: ID!) { node(id: $id) { ... on StaffMember { sessions { id } } } }";
        let seen = local.ok(document, json!({ "id": id(other) })).await;
        assert_eq!(seen["node"]["sessions"], json!(null));
    }
    let own = send(&shop.app, &local, END, sessions_of(&local)).await;
    assert_eq!(own["ended"], 1, "one's own are one's own");
}

#[tokio::test]
async fn an_administrator_ends_the_sessions_of_peers_and_not_of_an_owner() {
    let app = TestApp::new().await;
    let (owner, admin, peer) =
        (app.as_role("owner").await, app.as_role("administrator").await, app.as_role("administrator").await);
    let refused = send(&app, &admin, END, sessions_of(&owner)).await;
    assert_eq!(refusal(&refused), above(&["input", "staffId"]));
    owner.ok("{ viewer { kind } }", json!({})).await;
    assert_eq!(send(&app, &admin, END, sessions_of(&peer)).await["ended"], 1);
    assert_eq!(send(&app, &owner, END, sessions_of(&admin)).await["ended"], 1);
}

#[tokio::test]
async fn addresses_logins_and_invitations_are_of_the_company() {
    let shop = Shop::new().await;
    let (local, auditor) = (local(&shop, "auditor").await, shop.app.as_role("auditor").await);
    let tx = shop.app.begin().await;
    let all = staff_member::Entity::update_many().col_expr(Column::LastLoginAt, Expr::value(tx.now()));
    all.exec(tx.db()).await.unwrap();
    tx.commit(&shop.app.app.house.entropy).await.unwrap();
    let document = "query($id: ID!) { staffMember(id: $id) { name email lastLoginAt } }";
    let seen = local.ok(document, json!({ "id": id(&shop.owner) })).await;
    assert_eq!(seen["staffMember"], json!({ "name": "owner", "email": null, "lastLoginAt": null }));
    let own = local.ok("{ viewer { staffMember { email } } }", json!({})).await;
    assert!(own["viewer"]["staffMember"]["email"].is_string());
    let seen = auditor.ok(document, json!({ "id": id(&shop.owner) })).await;
    assert!(seen["staffMember"]["email"].is_string() && seen["staffMember"]["lastLoginAt"].is_string());
    let invitations = "{ staffInvitations { nodes { id } } }";
    assert_eq!(local.fault(invitations, json!({})).await, "FORBIDDEN");
    auditor.ok(invitations, json!({})).await;
}

#[tokio::test]
async fn definitions_of_workflows_and_the_audit_log_are_of_the_company() {
    let shop = Shop::new().await;
    let (local, auditor) = (local(&shop, "auditor").await, shop.app.as_role("auditor").await);
    let documents = [
        "{ workflowDefinitions { id } }",
        "{ workflowDefinition(key: \"order-release\") { id } }",
        "{ auditEntries(first: 1) { nodes { id } } }",
    ];
    for document in documents {
        assert_eq!(local.fault(document, json!({})).await, "FORBIDDEN", "{document}");
        auditor.ok(document, json!({})).await;
    }
    let definition = auditor.ok(documents[1], json!({})).await["workflowDefinition"]["id"].clone();
    let node = "query($id: ID!) { node(id: $id) { id } }";
    assert_eq!(local.ok(node, json!({ "id": definition })).await["node"], json!(null));
    assert_eq!(auditor.ok(node, json!({ "id": definition })).await["node"]["id"], definition);
}

#[tokio::test]
async fn who_holds_what_is_seen_where_one_may_see_roles() {
    let shop = Shop::new().await;
    let other = shop.new_channel("us", "USD").await;
    let local = local(&shop, "auditor").await;
    let roles = [("order-agent", Domain::Channel(shop.channel)), ("finance", Domain::Channel(other))];
    let agent = shop.app.person("agent", &roles).await;
    let document = "query($id: ID!) { staffMember(id: $id) { roleAssignments { id role { key } channel { slug } } } }";
    let seen = local.ok(document, json!({ "id": id(&agent) })).await["staffMember"]["roleAssignments"].clone();
    let keys: Vec<&Value> = seen.as_array().unwrap().iter().map(|row| &row["role"]["key"]).collect();
    assert_eq!(keys, ["order-agent"]);
    let all = shop.owner.ok(document, json!({ "id": id(&agent) })).await["staffMember"]["roleAssignments"].clone();
    assert_eq!(all.as_array().unwrap().len(), 2);
    let elsewhere = all.as_array().unwrap().iter().find(|row| row["role"]["key"] == "finance").unwrap()["id"].clone();
    let node = "query($id: ID!) { node(id: $id) { id } }";
    assert_eq!(local.ok(node, json!({ "id": elsewhere })).await["node"], json!(null));
    let by_role = "{ roles(first: 100) { nodes { key assignments { staffMember { id } } } } }";
    let by_role = local.ok(by_role, json!({})).await["roles"]["nodes"].clone();
    for role in by_role.as_array().unwrap() {
        let holders = if ["order-agent", "auditor"].contains(&role["key"].as_str().unwrap()) { 1 } else { 0 };
        assert_eq!(role["assignments"].as_array().unwrap().len(), holders, "{role}");
    }
    let own = agent.ok("{ viewer { staffMember { roleAssignments { id } } } }", json!({})).await;
    assert_eq!(own["viewer"]["staffMember"]["roleAssignments"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn who_works_in_one_channel_reads_products_roles_and_themselves() {
    let shop = Shop::new().await;
    let local = local(&shop, "auditor").await;
    let document = "{ viewer { roles staffMember { name email } } products { nodes { id } } roles { nodes { key } }
        staffMembers { nodes { name status } } channels { nodes { slug } } }";
    let seen = local.ok(document, json!({})).await;
    assert_eq!(seen["channels"]["nodes"], json!([{ "slug": "eu" }]));
    assert!(seen["staffMembers"]["nodes"].as_array().unwrap().len() > 1);
}
