//! What a refusal says: what is missing, where, and for what.

use regie::kernel::scope::Domain;
use serde_json::{Value, json};

use super::{ASSIGN, CREATE, UNASSIGN, UPDATE, assign, id, line, make, role_id, send};
use crate::harness::shop::{GOODS, Goods, Shop};
use crate::harness::{Answer, Client, TestApp};
use crate::orders::{done, draft_of, place_of};

const OPEN: &str = "mutation($input: ChannelCreateInput!) { channelCreate(input: $input) { channel { id } } }";

/// The sentence of the one error and what is told to clients beside the code.
fn told(answer: &Answer) -> (String, Value) {
    let error = &answer.body["errors"][0];
    let mut extensions = error["extensions"].clone();
    assert_eq!(extensions.as_object_mut().unwrap().remove("code"), Some(json!("FORBIDDEN")), "{answer:?}");
    (error["message"].as_str().unwrap().to_owned(), extensions)
}

fn is(message: &str, extensions: Value) -> (String, Value) {
    (message.to_owned(), extensions)
}

async fn give_in(by: &Client, role: &Value, to: &Client, channel: &Value) -> Answer {
    let input = json!({ "staffId": id(to), "roleId": role, "scope": { "channelIds": [channel] } });
    by.send(ASSIGN, json!({ "input": input })).await
}

#[tokio::test]
async fn who_holds_a_permission_in_one_place_is_told_where_it_is_needed() {
    let shop = Shop::new().await;
    let app = &shop.app;
    let (seen, unseen) = (shop.new_channel("us", "USD").await, shop.new_channel("secret", "EUR").await);
    let roles = [("administrator", Domain::Channel(shop.channel)), ("auditor", Domain::Channel(seen))];
    let local = app.person("local", &roles).await;
    let input = json!({ "slug": "new", "name": "New", "currency": "EUR" });
    let everywhere = json!({ "permission": "channel.create", "scope": { "everything": true } });
    let opened = local.send(OPEN, json!({ "input": input })).await;
    assert_eq!(told(&opened), is("This needs the permission `channel.create` everywhere.", everywhere));
    let read = local.send("{ auditEntries { nodes { id } } }", json!({})).await;
    let everywhere = json!({ "permission": "audit.read", "scope": { "everything": true } });
    assert_eq!(told(&read), is("This needs the permission `audit.read` everywhere.", everywhere));
    let role = role_id(app, "finance").await;
    let there = json!({ "permission": "role.assign", "scope": { "channel": "us" } });
    let given = give_in(&local, &role, &local, &json!(seen)).await;
    assert_eq!(told(&given), is("This needs the permission `role.assign` in the channel `us`.", there));
    let message = "This needs the permission `role.assign` in another place than where it is held.";
    for channel in [json!(unseen), json!(regie::kernel::id::ChannelId(uuid::Uuid::from_u128(7)))] {
        let given = give_in(&local, &role, &local, &channel).await;
        assert_eq!(told(&given), is(message, json!({ "permission": "role.assign" })), "it does not exist for them");
    }
}

#[tokio::test]
async fn who_holds_a_permission_under_a_condition_is_told_for_what_it_is_needed() {
    let shop = Shop::new().await;
    let app = &shop.app;
    let dear = shop.stocked(Goods { price_minor: 60_000, ..GOODS }, 9).await;
    let agent = app.as_role("warehouse-clerk").await;
    for (permission, condition) in [
        ("order.create", None),
        ("order.read", None),
        ("order.place", Some("amount <= 1000 EUR")),
        ("category.edit", Some("own")),
    ] {
        app.line("warehouse-clerk", permission, "ALLOW", None, condition).await;
    }
    let order = done(&shop, &agent, "orderDraftCreate", draft_of(shop.channel, &[(dear, 2)])).await;
    let refused = crate::orders::send(&agent, "dear", "orderPlace", place_of(&order)).await;
    let amount = json!({ "permission": "order.place", "amount": { "amount": "1200.00", "currency": "EUR" } });
    assert_eq!(told(&refused), is("This needs the permission `order.place` for an amount of 1200.00 EUR.", amount));
    let create = "mutation { categoryCreate(input: { slug: \"x\", name: \"X\" }) { category { id } } }";
    let plainly = "This needs the permission `category.edit` without a condition or an approval.";
    let refused = agent.send(create, json!({})).await;
    assert_eq!(told(&refused), is(plainly, json!({ "permission": "category.edit" })), "nobody knows whose it is");
    app.line("warehouse-clerk", "staff.read", "ALLOW", None, Some("own")).await;
    let read = agent.send("{ staffMembers { nodes { id } } }", json!({})).await;
    let plainly = "This needs the permission `staff.read` without a condition or an approval.";
    assert_eq!(told(&read), is(plainly, json!({ "permission": "staff.read" })));
    let nowhere = agent.send("{ roles { nodes { id } } }", json!({})).await;
    assert_eq!(told(&nowhere), is("This needs the permission `role.read`.", json!({ "permission": "role.read" })));
}

/// The code, the path, the sentence and the permissions of the one refusal.
fn beyond(payload: &Value) -> (&str, &Value, &str, &Value) {
    let error = &payload["userErrors"][0];
    let text = |name: &str| error[name].as_str().unwrap();
    (text("code"), &error["field"], text("message"), &error["data"]["permissions"])
}

const GIVE: &str = "Nobody can give, or let others approve, more than they hold there themselves.";
const TAKE: &str = "Nobody can take from others what they do not hold there themselves.";

#[tokio::test]
async fn what_is_beyond_ones_own_is_named_once_with_the_path_to_it() {
    let app = TestApp::new().await;
    let (owner, admin) = (app.as_role("owner").await, app.as_role("administrator").await);
    let agent = app.as_role("order-agent").await;
    let small = json!({ "permission": "order.place", "effect": "ALLOW", "condition": "amount <= 5 EUR" });
    let lines = json!([line("role.read", "ALLOW"), line("order.place", "ALLOW"), small]);
    let made = send(&app, &admin, CREATE, json!({ "key": "seller", "name": "Seller", "lines": lines })).await;
    let (once, path) = (json!(["order.place"]), json!(["input", "lines", "1"]));
    assert_eq!(beyond(&made), ("BEYOND_OWN", &path, GIVE, &once));
    let seller = make(&app, &owner, "seller", lines).await;
    let given = assign(&app, &admin, &seller, &agent).await;
    assert_eq!(beyond(&given), ("BEYOND_OWN", &json!(["input", "roleId"]), GIVE, &once));
    let roles = json!([
        { "roleId": role_id(&app, "auditor").await, "scope": { "everything": true } },
        { "roleId": seller, "scope": { "everything": true } },
    ]);
    app.line("administrator", "product.read", "ALLOW", None, None).await;
    app.line("administrator", "customer.read", "ALLOW", None, None).await;
    let invite = "mutation($input: StaffInviteInput!) { staffInvite(input: $input) {
        token userErrors { code field message data } } }";
    let invited = send(&app, &admin, invite, json!({ "email": "n@regie.test", "name": "N", "roles": roles })).await;
    assert_eq!(beyond(&invited), ("BEYOND_OWN", &json!(["input", "roles", "1", "roleId"]), GIVE, &once));
    let weakened = json!({ "id": seller, "lines": [line("role.read", "ALLOW")] });
    let changed = send(&app, &admin, UPDATE, weakened).await;
    assert_eq!(beyond(&changed), ("BEYOND_OWN", &json!(["input", "lines"]), TAKE, &once));
    let given = assign(&app, &owner, &seller, &agent).await;
    let taken = send(&app, &admin, UNASSIGN, json!({ "id": given["assignments"][0]["id"] })).await;
    assert_eq!(beyond(&taken), ("BEYOND_OWN", &json!(["input", "id"]), TAKE, &once));
}

#[tokio::test]
async fn who_would_deny_something_to_themselves_is_told_so() {
    let app = TestApp::new().await;
    let (owner, admin) = (app.as_role("owner").await, app.as_role("administrator").await);
    let strict = make(&app, &owner, "strict", json!([line("order.read", "DENY")])).await;
    let message = |payload: &Value| {
        let error = &payload["userErrors"][0];
        assert_eq!(error["code"], "ABOVE_OWN_RANK", "{payload}");
        error["message"].as_str().unwrap().to_owned()
    };
    let oneself = "Nobody denies something to themselves, or lifts what is denied to them.";
    assert_eq!(message(&assign(&app, &admin, &strict, &admin).await), oneself);
    let others = "Only who stands above these people can do this to them, or at least beside them.";
    assert_eq!(message(&assign(&app, &admin, &strict, &owner).await), others);
}

#[tokio::test]
async fn a_role_that_does_not_exist_is_named_by_its_path() {
    let app = TestApp::new().await;
    let owner = app.as_role("owner").await;
    let nowhere = json!(regie::kernel::id::RoleId(uuid::Uuid::from_u128(7)));
    let path = |payload: &Value| {
        assert_eq!(payload["userErrors"][0]["code"], "NOT_FOUND", "{payload}");
        payload["userErrors"][0]["field"].clone()
    };
    assert_eq!(path(&send(&app, &owner, UPDATE, json!({ "id": nowhere, "name": "X" })).await), json!(["input", "id"]));
    assert_eq!(path(&assign(&app, &owner, &nowhere, &owner).await), json!(["input", "roleId"]));
}
