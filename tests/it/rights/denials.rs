//! Who may deny what to whom, who may lift it, and when a denial holds.

use regie::access::explain::{self, Verdict};
use regie::kernel::condition::{Condition, Facts};
use regie::kernel::money::{Currency, Money};
use regie::kernel::permission::{Bits, Decision, Grants, Lines};
use regie::kernel::scope::Domain;
use serde_json::json;

use super::{ASSIGN, CREATE, UNASSIGN, UPDATE, above, assign, id, line, make, refusal, role_id, send};
use crate::harness::TestApp;
use crate::harness::shop::{GOODS, Goods, Shop};
use crate::orders::{done, draft_of, payload, place_of};

#[tokio::test]
async fn nobody_denies_anything_to_who_does_not_stand_below_them() {
    let app = TestApp::new().await;
    let (owner, admin, peer) =
        (app.as_role("owner").await, app.as_role("administrator").await, app.as_role("administrator").await);
    let agent = app.as_role("order-agent").await;
    let closed = make(&app, &admin, "closed", json!([line("order.read", "DENY")])).await;
    for above_or_beside in [&owner, &peer, &admin] {
        let refused = assign(&app, &admin, &closed, above_or_beside).await;
        assert_eq!(refusal(&refused), above(&["input", "staffId"]));
        assert_eq!(refused["userErrors"][0]["data"], json!({ "staffIds": [id(above_or_beside)] }));
    }
    assert_eq!(refusal(&assign(&app, &admin, &closed, &agent).await), None, "an order agent rules over nobody");
    assert_eq!(agent.fault("{ orders { nodes { id } } }", json!({})).await, "FORBIDDEN");
    // The same by way of the lines of a role that they hold already.
    let shared = make(&app, &owner, "shared", json!([line("role.read", "ALLOW")])).await;
    assign(&app, &owner, &shared, &peer).await;
    let denying = json!({ "id": shared, "lines": [line("role.read", "ALLOW"), line("staff.read", "DENY")] });
    assert_eq!(refusal(&send(&app, &admin, UPDATE, denying.clone()).await), above(&["input", "lines", "1"]));
    assert_eq!(refusal(&send(&app, &owner, UPDATE, denying).await), None, "an owner stands above");
    assert_eq!(peer.fault("{ staffMembers { nodes { id } } }", json!({})).await, "FORBIDDEN");
}

#[tokio::test]
async fn who_is_denied_does_not_lift_it_from_themselves_and_nor_does_a_peer() {
    let app = TestApp::new().await;
    let (owner, admin, peer) =
        (app.as_role("owner").await, app.as_role("administrator").await, app.as_role("administrator").await);
    let closed = make(&app, &owner, "closed", json!([line("audit.read", "DENY")])).await;
    let given = assign(&app, &owner, &closed, &admin).await;
    let held = given["assignments"][0]["id"].clone();
    let audit = "{ auditEntries(first: 1) { nodes { id } } }";
    for lifter in [&admin, &peer] {
        let refused = send(&app, lifter, UNASSIGN, json!({ "id": held })).await;
        assert_eq!(refusal(&refused), above(&["input", "id"]));
        let emptied = send(&app, lifter, UPDATE, json!({ "id": closed, "lines": [] })).await;
        assert_eq!(refusal(&emptied).unwrap().0, "ABOVE_OWN_RANK");
    }
    assert_eq!(admin.fault(audit, json!({})).await, "FORBIDDEN");
    assert_eq!(refusal(&send(&app, &owner, UNASSIGN, json!({ "id": held })).await), None);
    admin.ok(audit, json!({})).await;
}

#[tokio::test]
async fn a_role_is_not_taken_from_who_stands_above_and_may_be_from_a_peer() {
    let app = TestApp::new().await;
    let (owner, admin, peer) =
        (app.as_role("owner").await, app.as_role("administrator").await, app.as_role("administrator").await);
    let reader = make(&app, &owner, "reader", json!([line("role.read", "ALLOW")])).await;
    let mut held = Vec::new();
    for holder in [&owner, &peer] {
        held.push(assign(&app, &owner, &reader, holder).await["assignments"][0]["id"].clone());
    }
    assert_eq!(refusal(&send(&app, &admin, UNASSIGN, json!({ "id": held[0] })).await), above(&["input", "id"]));
    let emptied = send(&app, &admin, UPDATE, json!({ "id": reader, "lines": [] })).await;
    assert_eq!(refusal(&emptied), above(&["input", "lines"]), "an owner holds it");
    assert_eq!(refusal(&send(&app, &admin, UNASSIGN, json!({ "id": held[1] })).await), None);
}

#[tokio::test]
async fn a_denial_binds_no_owner() {
    let app = TestApp::new().await;
    let owner = app.person("owner", &[("owner", Domain::Everything), ("auditor", Domain::Everything)]).await;
    let auditor = app.as_role("auditor").await;
    for condition in [None, Some("own"), Some("what nobody knows")] {
        app.line("auditor", "role.read", "DENY", None, condition).await;
        app.line("storefront-visitor", "staff.read", "DENY", None, condition).await;
    }
    assert_eq!(auditor.fault("{ roles { nodes { id } } }", json!({})).await, "FORBIDDEN");
    owner.ok("{ roles { nodes { id } } staffMembers { nodes { id } } }", json!({})).await;
    let why = explain::run(&app.app.house, &app.app.policies, owner.staff, "role.read", &Facts::default()).await;
    let why = why.unwrap().unwrap();
    assert_eq!(why.verdict, Verdict::Allow);
    let denials: Vec<bool> = why.lines.iter().filter(|say| say.effect == "deny").map(|say| say.binds).collect();
    assert_eq!(denials, [false, false, false]);
}

#[tokio::test]
async fn what_is_denied_to_an_owner_to_no_effect_is_lifted_by_an_owner() {
    let app = TestApp::new().await;
    let (owner, admin) = (app.as_role("owner").await, app.as_role("administrator").await);
    let closed = make(&app, &owner, "closed", json!([line("role.read", "DENY"), line("audit.read", "DENY")])).await;
    let other = app.person("other", &[("closed", Domain::Everything), ("owner", Domain::Everything)]).await;
    let less = json!({ "id": closed, "lines": [line("role.read", "DENY")] });
    assert_eq!(refusal(&send(&app, &admin, UPDATE, less.clone()).await), above(&["input", "lines"]));
    let more = json!({ "id": closed, "lines": [line("role.read", "DENY"), line("audit.read", "DENY"), line("staff.read", "DENY")] });
    assert_eq!(refusal(&send(&app, &owner, UPDATE, more).await), above(&["input", "lines", "2"]));
    for by in [&owner, &other] {
        assert_eq!(refusal(&send(&app, by, UPDATE, less.clone()).await), None);
    }
    let own = other.ok("{ viewer { staffMember { roleAssignments { id role { key } } } } }", json!({})).await;
    let held = own["viewer"]["staffMember"]["roleAssignments"].as_array().unwrap().clone();
    let held = held.iter().find(|row| row["role"]["key"] == "closed").unwrap()["id"].clone();
    assert_eq!(refusal(&send(&app, &admin, UNASSIGN, json!({ "id": held })).await), above(&["input", "id"]));
    assert_eq!(refusal(&send(&app, &other, UNASSIGN, json!({ "id": held })).await), None);
}

#[tokio::test]
async fn visitors_and_customers_hold_only_what_is_public() {
    let app = TestApp::new().await;
    let (owner, admin) = (app.as_role("owner").await, app.as_role("administrator").await);
    for key in ["storefront-visitor", "customer"] {
        let role = role_id(&app, key).await;
        for by in [&owner, &admin] {
            for secret in ["audit.read", "staff.read", "role.assign"] {
                let lines = json!([line("product.browse", "ALLOW"), line(secret, "ALLOW")]);
                let refused = send(&app, by, UPDATE, json!({ "id": role, "lines": lines })).await;
                let told = ("NOT_PUBLIC".to_owned(), json!(["input", "lines", "1", "permission"]));
                assert_eq!(refusal(&refused), Some(told));
            }
            let lines = json!([line("order.read", "DENY")]);
            let refused = send(&app, by, UPDATE, json!({ "id": role, "lines": lines })).await;
            let told = ("DENIES_EVERYBODY".to_owned(), json!(["input", "lines", "0", "effect"]));
            assert_eq!(refusal(&refused), Some(told));
        }
        let closed = send(&app, &admin, UPDATE, json!({ "id": role, "lines": [] })).await;
        assert_eq!(refusal(&closed), None, "a shop may close");
        let lines = json!([line("product.browse", "ALLOW")]);
        assert_eq!(refusal(&send(&app, &owner, UPDATE, json!({ "id": role, "lines": lines })).await), None);
    }
    assert_eq!(app.anonymous().fault("{ auditEntries { nodes { id } } }", json!({})).await, "UNAUTHENTICATED");
}

#[tokio::test]
async fn a_line_that_cannot_be_given_is_named() {
    let app = TestApp::new().await;
    let admin = app.as_role("administrator").await;
    let lines = json!([line("role.read", "ALLOW"), line("order.place", "ALLOW"), line("order.cancel", "ALLOW")]);
    let refused = send(&app, &admin, CREATE, json!({ "key": "r", "name": "r", "lines": lines })).await;
    assert_eq!(refusal(&refused), Some(("BEYOND_OWN".to_owned(), json!(["input", "lines", "1"]))));
    assert_eq!(refused["userErrors"][0]["data"], json!({ "permissions": ["order.place", "order.cancel"] }));
}

#[tokio::test]
async fn who_is_denied_something_in_one_place_does_not_give_it_everywhere() {
    let shop = Shop::new().await;
    let app = &shop.app;
    let reader = make(app, &shop.owner, "reader", json!([line("order.read", "ALLOW")])).await;
    make(app, &shop.owner, "closed", json!([line("order.read", "DENY")])).await;
    let roles = [("administrator", Domain::Everything), ("closed", Domain::Channel(shop.channel))];
    let (admin, agent) = (app.person("admin", &roles).await, app.person("agent", &[]).await);
    assert_eq!(refusal(&assign(app, &admin, &reader, &agent).await).unwrap().0, "BEYOND_OWN");
    let scope = json!({ "channelIds": [shop.new_channel("us", "USD").await] });
    let given = send(app, &admin, ASSIGN, json!({ "staffId": id(&agent), "roleId": reader, "scope": scope })).await;
    assert_eq!(refusal(&given), None, "it is denied elsewhere");
}

fn denied_if(condition: &str) -> Grants {
    let mut bits = Bits::default();
    bits.set(0);
    let deny_if = vec![(Condition::parse(condition).unwrap(), bits)];
    Grants { version: 1, domains: vec![(Domain::Everything, Lines { allow: bits, deny_if, ..Lines::default() })] }
}

#[test]
fn a_denial_under_a_condition_holds_when_the_condition_does_or_cannot_be_decided() {
    let euros = |minor| Facts { amount: Some(Money::new(minor, Currency::parse("EUR").unwrap())), ..Facts::default() };
    let dollars = Facts { amount: Some(Money::new(1_790, Currency::parse("USD").unwrap())), ..Facts::default() };
    let own = |own| Facts { own: Some(own), ..Facts::default() };
    let both = |minor, own| Facts { own: Some(own), ..euros(minor) };
    let cases = [
        ("amount > 1000000 EUR", euros(1_790), Decision::Allow),
        ("amount > 1000000 EUR", euros(100_000_001), Decision::Deny),
        ("amount > 1000000 EUR", dollars, Decision::Deny),
        ("amount > 1000000 EUR", Facts::default(), Decision::Deny),
        ("own", own(true), Decision::Deny),
        ("own", own(false), Decision::Allow),
        ("quantity > 10", Facts { quantity: Some(10), ..Facts::default() }, Decision::Allow),
        ("quantity > 10", Facts { quantity: Some(11), ..Facts::default() }, Decision::Deny),
        ("own && amount > 10 EUR", both(1_000, true), Decision::Allow),
        ("own && amount > 10 EUR", both(1_001, false), Decision::Allow),
        ("own && amount > 10 EUR", both(1_001, true), Decision::Deny),
        ("own && amount > 10 EUR", euros(1_001), Decision::Deny),
        ("own && amount > 10 EUR", euros(1_000), Decision::Allow),
    ];
    for (condition, facts, decision) in cases {
        assert_eq!(denied_if(condition).decide(0, &facts), decision, "{condition} with {facts:?}");
    }
    let grants = denied_if("own");
    assert!(grants.scope(0).is_empty(), "what is only read tells no facts");
    assert!(grants.reach(0).is_everything());
}

#[tokio::test]
async fn an_order_is_denied_from_the_amount_on_and_not_below() {
    let shop = Shop::new().await;
    let (small, large) = (
        shop.stocked(Goods { price_minor: 1_790, ..GOODS }, 9).await,
        shop.stocked(Goods { price_minor: 60_000_000, ..GOODS }, 9).await,
    );
    let agent = shop.app.as_role("finance").await;
    shop.app.line("finance", "order.create", "ALLOW", None, None).await;
    shop.app.line("finance", "order.place", "DENY", None, Some("amount > 1000000 EUR")).await;
    let order = done(&shop, &agent, "orderDraftCreate", draft_of(shop.channel, &[(small, 1)])).await;
    assert_eq!(payload(&shop, &agent, "orderPlace", place_of(&order)).await["userErrors"], json!([]));
    let order = done(&shop, &agent, "orderDraftCreate", draft_of(shop.channel, &[(large, 2)])).await;
    let refused = crate::orders::send(&agent, "large", "orderPlace", place_of(&order)).await;
    assert_eq!(refused.code(), "FORBIDDEN");
    shop.app.line("finance", "order.place", "DENY", None, Some("phase of the moon")).await;
    let order = done(&shop, &agent, "orderDraftCreate", draft_of(shop.channel, &[(small, 1)])).await;
    let refused = crate::orders::send(&agent, "small", "orderPlace", place_of(&order)).await;
    assert_eq!(refused.code(), "FORBIDDEN", "a condition that nobody knows denies");
}
