//! Roles: who may make them, what their lines mean, and that a change is in force at once.

mod lines;

use regie::access::policies::Policies;
use regie::kernel::id::TypedId as _;
use regie::kernel::permission::Decision;
use regie::kernel::scope::Domain;
use serde_json::{Value, json};

use crate::harness::TestApp;

pub const CREATE: &str = "mutation($input: RoleCreateInput!) { roleCreate(input: $input) {
    role { id key lines { permission effect workflow condition } version } userErrors { code field data } } }";
const UPDATE: &str = "mutation($input: RoleUpdateInput!) { roleUpdate(input: $input) {
    role { lines { permission effect } version } userErrors { code field } } }";

fn line(permission: &str, effect: &str) -> Value {
    json!({ "permission": permission, "effect": effect })
}

fn role(key: &str, lines: Vec<Value>) -> Value {
    json!({ "input": { "key": key, "name": key, "lines": lines } })
}

#[tokio::test]
async fn a_role_is_made_with_its_lines_and_changed_whole() {
    let app = TestApp::new().await;
    let owner = app.as_role("owner").await;
    let lines = vec![
        json!({ "permission": "order.place", "effect": "APPROVE", "workflow": "order-release", "condition": "own" }),
        line("channel.read", "ALLOW"),
    ];
    let made = owner.ok(CREATE, role("night", lines)).await["roleCreate"]["role"].clone();
    assert_eq!(made["lines"].as_array().unwrap().len(), 2);
    assert_eq!(made["lines"][0]["workflow"], "order-release");
    let input = json!({ "input": { "id": made["id"], "lines": [line("channel.read", "DENY")] } });
    let changed = owner.ok(UPDATE, input).await["roleUpdate"]["role"].clone();
    assert_eq!(changed, json!({ "lines": [{ "permission": "channel.read", "effect": "DENY" }], "version": 2 }));
}

#[tokio::test]
async fn a_role_has_no_more_than_500_lines() {
    let app = TestApp::new().await;
    let owner = app.as_role("owner").await;
    let many = owner.ok(CREATE, role("r", vec![line("role.read", "ALLOW"); 501])).await;
    assert_eq!(many["roleCreate"]["userErrors"][0]["code"], "TOO_MANY");
}

#[tokio::test]
async fn nobody_puts_into_a_role_what_they_do_not_hold() {
    let app = TestApp::new().await;
    let admin = app.as_role("administrator").await;
    app.line("administrator", "channel.update", "DENY", None, None).await;
    let refused = admin.ok(CREATE, role("r", vec![line("channel.update", "ALLOW")])).await;
    assert_eq!(refused["roleCreate"]["userErrors"][0]["code"], "BEYOND_OWN");
    assert_eq!(refused["roleCreate"]["userErrors"][0]["data"], json!({ "permissions": ["channel.update"] }));
    let denying = admin.ok(CREATE, role("r", vec![line("channel.update", "DENY")])).await;
    assert_eq!(denying["roleCreate"]["role"]["key"], "r", "who takes away gives nothing");
}

#[tokio::test]
async fn a_built_in_role_and_one_that_is_held_are_not_deleted() {
    let app = TestApp::new().await;
    let owner = app.as_role("owner").await;
    let delete = "mutation($id: ID!) { roleDelete(input: { id: $id }) { deletedId userErrors { code } } }";
    let roles = owner.ok("{ roles { nodes { id key } } }", json!({})).await;
    let built_in = owner.ok(delete, json!({ "id": roles["roles"]["nodes"][0]["id"] })).await;
    assert_eq!(built_in["roleDelete"]["userErrors"][0]["code"], "BUILT_IN");
    let made = owner.ok(CREATE, role("held", vec![])).await["roleCreate"]["role"]["id"].clone();
    app.person("holder", &[("held", Domain::Everything)]).await;
    assert_eq!(owner.ok(delete, json!({ "id": made })).await["roleDelete"]["userErrors"][0]["code"], "IN_USE");
    let free =
        owner.ok(CREATE, role("free", vec![line("role.read", "ALLOW")])).await["roleCreate"]["role"]["id"].clone();
    assert_eq!(owner.ok(delete, json!({ "id": free })).await["roleDelete"]["deletedId"], free);
}

#[tokio::test]
async fn a_change_of_policies_is_followed_by_a_second_process() {
    let app = TestApp::new().await;
    let owner = app.as_role("owner").await;
    let house = &app.app.house;
    let other = Policies::load(&house.db.reader, house.catalogue.clone(), house.may_act).await.unwrap();
    assert!(!other.refresh(&house.db.reader).await.unwrap(), "nothing changed yet");
    owner.ok(CREATE, role("new", vec![line("channel.read", "ALLOW")])).await;
    assert!(other.refresh(&house.db.reader).await.unwrap(), "the version is another");
    assert!(other.current().role("new").is_some());
}

#[tokio::test]
async fn a_deny_of_one_role_beats_the_allow_of_another_also_in_one_place_of_all() {
    let app = TestApp::new().await;
    let owner = app.as_role("owner").await;
    owner.ok(CREATE, role("closed", vec![line("channel.read", "DENY")])).await;
    let open = "mutation($input: ChannelCreateInput!) { channelCreate(input: $input) { channel { id } } }";
    let mut ids = Vec::new();
    for slug in ["open", "closed"] {
        let data = owner.ok(open, json!({ "input": { "slug": slug, "name": slug, "currency": "EUR" } })).await;
        let id = data["channelCreate"]["channel"]["id"].as_str().unwrap().to_owned();
        ids.push(regie::kernel::id::ChannelId::from_global(&id).unwrap());
    }
    let roles = [("order-agent", Domain::Everything), ("closed", Domain::Channel(ids[1]))];
    let agent = app.person("agent", &roles).await;
    let seen = agent.ok("{ channels { nodes { slug } } }", json!({})).await;
    assert_eq!(seen["channels"]["nodes"], json!([{ "slug": "open" }]));
    let everywhere =
        app.person("everywhere", &[("order-agent", Domain::Everything), ("closed", Domain::Everything)]).await;
    assert_eq!(everywhere.fault("{ channels { nodes { slug } } }", json!({})).await, "FORBIDDEN");
}

#[tokio::test]
async fn conditions_and_approvals_are_asked_in_their_order_and_unknown_facts_deny() {
    use regie::kernel::condition::Facts;
    use regie::kernel::money::{Currency, Money};
    use regie::kernel::permission::Permission as _;
    let app = TestApp::new().await;
    let owner = app.as_role("owner").await;
    owner
        .ok(
            CREATE,
            role(
                "buyer",
                vec![
                    json!({ "permission": "order.place", "effect": "ALLOW", "condition": "amount <= 50 EUR" }),
                    json!({ "permission": "order.place", "effect": "APPROVE", "workflow": "order-release",
            "condition": "amount <= 500 EUR" }),
                ],
            ),
        )
        .await;
    let buyer = app.person("buyer", &[("buyer", Domain::Everything)]).await.staff;
    let grants = app.app.policies.current().grants_of(buyer);
    let decide = |amount: Option<(i64, &str)>| {
        let amount = amount.map(|(minor, code)| Money::new(minor, Currency::parse(code).unwrap()));
        grants.decide(regie::orders::permission::OrderPlace::INDEX, &Facts { amount, ..Facts::default() })
    };
    assert_eq!(decide(Some((5_000, "EUR"))), Decision::Allow);
    assert_eq!(decide(Some((5_001, "EUR"))), Decision::Approve { workflow: "order-release".to_owned() });
    assert_eq!(decide(Some((50_001, "EUR"))), Decision::Deny);
    assert_eq!(decide(Some((1, "USD"))), Decision::Deny, "another currency is not compared");
    assert_eq!(decide(None), Decision::Deny, "a fact that nobody tells does not hold");
}
