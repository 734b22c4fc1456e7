//! Two inputs are the same when they mean the same, however they were written.

use proptest::prelude::*;
use regie::kernel::actor::Actor;
use regie::kernel::idempotency::Claim;
use serde_json::{Value, json};

use crate::harness::{Answer, Client, TestApp};

const MISMATCH: &str = "IDEMPOTENCY_KEY_PARAMETER_MISMATCH";

async fn send(client: &Client, key: &str, document: &str, variables: Value) -> Answer {
    client.send_with(document, variables, &[("idempotency-key", key)]).await
}

/// Sends an input with one key in all the ways in which it can be written: it is one request.
async fn assert_same(client: &Client, ways: &[(&str, Value)]) {
    let mut answers = Vec::new();
    for (document, variables) in ways {
        answers.push(send(client, "same", document, variables.clone()).await.body);
    }
    assert!(answers[0].get("errors").is_none(), "{:#}", answers[0]);
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:#?}");
}

#[tokio::test]
async fn the_order_of_fields_and_the_way_in_which_they_are_passed_do_not_matter() {
    let app = TestApp::new().await;
    let owner = app.as_role("owner").await;
    let role = "roleCreate(input: { key: \"k\", name: \"K\", lines: [{ permission: \"order.read\", effect: ALLOW }] })";
    let turned =
        "roleCreate(input: { lines: [{ effect: ALLOW, permission: \"order.read\" }], name: \"K\", key: \"k\" })";
    let line = "mutation($effect: PolicyEffect!, $name: String!) {
        roleCreate(input: { key: \"k\", name: $name, lines: [{ permission: \"order.read\", effect: $effect }] }) { role { id } userErrors { code } } }";
    let whole = "mutation($input: RoleCreateInput!) { roleCreate(input: $input) { role { id } userErrors { code } } }";
    let selection = "{ role { id } userErrors { code } }";
    assert_same(
        &owner,
        &[
            (&format!("mutation {{ {role} {selection} }}"), json!({})),
            (&format!("mutation {{ {turned} {selection} }}"), json!({})),
            (line, json!({ "effect": "ALLOW", "name": "K" })),
            (whole, json!({ "input": { "name": "K", "lines": [{ "effect": "ALLOW", "permission": "order.read" }], "key": "k" } })),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_default_that_is_said_is_the_same_as_one_that_is_not() {
    let app = TestApp::new().await;
    let owner = app.as_role("owner").await;
    let document = "mutation($input: WarehouseCreateInput!) { warehouseCreate(input: $input) { warehouse { id } userErrors { code } } }";
    let short = json!({ "slug": "w", "name": "W", "country": "DE" });
    let long = json!({ "slug": "w", "name": "W", "country": "DE", "priority": 100, "address": null });
    assert_same(&owner, &[(document, json!({ "input": short })), (document, json!({ "input": long }))]).await;
}

#[tokio::test]
async fn null_is_another_input_than_nothing_where_it_does_something_else() {
    let app = TestApp::new().await;
    let manager = app.as_role("owner").await;
    let product = crate::catalog::add(&manager, json!({ "title": "Pot", "variants": [{ "weightGrams": 5 }] })).await;
    let (product, variant) = (&product["id"], &product["variants"][0]["id"]);
    for (name, id, field) in
        [("productUpdate", product, "categoryId"), ("productVariantUpdate", variant, "weightGrams")]
    {
        let input = format!("{}{}Input", name[..1].to_uppercase(), &name[1..]);
        let document = format!("mutation($input: {input}!) {{ {name}(input: $input) {{ userErrors {{ code }} }} }}");
        let (nothing, mut cleared) = (json!({ "id": id }), json!({ "id": id }));
        cleared[field] = json!(null);
        assert!(send(&manager, name, &document, json!({ "input": nothing })).await.body.get("errors").is_none());
        assert_eq!(send(&manager, name, &document, json!({ "input": cleared })).await.code(), MISMATCH, "{name}");
    }
}

#[tokio::test]
async fn the_same_input_of_another_mutation_is_another_request() {
    let app = TestApp::new().await;
    let manager = app.as_role("owner").await;
    let product = crate::catalog::on_sale(&manager, "Pot").await;
    let document =
        |name: &str| format!("mutation($id: ID!) {{ {name}(input: {{ id: $id }}) {{ userErrors {{ code }} }} }}");
    let variables = json!({ "id": product["id"] });
    let first = send(&manager, "k", &document("productUnpublish"), variables.clone()).await;
    assert!(first.body.get("errors").is_none(), "{:#}", first.body);
    assert_eq!(send(&manager, "k", &document("productPublish"), variables).await.code(), MISMATCH);
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[a-c\"\\\\é]{0,3}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 20, 4, |inner| {
        let map = proptest::collection::vec(("[a-c]{1,2}", inner.clone()), 0..4);
        prop_oneof![
            proptest::collection::vec(inner, 0..4).prop_map(Value::Array),
            map.prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn fingerprint(value: &Value) -> String {
    let actor = Actor::System { name: "test".to_owned() };
    Claim::new(&actor, "k".to_owned(), "test", value).unwrap().fingerprint
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn fingerprints_are_equal_exactly_when_the_values_are(one in json_value(), two in json_value()) {
        prop_assert_eq!(fingerprint(&one) == fingerprint(&two), one == two);
    }
}
